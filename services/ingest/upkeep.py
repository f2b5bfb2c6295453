"""Keeping the streams bounded: what every group has passed is trimmed, a group that holds that up is named."""

from __future__ import annotations

import asyncio

import prometheus_client
from redis.exceptions import RedisError

from shared import logs
from shared.logbook import GroupCaughtUp, GroupStalled, StreamTrimmed
from shared.outage import Outage
from shared.settings import Settings
from shared.streams import GROUP, Groups, Standing, Streams

_WAITING = prometheus_client.Gauge(
    "dateline_group_waiting_seconds",
    "Age of the oldest entry of the stream that the group has not passed.",
    ["stream", "group"],
)


class Upkeep:
    """Looks after the streams of raw articles and of events. Dead letters stay until somebody deals with them."""

    def __init__(self, streams: Streams, outage: Outage, settings: Settings) -> None:
        self._streams = streams
        self._outage = outage
        self._settings = settings
        self._known: set[tuple[str, str]] = set()
        self._stalled: set[tuple[str, str]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Looks after them now and then, until `stop`."""
        while not stop.is_set():
            try:
                await self.once()
            except (RedisError, OSError) as error:
                self._outage.note(error)
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait({waiting}, timeout=self._settings.upkeep_s)
            waiting.cancel()

    async def once(self) -> None:
        """Trims both streams and looks at their groups.

        Raises:
            RedisError, OSError: the server cannot be used.
        """
        # Without the workers' own group nothing of theirs goes: made again, it would begin with what is there.
        await self._trim(self._streams.raw_groups, only_with=GROUP)
        await self._trim(self._streams.groups)
        self._look(await self._streams.raw_groups.standings() + await self._streams.groups.standings())

    async def _trim(self, groups: Groups, only_with: str = "") -> None:
        removed = await groups.trim(self._settings.keep_days * 86_400, only_with=only_with)
        if removed:
            logs.write(StreamTrimmed(stream=groups.stream, entries=removed))

    def _look(self, standings: list[Standing]) -> None:
        there = {(standing.stream, standing.group) for standing in standings}
        for gone in self._known - there:
            _WAITING.remove(*gone)
        self._known = there
        stalled: set[tuple[str, str]] = set()
        for standing in standings:
            key = standing.stream, standing.group
            _WAITING.labels(*key).set(standing.waiting_s)
            if standing.waiting_s <= self._settings.stalled_s:
                continue
            stalled.add(key)
            if key not in self._stalled:
                logs.write(
                    GroupStalled(
                        stream=standing.stream,
                        group=standing.group,
                        waiting_s=round(standing.waiting_s),
                        unread=standing.unread,
                        pending=standing.pending,
                    )
                )
        for stream, group in sorted(self._stalled - stalled):
            logs.write(GroupCaughtUp(stream=stream, group=group))
        self._stalled = stalled

"""The groups that read a stream: each is asked before anything is trimmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from redis.exceptions import ResponseError


@dataclass(frozen=True)
class Standing:
    """How far a group has come."""

    stream: str
    group: str
    consumers: int
    unread: int | None
    """Entries that it has not read; None where the server cannot tell, as after a deletion."""
    pending: int
    """Entries that it has read and not acknowledged."""
    waiting_s: float
    """Age of the oldest entry that it has not passed, in seconds; 0 where it has passed them all."""


class GroupExistsError(Exception):
    """A group of that name reads the stream already."""


class NoSuchGroupError(Exception):
    """No group of that name reads the stream."""


class Groups:
    """The groups of one stream. A group is registered by being there, whoever made it."""

    def __init__(self, client: Any, stream: str, trim: Any) -> None:
        self._client = client
        self._trim = trim
        self.stream = stream

    async def add(self, group: str, *, first: str) -> None:
        """Registers a group that reads what comes after the entry `first`: `0` for all there is, `$` for what comes.

        Raises:
            GroupExistsError: it is there.
        """
        try:
            await self._client.xgroup_create(self.stream, group, id=first, mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" in str(error):
                raise GroupExistsError(group) from error
            raise

    async def remove(self, group: str) -> None:
        """Removes a group, so that the stream is not kept for it any longer.

        Raises:
            NoSuchGroupError: it is not there.
        """
        try:
            removed = await self._client.xgroup_destroy(self.stream, group)
        except ResponseError as error:
            raise NoSuchGroupError(group) from error
        if not removed:
            raise NoSuchGroupError(group)

    async def standings(self) -> list[Standing]:
        """How far each group has come, by name."""
        if not await self._client.exists(self.stream):
            return []
        seconds, micros = cast("tuple[int, int]", await self._client.time())
        groups = cast("list[dict[str, Any]]", await self._client.xinfo_groups(self.stream))
        return [await self._standing(group, seconds + micros / 1e6) for group in groups]

    async def _standing(self, group: Mapping[str, Any], now_s: float) -> Standing:
        name: bytes = group["name"]
        if group["pending"]:
            oldest: bytes | None = (await self._client.xpending(self.stream, name))["min"]
        else:
            after = "(" + group["last-delivered-id"].decode()
            unread = cast("Sequence[tuple[bytes, Any]]", await self._client.xrange(self.stream, min=after, count=1))
            oldest = unread[0][0] if unread else None
        return Standing(
            stream=self.stream,
            group=name.decode("utf-8", "backslashreplace"),
            consumers=group["consumers"],
            unread=group.get("lag"),
            pending=group["pending"],
            # The first half of an entry's id is when it was added, in milliseconds.
            waiting_s=max(0.0, now_s - int(oldest.split(b"-")[0]) / 1000) if oldest else 0.0,
        )

    async def trim(self, keep_s: float, *, only_with: str = "") -> int:
        """Removes what every group has passed and is older than `keep_s`; says how many entries.

        Args:
            keep_s: the floor of age, in seconds.
            only_with: a group without which nothing is removed, for it may have been lost and read all anew.
        """
        return int(await self._trim(keys=[self.stream], args=[round(keep_s * 1000), only_with]))

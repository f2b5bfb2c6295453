"""The ingest service, put together: the inbox, the desk, the stream and the health checks."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from redis.exceptions import RedisError

from services.ingest.flow import Intake, Reading, Refusal
from services.ingest.inbox import Drop, Inbox, hints
from services.ingest.level import Level
from services.ingest.shelf import Shelf
from services.ingest.upkeep import Upkeep
from shared import clock, health, logs
from shared.logbook import InboxDrained, ServiceStarted, ServiceStopped
from shared.outage import Outage
from shared.service import server_named_in, when_asked_to_stop
from shared.settings import Settings, WrongSettingError
from shared.streams import Streams, connect, without_password
from shared.version import VERSION

# One round trip carries no more than this, so that large files fill neither memory nor the server's buffer.
_BATCH_BYTES = 8_000_000
# After the server failed a command, in seconds.
_OUTAGE_PAUSE_S = 1.0
# A scan that is this many intervals late means that the loop is stuck.
_LATE_SCANS = 10


def _open_inbox(settings: Settings) -> Inbox:
    try:
        settings.inbox.mkdir(parents=True, exist_ok=True)
        next(settings.inbox.iterdir(), None)
    except OSError as error:
        raise WrongSettingError(
            f"DATELINE_INBOX holds '{settings.inbox}', which cannot be used ({error.strerror}); it may hold a folder "
            "that this user may list and write to."
        ) from error
    return Inbox(settings.inbox, settings.settle_s)


def _batches(drops: Sequence[Drop], most: int) -> Iterator[list[Drop]]:
    batch: list[Drop] = []
    size = 0
    for drop in drops:
        if batch and (len(batch) == most or size + drop.state.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(drop)
        size += drop.state.size
    if batch:
        yield batch


class _Watch:
    """The loop over the inbox, and what is known of its health."""

    def __init__(self, inbox: Inbox, streams: Streams, outage: Outage, settings: Settings) -> None:
        self._inbox = inbox
        self._streams = streams
        self._shelf = Shelf(inbox.root)
        self._intake = Intake(streams, self._shelf, settings)
        self._level = Level(settings.high_water, settings.low_water)
        self._outage = outage
        self._settings = settings
        self._scanned_at = clock.monotonic()
        self._rest_s = 0.0
        self._unreadable = False
        self.stop = asyncio.Event()

    async def run(self, *, until_drained: bool) -> None:
        """Takes in what stands still, until told to stop or, `until_drained`, until nothing is left to take."""
        await asyncio.to_thread(self._shelf.recover)
        async with hints(self._inbox.root) as moved:
            while not self.stop.is_set():
                unfinished = await self._round()
                if until_drained and unfinished == 0:
                    logs.write(InboxDrained())
                    return
                pause = self._settings.settle_s / 2 if unfinished else self._settings.scan_interval_s
                await self._wait(moved, min(pause, self._settings.scan_interval_s))
                # A look at a million files takes seconds: as long again belongs to others, whatever moves meanwhile.
                await self._wait(asyncio.Event(), self._rest_s)

    async def _round(self) -> int:
        # Without a server, or when too much waits, nothing can be taken: then there is no need to look.
        if await self._holding_back():
            self._scanned_at = clock.monotonic()
            return 1
        # A drop may change while it is taken in, so only a scan that finds nothing to take ends a drain.
        began = clock.monotonic()
        look = await asyncio.to_thread(self._inbox.scan, began, self._intake.takes)
        self._scanned_at = clock.monotonic()
        self._rest_s = self._scanned_at - began
        for folder in look.unreadable_folders:
            self._intake.leave_folder(folder)
        try:
            await self._take_in(_batches(look.settled, self._settings.batch))
        except (RedisError, OSError) as error:
            self._unreadable = False
            self._outage.note(error)
            await asyncio.sleep(_OUTAGE_PAUSE_S)
        return len(look.settled) + look.waiting

    async def _holding_back(self) -> bool:
        try:
            too_high = self._level.too_high((await self._streams.backlog()).waiting)
        except (RedisError, OSError) as error:
            self._unreadable = True
            self._outage.note(error)
            await asyncio.sleep(_OUTAGE_PAUSE_S)
            return True
        # A server that is full or read-only answers this all the same: only what failed proves that it is over.
        if self._unreadable:
            self._unreadable = False
            self._outage.over()
        return too_high

    async def _take_in(self, batches: Iterator[list[Drop]]) -> None:
        reading = self._begin_reading(batches)
        try:
            while reading is not None:
                read = await reading
                # While this batch is put, the next is read.
                reading = self._begin_reading(batches)
                await self._intake.publish(read)
                self._outage.over()
                self._scanned_at = clock.monotonic()
                if self.stop.is_set() or await self._holding_back():
                    return
        finally:
            if reading is not None:
                await reading

    def _begin_reading(self, batches: Iterator[list[Drop]]) -> asyncio.Task[list[Reading | Refusal]] | None:
        batch = next(batches, None)
        return None if batch is None else asyncio.create_task(self._intake.read(batch))

    async def _wait(self, moved: asyncio.Event, limit_s: float) -> None:
        hint, stop = asyncio.create_task(moved.wait()), asyncio.create_task(self.stop.wait())
        await asyncio.wait({hint, stop}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        for task in (hint, stop):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        moved.clear()

    async def scans(self) -> str | None:
        """What is wrong with the scanning, if anything."""
        age = clock.monotonic() - self._scanned_at
        limit = _LATE_SCANS * max(self._settings.scan_interval_s, 1.0)
        return None if age <= limit else f"the inbox was last scanned {age:.0f} s ago"


async def serve(settings: Settings, *, once: bool) -> None:
    """Runs ingest until SIGTERM or SIGINT; with `once`, until the inbox is drained.

    Raises:
        WrongSettingError: the inbox or the HTTP address cannot be used, or no server is named.
    """
    url = server_named_in(settings)
    inbox = _open_inbox(settings)
    server = without_password(url)
    outage = Outage(server)
    async with connect(url, settings.stream_prefix) as streams:
        watch = _Watch(inbox, streams, outage, settings)
        when_asked_to_stop(watch.stop.set)
        ready = {"server": _answering(streams), "inbox": _writable(inbox.root)}
        async with health.serving(settings, alive={"scan": watch.scans}, ready=ready) as http:
            logs.write(ServiceStarted(service="ingest", version=VERSION, server=server, http=http))
            upkeep = asyncio.create_task(Upkeep(streams, outage, settings).run(watch.stop))
            await watch.run(until_drained=once)
            watch.stop.set()
            await upkeep
    logs.write(ServiceStopped(service="ingest"))


def _answering(streams: Streams) -> health.Check:
    async def check() -> str | None:
        await streams.ping()
        return None

    return check


def _writable(root: Path) -> health.Check:
    async def check() -> str | None:
        usable = await asyncio.to_thread(os.access, root, os.R_OK | os.W_OK | os.X_OK)
        return None if usable else f"{root} cannot be listed and written to"

    return check

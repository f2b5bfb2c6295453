"""Following the stream of events, and writing them where someone reads them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TextIO

from redis.exceptions import RedisError
from rich.console import Console

from services.cli.people import shown
from shared.articles import EnrichedArticle
from shared.streams import RawEntry, Streams

Write = Callable[[RawEntry], None]

# How long one read waits for the next event, in milliseconds.
_POLL_MS = 500
_PAUSE_S = 0.5


def as_json(output: TextIO) -> Write:
    """Writes each event's payload as one line."""

    def write(entry: RawEntry) -> None:
        output.write(entry.payload + "\n")
        output.flush()

    return write


def for_people(console: Console) -> Write:
    """Writes each event as a person reads it."""

    def write(entry: RawEntry) -> None:
        console.print(shown(EnrichedArticle.model_validate_json(entry.payload)))
        console.print()

    return write


class Follower:
    """Reads the events after `last_id`, in order, and remembers how far it came."""

    def __init__(self, streams: Streams, last_id: str, *writers: Write) -> None:
        self._streams = streams
        self._last_id = last_id
        self._writers = writers
        self.written = 0
        self.ending = False

    async def follow(self) -> None:
        """Writes events as they come, through outages of the server, until `ending`."""
        while not self.ending:
            try:
                entries = await self._streams.events_after(self._last_id, _POLL_MS)
            except (RedisError, OSError):
                await asyncio.sleep(_PAUSE_S)
            else:
                self._write(entries)

    async def catch_up(self) -> None:
        """Writes the events that are there now."""
        while entries := await self._streams.events_after(self._last_id):
            self._write(entries)

    def _write(self, entries: Sequence[RawEntry]) -> None:
        for entry in entries:
            for write in self._writers:
                write(entry)
            self._last_id = entry.id
            self.written += 1

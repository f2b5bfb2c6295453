"""The way of a drop: read it, publish its articles, shelve it."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from services.ingest.inbox import ChangingError, Drop, State, read_bytes
from services.ingest.readers import Draft, read
from services.ingest.readers.reasons import Unreadable
from services.ingest.shelf import Shelf
from shared import clock, logs, tracing
from shared.articles import Evidence, Published, RawArticle
from shared.logbook import ArticleReceived, DropLeftAlone, DropRejected, DuplicateDropped, LeftReason
from shared.settings import PublicationFallback, Settings
from shared.streams import Accepted, Duplicate, Streams

# A drop that cannot be moved is tried again this often, in seconds, without a word.
_RETRY_S = 60.0


@dataclass(frozen=True)
class Reading:
    """A drop that was read: its articles, each with its traceparent and its size in bytes."""

    drop: Drop
    articles: tuple[tuple[RawArticle, str, int], ...]


class Intake:
    """Takes drops in: the desk between the inbox and the stream."""

    def __init__(self, streams: Streams, shelf: Shelf, settings: Settings) -> None:
        self._streams = streams
        self._shelf = shelf
        self._settings = settings
        self._left: dict[Path, tuple[State, float]] = {}

    def takeable(self, drops: Sequence[Drop]) -> list[Drop]:
        """The drops without those that were left alone as they are now."""
        now = clock.monotonic()
        return [drop for drop in drops if not (self._is_left(drop) and now < self._left[drop.path][1])]

    async def take_in(self, drops: Sequence[Drop]) -> None:
        """Reads the drops, publishes their articles and shelves them; each has one outcome in the log.

        Raises:
            RedisError, OSError: the server cannot be used; every drop that is not in done/ still lies in the inbox.
        """
        readings = [reading for drop in drops if (reading := await self._read(drop)) is not None]
        articles = [(article, traceparent) for reading in readings for article, traceparent, _ in reading.articles]
        outcomes = iter(await self._streams.put(articles, self._settings.seen_ttl_days * 86_400) if articles else ())
        for reading in readings:
            await self._shelve(reading, [next(outcomes) for _ in reading.articles])
        await asyncio.to_thread(self._shelf.flush)

    async def _read(self, drop: Drop) -> Reading | None:
        try:
            return await asyncio.to_thread(self._reading, drop)
        except Unreadable as error:
            await self._reject(drop, error)
        except ChangingError as error:
            self._leave(drop, error.reason, error.detail)
        return None

    def _reading(self, drop: Drop) -> Reading:
        content = read_bytes(drop, self._settings.max_file_bytes)
        received_at = clock.now()
        return Reading(
            drop,
            tuple(
                (article, tracing.traceparent_from(f"{drop.source}\0{drop.state}\0{article.id}"), len(draft.content))
                for draft in read(content, PurePosixPath(drop.source))
                for article in (self._article(draft, drop, received_at),)
            ),
        )

    def _article(self, draft: Draft, drop: Drop, received_at: dt.datetime) -> RawArticle:
        published = draft.published
        if published is None and self._settings.publication_fallback is PublicationFallback.RECEIVED:
            published = Published(value=received_at.date().isoformat(), evidence=Evidence.RECEIVED)
        return RawArticle(
            id=hashlib.sha256(draft.content).hexdigest(),
            title=draft.title,
            text=draft.text,
            source=drop.source,
            media_type=draft.media_type,
            received_at=received_at,
            published=published,
            authors=draft.authors,
            url=draft.url,
            declared_language=draft.declared_language,
            header=draft.header,
        )

    async def _shelve(self, reading: Reading, outcomes: Sequence[Accepted | Duplicate]) -> None:
        drop = reading.drop
        said_before = self._is_left(drop)
        try:
            await asyncio.to_thread(self._shelf.done, drop)
        except OSError as error:
            self._cannot_move(drop, error)
        if said_before:
            return
        for (article, traceparent, size), outcome in zip(reading.articles, outcomes, strict=True):
            with logs.about(traceparent=traceparent):
                if isinstance(outcome, Duplicate):
                    logs.write(
                        DuplicateDropped(article_id=article.id, source=drop.source, first_source=outcome.first_source)
                    )
                    continue
                logs.write(
                    ArticleReceived(
                        article_id=article.id,
                        source=drop.source,
                        media_type=article.media_type,
                        size_bytes=size,
                        entry_id=outcome.entry_id,
                    )
                )

    async def _reject(self, drop: Drop, error: Unreadable) -> None:
        try:
            await asyncio.to_thread(self._shelf.reject, drop, error, clock.now())
        except OSError as trouble:
            self._cannot_move(drop, trouble)
            return
        logs.write(
            DropRejected(
                source=drop.source, reason=error.reason, place=error.place, detail=error.detail, remedy=error.remedy
            )
        )

    def _cannot_move(self, drop: Drop, error: OSError) -> None:
        if isinstance(error, FileNotFoundError) and not drop.path.is_symlink() and not drop.path.exists():
            self._leave(drop, LeftReason.VANISHED, "the file went away before it could be moved")
            return
        self._leave(drop, LeftReason.CANNOT_MOVE, f"{error.strerror}; it is tried again every {_RETRY_S:.0f} s")

    def leave_folder(self, folder: Drop) -> None:
        """Says once that a folder of the inbox cannot be listed."""
        self._leave(folder, LeftReason.FOLDER_UNREADABLE, "the user that ingest runs as may not list this folder")

    def _is_left(self, drop: Drop) -> bool:
        return drop.path in self._left and self._left[drop.path][0] == drop.state

    def _leave(self, drop: Drop, reason: LeftReason, detail: str) -> None:
        said_before = self._is_left(drop)
        if reason in {LeftReason.VANISHED, LeftReason.CHANGING}:
            # Another state is another drop, which the next scan finds.
            self._left.pop(drop.path, None)
        else:
            self._left[drop.path] = (drop.state, clock.monotonic() + _RETRY_S)
        if not said_before:
            logs.write(DropLeftAlone(source=drop.source, reason=reason, detail=detail))

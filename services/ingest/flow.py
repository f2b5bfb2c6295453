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
from shared.logbook import (
    ArticleReceived,
    DropLeftAlone,
    DropRejected,
    DuplicateDropped,
    LeftReason,
    RejectReason,
)
from shared.settings import PublicationFallback, Settings
from shared.streams import Accepted, Duplicate, Streams

# A drop that cannot be moved is tried again this often, in seconds, without a word.
_RETRY_S = 60.0
# How much of an unforeseen error is told, in characters.
_DETAIL_LIMIT = 500


def articles_of(
    content: bytes, source: PurePosixPath, received_at: dt.datetime, settings: Settings
) -> list[tuple[RawArticle, int]]:
    """The articles of a file, each with its size in bytes.

    Raises:
        Unreadable: there are none, or too many.
    """
    drafts = read(content, source)
    if len(drafts) > settings.max_articles_per_file:
        raise Unreadable(
            RejectReason.TOO_MANY_ARTICLES,
            detail=f"{len(drafts):,} articles, over the limit of {settings.max_articles_per_file:,}",
            remedy="split the file, or raise DATELINE_MAX_ARTICLES_PER_FILE",
        )
    return [(_article(draft, str(source), received_at, settings), len(draft.content)) for draft in drafts]


def _article(draft: Draft, source: str, received_at: dt.datetime, settings: Settings) -> RawArticle:
    published = draft.published
    if published is None and settings.publication_fallback is PublicationFallback.RECEIVED:
        published = Published(value=received_at.date().isoformat(), evidence=Evidence.RECEIVED)
    return RawArticle(
        id=hashlib.sha256(draft.content).hexdigest(),
        title=draft.title,
        text=draft.text,
        source=source,
        media_type=draft.media_type,
        received_at=received_at,
        published=published,
        authors=draft.authors,
        url=draft.url,
        declared_language=draft.declared_language,
        header=draft.header,
    )


@dataclass(frozen=True)
class Reading:
    """A drop that was read: its articles, each with its traceparent and its size in bytes."""

    drop: Drop
    articles: tuple[tuple[RawArticle, str, int], ...]


@dataclass(frozen=True)
class Refusal:
    """A drop that gives no article, and why; or none now."""

    drop: Drop
    why: Unreadable | ChangingError


class Intake:
    """Takes drops in: the desk between the inbox and the stream."""

    def __init__(self, streams: Streams, shelf: Shelf, settings: Settings) -> None:
        self._streams = streams
        self._shelf = shelf
        self._settings = settings
        self._left: dict[Path, tuple[State, float]] = {}

    def takes(self, drop: Drop) -> bool:
        """Whether it is to be taken in: not if it was left alone a moment ago, as it is now."""
        return not (self._is_left(drop) and clock.monotonic() < self._left[drop.path][1])

    async def take_in(self, drops: Sequence[Drop]) -> None:
        """Reads the drops, publishes their articles and shelves them; each has one outcome in the log.

        Raises:
            RedisError, OSError: the server cannot be used; every drop that is not in done/ still lies in the inbox.
        """
        await self.publish(await self.read(drops))

    async def read(self, drops: Sequence[Drop]) -> list[Reading | Refusal]:
        """What the drops hold."""
        return await asyncio.to_thread(lambda: [self._read(drop) for drop in drops])

    async def publish(self, read: Sequence[Reading | Refusal]) -> None:
        """Publishes the articles of what was read and shelves the drops.

        Raises:
            RedisError, OSError: the server cannot be used.
        """
        readings = [one for one in read if isinstance(one, Reading)]
        articles = [(article, traceparent) for reading in readings for article, traceparent, _ in reading.articles]
        ttl_s = self._settings.seen_ttl_days * 86_400
        outcomes = iter(await self._streams.put(articles, ttl_s) if articles else ())
        troubles = await asyncio.to_thread(self._shelve_all, read)
        for one, trouble in zip(read, troubles, strict=True):
            if isinstance(one, Reading):
                self._tell_published(one, [next(outcomes) for _ in one.articles], trouble)
            else:
                self._tell_refused(one, trouble)

    def _read(self, drop: Drop) -> Reading | Refusal:
        try:
            return self._reading(drop)
        except (Unreadable, ChangingError) as error:
            return Refusal(drop, error)
        except Exception as error:  # noqa: BLE001  whatever breaks on one file, ingest and the others go on
            return Refusal(
                drop,
                Unreadable(
                    RejectReason.UNREADABLE,
                    detail=f"reading it failed: {type(error).__name__}: {error}"[:_DETAIL_LIMIT],
                    remedy="report this as a bug of Dateline, with the file",
                ),
            )

    def _reading(self, drop: Drop) -> Reading:
        content = read_bytes(drop, self._settings.max_file_bytes)
        return Reading(
            drop,
            tuple(
                (article, tracing.traceparent_from(f"{drop.source}\0{drop.state}\0{article.id}"), size)
                for article, size in articles_of(content, PurePosixPath(drop.source), clock.now(), self._settings)
            ),
        )

    def _shelve_all(self, read: Sequence[Reading | Refusal]) -> list[OSError | ChangingError | None]:
        troubles = [self._shelve(one) for one in read]
        self._shelf.flush()
        return troubles

    def _shelve(self, one: Reading | Refusal) -> OSError | ChangingError | None:
        try:
            if isinstance(one, Reading):
                self._shelf.done(one.drop)
            elif isinstance(one.why, Unreadable):
                self._shelf.reject(one.drop, one.why, clock.now())
        except (OSError, ChangingError) as error:
            return error
        return None

    def _tell_published(
        self, reading: Reading, outcomes: Sequence[Accepted | Duplicate], trouble: OSError | ChangingError | None
    ) -> None:
        drop = reading.drop
        said_before = self._is_left(drop)
        self._tell_trouble(drop, trouble)
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

    def _tell_refused(self, refusal: Refusal, trouble: OSError | ChangingError | None) -> None:
        drop, error = refusal.drop, refusal.why
        if isinstance(error, ChangingError) or trouble is not None:
            self._tell_trouble(drop, trouble or error)
            return
        logs.write(
            DropRejected(
                source=drop.source, reason=error.reason, place=error.place, detail=error.detail, remedy=error.remedy
            )
        )

    def _tell_trouble(self, drop: Drop, trouble: Exception | None) -> None:
        if isinstance(trouble, ChangingError):
            self._leave(drop, trouble.reason, trouble.detail)
        elif isinstance(trouble, OSError):
            self._cannot_move(drop, trouble)

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

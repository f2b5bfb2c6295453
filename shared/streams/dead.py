"""The stream of dead letters, for the people who look after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared import tracing
from shared.articles import DeadLetter, DeadReason, RawArticle
from shared.cloudevents import EventType, cloud_event
from shared.streams.entries import RawEntry, entries, flat

_PAGE = 100


@dataclass(frozen=True)
class Letter:
    """A dead letter and the id of its entry."""

    entry_id: str
    traceparent: str
    letter: DeadLetter

    @property
    def article(self) -> RawArticle | None:
        """The article; None where it cannot be read."""
        try:
            return RawArticle.model_validate_json(self.letter.payload)
        except ValidationError:
            return None


class DeadLetters:
    """Lists them, sends them back, drops them."""

    def __init__(self, client: Any, dead: str, raw: str, article_key: Any, requeue: Any) -> None:
        self._client = client
        self._dead = dead
        self._raw = raw
        self._article_key = article_key
        self._requeue = requeue

    async def each(self) -> AsyncGenerator[Letter]:
        """Every dead letter, oldest first."""
        after = "-"
        while page := entries(await self._client.xrange(self._dead, min=after, count=_PAGE)):
            for entry in page:
                yield _letter(entry)
            after = f"({page[-1].id}"

    async def requeue(self, letter: Letter) -> bool:
        """Puts its article back for the workers, its attempts forgotten; false where the letter is gone."""
        article = letter.article
        if article is None:
            fields, revision = {"id": letter.letter.id, "payload": letter.letter.payload}, 1
        else:
            fields = cloud_event(
                EventType.RECEIVED,
                article.source,
                article.received_at,
                article,
                tracing.child_of(letter.traceparent),
            )
            revision = article.revision
        keys = [self._dead, self._raw, self._article_key(letter.letter.id)]
        return bool(await self._requeue(keys=keys, args=[letter.entry_id, revision, *flat(fields)]))

    async def drop(self, letter: Letter) -> bool:
        """Removes it for good; false where it is gone."""
        return bool(await self._client.xdel(self._dead, letter.entry_id))


def _letter(entry: RawEntry) -> Letter:
    try:
        letter = DeadLetter.model_validate_json(entry.payload)
    except ValidationError:
        # Whoever else writes there must not keep the others from being read.
        letter = DeadLetter(
            id=entry.article_id,
            entry_id=entry.id,
            reason=DeadReason.UNREADABLE,
            detail="this entry of the stream is no dead letter of Dateline",
            attempts=1,
            payload=entry.payload,
            rejected_at=dt.datetime.fromtimestamp(int(entry.id.split("-")[0]) / 1000, dt.UTC),
        )
    return Letter(entry.id, entry.traceparent, letter)

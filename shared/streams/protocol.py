"""PUT, BEGIN, HOLD, COMMIT, REJECT, claim: the way of an article over the streams.

Entries are CloudEvents 1.0 attributes as plain fields, and `payload`, the JSON. Every write that must happen once is
one Lua script whose second run answers that it was done, so a lost reply may be retried without care.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from importlib import resources
from typing import Any, Final, cast

import redis.asyncio as redis
from redis.exceptions import NoScriptError, ResponseError

from shared.articles import ArticleId, DeadLetter, EnrichedArticle, RawArticle
from shared.cloudevents import EventType, cloud_event
from shared.streams.dead import DeadLetters
from shared.streams.entries import RawEntry, entries, flat
from shared.streams.groups import Groups
from shared.streams.names import DEAD, ENRICHED, GROUP, RAW

# PUTs in one round trip.
_PIPELINED: Final = 100
# How long the count of attempts outlives the last one, in seconds: longer than any outage, so that poison is found.
_ATTEMPTS_TTL_S: Final = 7 * 86_400
# Longer than any claim limit that can be set.
_LONG_IDLE_MS: Final = 30 * 86_400_000
# Who holds what was taken from workers that all are dead.
_NOBODY: Final = "nobody"
# Entries that are handed back in one round trip.
_HAND_BACK_PAGE: Final = 1_000
# A consumer without entries is forgotten after an hour of silence.
_TIDY_IDLE_MS: Final = 3_600_000
_SCRIPTS: Final = ("put", "begin", "begin_first", "hold", "settle", "tidy", "trim", "requeue")


# Keys and arguments of a script.
Call = tuple[list[str], list[str | int]]


class GroupLostError(Exception):
    """The stream of raw articles or its consumer group is gone, for instance after FLUSHALL."""


@dataclass(frozen=True)
class Accepted:
    """PUT: the article is on the stream."""

    entry_id: str


@dataclass(frozen=True)
class Duplicate:
    """PUT: the same content was taken in before."""

    first_source: str


class Begun(IntEnum):
    """What became of one of several entries that were to be begun together."""

    NOT_OURS = 0
    NOW = 1
    BEFORE = 2


@dataclass(frozen=True)
class Backlog:
    """What of the raw stream has no outcome yet."""

    unread: int
    pending: int

    @property
    def waiting(self) -> int:
        """How many articles have no outcome yet."""
        return self.unread + self.pending

    @property
    def empty(self) -> bool:
        """Whether every article has its outcome."""
        return self.waiting == 0


class Streams:
    """One server's streams, under one prefix."""

    def __init__(self, client: redis.Redis, prefix: str = "") -> None:
        # redis-py's annotations unite RESP2 with RESP3 and sync with async answers; this room knows which it gets.
        self._client: Any = client
        self._prefix = prefix
        self.raw, self.enriched, self.dead = f"{prefix}{RAW}", f"{prefix}{ENRICHED}", f"{prefix}{DEAD}"
        lua = resources.files("shared.streams") / "lua"
        script = {name: client.register_script((lua / f"{name}.lua").read_text("utf-8")) for name in _SCRIPTS}
        self._put, self._settle = script["put"], script["settle"]
        self._begin, self._begin_first, self._hold = script["begin"], script["begin_first"], script["hold"]
        self._tidy = script["tidy"]
        self.raw_groups = Groups(self._client, self.raw, script["trim"])
        self.groups = Groups(self._client, self.enriched, script["trim"])
        self.dead_letters = DeadLetters(self._client, self.dead, self.raw, self._article_key, script["requeue"])

    def _article_key(self, article_id: ArticleId) -> str:
        return f"{self._prefix}dateline:article:{article_id}"

    def _attempts_key(self, entry_id: str) -> str:
        return f"{self._prefix}dateline:attempts:{entry_id}"

    async def ping(self) -> None:
        """Answers nothing, or raises what keeps the server from answering."""
        await self._client.ping()

    async def put(self, articles: Sequence[tuple[RawArticle, str]], ttl_s: int) -> list[Accepted | Duplicate]:
        """PUT, pipelined: each article with its traceparent, in order.

        A drop that is put again (the same traceparent) because the reply was lost, or ingest died before it could
        move the file, is told again that it was accepted.
        """
        outcomes: list[Accepted | Duplicate] = []
        for first in range(0, len(articles), _PIPELINED):
            outcomes += await self._put_at_once(articles[first : first + _PIPELINED], ttl_s)
        return outcomes

    async def _put_at_once(self, articles: Sequence[tuple[RawArticle, str]], ttl_s: int) -> list[Accepted | Duplicate]:
        calls: list[Call] = []
        for article, traceparent in articles:
            fields = cloud_event(EventType.RECEIVED, article.source, article.received_at, article, traceparent)
            args = [ttl_s, article.revision, article.source, traceparent, *flat(fields)]
            calls.append(([self.raw, self._article_key(article.id)], args))
        answers = cast("list[list[Any]]", await self._run(self._put, calls))
        return [_outcome(answer, traceparent) for (_, traceparent), answer in zip(articles, answers, strict=True)]

    async def ensure_group(self) -> bool:
        """Makes the stream of raw articles and its group, reading from the start; false where both were there."""
        try:
            await self._client.xgroup_create(self.raw, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
            return False
        return True

    async def begin(self, entry_id: str, consumer: str) -> int:
        """How often the entry has been begun, this time included; 0 where it is not this consumer's any more."""
        with _group_lost():
            return int(
                await self._begin(
                    keys=[self.raw, self._attempts_key(entry_id)], args=[GROUP, consumer, entry_id, _ATTEMPTS_TTL_S]
                )
            )

    async def begin_first(self, entries: Sequence[RawEntry], consumer: str) -> list[Begun]:
        """Begins those that nobody has begun yet; what was begun before is to be begun alone.

        Together they cost one round trip, and one attempt that is all theirs where the worker dies: so whoever is
        innocent of that must not be given up by it, but be tried again by itself.
        """
        ids = [entry.id for entry in entries]
        with _group_lost():
            answers = await self._begin_first(
                keys=[self.raw, *map(self._attempts_key, ids)], args=[GROUP, consumer, _ATTEMPTS_TTL_S, *ids]
            )
        return [Begun(answer) for answer in answers]

    async def hold(self, entry_ids: Sequence[str], consumer: str) -> int:
        """Says that entries are still in hand, so that nobody claims them; answers how many still are ours."""
        with _group_lost():
            return int(await self._hold(keys=[self.raw], args=[GROUP, consumer, *entry_ids]))

    async def commit(self, events: Sequence[tuple[RawEntry, EnrichedArticle, str]]) -> list[bool]:
        """COMMIT, in one round trip: each event and the acknowledgement of its entry in one step.

        Each is an entry with its event and its traceparent; false where another has settled the entry.
        """
        return await self._settle_all(
            self.enriched,
            [
                (entry, cloud_event(EventType.ENRICHED, event.article.source, event.enriched_at, event, traceparent))
                for entry, event, traceparent in events
            ],
        )

    async def reject(self, entry: RawEntry, letter: DeadLetter, traceparent: str) -> bool:
        """REJECT: the dead letter and the acknowledgement in one step; false where another has settled the entry."""
        fields = cloud_event(EventType.REJECTED, entry.id, letter.rejected_at, letter, traceparent)
        (rejected,) = await self._settle_all(self.dead, [(entry, fields)])
        return rejected

    async def _settle_all(self, stream: str, outcomes: Sequence[tuple[RawEntry, Mapping[str, str]]]) -> list[bool]:
        calls: list[Call] = []
        for entry, fields in outcomes:
            keys = [self.raw, stream, self._attempts_key(entry.id), self._article_key(entry.article_id)]
            calls.append((keys, [GROUP, entry.id, entry.revision, *flat(fields)]))
        with _group_lost():
            return [bool(answer) for answer in await self._run(self._settle, calls)]

    async def _run(self, script: Any, calls: Sequence[Call]) -> list[Any]:
        """Runs a script for each call, in one round trip."""
        try:
            return await self._run_once(script, calls)
        except NoScriptError:
            # The server was started anew between the look whether it knows the script and the calls.
            return await self._run_once(script, calls)

    async def _run_once(self, script: Any, calls: Sequence[Call]) -> list[Any]:
        pipeline = self._client.pipeline(transaction=False)
        for keys, args in calls:
            await script(keys=keys, args=args, client=pipeline)
        return cast("list[Any]", await pipeline.execute())

    async def claim(self, consumer: str, min_idle_ms: int, count: int) -> list[RawEntry]:
        """Takes over up to `count` entries that nobody has begun or touched for `min_idle_ms`."""
        cursor, claimed = b"0-0", list[RawEntry]()
        with _group_lost():
            # One call looks at ten times `count` pending entries, and those of live workers may come first.
            while not claimed:
                answer = await self._client.xautoclaim(
                    self.raw, GROUP, consumer, min_idle_ms, start_id=cursor, count=count
                )
                cursor, claimed = answer[0], entries(answer[1])
                if cursor == b"0-0":
                    break
        return claimed

    async def hand_back(self, consumer: str | None = None) -> int:
        """Makes what is pending for a consumer that ends, or for all of them, claimable at once; says how many."""
        first, handed_back = "-", 0
        while True:
            pending = cast(
                "list[dict[str, bytes]]",
                await self._client.xpending_range(self.raw, GROUP, first, "+", _HAND_BACK_PAGE, consumername=consumer),
            )
            if not pending:
                return handed_back
            ids = [entry["message_id"] for entry in pending]
            # An idle time that began before 1970 would count from now.
            await self._client.xclaim(self.raw, GROUP, consumer or _NOBODY, 0, ids, idle=_LONG_IDLE_MS, justid=True)
            handed_back += len(ids)
            first = f"({ids[-1].decode()}"

    async def tidy(self, idle_ms: int = _TIDY_IDLE_MS) -> int:
        """Forgets consumers that hold nothing and have been silent for `idle_ms`; says how many."""
        with _group_lost():
            return int(await self._tidy(keys=[self.raw], args=[GROUP, idle_ms]))

    async def backlog(self) -> Backlog:
        """How many articles wait unread, and how many are in a worker's hands."""
        try:
            groups = cast("list[dict[str, Any]]", await self._client.xinfo_groups(self.raw))
        except ResponseError:
            groups = []
        for group in groups:
            if group["name"].decode() == GROUP:
                return Backlog(await self._unread(group), group["pending"])
        return Backlog(int(await self._client.xlen(self.raw)), 0)

    async def _unread(self, group: Mapping[str, Any]) -> int:
        # `lag` is null after some deletions and 0 after a trim of unread entries; a look past the last delivered entry
        # is always true, and whether there is one is what a drain must know.
        lag: int = group.get("lag") or 0
        if lag:
            return lag
        after = "(" + group["last-delivered-id"].decode()
        return len(cast("list[Any]", await self._client.xrange(self.raw, min=after, count=1)))

    async def event_id_before(self, back: int = 0) -> str:
        """The id after which the last `back` events lie, and all that come."""
        newest = cast("list[tuple[bytes, Any]]", await self._client.xrevrange(self.enriched, count=back + 1))
        return newest[-1][0].decode() if len(newest) > back else "0-0"

    async def events_after(self, last_id: str, block_ms: int | None = None, count: int = 100) -> list[RawEntry]:
        """The next events; waits up to `block_ms` for the first one, not at all without it."""
        answer = cast(
            "list[tuple[bytes, list[tuple[bytes, Any]]]] | None",
            await self._client.xread({self.enriched: last_id}, count=count, block=block_ms),
        )
        return [entry for _, batch in answer or [] for entry in entries(batch)]


def _outcome(answer: Sequence[Any], traceparent: str) -> Accepted | Duplicate:
    accepted, entry_id, *first = answer
    if accepted:
        return Accepted(entry_id.decode())
    source, first_traceparent = (word.decode() for word in first)
    return Accepted(entry_id.decode()) if first_traceparent == traceparent else Duplicate(source)


@contextlib.contextmanager
def _group_lost() -> Generator[None]:
    try:
        yield
    except ResponseError as error:
        if "NOGROUP" in str(error):
            raise GroupLostError(str(error)) from error
        raise

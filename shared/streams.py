"""The only place that names a stream, a group or a key, or speaks Redis.

Entries are CloudEvents 1.0 attributes as plain fields, and `payload`, the JSON. Every write that must happen once is
one Lua script whose second run answers that it was done, so a lost reply may be retried without care.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, cast
from urllib.parse import urlsplit, urlunsplit

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.articles import ArticleId, DeadLetter, EnrichedArticle, RawArticle
from shared.cloudevents import EventType, cloud_event

# The streams, without the prefix that may stand before them.
RAW: Final = "articles.raw"
ENRICHED: Final = "articles.enriched"
DEAD: Final = "articles.dead"
GROUP: Final = "enrich"
# PUTs in one round trip.
_PIPELINED: Final = 100
# How long the count of attempts outlives the last one, in seconds: longer than any outage, so that poison is found.
_ATTEMPTS_TTL_S: Final = 7 * 86_400
# Longer than any claim limit that can be set.
_LONG_IDLE_MS: Final = 30 * 86_400_000
# Who holds what was taken from workers that all are dead.
_NOBODY: Final = "nobody"
# More than a worker ever has in hand.
_MOST_PENDING: Final = 10_000
# A consumer without entries is forgotten after an hour of silence.
_TIDY_IDLE_MS: Final = 3_600_000


class GroupLostError(Exception):
    """The stream of raw articles or its consumer group is gone, for instance after FLUSHALL."""


@dataclass(frozen=True)
class RawEntry:
    """An entry as it lies on a stream, not yet understood."""

    id: str
    fields: Mapping[str, str]

    @property
    def payload(self) -> str:
        """The JSON, or nothing where a foreign entry has none."""
        return self.fields.get("payload", "")

    @property
    def traceparent(self) -> str:
        """The trace that it belongs to, or nothing."""
        return self.fields.get("traceparent", "")


@dataclass(frozen=True)
class Accepted:
    """PUT: the article is on the stream."""

    entry_id: str


@dataclass(frozen=True)
class Duplicate:
    """PUT: the same content was taken in before."""

    first_source: str


@dataclass(frozen=True)
class Backlog:
    """What of the raw stream has no outcome yet."""

    unread: int
    pending: int

    @property
    def empty(self) -> bool:
        """Whether every article has its outcome."""
        return self.unread == 0 and self.pending == 0


def decode(fields: Mapping[bytes, bytes]) -> dict[str, str]:
    """The fields of an entry as text; bytes that are no UTF-8 stay visible as escapes."""
    return {k.decode("utf-8", "backslashreplace"): v.decode("utf-8", "backslashreplace") for k, v in fields.items()}


def _flat(fields: Mapping[str, str]) -> Iterable[str]:
    return (part for pair in fields.items() for part in pair)


def without_password(url: str) -> str:
    """The server's URL as it may be logged."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}:***@{host}"))


class Streams:
    """One server's streams, under one prefix."""

    def __init__(self, client: redis.Redis, prefix: str = "") -> None:
        # redis-py's annotations unite RESP2 with RESP3 and sync with async answers; this room knows which it gets.
        self._client: Any = client
        self._prefix = prefix
        self.raw, self.enriched, self.dead = f"{prefix}{RAW}", f"{prefix}{ENRICHED}", f"{prefix}{DEAD}"
        lua = resources.files("shared") / "lua"
        script = {
            name: self._client.register_script((lua / f"{name}.lua").read_text("utf-8"))
            for name in ("put", "begin", "hold", "settle", "tidy")
        }
        self._put, self._begin, self._hold = script["put"], script["begin"], script["hold"]
        self._settle, self._tidy = script["settle"], script["tidy"]

    def _seen_key(self, article_id: ArticleId) -> str:
        return f"{self._prefix}dateline:seen:{article_id}"

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

    async def _put_at_once(
        self, articles: Sequence[tuple[RawArticle, str]], ttl_s: int
    ) -> Iterable[Accepted | Duplicate]:
        pipeline = self._client.pipeline(transaction=False)
        for article, traceparent in articles:
            fields = cloud_event(EventType.RECEIVED, article.source, article.received_at, article, traceparent)
            memory = json.dumps({"source": article.source, "traceparent": traceparent}, ensure_ascii=False)
            await self._put(
                keys=[self.raw, self._seen_key(article.id)], args=[ttl_s, memory, *_flat(fields)], client=pipeline
            )
        answers = cast("list[tuple[int, bytes]]", await pipeline.execute())
        return (
            _outcome(bool(accepted), word.decode(), traceparent)
            for (_, traceparent), (accepted, word) in zip(articles, answers, strict=True)
        )

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

    async def hold(self, entry_id: str, consumer: str) -> bool:
        """Says that the entry is still in hand, so that nobody claims it; false where it is not ours any more."""
        with _group_lost():
            return bool(await self._hold(keys=[self.raw], args=[GROUP, consumer, entry_id]))

    async def commit(self, entry: RawEntry, event: EnrichedArticle, traceparent: str) -> bool:
        """COMMIT: the event and the acknowledgement in one step; false where another has settled the entry."""
        fields = cloud_event(EventType.ENRICHED, event.article.source, event.enriched_at, event, traceparent)
        return await self._settle_as(self.enriched, entry, fields)

    async def reject(self, entry: RawEntry, letter: DeadLetter, traceparent: str) -> bool:
        """REJECT: the dead letter and the acknowledgement in one step; false where another has settled the entry."""
        fields = cloud_event(EventType.REJECTED, entry.id, letter.rejected_at, letter, traceparent)
        return await self._settle_as(self.dead, entry, fields)

    async def _settle_as(self, stream: str, entry: RawEntry, fields: Mapping[str, str]) -> bool:
        with _group_lost():
            return bool(
                await self._settle(
                    keys=[self.raw, stream, self._attempts_key(entry.id)], args=[GROUP, entry.id, *_flat(fields)]
                )
            )

    async def claim(self, consumer: str, min_idle_ms: int, count: int) -> list[RawEntry]:
        """Takes over up to `count` entries that nobody has begun or touched for `min_idle_ms`."""
        with _group_lost():
            answer = await self._client.xautoclaim(self.raw, GROUP, consumer, min_idle_ms, count=count)
        return _entries(answer[1])

    async def hand_back(self, consumer: str | None = None) -> int:
        """Makes what is pending for a consumer that ends, or for all of them, claimable at once; says how many."""
        pending = cast(
            "list[dict[str, bytes]]",
            await self._client.xpending_range(self.raw, GROUP, "-", "+", _MOST_PENDING, consumername=consumer),
        )
        if pending:
            ids = [entry["message_id"] for entry in pending]
            # An idle time that began before 1970 would count from now.
            await self._client.xclaim(self.raw, GROUP, consumer or _NOBODY, 0, ids, idle=_LONG_IDLE_MS, justid=True)
        return len(pending)

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
        return [entry for _, batch in answer or [] for entry in _entries(batch)]


def _outcome(accepted: bool, word: str, traceparent: str) -> Accepted | Duplicate:  # noqa: FBT001  the script's answer
    if accepted:
        return Accepted(word)
    entry_id, _, memory = word.partition(" ")
    first = cast("dict[str, str]", json.loads(memory))
    return Accepted(entry_id) if first["traceparent"] == traceparent else Duplicate(first["source"])


def _entries(batch: Iterable[tuple[bytes, Mapping[bytes, bytes] | None]]) -> list[RawEntry]:
    return [RawEntry(entry_id.decode(), decode(fields)) for entry_id, fields in batch if fields is not None]


@contextlib.contextmanager
def _group_lost() -> Generator[None]:
    try:
        yield
    except ResponseError as error:
        if "NOGROUP" in str(error):
            raise GroupLostError(str(error)) from error
        raise


@contextlib.asynccontextmanager
async def connect(url: str, prefix: str = "", patience: int = 3) -> AsyncGenerator[Streams]:
    """The streams of the server at `url`.

    Args:
        url: redis://, rediss:// or unix://.
        prefix: put before every name.
        patience: how often a command is tried again, 0.1 s apart at first and 2 s at most. Every script may be.
    """
    retry = Retry(ExponentialBackoff(cap=2.0, base=0.1), retries=patience)
    client = cast("Any", redis.Redis).from_url(
        url,
        protocol=2,
        retry=retry,
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        socket_timeout=10.0,
        socket_connect_timeout=5.0,
        health_check_interval=15,
    )
    try:
        yield Streams(client, prefix)
    finally:
        with contextlib.suppress(RedisError, OSError):
            await client.aclose()

"""From a delivery to its outcome: begin, enrich, commit; or a dead letter; or postponed, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator, Sequence
from typing import TypeVar

from redis.exceptions import RedisError

from services.enrich.hand import Enrich, Enriched, Failed, Hand, Result, Skipped, TimedOut, Unreadable
from shared import clock, logs, tracing
from shared.articles import DeadLetter, DeadReason
from shared.logbook import (
    ArticleDeadLettered,
    ArticleEnriched,
    DeliveryPostponed,
    EntriesClaimed,
    PostponeReason,
    WorkerRenewed,
)
from shared.outage import Outage
from shared.settings import Settings
from shared.streams import Begun, GroupLostError, RawEntry, Streams

# How much of a reason a dead letter and a log line carry, in characters.
_DETAIL_LIMIT = 500
# How often what is in hand is held, for each claim limit.
_HOLDS_PER_LIMIT = 4
# So much is begun together, in entries and in characters of payload: enough that a round trip and its fsync count for
# little, so few that what waits behind a long article can be claimed by a worker that has nothing to do.
_TOGETHER, _TOGETHER_SIZE = 16, 100_000
# Before an outcome is offered to a failing server again, in seconds.
_PAUSE_S = 0.5
# Seconds beyond the time limit after which something is wrong with the worker itself.
_STUCK_GRACE_S = 30.0

T = TypeVar("T")


class Consumer:
    """One worker: it enriches one article at a time."""

    def __init__(self, name: str, streams: Streams, enrich: Enrich, outage: Outage, settings: Settings) -> None:
        self.name = name
        self._streams = streams
        self._outage = outage
        self._settings = settings
        self._delivering = asyncio.Lock()
        self._hand = Hand(enrich, settings.article_limit_s)
        self._stopping = False
        self.on_hung: Callable[[], None] = self.stop

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stopping

    @property
    def hung(self) -> bool:
        """Whether its thread hangs in an article, so that only a new process can go on."""
        return self._hand.hung

    def stop(self) -> None:
        """Ends after the article in hand."""
        self._stopping = True
        self._hand.skip_the_rest(_STOPPING)

    async def warm_up(self) -> None:
        """Loads what enrichment needs."""
        await self._hand.warm_up()

    async def close(self) -> None:
        """Ends its thread and hands back what it has not settled."""
        self._hand.close()
        # Where this fails, others claim it a little later, as after a crash.
        with contextlib.suppress(RedisError, OSError):
            await self._streams.hand_back(self.name)

    async def deliver(self, entries: Sequence[RawEntry]) -> None:
        """Brings each entry to its outcome; what is not begun when the worker stops stays pending."""
        async with self._delivering:
            for some in _portions(entries, 1 if self._settings.max_attempts == 1 else _TOGETHER):
                if len(some) == 1 or self._stopping:
                    for entry in some:
                        await self._deliver_alone(entry)
                else:
                    await self._deliver_together(some)

    async def claim(self) -> None:
        """Takes over what a silent worker left, and enriches it.

        Raises:
            GroupLostError: the group is gone.
            RedisError, OSError: the server cannot be used.
        """
        limit_ms = round(self._settings.claim_idle_s * 1000)
        claimed = await self._streams.claim(self.name, limit_ms, self._settings.batch)
        if claimed:
            logs.write(EntriesClaimed(articles=len(claimed)))
            await self.deliver(claimed)

    def stuck(self) -> str | None:
        """What is wrong if one article has been in hand for far longer than it may."""
        held = self._hand.held_s()
        return f"one article has been in hand for {held:.0f} s" if held > self._limit_s + _STUCK_GRACE_S else None

    @property
    def _limit_s(self) -> float:
        return self._settings.article_limit_s

    async def _deliver_together(self, entries: Sequence[RawEntry]) -> None:
        its: dict[Begun, list[RawEntry]] = {answer: [] for answer in Begun}
        with self._postponing(entries):
            for entry, answer in zip(entries, await self._streams.begin_first(entries, self.name), strict=True):
                its[answer].append(entry)
            self._outage.over()
        _all_postponed(its[Begun.NOT_OURS], PostponeReason.TAKEN_OVER, _NOT_OURS)
        if its[Begun.NOW]:
            await self._bring_to_outcome(its[Begun.NOW], 1)
        for entry in its[Begun.BEFORE]:
            await self._deliver_alone(entry)

    async def _deliver_alone(self, entry: RawEntry) -> None:
        if self._stopping:
            _postponed(entry, _STOPPING.reason, _STOPPING.detail)
            return
        attempt = await self._begin(entry)
        if attempt > self._settings.max_attempts:
            with self._postponing([entry]):
                # Begun that often and never ended: it failed every time, or took its worker with it.
                await self._reject(entry, DeadReason.WORKER_DIED, "no attempt ended", attempt - 1)
        elif attempt:
            await self._bring_to_outcome([entry], attempt)

    async def _begin(self, entry: RawEntry) -> int:
        with self._postponing([entry]):
            attempt = await self._streams.begin(entry.id, self.name)
            self._outage.over()
            if attempt:
                return attempt
            _postponed(entry, PostponeReason.TAKEN_OVER, _NOT_OURS)
        return 0

    async def _bring_to_outcome(self, entries: Sequence[RawEntry], attempt: int) -> None:
        async with self._holding(entries), contextlib.aclosing(self._hand.work(entries)) as work:
            async for done in work:
                enriched = [(entry, result) for entry, result in done if isinstance(result, Enriched)]
                if enriched:
                    with self._postponing([entry for entry, _ in enriched]):
                        await self._commit(enriched, attempt)
                for entry, result in done:
                    with self._postponing([entry]):
                        await self._settle(entry, result, attempt)

    async def _insist(self, settle: Callable[[], Awaitable[T]]) -> T:
        """Settles as soon as the server can: it fails, not the article, whose attempts must not count up for that.

        Raises:
            GroupLostError: the group is gone.
            RedisError, OSError: the server cannot be used, and the worker was asked to stop.
        """
        while True:
            try:
                settled = await settle()
            except (RedisError, OSError) as error:
                if self._stopping:
                    raise
                self._outage.note(error)
                await asyncio.sleep(_PAUSE_S)
            else:
                self._outage.over()
                return settled

    @contextlib.contextmanager
    def _postponing(self, entries: Sequence[RawEntry]) -> Generator[None]:
        """Where the server fails, what it failed with is postponed, and so is all that would follow."""
        try:
            yield
        except GroupLostError as error:
            why = Skipped(PostponeReason.GROUP_LOST, str(error))
        except (RedisError, OSError) as error:
            self._outage.note(error)
            why = Skipped(PostponeReason.SERVER_UNREACHABLE, str(error))
        else:
            return
        self._hand.skip_the_rest(why)
        _all_postponed(entries, why.reason, why.detail)

    async def _settle(self, entry: RawEntry, result: Result, attempt: int) -> None:
        match result:
            case Enriched():
                pass  # committed with others
            case Unreadable(detail):
                await self._reject(entry, DeadReason.UNREADABLE, detail, attempt)
            case Failed(detail):
                await self._failed(entry, DeadReason.FAILED, detail, attempt)
            case TimedOut(detail):
                with logs.about(traceparent=entry.traceparent):
                    logs.write(WorkerRenewed(article_id=entry.article_id, held_s=round(self._hand.held_s(), 1)))
                self.on_hung()
                await self._failed(entry, DeadReason.TIMED_OUT, detail, attempt)
            case Skipped(reason, detail):
                _postponed(entry, reason, detail)

    async def _commit(self, enriched: Sequence[tuple[RawEntry, Enriched]], attempt: int) -> None:
        events = [(entry, result.event, tracing.child_of(entry.traceparent)) for entry, result in enriched]
        answers = await self._insist(lambda: self._streams.commit(events))
        for (entry, result), published in zip(enriched, answers, strict=True):
            if not published:
                _postponed(entry, PostponeReason.TAKEN_OVER, _SETTLED_BEFORE)
                continue
            event = result.event
            with logs.about(traceparent=entry.traceparent):
                logs.write(
                    ArticleEnriched(
                        article_id=event.id,
                        revision=event.revision,
                        language=event.language.tag,
                        entities=len(event.entities),
                        dates=len(event.dates),
                        took_ms=round(result.took_ms, 2),
                        attempt=attempt,
                    )
                )

    async def _failed(self, entry: RawEntry, reason: DeadReason, detail: str, attempt: int) -> None:
        if attempt >= self._settings.max_attempts:
            await self._reject(entry, reason, detail, attempt)
        else:
            _postponed(entry, PostponeReason(reason.value), detail)

    async def _reject(self, entry: RawEntry, reason: DeadReason, detail: str, attempts: int) -> None:
        letter = DeadLetter(
            id=entry.article_id,
            entry_id=entry.id,
            reason=reason,
            detail=detail[:_DETAIL_LIMIT],
            attempts=attempts,
            revision=entry.revision,
            payload=entry.payload,
            rejected_at=clock.now(),
        )
        traceparent = tracing.child_of(entry.traceparent)
        if not await self._insist(lambda: self._streams.reject(entry, letter, traceparent)):
            _postponed(entry, PostponeReason.TAKEN_OVER, _SETTLED_BEFORE)
            return
        with logs.about(traceparent=entry.traceparent):
            logs.write(
                ArticleDeadLettered(
                    article_id=letter.id, entry_id=entry.id, reason=reason, detail=letter.detail, attempts=attempts
                )
            )

    @contextlib.asynccontextmanager
    async def _holding(self, entries: Sequence[RawEntry]) -> AsyncGenerator[None]:
        # Only a worker that is dead or stalled falls silent: a long article in a live one is not claimed.
        ids = [entry.id for entry in entries]
        in_hand = True

        async def hold() -> None:
            # Not `while True`: a client may swallow the cancellation of a command that just got its answer.
            while in_hand:
                await asyncio.sleep(self._settings.claim_idle_s / _HOLDS_PER_LIMIT)
                # Where this fails another worker may claim the articles; one of the two commits.
                with contextlib.suppress(RedisError, OSError, GroupLostError):
                    await self._streams.hold(ids, self.name)

        holding = asyncio.create_task(hold())
        try:
            yield
        finally:
            in_hand = False
            holding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await holding


_STOPPING = Skipped(PostponeReason.SHUTDOWN, "the worker was asked to stop")
_NOT_OURS = "another worker has taken it over or settled it"
_SETTLED_BEFORE = "it was settled before, here or by another worker; nothing was published"


def _portions(entries: Sequence[RawEntry], most: int) -> Iterator[list[RawEntry]]:
    some: list[RawEntry] = []
    size = 0
    for entry in entries:
        if some and (len(some) == most or size + len(entry.payload) > _TOGETHER_SIZE):
            yield some
            some, size = [], 0
        some.append(entry)
        size += len(entry.payload)
    if some:
        yield some


def _postponed(entry: RawEntry, reason: PostponeReason, detail: str) -> None:
    with logs.about(traceparent=entry.traceparent):
        logs.write(
            DeliveryPostponed(
                article_id=entry.article_id, entry_id=entry.id, reason=reason, detail=detail[:_DETAIL_LIMIT]
            )
        )


def _all_postponed(entries: Sequence[RawEntry], reason: PostponeReason, detail: str) -> None:
    for entry in entries:
        _postponed(entry, reason, detail)

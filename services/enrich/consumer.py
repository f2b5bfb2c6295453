"""From a delivery to its outcome: begin, enrich, commit; or a dead letter; or postponed, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from pydantic import ValidationError
from redis.exceptions import RedisError

from shared import clock, logs, tracing
from shared.articles import DeadLetter, DeadReason, EnrichedArticle, RawArticle
from shared.logbook import (
    ArticleDeadLettered,
    ArticleEnriched,
    DeliveryPostponed,
    EntriesClaimed,
    PostponeReason,
)
from shared.outage import Outage
from shared.settings import Settings
from shared.streams import GroupLostError, RawEntry, Streams

Enrich = Callable[[RawArticle, dt.datetime], EnrichedArticle]

# How much of a reason a dead letter and a log line carry, in characters.
_DETAIL_LIMIT = 500
_ID_LIMIT = 512
# How often an article in hand is held, for each claim limit.
_HOLDS_PER_LIMIT = 4


class Consumer:
    """One worker: it has one article in hand at a time."""

    def __init__(self, name: str, streams: Streams, enrich: Enrich, outage: Outage, settings: Settings) -> None:
        self.name = name
        self._streams = streams
        self._enrich = enrich
        self._outage = outage
        self._settings = settings
        self._hand = asyncio.Lock()
        # Off the event loop, so that claims, health checks and SIGTERM stay live while an article is enriched.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="enrich")
        self._began: float | None = None
        self.stopping = False

    async def warm_up(self) -> None:
        """Loads what enrichment needs before the first delivery, so that none waits for it while its idle time runs."""
        first = RawArticle(
            id="-", title=None, text="It rained.", source="-", media_type="text/plain", received_at=clock.now()
        )
        await asyncio.get_running_loop().run_in_executor(self._thread, self._enrich, first, clock.now())

    async def close(self) -> None:
        """Ends its thread and hands back what it has not begun."""
        self._thread.shutdown()
        # Where this fails, others claim it a little later, as after a crash.
        with contextlib.suppress(RedisError, OSError):
            await self._streams.hand_back(self.name)

    async def deliver(self, entries: Sequence[RawEntry]) -> None:
        """Brings each entry to its outcome, in order; what is not begun when the worker stops stays pending."""
        async with self._hand:
            for position, entry in enumerate(entries):
                if self.stopping:
                    for left in entries[position:]:
                        _postponed(left, PostponeReason.SHUTDOWN, "the worker was asked to stop")
                    return
                with logs.about(traceparent=entry.traceparent):
                    await self._deliver_one(entry)

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

    def stuck(self, limit_s: float) -> str | None:
        """What is wrong if one article has been in hand for longer than `limit_s`."""
        if self._began is None or (held := clock.monotonic() - self._began) <= limit_s:
            return None
        return f"one article has been in hand for {held:.0f} s"

    async def _deliver_one(self, entry: RawEntry) -> None:
        self._began = clock.monotonic()
        try:
            attempt = await self._streams.begin(entry.id, self.name)
            if attempt == 0:
                _postponed(entry, PostponeReason.TAKEN_OVER, "another worker has taken it over or settled it")
                return
            await self._bring_to_outcome(entry, attempt)
            self._outage.over()
        except GroupLostError as error:
            _postponed(entry, PostponeReason.GROUP_LOST, str(error))
        except (RedisError, OSError) as error:
            self._outage.note(error)
            _postponed(entry, PostponeReason.SERVER_UNREACHABLE, str(error))
        finally:
            self._began = None

    async def _bring_to_outcome(self, entry: RawEntry, attempt: int) -> None:
        if attempt > self._settings.max_attempts:
            # Begun that often and never ended: it failed every time, or took its worker with it.
            await self._reject(entry, DeadReason.WORKER_DIED, "no attempt ended", attempt - 1)
            return
        try:
            article = RawArticle.model_validate_json(entry.payload)
        except ValidationError as error:
            await self._reject(entry, DeadReason.UNREADABLE, _in_words(error), attempt)
            return
        began = clock.monotonic()
        try:
            async with self._holding(entry):
                event = await asyncio.get_running_loop().run_in_executor(
                    self._thread, self._enrich, article, clock.now()
                )
        except Exception as error:  # noqa: BLE001  whatever breaks on one article, the worker and the others go on
            detail = f"{type(error).__name__}: {error}"[:_DETAIL_LIMIT]
            if attempt >= self._settings.max_attempts:
                await self._reject(entry, DeadReason.FAILED, detail, attempt)
            else:
                _postponed(entry, PostponeReason.FAILED, detail)
            return
        took_ms = (clock.monotonic() - began) * 1000
        if not await self._streams.commit(entry, event, tracing.child_of(entry.traceparent)):
            _postponed(entry, PostponeReason.TAKEN_OVER, "another worker settled it first; nothing was published")
            return
        logs.write(
            ArticleEnriched(
                article_id=event.id,
                language=event.language.tag,
                entities=len(event.entities),
                dates=len(event.dates),
                took_ms=round(took_ms, 2),
                attempt=attempt,
            )
        )

    @contextlib.asynccontextmanager
    async def _holding(self, entry: RawEntry) -> AsyncGenerator[None]:
        # Only a worker that is dead or stalled falls silent: a long article in a live one is not claimed.
        in_hand = True

        async def hold() -> None:
            # Not `while True`: a client may swallow the cancellation of a command that just got its answer.
            while in_hand:
                await asyncio.sleep(self._settings.claim_idle_s / _HOLDS_PER_LIMIT)
                # Where this fails another worker may claim the article; one of the two commits.
                with contextlib.suppress(RedisError, OSError, GroupLostError):
                    await self._streams.hold(entry.id, self.name)

        holding = asyncio.create_task(hold())
        try:
            yield
        finally:
            in_hand = False
            holding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await holding

    async def _reject(self, entry: RawEntry, reason: DeadReason, detail: str, attempts: int) -> None:
        letter = DeadLetter(
            id=_article_id(entry),
            entry_id=entry.id,
            reason=reason,
            detail=detail[:_DETAIL_LIMIT],
            attempts=attempts,
            payload=entry.payload,
            rejected_at=clock.now(),
        )
        if not await self._streams.reject(entry, letter, tracing.child_of(entry.traceparent)):
            _postponed(entry, PostponeReason.TAKEN_OVER, "another worker settled it first; nothing was published")
            return
        logs.write(
            ArticleDeadLettered(
                article_id=letter.id, entry_id=entry.id, reason=reason, detail=letter.detail, attempts=attempts
            )
        )


def _postponed(entry: RawEntry, reason: PostponeReason, detail: str) -> None:
    detail = detail[:_DETAIL_LIMIT]
    logs.write(DeliveryPostponed(article_id=_article_id(entry), entry_id=entry.id, reason=reason, detail=detail))


def _article_id(entry: RawEntry) -> str:
    """The article's id; that of the entry where a foreign one names none."""
    return (entry.fields.get("id") or entry.id)[:_ID_LIMIT]


def _in_words(error: ValidationError) -> str:
    problems = [f"{'.'.join(map(str, problem['loc'])) or 'payload'}: {problem['msg']}" for problem in error.errors()]
    return "; ".join(problems)

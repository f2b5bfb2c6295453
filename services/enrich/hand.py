"""The one thread that enriches: entries go in, what became of each comes out as soon as it is known.

Off the event loop, so that claims, health checks and SIGTERM stay live while an article is enriched, and the outcome of
one is committed while the next is enriched.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pydantic import ValidationError

from shared import clock
from shared.articles import EnrichedArticle, RawArticle
from shared.logbook import PostponeReason
from shared.streams import RawEntry

Enrich = Callable[[RawArticle, dt.datetime], EnrichedArticle]


@dataclass(frozen=True)
class Enriched:
    """The event is ready."""

    event: EnrichedArticle
    took_ms: float


@dataclass(frozen=True)
class Unreadable:
    """The entry holds no article."""

    detail: str


@dataclass(frozen=True)
class Failed:
    """Enrichment raised an error."""

    detail: str


@dataclass(frozen=True)
class TimedOut:
    """Enrichment went on for longer than the limit; its thread cannot be ended, and nothing follows it."""

    detail: str


@dataclass(frozen=True)
class Skipped:
    """It was not looked at."""

    reason: PostponeReason
    detail: str


_AFTER_A_HANG = Skipped(PostponeReason.SHUTDOWN, "an article before it hangs, so the worker starts anew")
_LEFT = Skipped(PostponeReason.SHUTDOWN, "nobody waits for it any more")

Result = Enriched | Unreadable | Failed | TimedOut | Skipped
Done = tuple[RawEntry, Result]


class Hand:
    """Works on one entry at a time."""

    def __init__(self, enrich: Enrich, limit_s: float) -> None:
        self._enrich = enrich
        self._limit_s = limit_s
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="enrich")
        self._in_hand: tuple[RawEntry, float] | None = None
        self._skipping: Skipped | None = None
        self.hung = False

    async def warm_up(self) -> None:
        """Loads what enrichment needs before the first delivery, so that none waits for it while its idle time runs."""
        first = RawArticle(
            id="-", title=None, text="It rained.", source="-", media_type="text/plain", received_at=clock.now()
        )
        await asyncio.get_running_loop().run_in_executor(self._thread, self._enrich, first, clock.now())

    def held_s(self) -> float:
        """How long the entry in hand has been there, in seconds."""
        held = self._in_hand
        return 0.0 if held is None else clock.monotonic() - held[1]

    def skip_the_rest(self, why: Skipped) -> None:
        """Lets go of what it has not yet come to."""
        self._skipping = why

    def close(self) -> None:
        """Ends the thread; one that hangs ends with the process."""
        self._thread.shutdown(wait=not self.hung)

    async def work(self, entries: Sequence[RawEntry]) -> AsyncGenerator[list[Done]]:
        """Enriches the entries in order; gives what has become of them, as many at a time as are ready."""
        loop = asyncio.get_running_loop()
        ready: asyncio.Queue[Done] = asyncio.Queue()

        def tell(done: Done) -> None:
            # The loop has gone where the process ends without waiting for an article that hangs.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(ready.put_nowait, done)

        self._skipping = None
        working = loop.run_in_executor(self._thread, self._each, entries, tell)
        left = list(entries)
        try:
            while left:
                done = await self._next(ready)
                del left[: len(done)]
                if self.hung:
                    done += [(entry, _AFTER_A_HANG) for entry in left]
                    left = []
                yield done
        finally:
            self.skip_the_rest(_LEFT)
            if not self.hung:
                await working

    async def _next(self, ready: asyncio.Queue[Done]) -> list[Done]:
        done: list[Done] = []
        while not done:
            with contextlib.suppress(TimeoutError):
                done.append(await asyncio.wait_for(ready.get(), max(self._limit_s - self.held_s(), 0.05)))
            held = self._in_hand
            if not done and ready.empty() and held is not None and self.held_s() > self._limit_s:
                self.hung = True
                return [(held[0], TimedOut(f"not enriched within {self._limit_s:g} s"))]
        while not ready.empty():
            done.append(ready.get_nowait())
        return done

    def _each(self, entries: Sequence[RawEntry], tell: Callable[[Done], None]) -> None:
        for entry in entries:
            if self._skipping is not None:
                tell((entry, self._skipping))
                continue
            self._in_hand = entry, clock.monotonic()
            result = self._one(entry)
            self._in_hand = None
            if not self.hung:
                tell((entry, result))

    def _one(self, entry: RawEntry) -> Result:
        began = clock.monotonic()
        try:
            article = RawArticle.model_validate_json(entry.payload)
        except ValidationError as error:
            return Unreadable(_in_words(error))
        try:
            event = self._enrich(article, clock.now())
        except BaseException as error:  # noqa: BLE001  also a panic of Rust: one article must not stop the others
            return Failed(f"{type(error).__name__}: {error}")
        return Enriched(event, (clock.monotonic() - began) * 1000)


def _in_words(error: ValidationError) -> str:
    problems = [f"{'.'.join(map(str, problem['loc'])) or 'payload'}: {problem['msg']}" for problem in error.errors()]
    return "; ".join(problems)

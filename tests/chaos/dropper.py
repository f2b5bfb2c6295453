"""Carries out the drops, so fast that there is always work for those who are about to be killed."""

from __future__ import annotations

import errno
import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

from tests.chaos.disk import Disk
from tests.chaos.plan import Drop, Manner, Plan, Write, digest

# So many articles are under way at a time, and so many more are dropped when somebody is about to be killed.
_UNDER_WAY, _RUSH = 40, 80
_TICK_S, _RETRY_S = 0.005, 0.1
# Between two pieces of a file that is written in place, in seconds at most.
_PIECE_PAUSE_S = 0.004


class Dropper:
    """People and programs that put files into the inbox; a thread, for the processes are watched by the main one."""

    def __init__(
        self, plan: Plan, disk: Disk, settle_s: float, outcomes: Callable[[], int], rng: random.Random
    ) -> None:
        self._plan = plan
        self._disk = disk
        self._settle_s = settle_s
        self._outcomes = outcomes
        self._rng = rng
        self._waiting: list[tuple[float, int, list[Write]]] = []
        self._order = itertools.count()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="dropper", daemon=True)
        self._dropped_articles = 0
        self._rushed_to = 0
        self.files = 0
        self.refused = 0
        """Writes that the full disk refused."""
        self.torn: dict[str, str] = {}
        """Beginnings of contents that looked finished, for this writer was held up; with the names of their files."""
        self.error: Exception | None = None

    def start(self) -> None:
        """Begins to drop."""
        self._thread.start()

    @property
    def finished(self) -> bool:
        """Whether all is dropped."""
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Drops nothing more."""
        self._stopping.set()
        self._thread.join()

    def rush(self) -> None:
        """Drops some more at once."""
        self._rushed_to = self._dropped_articles + _RUSH

    def _run(self) -> None:
        try:
            drops = iter(self._plan.drops)
            while not self._stopping.is_set() and self._tick(drops):
                sleep(_TICK_S)
        except Exception as error:  # noqa: BLE001  told by the main thread, which waits for this one
            self.error = error

    def _tick(self, drops: Iterator[Drop]) -> bool:
        now = monotonic()
        while self._waiting and self._waiting[0][0] <= now:
            self._go_on(heapq.heappop(self._waiting)[2])
        if self._dropped_articles >= max(self._outcomes() + _UNDER_WAY, self._rushed_to):
            return True
        drop = next(drops, None)
        if drop is None:
            return bool(self._waiting)
        self._dropped_articles += drop.articles
        self._go_on(list(drop.writes))
        return True

    def _go_on(self, writes: list[Write]) -> None:
        while writes:
            if not self._write(writes[0]):
                self._wait(_RETRY_S, writes)
                return
            self.files += 1
            del writes[0]
            if writes and writes[0].after_s:
                self._wait(writes[0].after_s, writes)
                return

    def _wait(self, for_s: float, writes: list[Write]) -> None:
        heapq.heappush(self._waiting, (monotonic() + for_s, next(self._order), writes))

    def _write(self, write: Write) -> bool:
        """Whether it could be written now."""
        target = self._disk.inbox / write.name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if write.manner is Manner.IN_PLACE:
                return self._write_in_place(target, write.content)
            return self._write_at_once(target, write)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            self.refused += 1
            return False

    def _write_at_once(self, target: Path, write: Write) -> bool:
        if write.manner is Manner.NEW and target.exists():
            return False
        hidden = target.with_name(f".{target.name}.part")
        try:
            hidden.write_bytes(write.content)
        except OSError:
            hidden.unlink(missing_ok=True)
            raise
        hidden.rename(target)
        return True

    def _write_in_place(self, target: Path, content: bytes) -> bool:
        with self._disk.writing_in_place:
            if self._disk.full:
                return False
            with target.open("wb", buffering=0) as file:
                changed, cut = monotonic(), 0
                while cut < len(content):
                    sleep(self._rng.uniform(0, _PIECE_PAUSE_S))
                    before, cut, began = cut, min(len(content), cut + self._rng.randint(1, len(content))), monotonic()
                    file.write(content[before:cut])
                    if monotonic() - changed > self._settle_s / 2:
                        self.torn[digest(content[:before])] = str(target.relative_to(self._disk.inbox))
                    changed = began
        return True

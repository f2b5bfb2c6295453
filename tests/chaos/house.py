"""The processes: killed, started again a moment later, and watched."""

from __future__ import annotations

import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.support import Server, Service

INGEST, WORKER, SERVER = "ingest", "worker", "server"
# How a worker ends that is poisoned: by what its article does, or by the kernel's alarm.
_POISONED = frozenset({-signal.SIGKILL, -signal.SIGALRM})
_LONGEST_PAUSE_S = 1.0


@dataclass
class Member:
    """One process that is started again whenever it is down."""

    kind: str
    kill: Callable[[], None]
    start: Callable[[], None]
    service: Service | None = None
    wakes_at: float | None = None
    """When it goes on that was stopped."""
    back_at: float | None = None
    """When it starts again that is down."""

    @property
    def up(self) -> bool:
        """Whether it runs, and is not stopped."""
        return self.back_at is None and self.wakes_at is None and (self.service is None or not self._ended)

    @property
    def _ended(self) -> bool:
        return self.service is not None and self.service.exit_code is not None


class House:
    """The server, ingest and the workers of one run."""

    def __init__(self, server: Server, ingest: Service, workers: list[Service], rng: random.Random) -> None:
        self._rng = rng
        self.members = [
            Member(SERVER, server.kill, server.start),
            Member(INGEST, ingest.kill, ingest.restart, ingest),
            *(Member(WORKER, worker.kill, worker.restart, worker) for worker in workers),
        ]
        self.kills: Counter[str] = Counter()
        self.stops = 0
        self.poisoned = 0
        self.problems: list[str] = []
        self._first_half: Counter[str] = Counter()
        self._most_memory: Counter[str] = Counter()
        self._looked_at = 0.0

    @property
    def all_up(self) -> bool:
        """Whether all of them run."""
        return all(one.up for one in self.members)

    def up(self, kind: str) -> list[Member]:
        """Those of a kind that run now."""
        return [one for one in self.members if one.kind == kind and one.up]

    def kill(self, victim: Member, down_s: float) -> None:
        """Kills it; it is back after `down_s`."""
        victim.kill()
        victim.back_at = monotonic() + down_s
        self.kills[victim.kind] += 1

    def halt(self, victim: Member, for_s: float) -> None:
        """Stops a service; it goes on after `for_s`."""
        assert victim.service is not None
        victim.service.signal(signal.SIGSTOP)
        victim.wakes_at = monotonic() + for_s
        self.stops += 1

    def tend(self) -> None:
        """Wakes and starts whoever is due."""
        now = monotonic()
        for one in self.members:
            if one.wakes_at is not None and one.wakes_at <= now and one.service is not None:
                one.service.signal(signal.SIGCONT)
                one.wakes_at = None
            self._notice_death(one, now)
            if one.back_at is not None and one.back_at <= now:
                one.start()
                one.back_at = None
        if now - self._looked_at > 0.5:
            self._looked_at = now
            self._look_at_memory()

    def _notice_death(self, one: Member, now: float) -> None:
        code = None if one.service is None else one.service.exit_code
        if code is None or one.back_at is not None:
            return
        one.back_at = now + self._rng.uniform(0, _LONGEST_PAUSE_S)
        if one.kind == WORKER and code in _POISONED:
            self.poisoned += 1
        else:
            self.problems.append(f"{one.kind} ended by itself, with {code}")

    def turn(self) -> None:
        """Half of the work is done: what is occupied from now on is compared with what was before."""
        self._first_half = Counter(self._most_memory)
        self._most_memory.clear()

    def memory(self, kind: str) -> tuple[int, int]:
        """The most that any process of a kind occupied in each half of the work, in bytes."""
        return self._first_half[kind], self._most_memory[kind]

    def _look_at_memory(self) -> None:
        for one in self.members:
            if one.service is not None and one.up:
                self._most_memory[one.kind] = max(self._most_memory[one.kind], _resident_bytes(one.service.pid))


def _resident_bytes(pid: int) -> int:
    """VmRSS of proc(5); 0 where the process has just gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), 0)

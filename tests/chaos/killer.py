"""Kills, stops and a full disk: each when so many articles have their outcome, and most while their victim works."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from time import monotonic, sleep

from tests.chaos.disk import Disk
from tests.chaos.house import INGEST, SERVER, WORKER, House

# Kills fall due between these shares of all articles, so that there is work before, between and after them.
_FIRST, _LAST = 0.02, 0.93
_LONGEST_DELAY_S, _LONGEST_DOWN_S = 0.8, 1.0
# Share of the strikes that wait until their victim is seen at work, and for how long they do, in seconds.
_AIMED, _AIMING_S = 0.75, 4.0
# From seeing that something was done to the strike, in seconds at most: then more of it is being done.
_FLINCH_S = 0.01
# What cannot be rejected on a full disk is tried again after a minute, so that it falls into the first half.
_DISK_FULL = 0.15, 0.5


@dataclass
class Strike:
    """Something that is done once so many articles have their outcome."""

    at: float
    delay_s: float
    do: Callable[[], bool]
    """Does it, if it can be done now; says whether."""
    aimed_at: str = ""
    """Whom it waits for to be at work."""
    due_at: float | None = None


class Killer:
    """Carries out what chance has planned."""

    def __init__(
        self, house: House, disk: Disk, claim_s: float, rng: random.Random, before: Callable[[], None]
    ) -> None:
        self._before = before
        self._house = house
        self._disk = disk
        self._rng = rng
        self._claim_s = claim_s
        self._clear_at: float | None = None
        self.hits = 0
        """How many strikes met whom they were aimed at while it worked."""
        self.full_s = 0.0
        self.bad: dict[str, str] = {}
        """Files that were dropped here, with the reasons that they must be rejected with."""
        self._strikes: list[Strike] = []

    def plan(self, articles: int, kills: int) -> None:
        """Plans so many kills, and all else, over so many articles."""
        # Each at least once, where there are enough kills for that.
        kinds = [SERVER, INGEST, WORKER, *self._rng.choices((SERVER, INGEST, WORKER), k=kills)][:kills]
        self._strikes = [self._strike(articles, self._killing(kind), kind) for kind in kinds]
        self._strikes += [self._strike(articles, self._halt, WORKER) for _ in range(max(1, kills // 5))]
        if self._disk.small:
            self._strikes += [self._strike(articles, self._fill, "", *_DISK_FULL) for _ in range(1 + kills // 20)]

    def _strike(
        self, articles: int, do: Callable[[], bool], victim: str, first: float = _FIRST, last: float = _LAST
    ) -> Strike:
        at, delay_s = articles * self._rng.uniform(first, last), self._rng.uniform(0, _LONGEST_DELAY_S)
        return Strike(at, delay_s, do, victim if self._rng.random() < _AIMED else "")

    @property
    def finished(self) -> bool:
        """Whether all of it is done, and over."""
        return not self._strikes and self._clear_at is None

    def tend(self, outcomes: int, at_work: Collection[str]) -> None:
        """Does what is due.

        Args:
            outcomes: how many articles have theirs.
            at_work: the kinds of processes that have got something done since the last call.
        """
        now = monotonic()
        if self._clear_at is not None and self._clear_at <= now:
            self._disk.clear()
            self._clear_at = None
        for strike in self._strikes:
            if strike.due_at is None and strike.at <= outcomes:
                strike.due_at = now + strike.delay_s
                self._before()
        self._strikes = [one for one in self._strikes if not self._done(one, now, at_work)]

    def _done(self, strike: Strike, now: float, at_work: Collection[str]) -> bool:
        if strike.due_at is None or strike.due_at > now:
            return False
        if strike.aimed_at in at_work:
            sleep(self._rng.uniform(0, _FLINCH_S))
            done = strike.do()
            self.hits += done
            return done
        return (not strike.aimed_at or now > strike.due_at + _AIMING_S) and strike.do()

    def _killing(self, kind: str) -> Callable[[], bool]:
        def kill() -> bool:
            victims = self._house.up(kind)
            if victims:
                self._house.kill(self._rng.choice(victims), self._rng.uniform(0, _LONGEST_DOWN_S))
            return bool(victims)

        return kill

    def _halt(self) -> bool:
        victims = self._house.up(WORKER)
        if victims:
            self._house.halt(self._rng.choice(victims), self._claim_s * self._rng.uniform(1.2, 2.5))
        return bool(victims)

    def _fill(self) -> bool:
        if self._disk.full:
            return False
        for_s = self._rng.uniform(2, 4)
        self._disk.fill()
        # An empty file needs no room, but the reason that it is rejected with does.
        name = f"no-room-{len(self.bad)}.txt"
        (self._disk.inbox / name).touch()
        self.bad[name] = "empty"
        self._clear_at = monotonic() + for_s
        self.full_s += for_s
        return True

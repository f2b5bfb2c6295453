"""How far everything has come, looked at again and again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from tests.chaos.house import INGEST, SERVER, WORKER
from tests.support import Onlooker

# How long nothing may move at all, in seconds: what could not be rejected on a full disk is tried again after a minute.
_STANDSTILL_S = 150.0
_TELL_EVERY_S = 5.0


class StandstillError(Exception):
    """Nothing has moved for too long."""


def left_in(inbox: Path) -> list[Path]:
    """The files that are neither in done/ nor in rejected/, whatever their names."""
    left: list[Path] = []
    for folder, folders, files in os.walk(inbox):
        if Path(folder) == inbox:
            folders[:] = [name for name in folders if name not in {"done", "rejected"}]
        left += [Path(folder, name) for name in files]
    return left


class Progress:
    """What is out, and what waits in the inbox."""

    def __init__(self, onlooker: Onlooker, inbox: Path, tell: Callable[[str], None]) -> None:
        self._onlooker = onlooker
        self._inbox = inbox
        self._tell = tell
        self._moved_at = self._told_at = monotonic()
        self.outcomes = 0
        """Events and dead letters."""
        self.in_inbox = 0
        self.at_work: frozenset[str] = frozenset()
        """The kinds of processes that have got something done since the look before."""

    @property
    def at_rest(self) -> bool:
        """Whether there is nothing left to do."""
        return self.in_inbox == 0 and self._onlooker.waiting() == 0

    def look(self, more: str) -> None:
        """Looks; now and then tells what it sees, and `more`.

        Raises:
            StandstillError: it has been the same for too long.
        """
        files, outcomes = self.in_inbox, self.outcomes
        self.in_inbox = len(left_in(self._inbox))
        self.outcomes = self._onlooker.outcomes() or outcomes
        busy = {INGEST, SERVER} if self.in_inbox < files else set[str]()
        self.at_work = frozenset(busy | ({WORKER, SERVER} if self.outcomes > outcomes else set()))
        now = monotonic()
        if (files, outcomes) != (self.in_inbox, self.outcomes):
            self._moved_at = now
        if now - self._moved_at > _STANDSTILL_S:
            raise StandstillError(f"nothing has moved for {_STANDSTILL_S:.0f} s; the run was given up")
        if now - self._told_at > _TELL_EVERY_S:
            self._told_at = now
            self._tell(f"{self.outcomes} outcomes, {self.in_inbox} files in the inbox, {more}")

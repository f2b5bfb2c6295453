"""Back-pressure: how many articles may wait for the workers before files wait in the inbox instead."""

from __future__ import annotations

import prometheus_client

from shared import clock, logs
from shared.logbook import IntakePaused, IntakeResumed

_WAITING = prometheus_client.Gauge("dateline_articles_waiting", "Articles on the stream that have no outcome yet.")


class Level:
    """Two marks, so that ingest does not stop and start with every article."""

    def __init__(self, high: int, low: int) -> None:
        self._high = high
        self._low = low
        self._since: float | None = None

    def too_high(self, waiting: int) -> bool:
        """Whether files are to stay in the inbox while so many articles wait; each change is said once."""
        _WAITING.set(waiting)
        if self._since is None and waiting >= self._high:
            self._since = clock.monotonic()
            logs.write(IntakePaused(waiting=waiting, high_water=self._high))
        elif self._since is not None and waiting <= self._low:
            logs.write(IntakeResumed(waiting=waiting, paused_s=round(clock.monotonic() - self._since, 1)))
            self._since = None
        return self._since is not None

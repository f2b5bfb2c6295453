"""The one reader of time, so that nothing else depends on when it runs."""

from __future__ import annotations

import datetime as dt
import time


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def monotonic() -> float:
    """Seconds on a clock that never goes back; only differences mean anything."""
    return time.monotonic()

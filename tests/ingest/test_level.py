"""Two marks: ingest pauses at the high one and goes on at the low one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.level import Level

Said = list[dict[str, Any]]


def test_it_pauses_once_and_resumes_once(said: Said) -> None:
    level = Level(high=10, low=4)
    assert [level.too_high(waiting) for waiting in (3, 9, 10, 12, 9, 5, 4, 9)] == [
        *(False, False, True, True, True, True, False, False)
    ]
    assert [(entry["event"], entry["waiting"]) for entry in said] == [("IntakePaused", 10), ("IntakeResumed", 4)]


@given(st.lists(st.integers(0, 30)), st.integers(0, 10), st.integers(1, 10))
def test_it_never_pauses_at_the_low_mark_nor_flows_at_the_high_one(waitings: list[int], low: int, gap: int) -> None:
    level = Level(high=low + gap, low=low)
    for waiting in waitings:
        paused = level.too_high(waiting)
        assert paused or waiting < low + gap
        assert not paused or waiting > low

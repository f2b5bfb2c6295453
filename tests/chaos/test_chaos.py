"""A small run of `python -m tests.chaos`; `make chaos` makes larger ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(580)]


def test_whatever_is_killed_stopped_or_full_nothing_is_lost_and_nothing_published_twice(
    pytestconfig: pytest.Config,
) -> None:
    asked = {
        "--articles": "150",
        "--kills": "8",
        "--redis": str(pytestconfig.getoption("--redis")),
        "--redis-image": str(pytestconfig.getoption("--redis-image")),
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *(word for pair in asked.items() for word in pair)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout

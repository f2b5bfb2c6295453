"""`python -m services.enrich`: one enrich worker, alone."""

from __future__ import annotations

import argparse
import os
import signal
import sys

from services.enrich.app import serve
from shared.service import run


def main() -> None:
    """Runs the service."""
    argparse.ArgumentParser(
        prog="python -m services.enrich", description="Enriches the articles on the stream."
    ).parse_args()
    if run(serve):
        # The alarm that guarded the article would outlive it (execve(2) keeps timers) and end the new worker.
        signal.setitimer(signal.ITIMER_REAL, 0)
        # The same process, its place in an orchestrator and its leash, but without the thread that hangs.
        os.execv(sys.executable, [sys.executable, "-m", "services.enrich"])  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    main()

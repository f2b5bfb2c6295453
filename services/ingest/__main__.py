"""`python -m services.ingest`: the ingest service, alone."""

from __future__ import annotations

import argparse
import functools

from services.ingest.app import serve
from shared.service import run


def main() -> None:
    """Runs the service."""
    parser = argparse.ArgumentParser(prog="python -m services.ingest", description="Takes in what lies in the inbox.")
    parser.add_argument("--once", action="store_true", help="end when the inbox is drained")
    run(functools.partial(serve, once=parser.parse_args().once))


if __name__ == "__main__":
    main()

"""`python -m services.enrich`: one enrich worker, alone."""

from __future__ import annotations

import argparse

from services.enrich.app import serve
from shared.service import run


def main() -> None:
    """Runs the service."""
    argparse.ArgumentParser(
        prog="python -m services.enrich", description="Enriches the articles on the stream."
    ).parse_args()
    run(serve)


if __name__ == "__main__":
    main()

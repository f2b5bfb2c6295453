"""`python -m tests.chaos`: kills, stops and starves everything at random, and counts every article."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.chaos import disk
from tests.chaos.run import Order, Report, Run
from tests.support import Container, Embedded

_MOST_PROBLEMS = 40


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos",
        description="Drops articles while ingest, workers and the server are killed, stopped and starved at random, "
        "then counts that each has exactly one outcome.",
    )
    parser.add_argument("--articles", type=int, default=1000, help="that must each have an outcome (%(default)s)")
    parser.add_argument("--kills", type=int, default=20, help="kill -9 of all processes together (%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="enrich workers (%(default)s)")
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(2**32), help="of all that is random"
    )
    parser.add_argument("--redis", choices=["embedded", "container"], default="embedded", help="the server")
    parser.add_argument("--redis-image", default="redis:8.4.7-alpine", help="the image of the container (%(default)s)")
    parser.add_argument(disk.INSIDE, dest="inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(arguments: argparse.Namespace, folder: Path, console: Console) -> Report:
    server = Embedded(folder / "data") if arguments.redis == "embedded" else Container(arguments.redis_image)
    order = Order(arguments.articles, arguments.kills, arguments.workers, arguments.seed)
    server.start()
    try:
        return Run(order, server, folder, console.print, mountable=arguments.inside).run()
    finally:
        server.stop()


def main() -> None:
    """Runs it; exits with 1 and says where the logs are where anything was lost, published twice or left behind."""
    arguments = _arguments()
    console = Console(highlight=False, soft_wrap=True)
    if not arguments.inside:
        console.print(f"seed {arguments.seed}")
        disk.enter_own_namespace("--seed", str(arguments.seed))
        console.print("without the full disk: this user may not mount one here")
    folder = Path(tempfile.mkdtemp(prefix="dateline-chaos-"))
    console.print(f"all of it lies in {folder} until it is over")
    report = _run(arguments, folder, console)
    for name, figure in (report.figures | {"seed": arguments.seed}).items():
        console.print(f"{name:<38} {figure}")
    if not report.problems:
        shutil.rmtree(folder)
        console.print("nothing lost, nothing twice")
        return
    for problem in report.problems[:_MOST_PROBLEMS]:
        console.print(f"WRONG: {problem}")
    if len(report.problems) > _MOST_PROBLEMS:
        console.print(f"… and {len(report.problems) - _MOST_PROBLEMS} more")
    console.print(f"logs, the server's data and the inbox are kept in {folder}")
    sys.exit(1)


if __name__ == "__main__":
    main()

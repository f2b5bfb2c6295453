"""The `dateline` command."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.cli import dead, groups
from services.cli.dropping import drop_file
from services.cli.events import Follower, Write, as_json, for_people
from services.cli.lines import enrich_lines
from services.cli.pipeline import Plan, run_once, run_until_stopped
from services.cli.processes import make_sure_of_engine
from services.cli.session import FAILED_EXIT, INTERRUPTED_EXIT, loaded, plain_errors, url_in
from shared import logs
from shared.settings import LogLevel, Settings, environment
from shared.streams import connect

app = typer.Typer(
    help="Turns dropped news articles into structured events: language, people, organisations, places and dates.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain errors: a panel would break the path of a file over lines.
    rich_markup_mode=None,
)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_CORES = _cores()

InboxOption = Annotated[
    Path | None, typer.Option("--inbox", help="The watched folder; default DATELINE_INBOX, or inbox/.", file_okay=False)
]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, help="Enrich processes; default one for each core.")]


app.add_typer(dead.app, name="dead")
app.add_typer(groups.app, name="groups")


@app.command()
def run(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Take in what lies in the inbox, print the events, end.")
    ] = False,
    inbox: InboxOption = None,
    events: Annotated[
        Path | None, typer.Option("--events", help="Write the events there as JSON lines.", dir_okay=False)
    ] = None,
    workers: WorkersOption = _CORES,
    samples: Annotated[
        Path | None, typer.Option("--samples", help="A folder dropped on the first run.", exists=True, file_okay=False)
    ] = None,
) -> None:
    """Run it all: server, ingest and enrich workers; show each event as it arrives.

    With REDIS_URL it uses that server, otherwise an embedded one whose data lie in .dateline/.
    """
    with plain_errors(), contextlib.ExitStack() as stack:
        console = Console(stderr=True)
        settings = loaded(inbox)
        logs.set_up(settings.model_copy(update={"log_level": LogLevel.WARNING}), sys.stderr)
        make_sure_of_engine(settings)
        writers: list[Write] = []
        if events is not None:
            writers.append(as_json(stack.enter_context(events.open("a", encoding="utf-8"))))
        elif once:
            writers.append(as_json(sys.stdout))
        if not once:
            writers.append(for_people(Console()))
        plan = Plan(settings, workers, samples, writers, console)
        if not once:
            asyncio.run(run_until_stopped(plan))
        elif not asyncio.run(run_once(plan)):
            raise typer.Exit(INTERRUPTED_EXIT)


@app.command()
def enrich(workers: WorkersOption = _CORES) -> None:
    """Enrich JSON lines {"id","text","published"?,"title"?} from standard input to JSON lines on standard output."""
    with plain_errors():
        make_sure_of_engine(loaded())
        if enrich_lines(sys.stdin.buffer, sys.stdout.buffer, workers):
            raise typer.Exit(FAILED_EXIT)


@app.command()
def tail(
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON payload a line.")] = False,
    back: Annotated[int, typer.Option("-n", "--lines", min=0, help="Begin with the last N events.")] = 10,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Go on with events as they come.")] = True,
) -> None:
    """Follow the events, as people read them or as JSON."""
    with plain_errors():
        settings = loaded()
        url = url_in(settings)
        write = as_json(sys.stdout) if json else for_people(Console())
        asyncio.run(_tail(url, settings, write, back, follow=follow))


async def _tail(url: str, settings: Settings, write: Write, back: int, *, follow: bool) -> None:
    async with connect(url, settings.stream_prefix) as streams:
        follower = Follower(streams, await streams.event_id_before(back), write)
        await follower.catch_up()
        if follow:
            await follower.follow()


@app.command()
def replay(
    inbox: InboxOption = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Taken in on that day (UTC) or later.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Taken in on that day (UTC) or before.")
    ] = None,
    ids: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="ID", help="Of an article, or its first 8 characters; repeat it."),
    ] = None,
) -> None:
    """Put articles from done/ onto the stream again, each with a higher revision.

    After a flush, or to have them enriched by a newer enricher. It says how many.
    """
    with plain_errors():
        settings = loaded(inbox)
        options = {"--from": [first] if first else [], "--to": [last] if last else [], "--id": ids or []}
        words = [word for option, values in options.items() for value in values for word in (option, value)]
        variables = {
            "REDIS_URL": url_in(settings),
            "DATELINE_INBOX": str(settings.inbox),
            "DATELINE_LOG_LEVEL": LogLevel.WARNING.value,
        }
        ended = subprocess.run(
            [sys.executable, "-m", "services.ingest.replay", *words], env=environment(**variables), check=False
        )
        if ended.returncode:
            raise typer.Exit(ended.returncode)


@app.command()
def drop(
    files: Annotated[list[Path], typer.Argument(help="The files to take in.", exists=True, dir_okay=False)],
    inbox: InboxOption = None,
) -> None:
    """Copy files into the inbox so that none is ever read half-written."""
    with plain_errors():
        folder = loaded(inbox).inbox
        for file in files:
            typer.echo(drop_file(file, folder))


def main() -> None:
    """Runs the command."""
    app()

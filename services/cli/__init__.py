"""The `dateline` command."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Annotated

import typer
from redis.exceptions import RedisError
from rich.console import Console

from services.cli.dropping import drop_file
from services.cli.events import Follower, Write, as_json, for_people
from services.cli.lines import enrich_lines
from services.cli.pipeline import Plan, run_once, run_until_stopped
from services.cli.processes import WrongSettingInProcessError
from shared import embedded, logs, settings
from shared.service import WRONG_SETTING_EXIT
from shared.settings import LogLevel, Settings, WrongSettingError
from shared.streams import connect

_FAILED_EXIT = 1
_INTERRUPTED_EXIT = 130

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


@contextlib.contextmanager
def _plain_errors() -> Generator[None]:
    try:
        yield
    except WrongSettingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_SETTING_EXIT) from error
    except WrongSettingInProcessError as error:
        raise typer.Exit(WRONG_SETTING_EXIT) from error
    except BrokenPipeError as error:
        # Whoever read the output has gone, as `head` does. Python would still flush what is buffered at its end, and
        # complain: https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_FAILED_EXIT) from error
    except (embedded.EmbeddedServerError, RedisError, OSError) as error:
        typer.echo(f"dateline: {error}", err=True)
        raise typer.Exit(_FAILED_EXIT) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(_INTERRUPTED_EXIT) from error


def _settings(inbox: Path | None = None) -> Settings:
    loaded = settings.load()
    return loaded if inbox is None else loaded.model_copy(update={"inbox": inbox})


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
    with _plain_errors(), contextlib.ExitStack() as stack:
        console = Console(stderr=True)
        loaded = _settings(inbox)
        logs.set_up(loaded.model_copy(update={"log_level": LogLevel.WARNING}), sys.stderr)
        writers: list[Write] = []
        if events is not None:
            writers.append(as_json(stack.enter_context(events.open("a", encoding="utf-8"))))
        elif once:
            writers.append(as_json(sys.stdout))
        if not once:
            writers.append(for_people(Console()))
        plan = Plan(loaded, workers, samples, writers, console)
        if not once:
            asyncio.run(run_until_stopped(plan))
        elif not asyncio.run(run_once(plan)):
            raise typer.Exit(_INTERRUPTED_EXIT)


@app.command()
def enrich(workers: WorkersOption = _CORES) -> None:
    """Enrich JSON lines {"id","text","published"?,"title"?} from standard input to JSON lines on standard output."""
    with _plain_errors():
        if enrich_lines(sys.stdin.buffer, sys.stdout.buffer, workers):
            raise typer.Exit(_FAILED_EXIT)


@app.command()
def tail(
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON payload a line.")] = False,
    back: Annotated[int, typer.Option("-n", "--lines", min=0, help="Begin with the last N events.")] = 10,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Go on with events as they come.")] = True,
) -> None:
    """Follow the events, as people read them or as JSON."""
    with _plain_errors():
        loaded = _settings()
        url = loaded.redis_url or embedded.url_of(loaded.data_dir)
        if loaded.redis_url is None and not embedded.answers(url):
            raise embedded.EmbeddedServerError(
                f"no `dateline run` works with {loaded.data_dir} now; start one, or set REDIS_URL to a server"
            )
        write = as_json(sys.stdout) if json else for_people(Console())
        asyncio.run(_tail(url, loaded, write, back, follow=follow))


async def _tail(url: str, loaded: Settings, write: Write, back: int, *, follow: bool) -> None:
    async with connect(url, loaded.stream_prefix) as streams:
        follower = Follower(streams, await streams.event_id_before(back), write)
        await follower.catch_up()
        if follow:
            await follower.follow()


@app.command()
def drop(
    files: Annotated[list[Path], typer.Argument(help="The files to take in.", exists=True, dir_okay=False)],
    inbox: InboxOption = None,
) -> None:
    """Copy files into the inbox so that none is ever read half-written."""
    with _plain_errors():
        folder = _settings(inbox).inbox
        for file in files:
            typer.echo(drop_file(file, folder))


def main() -> None:
    """Runs the command."""
    app()

"""`dateline groups`: who reads the events, and how far each has come."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from services.cli.session import FAILED_EXIT, connected, plain_errors
from shared.logs import one_line
from shared.streams import GroupExistsError, NoSuchGroupError, Standing, Streams

app = typer.Typer(help="Register the groups that read the events, list them, remove them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The group's name.")]


@app.command("list")
def list_groups() -> None:
    """List the groups of the workers and of the subscribers, and how far each has come."""

    async def work(streams: Streams) -> None:
        for standing in await streams.raw_groups.standings() + await streams.groups.standings():
            typer.echo(_line(standing))

    _run(work)


@app.command()
def add(
    name: Name,
    *,
    from_now: Annotated[bool, typer.Option("--from-now", help="Only what comes; else all that is kept.")] = False,
) -> None:
    """Register a group: nothing that it has not read is removed."""

    async def work(streams: Streams) -> None:
        await streams.groups.add(name, first="$" if from_now else "0")
        typer.echo(f"{name} reads {streams.groups.stream}")

    _run(work)


@app.command()
def remove(name: Name) -> None:
    """Remove a group, so that events are not kept for it any longer."""

    async def work(streams: Streams) -> None:
        await streams.groups.remove(name)
        typer.echo(f"{name} is removed from {streams.groups.stream}")

    _run(work)


def _run(work: Callable[[Streams], Awaitable[None]]) -> None:
    async def connect_and_work() -> None:
        async with connected() as streams:
            await work(streams)

    with plain_errors():
        try:
            asyncio.run(connect_and_work())
        except GroupExistsError as error:
            typer.echo(f"dateline: there is a group {error} already", err=True)
            raise typer.Exit(FAILED_EXIT) from error
        except NoSuchGroupError as error:
            typer.echo(f"dateline: there is no group {error}; `dateline groups list` shows them", err=True)
            raise typer.Exit(FAILED_EXIT) from error


def _line(one: Standing) -> str:
    unread = "?" if one.unread is None else f"{one.unread:,}"
    waiting = dt.timedelta(seconds=round(one.waiting_s))
    return one_line(
        f"{one.stream}  {one.group}  {one.consumers} consumers, {unread} unread, {one.pending:,} pending, "
        f"oldest waits {waiting}"
    )

"""`dateline dead`: looking after the articles that were given up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import typer

from services.cli.session import FAILED_EXIT, connected, plain_errors
from shared.logs import one_line
from shared.streams import DeadLetters, Letter

# So much of an article's id names it, in characters, and so much of it is shown.
_LEAST_ID, _SHOWN_ID = 8, 16

app = typer.Typer(help="List dead letters, send them back to the workers, or drop them.", no_args_is_help=True)

_NAMES = "of the entry, or the article's, or its first characters"
LetterId = Annotated[str, typer.Argument(metavar="ID", help=f"Its id: {_NAMES}.")]
LetterIds = Annotated[list[str], typer.Argument(metavar="ID...", help=f"Their ids: {_NAMES}.")]
AsJson = Annotated[bool, typer.Option("--json", help="One dead letter a line, as it lies on the stream.")]


class _NoSuchLetterError(Exception):
    """An id that names no dead letter, or several articles."""


@app.command("list")
def list_letters(*, as_json: AsJson = False) -> None:
    """List them, oldest first."""

    async def work() -> None:
        async with connected() as streams:
            async for one in streams.dead_letters.each():
                typer.echo(one.letter.model_dump_json() if as_json else _line(one))

    with plain_errors():
        asyncio.run(work())


@app.command()
def show(letter_id: LetterId) -> None:
    """Show one with its payload, as JSON."""

    async def tell(_: DeadLetters, one: Letter) -> str:
        shown = json.loads(one.letter.model_dump_json())
        if (article := one.article) is not None:
            shown["payload"] = json.loads(article.model_dump_json())
        return json.dumps(shown, indent=2, ensure_ascii=False)

    _with_each([letter_id], tell)


@app.command()
def requeue(letter_ids: LetterIds) -> None:
    """Send articles back to the workers, their failed attempts forgotten."""

    async def send_back(letters: DeadLetters, one: Letter) -> str:
        return f"{'requeued' if await letters.requeue(one) else 'gone already:'} {one.entry_id} {one.letter.id}"

    _with_each(letter_ids, send_back)


@app.command()
def drop(letter_ids: LetterIds) -> None:
    """Drop dead letters for good; their files stay in done/."""

    async def remove(letters: DeadLetters, one: Letter) -> str:
        return f"{'dropped' if await letters.drop(one) else 'gone already:'} {one.entry_id} {one.letter.id}"

    _with_each(letter_ids, remove)


def _with_each(names: Sequence[str], deal: Callable[[DeadLetters, Letter], Awaitable[str]]) -> None:
    async def work() -> bool:
        wrong = False
        async with connected() as streams:
            letters = [one async for one in streams.dead_letters.each()]
            for name in names:
                try:
                    named = _named(letters, name)
                except _NoSuchLetterError as error:
                    typer.echo(f"dateline: {error}", err=True)
                    wrong = True
                    continue
                for one in named:
                    typer.echo(await deal(streams.dead_letters, one))
        return wrong

    with plain_errors():
        if asyncio.run(work()):
            raise typer.Exit(FAILED_EXIT)


def _named(letters: Sequence[Letter], name: str) -> list[Letter]:
    found = [one for one in letters if name in {one.entry_id, one.letter.id}]
    if not found and len(name) >= _LEAST_ID:
        found = [one for one in letters if one.letter.id.startswith(name)]
    articles = {one.letter.id for one in found}
    if not articles:
        raise _NoSuchLetterError(f"no dead letter has the id {name}; `dateline dead list` shows them")
    if len(articles) > 1:
        raise _NoSuchLetterError(f"{name} begins the ids of {len(articles)} articles; give more of it")
    return found


def _line(one: Letter) -> str:
    letter, article = one.letter, one.article
    return one_line(
        f"{one.entry_id}  {letter.rejected_at:%Y-%m-%d %H:%M:%S}  {letter.id[:_SHOWN_ID]}  {letter.reason}  "
        f"{letter.attempts}x  {article.source if article else '?'}  {letter.detail}"
    )

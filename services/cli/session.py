"""What every command needs: its settings, the server, and errors in plain words."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import typer
from redis.exceptions import RedisError

from services.cli.processes import WrongSettingInProcessError
from shared import embedded, settings
from shared.service import WRONG_SETTING_EXIT
from shared.settings import Settings, WrongSettingError
from shared.streams import Streams, connect

FAILED_EXIT = 1
INTERRUPTED_EXIT = 130


@contextlib.contextmanager
def plain_errors() -> Generator[None]:
    """Ends the command with one line about what went wrong."""
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
        raise typer.Exit(FAILED_EXIT) from error
    except (embedded.EmbeddedServerError, RedisError, OSError) as error:
        typer.echo(f"dateline: {error}", err=True)
        raise typer.Exit(FAILED_EXIT) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(INTERRUPTED_EXIT) from error


def loaded(inbox: Path | None = None) -> Settings:
    """The settings, with the inbox that the command names."""
    found = settings.load()
    return found if inbox is None else found.model_copy(update={"inbox": inbox})


def url_in(loaded: Settings) -> str:
    """The server that is there: the one that is set, or that of a running `dateline run`.

    Raises:
        EmbeddedServerError: none is set and none runs.
    """
    url = loaded.redis_url or embedded.url_of(loaded.data_dir)
    if loaded.redis_url is None and not embedded.answers(url):
        raise embedded.EmbeddedServerError(
            f"no `dateline run` works with {loaded.data_dir} now; start one, or set REDIS_URL to a server"
        )
    return url


@contextlib.asynccontextmanager
async def connected() -> AsyncGenerator[Streams]:
    """The streams of the server that is there.

    Raises:
        WrongSettingError, EmbeddedServerError: there is none.
    """
    found = loaded()
    async with connect(url_in(found), found.stream_prefix) as streams:
        yield streams

"""How a process of Dateline begins and ends."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Coroutine, Generator
from typing import TypeVar

from shared import logs, settings
from shared.settings import Settings, WrongSettingError

WRONG_SETTING_EXIT = 2
T = TypeVar("T")


def when_asked_to_stop(end: Callable[[], object]) -> None:
    """Calls `end` on SIGTERM and SIGINT, in the stead of what was called before; from within the event loop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)


def server_named_in(settings: Settings) -> str:
    """The URL of the server that a service alone works with.

    Raises:
        WrongSettingError: none is named.
    """
    if settings.redis_url is None:
        raise WrongSettingError("REDIS_URL is not set; it may hold a URL such as redis://localhost:6379/0.")
    return settings.redis_url


@contextlib.contextmanager
def refusing_wrong_settings() -> Generator[None]:
    """Ends the process with 2 for a wrong setting, which is told on stderr."""
    try:
        yield
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(WRONG_SETTING_EXIT)


def run(serve: Callable[[Settings], Coroutine[object, object, T]]) -> T:
    """Loads the settings, sets up the logs and runs `serve`; a wrong setting is told on stderr and exits with 2."""
    with refusing_wrong_settings():
        loaded = settings.load()
        logs.set_up(loaded)
        return asyncio.run(serve(loaded))

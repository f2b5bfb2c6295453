"""How a service begins and ends as a process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine

from shared import logs, settings
from shared.settings import Settings, WrongSettingError

WRONG_SETTING_EXIT = 2


def run(serve: Callable[[Settings], Coroutine[object, object, None]]) -> None:
    """Loads the settings, sets up the logs and runs `serve`; a wrong setting is told on stderr and exits with 2."""
    try:
        loaded = settings.load()
        logs.set_up(loaded)
        asyncio.run(serve(loaded))
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(WRONG_SETTING_EXIT)

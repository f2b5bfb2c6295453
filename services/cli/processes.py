"""The processes of `dateline run`: started, watched, started again, and ended with their parent."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TextIO, cast

from rich.console import Console
from rich.text import Text

from shared import logs
from shared.leash import leashed
from shared.logbook import ProcessRestarted
from shared.service import WRONG_SETTING_EXIT
from shared.settings import LogFormat, OtherEngine, Settings, environment

# Before a process that ended by itself is started again, in seconds: doubled each time up to the limit.
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 10.0
# How long a process may take to end when asked to, in seconds.
_END_LIMIT_S = 35.0
# A log line longer than this, in bytes, is cut by no one but would fill memory.
_LINE_LIMIT = 16_000_000
_PLUMBING = {"event", "level", "timestamp", "traceparent"}


class WrongSettingInProcessError(Exception):
    """A process refused its settings; what it said stands on stderr already."""


def make_sure_of_engine(settings: Settings) -> None:
    """Has what finds the names loaded once, where it is not our own, before a process for each core needs it.

    Raises:
        WrongSettingInProcessError: it is not there.
        ChildProcessError: loading it failed in a way of its own.
    """
    if not isinstance(settings.entities, OtherEngine):
        return
    ended = subprocess.run(
        [sys.executable, "-m", "services.enrich.engine"],
        stdin=subprocess.DEVNULL,
        # Standard output is for the events.
        stdout=sys.stderr,
        check=False,
    )
    if ended.returncode == WRONG_SETTING_EXIT:
        raise WrongSettingInProcessError
    if ended.returncode:
        raise ChildProcessError(f"the process that loads {settings.entities} died (exit code {ended.returncode})")


class Logbook:
    """What the processes log: all of it in a file, warnings and errors for the person at the terminal too."""

    def __init__(self, file: TextIO, console: Console) -> None:
        self._file = file
        self._console = console
        self._lost = False
        self.counts: Counter[str] = Counter()

    def take(self, line: bytes) -> None:
        """One line of a process."""
        text = line.decode("utf-8", "backslashreplace")
        self._keep(text)
        try:
            entry = cast("dict[str, Any]", json.loads(text))
            level, event = entry["level"], str(entry["event"])
        except (ValueError, KeyError, TypeError):
            self._console.print(Text(text.rstrip(), style="yellow"))
            return
        self.counts[event] += 1
        if level in {"warning", "error"}:
            fields = "  ".join(f"{key}={value}" for key, value in entry.items() if key not in _PLUMBING and value)
            style = "red" if level == "error" else "yellow"
            self._console.print(Text.assemble((event, f"bold {style}"), "  ", fields), soft_wrap=True)

    def _keep(self, text: str) -> None:
        try:
            self._file.write(text)
            self._file.flush()
        except OSError as error:
            # A full disk must not end what else goes on.
            if not self._lost:
                self._console.print(f"{self._file.name} cannot be written: {error.strerror}", style="red")
            self._lost = True
        else:
            self._lost = False


class Process:
    """One service as a process."""

    def __init__(
        self, name: str, module: str, arguments: Sequence[str], variables: Mapping[str, str], logbook: Logbook
    ) -> None:
        self.name = name
        self._command = leashed([sys.executable, "-m", module, *arguments])
        # Each takes a free port, so that many of them fit on one machine.
        self._environment = environment(**variables, DATELINE_LOG_FORMAT=LogFormat.JSON.value, DATELINE_HTTP_PORT="0")
        self._logbook = logbook
        self._process: asyncio.subprocess.Process | None = None
        self._ending = False

    @property
    def pid(self) -> int | None:
        """Its process id, while it runs."""
        return self._process.pid if self._process else None

    async def run(self) -> None:
        """Runs it until it ends with 0; starts it again when it ends otherwise.

        Raises:
            WrongSettingInProcessError: it refused its settings, so starting it again would not help.
        """
        pause = _FIRST_PAUSE_S
        while True:
            code = await self._run_once()
            if code == 0 or self._ending:
                return
            if code == WRONG_SETTING_EXIT:
                raise WrongSettingInProcessError
            logs.write(ProcessRestarted(process=self.name, exit_code=code))
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _run_once(self) -> int:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            limit=_LINE_LIMIT,
            # A session of its own: Ctrl-C is for the parent, who ends the processes in order.
            start_new_session=True,
        )
        if self._ending:
            self._process.terminate()
        stdout = cast("asyncio.StreamReader", self._process.stdout)
        async for line in stdout:
            self._logbook.take(line)
        return await self._process.wait()

    async def end(self) -> None:
        """Ends it: gently first."""
        self._ending = True
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), _END_LIMIT_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

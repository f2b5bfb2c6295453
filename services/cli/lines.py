"""`dateline enrich`: JSON lines in, JSON lines out, on all cores, streaming.

Each core has one process of `services.enrich.lines` and one thread here that hands it a line and waits for the answer.
The processes end by themselves when their standard input does, so none outlives a killed parent.
"""

from __future__ import annotations

import errno
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

# A line that ends its process this often ends no other.
_TRIES = 2


@dataclass(frozen=True)
class Numbered:
    """One line of the input; numbers count from 1."""

    number: int
    line: bytes


class Fleet:
    """`size` processes that answer lines, and what came of them."""

    def __init__(self, size: int, output: BinaryIO, progress: Progress) -> None:
        self._tasks: queue.Queue[Numbered | None] = queue.Queue(maxsize=2 * size)
        self._output = output
        self._writing = threading.Lock()
        self._progress = progress
        self._bar = progress.add_task("articles", total=None)
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(size)]
        self.wrong = 0
        self.broken = False

    def run(self, lines: Iterable[bytes]) -> None:
        """Answers every line."""
        for thread in self._threads:
            thread.start()
        for number, line in enumerate(lines, start=1):
            if self.broken:
                break
            if line.strip():
                self._tasks.put(Numbered(number, line if line.endswith(b"\n") else line + b"\n"))
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        process = _start()
        while (task := self._tasks.get()) is not None:
            for _ in range(_TRIES):
                said = _ask(process, task.line)
                if said:
                    break
                process.wait()
                process = _start()
            else:
                said = f"-the process that enriched it died (exit code {process.returncode})\n".encode()
            self._tell(task, said)
        _end(process)

    def _tell(self, task: Numbered, said: bytes) -> None:
        with self._writing:
            self._progress.advance(self._bar)
            if said.startswith(b"+"):
                self._write(said[1:])
                return
            self.wrong += 1
            self._progress.console.print(
                f"line {task.number}: {said[1:].decode().strip()}", markup=False, highlight=False, soft_wrap=True
            )

    def _write(self, event: bytes) -> None:
        try:
            if not self.broken:
                self._output.write(event)
                self._output.flush()
        except BrokenPipeError:
            self.broken = True


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "services.enrich.lines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _ask(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        return b""
    try:
        process.stdin.write(line)
        process.stdin.flush()
    except BrokenPipeError:
        return b""
    return process.stdout.readline()


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.wait()


def enrich_lines(lines: Iterable[bytes], output: BinaryIO, workers: int) -> int:
    """Answers every line of `lines` on `output`; says how many were wrong, each of which is told on stderr.

    Raises:
        BrokenPipeError: whoever read `output` has gone.
    """
    console = Console(stderr=True)
    columns = (TextColumn("[progress.description]{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        fleet = Fleet(workers, output, progress)
        fleet.run(lines)
    if fleet.broken:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
    return fleet.wrong

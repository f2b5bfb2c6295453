"""What a service tells an orchestrator over HTTP: /healthz, /readyz and /metrics.

A check that lies is worse than none: each looks at the thing itself (the server's answer, the age of the last scan, the
reading task), and says in words what is wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping

import prometheus_client
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.settings import Settings, WrongSettingError

# A check that takes longer than this has failed: orchestrators give up after a few seconds themselves.
_CHECK_LIMIT_S = 2.0

Check = Callable[[], Awaitable[str | None]]
"""Answers what is wrong, or None."""


async def _complaint(check: Check) -> str | None:
    try:
        return await asyncio.wait_for(check(), _CHECK_LIMIT_S)
    except TimeoutError:
        return f"no answer within {_CHECK_LIMIT_S} s"
    except Exception as error:  # noqa: BLE001  whatever breaks a check, the service is not well
        return f"{type(error).__name__}: {error}"


def _route(path: str, checks: Mapping[str, Check]) -> Route:
    async def answer(_: Request) -> Response:
        wrong = {name: said for name, check in checks.items() if (said := await _complaint(check)) is not None}
        return JSONResponse({"ok": not wrong, "wrong": wrong}, status_code=503 if wrong else 200)

    return Route(path, answer)


def _metrics(_: Request) -> Response:
    return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)


class _Server(uvicorn.Server):
    """Leaves the signals to the service."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _listen(settings: Settings) -> socket.socket:
    try:
        return socket.create_server((settings.http_host, settings.http_port))
    except OSError as error:
        raise WrongSettingError(
            f"DATELINE_HTTP_HOST and DATELINE_HTTP_PORT hold {settings.http_host!r} and {settings.http_port}, where "
            f"no server can listen ({error.strerror}); they may hold an address of this machine and a free port, or 0."
        ) from error


@contextlib.asynccontextmanager
async def serving(settings: Settings, *, alive: Mapping[str, Check], ready: Mapping[str, Check]) -> AsyncGenerator[str]:
    """Serves the three pages while the context lasts; gives their address.

    Args:
        settings: host and port.
        alive: /healthz; a complaint means that only a restart helps.
        ready: /readyz, with `alive`; a complaint means that no work is done now.

    Raises:
        WrongSettingError: nothing can listen there.
    """
    listener = _listen(settings)
    application = Starlette(
        routes=[
            _route("/healthz", alive),
            _route("/readyz", {**alive, **ready}),
            Route("/metrics", _metrics),
        ]
    )
    server = _Server(uvicorn.Config(application, log_config=None, access_log=False, lifespan="off", ws="none"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        host, port = listener.getsockname()[:2]
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await task

"""The server's absences, each said once when it begins and once when it ends."""

from __future__ import annotations

from redis.exceptions import RedisError

from shared import clock, logs
from shared.logbook import ServerBack, ServerUnreachable


class Outage:
    """Whether the server of one service is away, as far as the service has noticed."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._since: float | None = None

    @property
    def detail(self) -> str | None:
        """What to tell a readiness check; None where the server answered last."""
        return None if self._since is None else f"{self._server} is unreachable"

    def note(self, error: RedisError | OSError) -> None:
        """The server failed a command."""
        if self._since is None:
            self._since = clock.monotonic()
            logs.write(ServerUnreachable(server=self._server, detail=f"{type(error).__name__}: {error}"))

    def over(self) -> None:
        """The server answered a command."""
        if self._since is not None:
            logs.write(ServerBack(server=self._server, away_s=round(clock.monotonic() - self._since, 1)))
            self._since = None

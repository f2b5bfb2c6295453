"""Runs a service so that it dies, stalls or loses a reply at a named point: `python -m tests.faults FAULTS MODULE …`.

FAULTS are names of points, with `,` between them. At a point the process kills itself as `kill -9` does; with `stop_`
before its name it stops itself, until SIGCONT, with `term_` it is asked to end, with `lose_` the reply gets lost; with
`:N` behind it only the Nth time that it comes there. `poison` makes enrichment suffer from the texts that hold one of
four words, every time. Product code knows nothing of all this: its functions are patched here, then the module runs as
`python -m` runs it.
"""

from __future__ import annotations

import os
import re
import runpy
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn

from faststream.redis import RedisBroker
from redis.asyncio.client import Pipeline
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError

from services.enrich import app
from services.ingest import shelf
from shared.streams import Streams

RAISES: Final = "Arithmetika"
KILLS: Final = "Mortimonium"
HANGS: Final = "Perpetuopolis"
SEIZES: Final = "Catastrophia"

# By so much the kernel's alarm comes sooner than services.enrich.app sets it, in seconds.
_SOONER_S: Final = 9.0

Strike = Callable[[], None]


def _kill() -> None:
    signal.raise_signal(signal.SIGKILL)


def _stop() -> None:
    # Not os.kill, which may stop another thread first and let this one go on for a moment.
    signal.raise_signal(signal.SIGSTOP)


def _ask_to_end() -> None:
    signal.raise_signal(signal.SIGTERM)


def _lose_the_reply() -> None:
    raise RedisConnectionError("the reply was lost")


def _nth(strike: Strike, nth: int) -> Strike:
    left = nth

    def passed() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            strike()

    return passed


def _around(owner: object, name: str, *, before: Strike | None = None, after: Strike | None = None) -> None:
    original: Any = getattr(owner, name)

    async def watched(*arguments: Any, **options: Any) -> Any:
        if before is not None:
            before()
        answer = await original(*arguments, **options)
        if after is not None:
            after()
        return answer

    setattr(owner, name, watched)


def _around_sending(word: bytes, *, before: Strike | None = None, after: Strike | None = None) -> None:
    original: Any = AbstractConnection.send_packed_command

    async def sending(self: Any, command: Any, *arguments: Any, **options: Any) -> None:
        parts = [command] if isinstance(command, bytes | str) else list(command)
        meant = any(word in part for part in parts if isinstance(part, bytes))
        if meant and before is not None:
            before()
        await original(self, parts, *arguments, **options)
        if meant and after is not None:
            after()

    AbstractConnection.send_packed_command = sending


def _before_put(strike: Strike) -> None:
    # Not around Streams.put, whose pipeline asks first whether the server knows its script.
    _around_sending(b"dateline:article:", before=strike)


def _put_sent(strike: Strike) -> None:
    _around_sending(b"dateline:article:", after=strike)


def _after_put(strike: Strike) -> None:
    _around(Streams, "put", after=strike)


def _before_commit(strike: Strike) -> None:
    _around(Streams, "commit", before=strike)


def _after_commit(strike: Strike) -> None:
    _around(Streams, "commit", after=strike)


def _reply(strike: Strike) -> None:
    # PUT and COMMIT are the only commands that go out in a pipeline, and its reply is read as its last step.
    _around(Pipeline, "_execute_pipeline", after=strike)


def _before_reading(strike: Strike) -> None:
    _around(RedisBroker, "start", before=strike)


def _during_enrichment(strike: Strike) -> None:
    enrich = app.enrich

    def struck(*arguments: Any) -> Any:
        # The worker warms up with an article of its own.
        if arguments[0].id != "-":
            strike()
        return enrich(*arguments)

    app.enrich = struck


def _between_reason_and_move(strike: Strike) -> None:
    write: Any = getattr(shelf, "_write")  # noqa: B009  private there, and this file is to know where it hurts

    def written(*arguments: Any) -> None:
        write(*arguments)
        strike()

    setattr(shelf, "_write", written)  # noqa: B010


def _before_put_back(strike: Strike) -> None:
    put_back: Any = getattr(shelf, "_put_back")  # noqa: B009

    def struck(*arguments: Any) -> None:
        strike()
        put_back(*arguments)

    setattr(shelf, "_put_back", struck)  # noqa: B010


_POINTS: Final = {
    "before_put": _before_put,
    "put_sent": _put_sent,
    "after_put": _after_put,
    "before_reading": _before_reading,
    "during_enrichment": _during_enrichment,
    "before_commit": _before_commit,
    "after_commit": _after_commit,
    "reply": _reply,
    "between_reason_and_move": _between_reason_and_move,
    "before_put_back": _before_put_back,
}
_STRIKES: Final = {"": _kill, "stop_": _stop, "term_": _ask_to_end, "lose_": _lose_the_reply}
_FAULT: Final = re.compile(r"(stop_|term_|lose_|)(\w+?)(?::(\d+))?")


def _raise() -> None:
    raise ArithmeticError("this text divides by zero")


def _hang() -> None:
    while True:
        pass


def _seize() -> None:
    signal.setitimer(signal.ITIMER_REAL, signal.getitimer(signal.ITIMER_REAL)[0] - _SOONER_S)
    # Tries 2^60 ways to share out the letters, without letting another thread run.
    re.match(r"(a+)+$", "a" * 60 + "b")


_POISONS: Final = {RAISES: _raise, KILLS: _kill, HANGS: _hang, SEIZES: _seize}


def _poison() -> None:
    enrich = app.enrich

    def suffering(*arguments: Any) -> Any:
        for word, suffer in _POISONS.items():
            if word in arguments[0].text:
                suffer()
        return enrich(*arguments)

    app.enrich = suffering
    become = os.execv

    def become_what_it_was(_path: str, _arguments: Sequence[str]) -> NoReturn:
        become(sys.executable, sys.orig_argv)

    # A worker that starts anew keeps its faults.
    setattr(os, "execv", become_what_it_was)  # noqa: B010


def _inject(fault: str) -> None:
    if fault == "poison":
        _poison()
        return
    named = _FAULT.fullmatch(fault)
    if named is None or named[2] not in _POINTS:
        sys.exit(f"{fault} is no fault; points are poison, {', '.join(_POINTS)}")
    _POINTS[named[2]](_nth(_STRIKES[named[1]], int(named[3] or 1)))


def main() -> None:
    """Runs the module with the faults."""
    faults, module, *arguments = sys.argv[1:]
    for fault in faults.split(","):
        _inject(fault)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

"""`dateline run`: the whole way on one machine, from the inbox to the events on the terminal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError
from rich.console import Console

from services.cli.dropping import drop_file
from services.cli.events import Follower, Write
from services.cli.processes import Logbook, Process
from shared import clock, embedded, logs
from shared.logbook import ProcessRestarted
from shared.service import when_asked_to_stop
from shared.settings import Settings
from shared.streams import Streams, connect

_LOOK_EVERY_S = 0.2
# How often in a row the server may fail to start before the run ends.
_MOST_FAILURES = 6
# A server that lived for so long, in seconds, is started again at once; one that did not, after a pause.
_LONG_LIFE_S, _LONGEST_PAUSE_S = 10.0, 10.0


@dataclass(frozen=True)
class Plan:
    """What one `dateline run` is asked to do."""

    settings: Settings
    workers: int
    samples: Path | None
    writers: Sequence[Write]
    console: Console


@contextlib.contextmanager
def _server(settings: Settings) -> Generator[tuple[str, embedded.EmbeddedServer | None]]:
    if settings.redis_url is not None:
        yield settings.redis_url, None
        return
    with embedded.owned(settings.data_dir) as server:
        yield server.url, server


def _first_run(plan: Plan) -> None:
    mark = plan.settings.data_dir / "samples-dropped"
    if plan.samples is None or mark.exists():
        return
    for sample in sorted(plan.samples.iterdir()):
        drop_file(sample, plan.settings.inbox)
    mark.touch()


@dataclass(frozen=True)
class _Pipeline:
    """A running pipeline; the tasks end only with their processes."""

    streams: Streams
    follower: Follower
    stop: asyncio.Event
    ingest: asyncio.Task[None]
    tasks: tuple[asyncio.Task[None], ...]

    async def reach(self, goal: asyncio.Task[None]) -> bool:
        """Waits for `goal`; false where a signal came first.

        Raises:
            WrongSettingInProcessError, EmbeddedServerError: a process cannot go on.
        """
        stop = asyncio.create_task(self.stop.wait())
        watched: set[asyncio.Task[Any]] = {goal, stop, self.ingest, *self.tasks}
        try:
            while not (goal.done() or stop.done()):
                done, watched = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            return goal.done()
        finally:
            stop.cancel()
            goal.cancel()


async def keep_server(server: embedded.EmbeddedServer) -> None:
    """Starts the server again when it dies, for ever but for a server that no longer starts.

    Raises:
        EmbeddedServerError: it failed to start several times in a row.
    """
    failures, pause, began = 0, _LOOK_EVERY_S, clock.monotonic()
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        if (code := server.exit_code) is None:
            failures = 0
            continue
        # One that dies soon after each start, as on a full disk, is started ever more seldom.
        pause = _LOOK_EVERY_S if clock.monotonic() - began > _LONG_LIFE_S else min(2 * pause, _LONGEST_PAUSE_S)
        await asyncio.sleep(pause)
        logs.write(ProcessRestarted(process="valkey", exit_code=code))
        began = clock.monotonic()
        try:
            # Not in a thread: the server would end with it.
            server.start()
        except embedded.EmbeddedServerError:
            # It may have been killed while it started; a server that never starts is not tried for ever.
            failures += 1
            if failures == _MOST_FAILURES:
                raise


@contextlib.asynccontextmanager
async def _started(plan: Plan, *ingest_arguments: str) -> AsyncGenerator[_Pipeline]:
    stop = asyncio.Event()
    when_asked_to_stop(stop.set)
    settings = plan.settings
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with _server(settings) as (url, server), (settings.data_dir / "dateline.log").open("a", encoding="utf-8") as file:
        logbook = Logbook(file, plan.console)
        variables = {"REDIS_URL": url, "DATELINE_INBOX": str(settings.inbox)}
        ingest = Process("ingest", "services.ingest", ingest_arguments, variables, logbook)
        workers = [
            Process(f"enrich-{number}", "services.enrich", (), variables, logbook)
            for number in range(1, plan.workers + 1)
        ]
        # Little patience: a server that was never there is told at once, and every loop here tries again by itself.
        async with connect(url, settings.stream_prefix, patience=1) as streams:
            await streams.ensure_group()
            if server is not None:
                # Whoever held an article belonged to an earlier run, which is gone.
                await streams.hand_back()
            follower = Follower(streams, await streams.event_id_before(), *plan.writers)
            _first_run(plan)
            service_tasks = [asyncio.create_task(process.run()) for process in (ingest, *workers)]
            following = asyncio.create_task(follower.follow())
            keeping = [asyncio.create_task(keep_server(server))] if server is not None else []
            try:
                yield _Pipeline(streams, follower, stop, service_tasks[0], (*service_tasks[1:], following, *keeping))
            finally:
                await ingest.end()
                await asyncio.gather(*(worker.end() for worker in workers))
                follower.ending = True
                for keeper in keeping:
                    keeper.cancel()
                await asyncio.gather(*service_tasks, following, *keeping, return_exceptions=True)
                with contextlib.suppress(RedisError, OSError):
                    await follower.catch_up()
        counts = logbook.counts
        plan.console.print(
            f"{follower.written} events, {counts['DuplicateDropped']} duplicates, {counts['DropRejected']} rejected, "
            f"{counts['ArticleDeadLettered']} dead letters",
            highlight=False,
        )


async def _never() -> None:
    await asyncio.Event().wait()


async def run_until_stopped(plan: Plan) -> None:
    """Takes in whatever is dropped until Ctrl-C or SIGTERM."""
    async with _started(plan) as pipeline:
        plan.console.print(
            f"watching {plan.settings.inbox}/ with {plan.workers} workers; log: "
            f"{plan.settings.data_dir}/dateline.log; Ctrl-C ends it\n",
            highlight=False,
        )
        await pipeline.reach(asyncio.create_task(_never()))


async def run_once(plan: Plan) -> bool:
    """Takes in what lies in the inbox and ends when each article has its outcome; false where a signal came first."""
    async with _started(plan, "--once") as pipeline:
        return await pipeline.reach(asyncio.create_task(_drained(pipeline)))


async def _drained(pipeline: _Pipeline) -> None:
    await pipeline.ingest
    while True:
        with contextlib.suppress(RedisError, OSError):
            if (await pipeline.streams.backlog()).empty:
                return
        await asyncio.sleep(_LOOK_EVERY_S / 2)

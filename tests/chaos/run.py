"""One run: everything is started, tormented, left in peace, and counted."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from tests.chaos import aftermath
from tests.chaos.count import count
from tests.chaos.disk import Disk
from tests.chaos.dropper import Dropper
from tests.chaos.house import INGEST, SERVER, WORKER, House
from tests.chaos.killer import Killer
from tests.chaos.plan import make_plan
from tests.chaos.progress import Progress, StandstillError
from tests.support import Onlooker, Server, Service, wait_until

_TICK_S = 0.01
# Until all processes have started, on any machine, in seconds.
_START_LIMIT_S = 120.0
_SETTLE_S, _CLAIM_S = 0.3, 2.0
_SETTINGS = {
    "DATELINE_SETTLE_S": str(_SETTLE_S),
    "DATELINE_SCAN_INTERVAL_S": "0.2",
    "DATELINE_CLAIM_IDLE_S": str(_CLAIM_S),
    "DATELINE_ARTICLE_LIMIT_S": "2",
}
# So much more any process may occupy in the second half of the work than in the first, in bytes.
_GROWN_BYTES = 50_000_000
# Room on the small disk for each article, and beyond them, in bytes.
_ROOM_EACH, _ROOM = 12_000, 16_000_000


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    articles: int
    kills: int
    workers: int
    seed: int


@dataclass
class Report:
    """What there is to tell."""

    figures: dict[str, object] = field(default_factory=dict[str, object])
    problems: list[str] = field(default_factory=list[str])


class Run:
    """One run in `folder`, on a server that has nothing on it yet."""

    def __init__(
        self, order: Order, server: Server, folder: Path, tell: Callable[[str], None], *, mountable: bool
    ) -> None:
        self._order = order
        self._server = server
        self._folder = folder
        rng = random.Random(order.seed)
        # Each part has a chance of its own, so that what threads draw from it depends on nobody's speed.
        plan, dropper, house, killer = (random.Random(rng.random()) for _ in range(4))
        self._plan = make_plan(order.articles, _SETTLE_S, plan)
        for name in ("disk", "logs"):
            (folder / name).mkdir()
        self._disk = Disk(folder / "disk", _ROOM + _ROOM_EACH * self._plan.articles, mountable=mountable)
        self._onlooker = Onlooker(server.url)
        # Small batches, so that ingest makes many round trips to be killed between.
        self._ingest = self._service("ingest", "services.ingest", DATELINE_BATCH="2")
        self._workers = [
            self._service(f"worker-{number}", "tests.faults", "poison", "services.enrich")
            for number in range(order.workers)
        ]
        self._house = House(server, self._ingest, self._workers, house)
        self._progress = Progress(self._onlooker, self._disk.inbox, tell)
        self._dropper = Dropper(self._plan, self._disk, _SETTLE_S, lambda: self._progress.outcomes, dropper)
        self._killer = Killer(self._house, self._disk, _CLAIM_S, killer, self._dropper.rush)
        self._killer.plan(self._plan.articles, order.kills)
        self._report = Report()

    def _service(self, name: str, module: str, *arguments: str, **variables: str) -> Service:
        settings = {**_SETTINGS, "DATELINE_INBOX": str(self._disk.inbox), **variables}
        return Service(module, self._server.url, self._folder / "logs" / f"{name}.log", *arguments, **settings)

    def run(self) -> Report:
        """Does it all."""
        began = monotonic()
        for one in (self._ingest, *self._workers):
            wait_until(lambda one=one: one.log("ServiceStarted"), "the processes to start", _START_LIMIT_S)
        start = aftermath.size(self._onlooker)
        try:
            self._torment()
        except StandstillError as error:
            self._dropper.stop()
            self._report.problems.append(str(error))
        self._count()
        self._tell_of_processes()
        if not self._report.problems:
            self._end()
            self._look_at_what_is_left(start)
        self._report.figures["wall time"] = f"{monotonic() - began:.0f} s"
        if self._report.problems:
            shutil.copytree(self._disk.inbox, self._folder / "inbox", symlinks=True)
        self._disk.close()
        return self._report

    def _torment(self) -> None:
        self._dropper.start()
        self._until(lambda: 2 * self._progress.outcomes >= self._plan.articles)
        self._house.turn()
        self._until(lambda: self._dropper.finished and self._killer.finished)
        self._until(lambda: self._house.all_up and self._progress.at_rest)

    def _until(self, over: Callable[[], bool]) -> None:
        while not over():
            self._house.tend()
            self._killer.tend(self._progress.outcomes, self._progress.at_work)
            self._progress.look(f"{self._house.kills.total()} of {self._order.kills} kills")
            sleep(_TICK_S)

    def _count(self) -> None:
        self._plan.expected.rejected.update(self._killer.bad)
        outcome = count(self._plan.expected, self._dropper.torn, self._onlooker, self._disk.inbox)
        self._report.problems += outcome.problems
        if self._dropper.error is not None:
            self._report.problems.append(f"the dropper broke: {self._dropper.error!r}")
        log = Counter(entry["event"] for entry in self._ingest.log())
        self._report.figures |= {
            "articles": self._plan.articles,
            "files dropped": self._dropper.files,
            "events": outcome.events,
            "dead letters": outcome.dead_letters,
            "dead letters of innocent articles": outcome.innocent_dead,
            "files rejected": outcome.rejected,
            "duplicates dropped": log["DuplicateDropped"],
            "files caught while they changed": self._left_alone("changing"),
            "files that could not be moved": self._left_alone("cannot_move"),
            "attempt counts left": outcome.attempts_left,
        }

    def _left_alone(self, reason: str) -> int:
        return sum(entry["reason"] == reason for entry in self._ingest.log("DropLeftAlone"))

    def _tell_of_processes(self) -> None:
        kills = self._house.kills
        self._report.problems += self._house.problems
        if kills.total() != self._order.kills:
            self._report.problems.append(f"there were {kills.total()} kills, not {self._order.kills}")
        claims = [entry["articles"] for worker in self._workers for entry in worker.log("EntriesClaimed")]
        self._report.figures |= {
            "kills": ", ".join(f"{kills[kind]} {kind}" for kind in (INGEST, WORKER, SERVER)),
            "kills and stops of who was seen at work": self._killer.hits,
            "workers that poison ended": self._house.poisoned,
            "workers stopped past the claim limit": self._house.stops,
            "articles claimed from the silent": sum(claims),
            "seconds of full disk": round(self._killer.full_s, 1) if self._disk.small else "left out: may not mount",
            "drops that it refused": self._dropper.refused,
            "most memory of ingest, of a worker": f"{self._memory(INGEST)}, {self._memory(WORKER)}",
        }

    def _memory(self, kind: str) -> str:
        before, after = self._house.memory(kind)
        if after - before > _GROWN_BYTES:
            self._report.problems.append(f"{kind} has grown from {before / 1e6:.0f} to {after / 1e6:.0f} MB")
        return f"{max(before, after) / 1e6:.0f} MB"

    def _end(self) -> None:
        for one in (self._ingest, *self._workers):
            # The last kill may have been a moment ago.
            wait_until(lambda one=one: one.heeds(signal.SIGTERM), "a process to start", _START_LIMIT_S)
            try:
                code = one.end()
            except subprocess.TimeoutExpired:
                self._report.problems.append("asked to stop, a service went on")
                continue
            if code != 0:
                self._report.problems.append(f"asked to stop, a service ended with {code}")

    def _look_at_what_is_left(self, start: aftermath.Size) -> None:
        before = aftermath.size(self._onlooker)
        aftermath.read_to_the_end(self._onlooker)
        keeper = self._service("keeper", "services.ingest", DATELINE_KEEP_DAYS="0", DATELINE_UPKEEP_S="0.2")
        self._report.problems += aftermath.untrimmed(self._onlooker)
        keeper.end()
        remembered = aftermath.forget_articles(self._onlooker)
        aftermath.rewrite_log_of_writes(self._onlooker)
        end = aftermath.size(self._onlooker)
        self._report.problems += aftermath.problems(start, end)
        self._report.figures |= {
            "server's memory": _megabytes(start.memory, before.memory, end.memory),
            "server's AOF": _megabytes(start.log_of_writes, before.log_of_writes, end.log_of_writes),
            "memory for each article remembered": f"{remembered / self._plan.articles:.0f} bytes",
        }


def _megabytes(start: int, worked: int, end: int) -> str:
    return f"{start / 1e6:.1f} MB at the start, {worked / 1e6:.1f} when all was done, {end / 1e6:.1f} in the end"

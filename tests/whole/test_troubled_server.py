"""A server in trouble costs time, not articles: files stay where they are, and work goes on when it is over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.support import Server, Service, wait_until

pytestmark = [pytest.mark.delivery, pytest.mark.timeout(180)]

Start = Callable[..., Service]


@pytest.fixture
def admin(server: Server) -> Any:
    make: Any = redis.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    client = make(server.url)
    # Kept open: who is connected stays so, whatever happens to others.
    client.ping()
    yield client
    for setting, value in (("maxmemory", "0"), ("requirepass", "")):
        client.config_set(setting, value)
    client.close()


def memory_is_out(admin: Any) -> None:
    admin.config_set("maxmemory", "1")


def the_password_changed(admin: Any) -> None:
    admin.config_set("requirepass", "another")
    admin.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")


def all_is_well(admin: Any) -> None:
    admin.config_set("maxmemory", "0")
    admin.config_set("requirepass", "")


@pytest.mark.parametrize(
    ("trouble", "said"), [(memory_is_out, "maxmemory"), (the_password_changed, "Authentication")], ids=lambda one: one
)
def test_ingest_leaves_files_where_they_are_and_takes_them_in_when_it_is_over(
    service: Start, inbox: Path, admin: Any, trouble: Callable[[Any], None], said: str
) -> None:
    ingest = service("services.ingest")
    wait_until(lambda: ingest.log("ServiceStarted"), "ingest to start")
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    wait_until(lambda: ingest.log("ArticleReceived"), "the first file to be taken in")
    trouble(admin)
    (inbox / "b.txt").write_text("The harbour closed on Tuesday.\n")
    wait_until(lambda: ingest.log("ServerUnreachable"), "the trouble to be said")
    assert said in ingest.log("ServerUnreachable")[0]["detail"]
    assert (inbox / "b.txt").exists()
    all_is_well(admin)
    wait_until(lambda: len(ingest.log("ArticleReceived")) == 2, "the second file to be taken in")
    wait_until(lambda: ingest.log("ServerBack"), "the end of it to be said")
    assert len(ingest.log("ServerUnreachable")) == 1


@pytest.mark.parametrize("trouble", [memory_is_out, the_password_changed])
def test_a_worker_that_finds_it_so_waits_and_then_publishes(
    service: Start, inbox: Path, admin: Any, trouble: Callable[[Any], None]
) -> None:
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    assert service("services.ingest", "--once").wait() == 0
    trouble(admin)
    worker = service("services.enrich")
    wait_until(lambda: worker.log("ServerUnreachable"), "the trouble to be said")
    all_is_well(admin)
    wait_until(lambda: worker.log("ArticleEnriched"), "the event")
    wait_until(lambda: worker.log("ServerBack"), "the end of it to be said")


def test_a_worker_whose_password_no_longer_holds_waits_until_it_does(service: Start, inbox: Path, admin: Any) -> None:
    worker = service("services.enrich")
    wait_until(lambda: worker.log("ServiceStarted"), "the worker to start")
    the_password_changed(admin)
    wait_until(lambda: worker.log("ServerUnreachable"), "the trouble to be said")
    all_is_well(admin)
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    assert service("services.ingest", "--once").wait() == 0
    wait_until(lambda: worker.log("ArticleEnriched"), "the event")
    assert len(worker.log("ServerUnreachable")) == len(worker.log("ServerBack")) == 1


def test_too_many_waiting_articles_keep_files_in_the_inbox_until_workers_have_caught_up(
    service: Start, inbox: Path
) -> None:
    for number in range(12):
        (inbox / f"{number}.txt").write_text(f"Harbour {number} opened on Monday.\n")
    marks = {"DATELINE_HIGH_WATER": "4", "DATELINE_LOW_WATER": "1", "DATELINE_BATCH": "2"}
    ingest = service("services.ingest", "--once", **marks)
    wait_until(lambda: ingest.log("IntakePaused"), "the pause to be said")
    assert ingest.log("IntakePaused")[0]["waiting"] == 4
    assert len(ingest.log("ArticleReceived")) == 4
    assert ingest.exit_code is None
    worker = service("services.enrich")
    assert ingest.wait(60) == 0
    wait_until(lambda: len(worker.log("ArticleEnriched")) == 12, "all events")
    assert len(ingest.log("IntakeResumed")) == len(ingest.log("IntakePaused")) >= 1

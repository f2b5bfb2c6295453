"""Killed in mid-work and started again: every article has one event."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest

from tests.support import Onlooker, Server, Service, wait_until

pytestmark = [pytest.mark.delivery, pytest.mark.timeout(300)]

ARTICLES = 200
Start = Callable[..., Service]


def cpu_seconds(pid: int) -> float:
    """What a process has used so far, user and system (proc(5), fields 14 and 15, in hundredths of a second)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def drop_many(inbox: Path) -> None:
    for number in range(ARTICLES):
        text = f"KUALA LUMPUR, 10 Feb (Bernama) -- Kapal nombor {number} tiba di pelabuhan pada Isnin dan Selasa.\n"
        (inbox / f"{number:03}.txt").write_text(text)


def all_have_one_event(onlooker: Onlooker, inbox: Path) -> None:
    wait_until(lambda: len(set(onlooker.events())) >= ARTICLES, f"{ARTICLES} events", limit_s=200)
    wait_until(lambda: onlooker.pending() == 0, "nothing pending")
    assert onlooker.twice() == []
    assert len(onlooker.events()) == ARTICLES
    assert len(list((inbox / "done").iterdir())) == ARTICLES
    assert [file.name for file in inbox.iterdir()] == ["done"]


def some_are_out(onlooker: Onlooker) -> bool:
    return len(onlooker.events()) > 20


def test_a_worker_is_killed_and_another_finishes_its_articles(service: Start, onlooker: Onlooker, inbox: Path) -> None:
    drop_many(inbox)
    service("services.ingest")
    victim = service("services.enrich")
    wait_until(lambda: some_are_out(onlooker), "the first events", limit_s=60)
    victim.kill()
    service("services.enrich")
    all_have_one_event(onlooker, inbox)


def test_ingest_is_killed_and_started_again(service: Start, onlooker: Onlooker, inbox: Path) -> None:
    drop_many(inbox)
    ingest = service("services.ingest", DATELINE_BATCH="3")
    service("services.enrich")
    wait_until(lambda: len(list((inbox / "done").iterdir())) > 20 if (inbox / "done").exists() else False, "moves")
    ingest.kill()
    ingest.restart()
    all_have_one_event(onlooker, inbox)
    assert ingest.log("DuplicateDropped") == []


def test_the_server_is_killed_and_started_again(
    service: Start, server: Server, onlooker: Onlooker, inbox: Path
) -> None:
    drop_many(inbox)
    ingest = service("services.ingest", DATELINE_BATCH="3")
    worker = service("services.enrich")
    wait_until(lambda: some_are_out(onlooker), "the first events", limit_s=60)
    server.kill()
    wait_until(lambda: worker.log("ServerUnreachable"), "the worker to notice")
    server.start()
    all_have_one_event(onlooker, inbox)
    assert len(worker.log("ServerUnreachable")) == len(worker.log("ServerBack")) == 1
    assert ingest.exit_code is None


def test_all_three_are_killed_and_started_again(
    service: Start, server: Server, onlooker: Onlooker, inbox: Path
) -> None:
    drop_many(inbox)
    ingest = service("services.ingest", DATELINE_BATCH="3")
    workers = [service("services.enrich") for _ in range(2)]
    wait_until(lambda: some_are_out(onlooker), "the first events", limit_s=60)
    for process in (ingest, *workers):
        process.kill()
    server.kill()
    server.start()
    for process in (ingest, *workers):
        process.restart()
    all_have_one_event(onlooker, inbox)


def test_a_stopped_worker_wakes_up_after_its_articles_were_taken_over(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    drop_many(inbox)
    service("services.ingest")
    stalled = service("services.enrich")
    wait_until(lambda: some_are_out(onlooker), "the first events", limit_s=60)
    stalled.signal(signal.SIGSTOP)
    service("services.enrich")
    wait_until(lambda: len(onlooker.events()) >= ARTICLES, "the other worker to do it all", limit_s=100)
    stalled.signal(signal.SIGCONT)
    assert stalled.end() == 0
    all_have_one_event(onlooker, inbox)


def test_a_worker_asked_to_stop_ends_soon_and_leaves_its_batch_to_the_others(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    drop_many(inbox)
    service("services.ingest")
    asked = service("services.enrich", DATELINE_CLAIM_IDLE_S="600")
    wait_until(lambda: some_are_out(onlooker), "the first events", limit_s=60)
    assert asked.end() == 0
    assert asked.log("ServiceStopped")
    # Nothing is idle for ten minutes here, so what it held was handed back.
    service("services.enrich", DATELINE_CLAIM_IDLE_S="600")
    all_have_one_event(onlooker, inbox)


def test_the_stream_is_flushed_away_and_the_worker_goes_on_with_what_comes(
    service: Start, server: Server, onlooker: Onlooker, inbox: Path
) -> None:
    service("services.ingest")
    worker = service("services.enrich")
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    wait_until(lambda: len(onlooker.events()) == 1, "the first event", limit_s=60)
    onlooker.command("FLUSHALL")
    (inbox / "b.txt").write_text("The harbour closed on Tuesday.\n")
    wait_until(lambda: len(onlooker.events()) == 1, "the event after the flush", limit_s=60)
    (recreated,) = worker.log("GroupRecreated")
    assert recreated["level"] == "error"
    assert worker.exit_code is None
    assert server.url


def test_a_server_that_turns_read_only_is_waited_for_without_haste(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    ingest, worker = service("services.ingest"), service("services.enrich")
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    wait_until(lambda: len(onlooker.events()) == 1, "the first event", limit_s=60)
    onlooker.command("REPLICAOF", "127.0.0.1", "1")
    (inbox / "b.txt").write_text("The harbour closed on Tuesday.\n")
    wait_until(lambda: ingest.log("ServerUnreachable") and worker.log("ServerUnreachable"), "both to notice")
    before = cpu_seconds(worker.pid)
    sleep(3)
    assert cpu_seconds(worker.pid) - before < 1.5
    assert (inbox / "b.txt").exists()
    onlooker.command("REPLICAOF", "NO", "ONE")
    wait_until(lambda: len(onlooker.events()) == 2, "the event when it can be written again", limit_s=60)
    for one in (ingest, worker):
        assert [entry["event"] for entry in one.log() if entry["event"].startswith("Server")] == [
            "ServerUnreachable",
            "ServerBack",
        ]
    assert worker.log("LibrarySpoke") == []

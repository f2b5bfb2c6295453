"""Killed, stalled or poisoned at exactly one point: every article has one outcome, every file its place."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest

from tests import faults
from tests.support import Onlooker, Server, Service, wait_until

pytestmark = [pytest.mark.delivery, pytest.mark.timeout(300)]

Start = Callable[..., Service]

INGEST, ENRICH, FAULTY = "services.ingest", "services.enrich", "tests.faults"
# Generous, on any machine: until a worker has started, loaded its words and settled some articles, in seconds.
WARM_S = 60.0
CLAIM_S = 1.0
KILLED = -signal.SIGKILL


def text(number: int, word: str = "kapal") -> str:
    return f"KUALA LUMPUR, 10 Feb (Bernama) -- Sebuah {word} nombor {number} tiba di pelabuhan pada Isnin dan Selasa.\n"


def article_id(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def drop(inbox: Path, *texts: str) -> list[str]:
    """Drops each under its place in the row; gives the ids that their articles will have."""
    for place, words in enumerate(texts):
        hidden = inbox / f".{place:02}.part"
        hidden.write_text(words)
        hidden.rename(inbox / f"{place:02}.txt")
    return [article_id(words) for words in texts]


def files_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def dies(one: Service, how: int = KILLED) -> None:
    wait_until(lambda: one.exit_code is not None, "the fault to end it", limit_s=WARM_S)
    assert one.exit_code == how


def stops(one: Service) -> None:
    wait_until(lambda: one.stopped, "the fault to stop it", limit_s=WARM_S)


def taken_in(inbox: Path, start: Start) -> None:
    """Takes in all that was dropped, without a worker that would begin before all of it is there."""
    assert start(INGEST, "--once").wait() == 0
    assert files_in(inbox) == ["done"]


def each_has_one_event(onlooker: Onlooker, inbox: Path, ids: list[str]) -> None:
    wait_until(lambda: set(onlooker.events()) >= set(ids), "every event", limit_s=WARM_S)
    wait_until(lambda: onlooker.pending() == 0, "nothing pending")
    assert sorted(onlooker.events()) == sorted(ids)
    assert onlooker.dead_letters() == []
    wait_until(lambda: files_in(inbox) == ["done"], "every file to move")
    assert len(files_in(inbox / "done")) == len(ids)


# Ingest


@pytest.mark.parametrize("point", ["before_put", "put_sent", "after_put"])
def test_ingest_is_killed_around_its_put(service: Start, onlooker: Onlooker, inbox: Path, point: str) -> None:
    ids = drop(inbox, text(1), text(2))
    dies(service(FAULTY, point, INGEST))
    assert len(files_in(inbox)) == 2
    ingest = service(INGEST)
    service(ENRICH)
    each_has_one_event(onlooker, inbox, ids)
    assert ingest.log("DuplicateDropped") == []


def test_the_reply_to_a_put_is_lost_and_the_put_is_sent_again(service: Start, onlooker: Onlooker, inbox: Path) -> None:
    ids = drop(inbox, text(1), text(2))
    ingest = service(FAULTY, "lose_reply", INGEST)
    service(ENRICH)
    each_has_one_event(onlooker, inbox, ids)
    assert [entry["event"] for entry in ingest.log() if "article_id" in entry] == ["ArticleReceived"] * 2


def test_the_server_dies_with_a_put_that_it_has_not_read(
    service: Start, server: Server, onlooker: Onlooker, inbox: Path
) -> None:
    ids = drop(inbox, text(1))
    ingest = service(FAULTY, "stop_before_put,stop_put_sent", INGEST)
    stops(ingest)
    server.freeze()
    ingest.signal(signal.SIGCONT)
    wait_until(lambda: not ingest.stopped, "ingest to go on")
    stops(ingest)
    server.kill()
    server.start()
    assert onlooker.payloads("articles.raw") == []
    assert files_in(inbox) == ["00.txt"]
    ingest.signal(signal.SIGCONT)
    service(ENRICH)
    each_has_one_event(onlooker, inbox, ids)


def cut(before: bytes, after: bytes, *, in_mid_command: bool) -> bytes:
    return after[: (len(before) + len(after)) // 2] if in_mid_command else before


@pytest.mark.parametrize("in_mid_command", [False, True])
def test_the_server_loses_power_and_with_it_a_put_that_ingest_has_not_acted_on(
    service: Start, server: Server, onlooker: Onlooker, inbox: Path, *, in_mid_command: bool
) -> None:
    worker = service(ENRICH)
    wait_until(lambda: onlooker.command("EXISTS", "articles.raw"), "the worker to make its group", limit_s=WARM_S)
    ids = drop(inbox, text(1))
    worker.signal(signal.SIGSTOP)
    before = server.log_of_writes()
    dies(service(FAULTY, "after_put", INGEST))
    server.kill()
    server.put_back(cut(before, server.log_of_writes(), in_mid_command=in_mid_command))
    server.start()
    assert onlooker.payloads("articles.raw") == []
    worker.signal(signal.SIGCONT)
    service(INGEST)
    each_has_one_event(onlooker, inbox, ids)


def test_ingest_is_killed_between_a_reason_and_the_move_to_rejected(service: Start, inbox: Path) -> None:
    (inbox / "broken.json").write_text('{"title": "Harbour opens",\n "text": "It op')
    dies(service(FAULTY, "between_reason_and_move", INGEST))
    assert files_in(inbox / "rejected") == ["broken.json.reason.json"]
    ingest = service(INGEST, "--once")
    assert ingest.wait() == 0
    assert files_in(inbox) == ["rejected"]
    assert files_in(inbox / "rejected") == ["broken.json", "broken.json.reason.json"]
    assert json.loads((inbox / "rejected" / "broken.json.reason.json").read_text())["reason"] == "broken_json"
    assert len(ingest.log("DropRejected")) == 1


def test_ingest_is_killed_with_a_file_in_hand_that_was_replaced_after_it_was_read(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    old = drop(inbox, text(1))
    ingest = service(FAULTY, "stop_after_put,before_put_back", INGEST)
    stops(ingest)
    new = drop(inbox, text(2))
    ingest.signal(signal.SIGCONT)
    dies(ingest)
    service(INGEST)
    service(ENRICH)
    wait_until(lambda: set(onlooker.events()) >= {*old, *new}, "the events of both contents", limit_s=WARM_S)
    assert onlooker.twice() == []
    wait_until(lambda: files_in(inbox) == ["done"], "the file to move")
    assert [article_id((inbox / "done" / name).read_text()) for name in files_in(inbox / "done")] == new


# Workers


def test_a_worker_is_killed_in_mid_article_and_another_publishes_it_soon(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    ids = drop(inbox, text(1))
    service(INGEST)
    dies(service(FAULTY, "during_enrichment", ENRICH))
    other = service(ENRICH)
    wait_until(lambda: other.log("ServiceStarted"), "the other worker to start", limit_s=WARM_S)
    # The claim limit and 2 s is what is promised; the rest is patience with the machine while the worker warms up.
    wait_until(lambda: onlooker.events() == ids, "the event", limit_s=CLAIM_S + 2 + 20)
    each_has_one_event(onlooker, inbox, ids)


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_a_worker_is_killed_around_its_commit(service: Start, onlooker: Onlooker, inbox: Path, point: str) -> None:
    ids = drop(inbox, text(1), text(2))
    service(INGEST)
    dies(service(FAULTY, point, ENRICH))
    service(ENRICH)
    each_has_one_event(onlooker, inbox, ids)


def test_the_reply_to_a_commit_is_lost_and_the_commit_is_sent_again(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    ids = drop(inbox, text(1), text(2))
    service(INGEST)
    worker = service(FAULTY, "lose_reply", ENRICH)
    each_has_one_event(onlooker, inbox, ids)
    assert worker.exit_code is None


@pytest.mark.parametrize("in_mid_command", [False, True])
def test_the_server_loses_power_and_with_it_a_commit_whose_reply_nobody_saw(
    service: Start, server: Server, onlooker: Onlooker, inbox: Path, *, in_mid_command: bool
) -> None:
    ids = drop(inbox, text(1))
    taken_in(inbox, service)
    worker = service(FAULTY, "stop_before_commit,after_commit", ENRICH)
    stops(worker)
    before = server.log_of_writes()
    worker.signal(signal.SIGCONT)
    dies(worker)
    server.kill()
    server.put_back(cut(before, server.log_of_writes(), in_mid_command=in_mid_command))
    server.start()
    assert onlooker.events() == []
    assert onlooker.pending() == 1
    service(ENRICH)
    each_has_one_event(onlooker, inbox, ids)


def test_a_stalled_worker_wakes_after_a_claim_and_its_commit_publishes_nothing(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    ids = drop(inbox, text(1))
    service(INGEST)
    stalled = service(FAULTY, "stop_before_commit", ENRICH)
    stops(stalled)
    service(ENRICH)
    wait_until(lambda: onlooker.events() == ids, "the other worker's event", limit_s=WARM_S)
    stalled.signal(signal.SIGCONT)
    wait_until(lambda: stalled.log("DeliveryPostponed"), "the stalled worker to notice")
    assert [entry["reason"] for entry in stalled.log("DeliveryPostponed")] == ["taken_over"]
    assert stalled.log("ArticleEnriched") == []
    each_has_one_event(onlooker, inbox, ids)


# Poison


def drop_around(inbox: Path, word: str) -> tuple[list[str], str]:
    """Ten articles of which one is poison; gives the ids of the innocent ones, and of the other."""
    ids = drop(inbox, *(text(number, word if number == 4 else "kapal") for number in range(10)))
    return [*ids[:4], *ids[5:]], ids[4]


def only_the_poison_is_given_up(onlooker: Onlooker, innocent: list[str], poison: str, reason: str) -> None:
    wait_until(onlooker.dead_letters, "the dead letter", limit_s=WARM_S)
    wait_until(lambda: set(onlooker.events()) >= set(innocent), "the events of the others", limit_s=WARM_S)
    wait_until(lambda: onlooker.pending() == 0, "nothing pending")
    assert onlooker.dead_letters() == [(poison, reason, 3)]
    assert sorted(onlooker.events()) == sorted(innocent)


def test_an_article_that_fails_three_times_is_a_dead_letter_and_its_worker_lives(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    innocent, poison = drop_around(inbox, faults.RAISES)
    taken_in(inbox, service)
    worker = service(FAULTY, "poison", ENRICH)
    only_the_poison_is_given_up(onlooker, innocent, poison, "failed")
    assert worker.exit_code is None


@pytest.mark.parametrize(("word", "end"), [(faults.KILLS, signal.SIGKILL), (faults.SEIZES, signal.SIGALRM)])
def test_an_article_that_ends_its_worker_three_times_is_a_dead_letter_and_its_neighbours_are_not(
    service: Start, onlooker: Onlooker, inbox: Path, word: str, end: signal.Signals
) -> None:
    innocent, poison = drop_around(inbox, word)
    taken_in(inbox, service)
    worker = service(FAULTY, "poison", ENRICH, DATELINE_ARTICLE_LIMIT_S="1")
    for _ in range(3):
        dies(worker, -end)
        worker.restart()
    only_the_poison_is_given_up(onlooker, innocent, poison, "worker_died")
    assert worker.exit_code is None


def test_an_article_that_hangs_beyond_its_limit_is_a_dead_letter_and_its_worker_goes_on_as_the_same_process(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    innocent, poison = drop_around(inbox, faults.HANGS)
    taken_in(inbox, service)
    worker = service(FAULTY, "poison", ENRICH, DATELINE_ARTICLE_LIMIT_S="1")
    only_the_poison_is_given_up(onlooker, innocent, poison, "timed_out")
    assert [entry["article_id"] for entry in worker.log("WorkerRenewed")] == [poison] * 3
    assert worker.exit_code is None
    os.kill(worker.pid, 0)


# What the server loses or refuses


def test_a_server_that_is_full_for_longer_than_three_claim_limits_costs_no_article_an_attempt(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    ids = drop(inbox, *map(text, range(20)))
    taken_in(inbox, service)
    worker = service(FAULTY, "stop_before_commit", ENRICH)
    stops(worker)
    onlooker.command("CONFIG", "SET", "maxmemory", "1")
    try:
        worker.signal(signal.SIGCONT)
        sleep(5 * CLAIM_S)
    finally:
        onlooker.command("CONFIG", "SET", "maxmemory", "0")
    each_has_one_event(onlooker, inbox, ids)


def test_the_server_is_flushed_in_mid_work_and_what_waited_is_brought_back_by_a_replay(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    lost = drop(inbox, text(1), text(2))
    taken_in(inbox, service)
    worker = service(FAULTY, "stop_before_commit", ENRICH)
    stops(worker)
    onlooker.command("FLUSHALL")
    worker.signal(signal.SIGCONT)
    wait_until(lambda: worker.log("GroupRecreated"), "the group to be made again", limit_s=WARM_S)
    new = text(3)
    (inbox / "new.txt").write_text(new)
    taken_in(inbox, service)
    wait_until(lambda: onlooker.events() == [article_id(new)], "the event of what came after", limit_s=WARM_S)
    replay = service("services.ingest.replay", "--id", lost[0], "--id", lost[1])
    assert replay.wait() == 0
    each_has_one_event(onlooker, inbox, [*lost, article_id(new)])


def test_the_group_is_destroyed_in_mid_work_and_made_again_and_nothing_is_published_twice(
    service: Start, onlooker: Onlooker, inbox: Path
) -> None:
    settled = drop(inbox, text(1), text(2), text(3))
    taken_in(inbox, service)
    first = service(ENRICH)
    each_has_one_event(onlooker, inbox, settled)
    first.end()
    in_hand = [text(4), text(5)]
    for number, words in enumerate(in_hand):
        (inbox / f"later-{number}.txt").write_text(words)
    taken_in(inbox, service)
    worker = service(FAULTY, "stop_before_commit", ENRICH)
    stops(worker)
    onlooker.command("XGROUP", "DESTROY", "articles.raw", "enrich")
    worker.signal(signal.SIGCONT)
    wait_until(lambda: worker.log("GroupRecreated"), "the group to be made again", limit_s=WARM_S)
    each_has_one_event(onlooker, inbox, [*settled, *map(article_id, in_hand)])
    wait_until(lambda: len(worker.log("DeliveryPostponed")) >= 5, "all to be read again")
    assert onlooker.twice() == []


def test_a_worker_asked_to_stop_while_it_begins_to_read_ends(service: Start, onlooker: Onlooker, inbox: Path) -> None:
    settled = drop(inbox, text(1))
    taken_in(inbox, service)
    asked = service(FAULTY, "term_before_reading", ENRICH)
    wait_until(lambda: asked.exit_code is not None, "it to end", limit_s=WARM_S)
    assert asked.exit_code == 0
    assert asked.log("ServiceStopped")
    service(ENRICH)
    each_has_one_event(onlooker, inbox, settled)

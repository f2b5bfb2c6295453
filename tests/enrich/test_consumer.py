"""From a delivery to its outcome, on a real server, with an enrichment that breaks when told to."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import threading
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest

from services.enrich.consumer import Consumer
from services.enrich.hand import Enrich
from shared.articles import DeadLetter, EnrichedArticle, RawArticle
from shared.outage import Outage
from shared.settings import Settings
from shared.streams import GROUP, RawEntry, Streams
from shared.tracing import traceparent_from
from tests.support import Server, an_event, eventually, raw_article, read

pytestmark = pytest.mark.delivery

Said = list[dict[str, Any]]
Hire = Callable[..., Consumer]


@pytest.fixture
async def hire(streams: Streams) -> AsyncGenerator[Hire]:
    """Workers by name, with the enrichment that they do."""
    hired: list[Consumer] = []

    def one(name: str, enrich: Enrich = an_event, **changes: Any) -> Consumer:
        settings = Settings().model_copy(update={"claim_idle_s": 0.001, **changes})
        consumer = Consumer(name, streams, enrich, Outage("the server"), settings)
        hired.append(consumer)
        return consumer

    yield one
    for consumer in hired:
        await consumer.close()


async def delivered(streams: Streams, client: Any, consumer: str, *texts: str) -> list[RawEntry]:
    """Articles put on the stream and read by a worker that has not begun them."""
    await streams.ensure_group()
    await streams.put([(raw_article(text), traceparent_from(text)) for text in texts], 1000)
    ids = await read(client, consumer)
    stored = dict(await client.xrange("articles.raw"))
    return [RawEntry(one, {key.decode(): value.decode() for key, value in stored[one.encode()].items()}) for one in ids]


async def dead_letters(client: Any) -> list[DeadLetter]:
    return [DeadLetter.model_validate_json(fields[b"payload"]) for _, fields in await client.xrange("articles.dead")]


async def events(streams: Streams) -> list[EnrichedArticle]:
    return [EnrichedArticle.model_validate_json(entry.payload) for entry in await streams.events_after("0-0")]


def outcomes(said: Said) -> Counter[str]:
    return Counter(entry["event"] for entry in said)


def breaks(_article: RawArticle, _at: dt.datetime) -> EnrichedArticle:
    raise ArithmeticError("this text divides by zero")


class Slow:
    """An enrichment that takes until it is told to go on."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        self.begun.set()
        self.go_on.wait(10)
        return an_event(article, at)


async def test_each_delivered_article_becomes_one_event(streams: Streams, client: Any, hire: Hire, said: Said) -> None:
    await hire("w1").deliver(await delivered(streams, client, "w1", "one", "two"))
    assert [event.article.text for event in await events(streams)] == ["one", "two"]
    assert (await streams.backlog()).empty
    assert outcomes(said) == {"ArticleEnriched": 2}
    assert said[0]["traceparent"] == traceparent_from("one")


async def test_the_event_belongs_to_the_trace_of_its_article(streams: Streams, client: Any, hire: Hire) -> None:
    await hire("w1").deliver(await delivered(streams, client, "w1", "one"))
    (event,) = await streams.events_after("0-0")
    assert event.traceparent.split("-")[1] == traceparent_from("one").split("-")[1]
    assert event.traceparent != traceparent_from("one")


@pytest.mark.parametrize("payload", ["", "{", "[]", '{"id": "x"}', '"text"', "\\xff"])
async def test_what_cannot_be_read_becomes_a_dead_letter_and_the_rest_of_its_batch_goes_on(
    streams: Streams, client: Any, hire: Hire, said: Said, payload: str
) -> None:
    await streams.ensure_group()
    entry_id = (await client.xadd("articles.raw", {"id": "broken", "payload": payload})).decode()
    (good,) = (one for one in await delivered(streams, client, "w1", "good") if one.id != entry_id)
    await hire("w1").deliver([RawEntry(entry_id, {"id": "broken", "payload": payload}), good])
    (letter,) = await dead_letters(client)
    assert (letter.id, letter.reason, letter.payload, letter.attempts) == ("broken", "unreadable", payload, 1)
    assert len(await events(streams)) == 1
    assert outcomes(said) == {"ArticleDeadLettered": 1, "ArticleEnriched": 1}


async def test_a_foreign_entry_without_any_field_of_ours_becomes_a_dead_letter(
    streams: Streams, client: Any, hire: Hire
) -> None:
    await streams.ensure_group()
    entry_id = (await client.xadd("articles.raw", {"hello": "world"})).decode()
    await read(client, "w1")
    await hire("w1").deliver([RawEntry(entry_id, {"hello": "world"})])
    (letter,) = await dead_letters(client)
    assert letter.id == letter.entry_id == entry_id


async def test_an_article_that_always_fails_is_tried_three_times_and_given_up(
    streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    worker = hire("w1", breaks)
    await worker.deliver(await delivered(streams, client, "w1", "poison"))
    for _ in range(5):
        await asyncio.sleep(0.01)
        await worker.claim()
    (letter,) = await dead_letters(client)
    assert (letter.reason, letter.attempts) == ("failed", 3)
    assert letter.detail == "ArithmeticError: this text divides by zero"
    assert json.loads(letter.payload)["text"] == "poison"
    assert outcomes(said) == {"DeliveryPostponed": 2, "EntriesClaimed": 2, "ArticleDeadLettered": 1}
    assert (await streams.backlog()).empty


async def test_a_panic_in_a_library_is_a_failure_like_any_other(
    streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    class PanicException(BaseException):
        """No Exception."""

    def panics(_article: RawArticle, _at: dt.datetime) -> EnrichedArticle:
        raise PanicException("index out of bounds")

    await hire("w1", panics).deliver(await delivered(streams, client, "w1", "one", "two"))
    assert [entry["reason"] for entry in said] == ["failed", "failed"]


async def test_an_article_that_kills_its_workers_is_given_up_without_being_begun_again(
    streams: Streams, client: Any, hire: Hire
) -> None:
    (entry,) = await delivered(streams, client, "w0", "kills")
    for victim in ("w0", "w1", "w2"):
        assert await streams.begin(entry.id, victim)
        await streams.claim({"w0": "w1", "w1": "w2", "w2": "w3"}[victim], 0, 10)

    def never(_article: RawArticle, _at: dt.datetime) -> EnrichedArticle:
        raise AssertionError("begun a fourth time")

    await hire("w3", never).deliver([entry])
    (letter,) = await dead_letters(client)
    assert (letter.reason, letter.attempts) == ("worker_died", 3)


async def test_the_neighbours_of_an_article_that_kills_its_workers_all_become_events(
    streams: Streams, client: Any, hire: Hire
) -> None:
    words = ["one", "kills", "two", "three"]
    entries = await delivered(streams, client, "w0", *words)
    # Begun together, and the worker was killed: nobody knows by which of them.
    await streams.begin_first(entries, "w0")

    for victim in ("w1", "w2"):
        await streams.claim(victim, 0, 10)
        await streams.begin(entries[1].id, victim)
    await asyncio.sleep(0.01)
    await hire("w3").claim()
    assert sorted(event.article.text for event in await events(streams)) == ["one", "three", "two"]
    (letter,) = await dead_letters(client)
    assert (letter.reason, letter.attempts) == ("worker_died", 3)


async def test_with_a_single_attempt_nobody_is_given_up_for_a_neighbour(
    streams: Streams, client: Any, hire: Hire
) -> None:
    seen: list[int] = []

    def counts(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        seen.append(1)
        return an_event(article, at)

    entries = await delivered(streams, client, "w1", "one", "two")
    worker = hire("w1", counts, max_attempts=1)
    await worker.deliver(entries[:1])
    assert await client.exists(f"dateline:attempts:{entries[1].id}") == 0
    await worker.deliver(entries[1:])
    assert len(await events(streams)) == len(seen) == 2


async def test_an_article_that_takes_too_long_has_failed_and_its_worker_must_start_anew(
    streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    slow = Slow()
    worker = hire("w1", slow, article_limit_s=0.2, max_attempts=1)
    await worker.deliver(await delivered(streams, client, "w1", "endless", "next"))
    assert worker.hung
    assert worker.stopping
    (letter,) = await dead_letters(client)
    assert (letter.reason, letter.detail) == ("timed_out", "not enriched within 0.2 s")
    assert outcomes(said) == {"WorkerRenewed": 1, "ArticleDeadLettered": 1, "DeliveryPostponed": 1}
    await worker.close()
    slow.go_on.set()
    await hire("w2").deliver(await streams.claim("w2", 3_600_000, 10))
    assert [event.article.text for event in await events(streams)] == ["next"]


async def test_the_neighbours_of_an_article_that_takes_too_long_are_handed_back(
    streams: Streams, client: Any, hire: Hire
) -> None:
    slow = Slow()
    worker = hire("w1", slow, article_limit_s=0.2)
    await worker.deliver(await delivered(streams, client, "w1", "endless", "two", "three"))
    await worker.close()
    slow.go_on.set()
    await hire("w2").deliver(await streams.claim("w2", 3_600_000, 10))
    assert sorted(event.article.text for event in await events(streams)) == ["endless", "three", "two"]


async def test_an_event_is_out_while_the_next_article_is_still_in_hand(
    streams: Streams, client: Any, hire: Hire
) -> None:
    slow = Slow()

    def second_is_slow(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        return slow(article, at) if article.text == "slow" else an_event(article, at)

    entries = await delivered(streams, client, "w1", "quick", "slow")
    at_work = asyncio.create_task(hire("w1", second_is_slow).deliver(entries))
    await eventually(slow.begun.is_set, "the second article to be begun")
    (event,) = await streams.events_after("0-0", block_ms=10_000)
    assert "quick" in event.payload
    slow.go_on.set()
    await at_work
    assert len(await events(streams)) == 2


async def test_an_article_that_fails_once_and_then_not_becomes_an_event(
    streams: Streams, client: Any, hire: Hire
) -> None:
    failures = iter([True, False])

    def sometimes(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        return breaks(article, at) if next(failures) else an_event(article, at)

    worker = hire("w1", sometimes)
    await worker.deliver(await delivered(streams, client, "w1", "one"))
    await asyncio.sleep(0.01)
    await worker.claim()
    assert len(await events(streams)) == 1
    assert await dead_letters(client) == []


async def test_what_a_silent_worker_held_is_taken_over(streams: Streams, client: Any, hire: Hire, said: Said) -> None:
    await delivered(streams, client, "dead", "one", "two")
    await asyncio.sleep(0.01)
    await hire("w2").claim()
    assert len(await events(streams)) == 2
    assert outcomes(said) == {"EntriesClaimed": 1, "ArticleEnriched": 2}


async def test_a_stalled_worker_that_wakes_after_the_claim_publishes_nothing(
    streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    slow = Slow()
    entries = await delivered(streams, client, "stalled", "one")
    # So long a claim limit that it never holds: as if it were stopped.
    asleep = asyncio.create_task(hire("stalled", slow, claim_idle_s=3600.0).deliver(entries))
    await eventually(slow.begun.is_set, "the article to be begun")
    await asyncio.sleep(0.01)
    await hire("quick").claim()
    slow.go_on.set()
    await asleep
    assert len(await events(streams)) == 1
    assert [entry["reason"] for entry in said if entry["event"] == "DeliveryPostponed"] == ["taken_over"]


async def test_asked_to_stop_it_finishes_the_article_in_hand_and_hands_back_the_rest(
    streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    entries = await delivered(streams, client, "w1", "one", "two", "three")

    def told_to_stop(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        worker.stop()
        return an_event(article, at)

    worker = hire("w1", told_to_stop)
    await worker.deliver(entries)
    await worker.close()
    assert [event.article.text for event in await events(streams)] == ["one"]
    assert [entry["reason"] for entry in said if entry["event"] == "DeliveryPostponed"] == ["shutdown", "shutdown"]
    assert len(await streams.claim("w2", 3_600_000, 10)) == 2


async def test_the_server_dies_in_mid_article_and_nothing_is_lost(
    server: Server, streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    entries = await delivered(streams, client, "w1", "one", "two")

    kills = iter([server.kill])

    def killed_under_it(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        for kill in kills:
            kill()
        return an_event(article, at)

    at_work = asyncio.create_task(hire("w1", killed_under_it).deliver(entries))
    await eventually(lambda: outcomes(said)["ServerUnreachable"], "the outage to be said")
    server.start()
    await at_work
    assert [event.article.text for event in await events(streams)] == ["one", "two"]
    assert outcomes(said) == {"ServerUnreachable": 1, "ServerBack": 1, "ArticleEnriched": 2}


async def test_a_worker_asked_to_stop_while_the_server_is_away_waits_no_longer(
    server: Server, streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    entries = await delivered(streams, client, "w1", "one", "two")
    kills = iter([server.kill])

    def killed_under_it(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        for kill in kills:
            kill()
        return an_event(article, at)

    worker = hire("w1", killed_under_it)
    at_work = asyncio.create_task(worker.deliver(entries))
    await eventually(lambda: outcomes(said)["ServerUnreachable"], "the outage to be said")
    worker.stop()
    await at_work
    assert {entry["reason"] for entry in said if entry["event"] == "DeliveryPostponed"} <= {
        *("server_unreachable", "shutdown")
    }
    server.start()
    await hire("w2").deliver(await streams.claim("w2", 0, 10))
    assert sorted(event.article.text for event in await events(streams)) == ["one", "two"]


async def test_a_server_that_refuses_events_for_long_costs_no_article_an_attempt(
    streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    entries = await delivered(streams, client, "w1", "one")
    worker = hire("w1")
    await client.config_set("maxmemory", 1)
    for _ in range(5):
        await worker.deliver(entries)
    await client.config_set("maxmemory", 0)
    await worker.deliver(entries)
    assert [entry["attempt"] for entry in said if entry["event"] == "ArticleEnriched"] == [1]


async def test_the_group_is_flushed_away_in_mid_article_and_the_worker_lives(
    streams: Streams, client: Any, hire: Hire, said: Said
) -> None:
    entries = await delivered(streams, client, "w1", "one")
    await client.flushall()
    await hire("w1").deliver(entries)
    assert [entry["reason"] for entry in said] == ["group_lost"]


async def test_a_long_article_in_a_live_worker_is_not_claimed_by_another(
    streams: Streams, client: Any, hire: Hire
) -> None:
    slow = Slow()
    entries = await delivered(streams, client, "w1", "long")
    at_work = asyncio.create_task(hire("w1", slow, claim_idle_s=0.2).deliver(entries))
    await eventually(slow.begun.is_set, "the article to be begun")
    for _ in range(10):
        await asyncio.sleep(0.05)
        assert await streams.claim("w2", 200, 10) == []
    slow.go_on.set()
    await at_work
    assert len(await events(streams)) == 1


async def test_what_is_no_longer_ours_is_not_held(streams: Streams, client: Any) -> None:
    (entry,) = await delivered(streams, client, "w1", "one")
    assert await streams.hold([entry.id], "w1") == 1
    await streams.claim("w2", 0, 10)
    assert await streams.hold([entry.id], "w1") == 0
    assert [one.id for one in await streams.claim("w3", 0, 10)] == [entry.id]


async def test_the_group_of_the_workers_is_named_enrich(streams: Streams, client: Any) -> None:
    await streams.ensure_group()
    assert [group["name"] for group in await client.xinfo_groups("articles.raw")] == [GROUP.encode()]

"""The delivery protocol, script by script, on a real server."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import Any

import pytest
from redis.exceptions import OutOfMemoryError

from shared.articles import DeadLetter, DeadReason, EnrichedArticle, RawArticle
from shared.streams import (
    GROUP,
    Accepted,
    Begun,
    Duplicate,
    GroupLostError,
    RawEntry,
    Streams,
    connect,
    without_password,
)
from shared.tracing import new_traceparent, traceparent_from
from tests.support import Server, an_event, raw_article, read

pytestmark = pytest.mark.delivery

TTL_S = 1000
TRACE = traceparent_from("a drop")


def a_letter(entry: RawEntry) -> DeadLetter:
    return DeadLetter(
        id="x",
        entry_id=entry.id,
        reason=DeadReason.FAILED,
        detail="it broke",
        attempts=3,
        payload=entry.payload,
        rejected_at=dt.datetime(2026, 2, 11, tzinfo=dt.UTC),
    )


async def put_and_read(streams: Streams, client: Any, article: RawArticle, consumer: str = "w1") -> RawEntry:
    await streams.ensure_group()
    await streams.put([(article, TRACE)], TTL_S)
    (entry_id,) = await read(client, consumer)
    return RawEntry(entry_id, {"id": article.id, "payload": article.model_dump_json()})


async def commit(streams: Streams, entry: RawEntry, article: RawArticle) -> bool:
    (published,) = await streams.commit([(entry, an_event(article), TRACE)])
    return published


async def test_an_article_is_put_once_and_its_copy_is_told_whose_duplicate_it_is(streams: Streams) -> None:
    first = raw_article("the same words")
    copy = first.model_copy(update={"source": "inbox/copy.txt"})
    assert [type(outcome) for outcome in await streams.put([(first, TRACE)], TTL_S)] == [Accepted]
    assert await streams.put([(copy, new_traceparent())], TTL_S) == [Duplicate("inbox/a.txt")]
    assert (await streams.backlog()).unread == 1


async def test_a_put_whose_reply_was_lost_is_told_again_that_it_was_accepted(streams: Streams) -> None:
    article = raw_article("words")
    first = await streams.put([(article, TRACE)], TTL_S)
    assert await streams.put([(article, TRACE)], TTL_S) == first
    assert (await streams.backlog()).unread == 1


async def test_more_articles_than_fit_one_round_trip_are_put_in_their_order(streams: Streams, client: Any) -> None:
    articles = [(raw_article(f"number {number}"), new_traceparent()) for number in range(250)]
    outcomes = await streams.put([*articles, articles[0]], TTL_S)
    stored = [entry_id.decode() for entry_id, _ in await client.xrange("articles.raw")]
    assert outcomes == [Accepted(entry_id) for entry_id in (*stored, stored[0])]


async def test_an_entry_is_a_cloud_event_that_any_client_can_read(streams: Streams, client: Any) -> None:
    article = raw_article("kata-kata “di sini”")
    await streams.put([(article, TRACE)], TTL_S)
    ((_, fields),) = await client.xrange("articles.raw")
    plain = {key.decode(): value.decode() for key, value in fields.items()}
    assert plain.keys() == {
        *("id", "source", "type", "specversion", "time", "subject"),
        *("datacontenttype", "dataschema", "traceparent", "revision", "payload"),
    }
    assert plain["type"] == "dateline.article.received.v1"
    assert plain["specversion"] == "1.0"
    assert plain["traceparent"] == TRACE
    assert json.loads(plain["payload"])["text"] == "kata-kata “di sini”"


async def test_what_was_published_before_the_first_worker_started_is_read(streams: Streams, client: Any) -> None:
    await streams.put([(raw_article("early"), TRACE)], TTL_S)
    assert await streams.ensure_group()
    assert len(await read(client, "w1")) == 1


async def test_making_the_group_again_changes_nothing(streams: Streams, client: Any) -> None:
    await put_and_read(streams, client, raw_article("a"))
    assert not await streams.ensure_group()
    assert (await streams.backlog()).pending == 1


async def test_begin_counts_starts_and_refuses_a_stranger(streams: Streams, client: Any) -> None:
    entry = await put_and_read(streams, client, raw_article("a"))
    assert [await streams.begin(entry.id, "w1"), await streams.begin(entry.id, "w1")] == [1, 2]
    assert await streams.begin(entry.id, "w2") == 0


async def test_what_nobody_has_begun_is_begun_together_and_the_rest_alone(streams: Streams, client: Any) -> None:
    await streams.ensure_group()
    await streams.put([(raw_article(word), new_traceparent()) for word in "abc"], TTL_S)
    entries = [RawEntry(entry_id, {}) for entry_id in await read(client, "w1")]
    await streams.begin(entries[1].id, "w1")
    await client.xack("articles.raw", GROUP, entries[2].id)
    assert await streams.begin_first(entries, "w1") == [Begun.NOW, Begun.BEFORE, Begun.NOT_OURS]
    assert await streams.begin(entries[0].id, "w1") == 2
    assert await streams.begin(entries[1].id, "w1") == 2
    assert await streams.begin_first(entries, "w2") == [Begun.NOT_OURS] * 3


async def test_a_replay_is_put_again_with_a_higher_revision_and_only_once(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    await streams.put([(article, TRACE)], TTL_S)
    later = article.model_copy(update={"revision": 1_800_000_000})
    replayed = await streams.put([(later, new_traceparent())], TTL_S)
    assert [type(outcome) for outcome in replayed] == [Accepted]
    assert await streams.put([(later, new_traceparent())], TTL_S) == [Duplicate("inbox/a.txt")]
    assert await streams.put([(article, new_traceparent())], TTL_S) == [Duplicate("inbox/a.txt")]
    assert [fields[b"revision"] for _, fields in await client.xrange("articles.raw")] == [b"1", b"1800000000"]


async def test_a_group_made_again_from_the_start_publishes_nothing_again(streams: Streams, client: Any) -> None:
    article, waiting = raw_article("a"), raw_article("b")
    entry = await put_and_read(streams, client, article)
    await commit(streams, entry, article)
    await streams.put([(waiting, new_traceparent())], TTL_S)
    await client.xgroup_destroy("articles.raw", GROUP)
    assert await streams.ensure_group()
    again, unread = [
        RawEntry(entry_id, {"id": one.id})
        for entry_id, one in zip(await read(client, "w1"), (article, waiting), strict=True)
    ]
    assert not await commit(streams, again, article)
    assert await commit(streams, unread, waiting)
    assert (await streams.backlog()).empty
    assert len(await streams.events_after("0-0")) == 2


async def test_what_a_dead_worker_held_is_found_behind_all_that_live_ones_hold(streams: Streams, client: Any) -> None:
    await streams.ensure_group()
    await streams.put([(raw_article(str(number)), new_traceparent()) for number in range(60)], TTL_S)
    live, lost = await read(client, "live", 50), await read(client, "dead", 10)
    await streams.hand_back("dead")
    claimed = await streams.claim("w2", 60_000, 4)
    assert [entry.id for entry in claimed] == lost[:4]
    assert len(live) == 50


async def test_waiting_in_a_batch_counts_for_nothing(streams: Streams, client: Any) -> None:
    entry = await put_and_read(streams, client, raw_article("a"))
    for _ in range(5):
        assert [claimed.id for claimed in await streams.claim("w2", 0, 10)] == [entry.id]
    assert await streams.begin(entry.id, "w2") == 1


async def test_commit_publishes_and_acknowledges_in_one_step(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    entry = await put_and_read(streams, client, article)
    await streams.begin(entry.id, "w1")
    assert await commit(streams, entry, article)
    assert (await streams.backlog()).empty
    (event,) = await streams.events_after("0-0")
    assert EnrichedArticle.model_validate_json(event.payload).id == article.id


async def test_a_commit_whose_reply_was_lost_publishes_nothing_the_second_time(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    entry = await put_and_read(streams, client, article)
    assert await commit(streams, entry, article)
    assert not await commit(streams, entry, article)
    assert len(await streams.events_after("0-0")) == 1


async def test_a_stalled_worker_that_wakes_after_a_claim_publishes_nothing(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    entry = await put_and_read(streams, client, article, "stalled")
    (claimed,) = await streams.claim("quick", 0, 10)
    assert await commit(streams, claimed, article)
    assert not await commit(streams, entry, article)
    assert await streams.begin(entry.id, "stalled") == 0
    assert len(await streams.events_after("0-0")) == 1


async def test_of_two_workers_that_commit_at_once_one_publishes(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    entry = await put_and_read(streams, client, article)
    answers = await asyncio.gather(*(commit(streams, entry, article) for _ in range(10)))
    assert sum(answers) == 1
    assert len(await streams.events_after("0-0")) == 1


async def test_reject_keeps_the_payload_and_acknowledges(streams: Streams, client: Any) -> None:
    entry = await put_and_read(streams, client, raw_article("a"))
    assert await streams.reject(entry, a_letter(entry), TRACE)
    assert not await streams.reject(entry, a_letter(entry), TRACE)
    assert await client.xlen("articles.dead") == 1
    ((_, fields),) = await client.xrange("articles.dead")
    assert json.loads(fields[b"payload"])["payload"] == entry.payload
    assert (await streams.backlog()).empty


async def test_a_full_server_refuses_the_event_and_the_entry_stays_pending(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    entry = await put_and_read(streams, client, article)
    await client.config_set("maxmemory", 1)
    try:
        with pytest.raises(OutOfMemoryError):
            await commit(streams, entry, article)
        with pytest.raises(OutOfMemoryError):
            await streams.put([(raw_article("b"), TRACE)], TTL_S)
    finally:
        await client.config_set("maxmemory", 0)
    assert (await streams.backlog()).pending == 1
    assert await commit(streams, entry, article)
    assert [type(outcome) for outcome in await streams.put([(raw_article("b"), TRACE)], TTL_S)] == [Accepted]


async def test_a_group_that_vanished_is_named_as_such(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    entry = await put_and_read(streams, client, article)
    await client.flushall()
    with pytest.raises(GroupLostError):
        await streams.begin(entry.id, "w1")
    with pytest.raises(GroupLostError):
        await commit(streams, entry, article)
    with pytest.raises(GroupLostError):
        await streams.claim("w1", 0, 10)
    assert await client.xlen("articles.enriched") == 0


async def test_only_what_is_idle_for_long_enough_is_claimed(streams: Streams, client: Any) -> None:
    entry = await put_and_read(streams, client, raw_article("a"))
    assert await streams.claim("w2", 60_000, 10) == []
    assert await streams.hand_back("w1") == 1
    assert [claimed.id for claimed in await streams.claim("w2", 60_000, 10)] == [entry.id]


async def test_what_the_workers_of_a_dead_machine_held_can_be_handed_back_at_once(
    streams: Streams, client: Any
) -> None:
    entry = await put_and_read(streams, client, raw_article("a"), "gone")
    assert await streams.hand_back() == 1
    assert [claimed.id for claimed in await streams.claim("w2", 60_000, 10)] == [entry.id]


async def test_tidying_never_drops_a_consumer_that_holds_an_article(streams: Streams, client: Any) -> None:
    await put_and_read(streams, client, raw_article("a"), "holds")
    await client.xgroup_createconsumer("articles.raw", GROUP, "empty")
    assert await streams.tidy(idle_ms=0) == 1
    names = [consumer["name"] for consumer in await client.xinfo_consumers("articles.raw", GROUP)]
    assert names == [b"holds"]
    assert await streams.tidy() == 0


async def test_the_backlog_tells_what_waits_and_what_is_in_hand(streams: Streams, client: Any) -> None:
    assert (await streams.backlog()).empty
    await streams.put([(raw_article(word), new_traceparent()) for word in "abc"], TTL_S)
    assert (await streams.backlog()).unread == 3
    await streams.ensure_group()
    await read(client, "w1", count=1)
    backlog = await streams.backlog()
    assert (backlog.unread, backlog.pending) == (2, 1)


async def test_every_key_left_behind_is_a_stream_or_dies_by_itself(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    entry = await put_and_read(streams, client, article)
    await streams.begin(entry.id, "w1")
    await commit(streams, entry, article)
    for key in await client.keys("*"):
        if key not in {b"articles.raw", b"articles.enriched", b"articles.dead"}:
            assert await client.ttl(key) > 0, key


async def test_a_prefix_keeps_two_datelines_apart_on_one_server(server: Server) -> None:
    async with connect(server.url, "a:") as one, connect(server.url, "b:") as other:
        await one.put([(raw_article("x"), TRACE)], TTL_S)
        assert (await one.backlog()).unread == 1
        assert (await other.backlog()).empty


async def test_the_last_events_can_be_read_again(streams: Streams, client: Any) -> None:
    for word in "abc":
        article = raw_article(word)
        entry = await put_and_read(streams, client, article)
        await commit(streams, entry, article)
    newest = await streams.event_id_before()
    assert await streams.events_after(newest) == []
    assert len(await streams.events_after(await streams.event_id_before(2))) == 2
    assert len(await streams.events_after(await streams.event_id_before(9))) == 3


def test_a_password_is_never_shown() -> None:
    assert without_password("redis://user:secret@host:6379/0") == "redis://user:***@host:6379/0"
    assert without_password("redis://:secret@host") == "redis://:***@host"
    assert without_password("unix:///tmp/a.sock") == "unix:///tmp/a.sock"

"""Dead letters are listed, sent back and dropped, each once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from shared.articles import DeadLetter, DeadReason, RawArticle
from shared.streams import Letter, RawEntry, Streams
from shared.tracing import traceparent_from
from tests.support import an_event, raw_article, read

pytestmark = pytest.mark.delivery

AT = dt.datetime(2026, 2, 11, tzinfo=dt.UTC)
TRACE = traceparent_from("a drop")


async def dead(streams: Streams, client: Any, article: RawArticle) -> RawEntry:
    await streams.ensure_group()
    await streams.put([(article, TRACE)], 1000)
    (entry_id,) = await read(client, "w1")
    entry = RawEntry(entry_id, {"id": article.id, "payload": article.model_dump_json()})
    await streams.begin(entry.id, "w1")
    assert await streams.reject(entry, letter(entry), TRACE)
    return entry


def letter(entry: RawEntry) -> DeadLetter:
    return DeadLetter(
        id=entry.article_id,
        entry_id=entry.id,
        reason=DeadReason.FAILED,
        detail="it broke",
        attempts=3,
        payload=entry.payload,
        rejected_at=AT,
    )


async def letters(streams: Streams) -> list[Letter]:
    return [one async for one in streams.dead_letters.each()]


async def test_dead_letters_are_listed_oldest_first(streams: Streams, client: Any) -> None:
    for word in "abc":
        await dead(streams, client, raw_article(word))
    assert [one.article and one.article.text for one in await letters(streams)] == ["a", "b", "c"]


async def test_a_requeued_article_is_read_and_settled_like_a_new_one(streams: Streams, client: Any) -> None:
    article = raw_article("a")
    await dead(streams, client, article)
    (one,) = await letters(streams)
    assert await streams.dead_letters.requeue(one)
    assert await letters(streams) == []
    (entry_id,) = await read(client, "w2")
    entry = RawEntry(entry_id, {"id": article.id, "payload": article.model_dump_json()})
    assert await streams.begin(entry_id, "w2") == 1
    assert await streams.commit([(entry, an_event(article), TRACE)]) == [True]


async def test_a_requeued_article_that_fails_again_is_a_dead_letter_again(streams: Streams, client: Any) -> None:
    await dead(streams, client, raw_article("a"))
    (one,) = await letters(streams)
    await streams.dead_letters.requeue(one)
    (entry_id,) = await read(client, "w2")
    entry = RawEntry(entry_id, {"id": one.letter.id, "payload": one.letter.payload})
    assert await streams.reject(entry, letter(entry), TRACE)
    assert len(await letters(streams)) == 1


async def test_a_requeue_whose_reply_was_lost_puts_nothing_the_second_time(streams: Streams, client: Any) -> None:
    await dead(streams, client, raw_article("a"))
    (one,) = await letters(streams)
    assert await streams.dead_letters.requeue(one)
    assert not await streams.dead_letters.requeue(one)
    assert await client.xlen("articles.raw") == 2
    assert (await streams.backlog()).unread == 1


async def test_what_was_published_before_a_later_revision_died_is_not_published_again(
    streams: Streams, client: Any
) -> None:
    first = raw_article("a")
    await streams.ensure_group()
    await streams.put([(first, TRACE)], 1000)
    (entry_id,) = await read(client, "w1")
    entry = RawEntry(entry_id, {"id": first.id, "revision": "1", "payload": first.model_dump_json()})
    await streams.commit([(entry, an_event(first), TRACE)])
    later = first.model_copy(update={"revision": 7})
    await streams.put([(later, traceparent_from("a replay"))], 1000)
    (later_id,) = await read(client, "w1")
    died = RawEntry(later_id, {"id": first.id, "revision": "7", "payload": later.model_dump_json()})
    await streams.reject(died, letter(died).model_copy(update={"revision": 7}), TRACE)
    (one,) = await letters(streams)
    await streams.dead_letters.requeue(one)
    await client.xgroup_destroy("articles.raw", "enrich")
    await streams.ensure_group()
    ids = await read(client, "w1")
    entries = [RawEntry(one, {"id": first.id, "revision": revision}) for one, revision in zip(ids, "177", strict=True)]
    answers = await streams.commit([(entry, an_event(first), TRACE) for entry in entries])
    assert answers == [False, True, False]


async def test_a_dropped_letter_is_gone(streams: Streams, client: Any) -> None:
    await dead(streams, client, raw_article("a"))
    (one,) = await letters(streams)
    assert await streams.dead_letters.drop(one)
    assert not await streams.dead_letters.drop(one)
    assert not await streams.dead_letters.requeue(one)
    assert await letters(streams) == []


async def test_what_somebody_else_wrote_there_hides_no_letter(streams: Streams, client: Any) -> None:
    await client.xadd("articles.dead", {"hello": "world"})
    await dead(streams, client, raw_article("a"))
    foreign, ours = await letters(streams)
    assert "no dead letter" in foreign.letter.detail
    assert ours.letter.detail == "it broke"


async def test_an_unreadable_payload_goes_back_unchanged(streams: Streams, client: Any) -> None:
    await streams.ensure_group()
    entry_id = (await client.xadd("articles.raw", {"id": "x", "payload": "{"})).decode()
    await read(client, "w1")
    entry = RawEntry(entry_id, {"id": "x", "payload": "{"})
    await streams.reject(entry, letter(entry), TRACE)
    (one,) = await letters(streams)
    assert one.article is None
    assert await streams.dead_letters.requeue(one)
    newest = (await client.xrevrange("articles.raw", count=1))[0][1]
    assert (newest[b"id"], newest[b"payload"]) == (b"x", b"{")

"""Streams stay bounded by their slowest group, and nothing that somebody waits for is removed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shared.streams import GROUP, GroupExistsError, NoSuchGroupError, Streams
from shared.tracing import new_traceparent
from tests.support import raw_article, read

pytestmark = pytest.mark.delivery

# Larger than a node of a stream, so that XTRIM ~ removes entries one by one.
WORDS = "kata " * 2000


async def put(streams: Streams, *numbers: int) -> None:
    await streams.ensure_group()
    await streams.put([(raw_article(f"{number} {WORDS}"), new_traceparent()) for number in numbers], 1000)


async def settle(client: Any, consumer: str, count: int) -> None:
    for entry_id in await read(client, consumer, count):
        await client.xack("articles.raw", GROUP, entry_id)


async def test_what_every_group_has_passed_is_removed_but_for_the_last(streams: Streams, client: Any) -> None:
    await put(streams, *range(10))
    await settle(client, "w1", 10)
    assert await streams.raw_groups.trim(0) == 9
    assert await client.xlen("articles.raw") == 1


async def test_what_is_younger_than_the_floor_stays(streams: Streams, client: Any) -> None:
    await put(streams, *range(10))
    await settle(client, "w1", 10)
    assert await streams.raw_groups.trim(3600) == 0


async def test_nothing_unread_and_nothing_pending_is_removed(streams: Streams, client: Any) -> None:
    await put(streams, *range(10))
    held, *_ = await read(client, "slow", 1)
    await settle(client, "w1", 4)
    await streams.raw_groups.trim(0)
    assert await client.xlen("articles.raw") == 10
    await client.xack("articles.raw", GROUP, held)
    await streams.raw_groups.trim(0)
    assert await client.xlen("articles.raw") == 6
    assert len(await read(client, "w1", 100)) == 5


async def test_the_slowest_of_several_groups_decides(streams: Streams, client: Any) -> None:
    await put(streams, *range(6))
    await streams.raw_groups.add("archive", first="0")
    await settle(client, "w1", 6)
    assert await streams.raw_groups.trim(0) == 0
    await streams.raw_groups.remove("archive")
    assert await streams.raw_groups.trim(0) == 5


async def test_without_the_workers_group_nothing_of_theirs_is_removed(streams: Streams, client: Any) -> None:
    await put(streams, *range(5))
    await client.xgroup_destroy("articles.raw", GROUP)
    assert await streams.raw_groups.trim(0, only_with=GROUP) == 0
    assert await client.xlen("articles.raw") == 5


async def test_a_stream_that_is_not_there_is_no_error(streams: Streams) -> None:
    assert await streams.groups.trim(0) == 0
    assert await streams.groups.standings() == []


async def test_after_a_trim_the_backlog_is_still_told_rightly(streams: Streams, client: Any) -> None:
    await put(streams, *range(8))
    await settle(client, "w1", 5)
    await streams.raw_groups.trim(0)
    backlog = await streams.backlog()
    assert (backlog.unread, backlog.pending) == (3, 0)


async def test_a_group_tells_how_far_it_has_come(streams: Streams, client: Any) -> None:
    await put(streams, *range(3))
    await asyncio.sleep(0.02)
    (standing,) = await streams.raw_groups.standings()
    assert (standing.group, standing.unread, standing.pending, standing.consumers) == (GROUP, 3, 0, 0)
    assert 0.02 <= standing.waiting_s < 60
    await read(client, "w1", 3)
    (standing,) = await streams.raw_groups.standings()
    assert (standing.unread, standing.pending, standing.consumers) == (0, 3, 1)
    assert standing.waiting_s > 0


async def test_a_group_that_has_passed_everything_waits_for_nothing(streams: Streams, client: Any) -> None:
    await put(streams, 1, 2)
    await settle(client, "w1", 2)
    (standing,) = await streams.raw_groups.standings()
    assert standing.waiting_s == 0


async def test_a_group_is_registered_once_and_removed_once(streams: Streams) -> None:
    await streams.groups.add("alerts", first="0")
    with pytest.raises(GroupExistsError):
        await streams.groups.add("alerts", first="$")
    assert [standing.group for standing in await streams.groups.standings()] == ["alerts"]
    await streams.groups.remove("alerts")
    with pytest.raises(NoSuchGroupError):
        await streams.groups.remove("alerts")


async def test_a_group_of_a_stream_that_is_not_there_cannot_be_removed(streams: Streams) -> None:
    with pytest.raises(NoSuchGroupError):
        await streams.groups.remove("alerts")

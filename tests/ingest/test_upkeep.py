"""Streams stay bounded, and a group that holds that up is named once."""

from __future__ import annotations

import asyncio
from typing import Any

import prometheus_client
import pytest

from services.ingest.upkeep import Upkeep
from shared.outage import Outage
from shared.settings import Settings
from shared.streams import GROUP, Streams
from shared.tracing import new_traceparent
from tests.support import raw_article, read

pytestmark = pytest.mark.delivery

Said = list[dict[str, Any]]


def an_upkeep(streams: Streams, **changes: Any) -> Upkeep:
    return Upkeep(streams, Outage("the server"), Settings().model_copy(update={"keep_days": 0.0, **changes}))


async def put(streams: Streams, count: int) -> None:
    await streams.ensure_group()
    articles = [raw_article(f"{number} {'kata ' * 2000}") for number in range(count)]
    await streams.put([(article, new_traceparent()) for article in articles], 1000)


def told(said: Said) -> list[str]:
    return [entry["event"] for entry in said if entry["event"].startswith("Group")]


async def test_what_all_have_passed_is_removed_and_what_waits_is_not(streams: Streams, client: Any, said: Said) -> None:
    await put(streams, 10)
    await client.xack("articles.raw", GROUP, *await read(client, "w1", 7))
    await an_upkeep(streams).once()
    assert await client.xlen("articles.raw") == 4
    assert (await streams.backlog()).unread == 3
    assert [entry["entries"] for entry in said if entry["event"] == "StreamTrimmed"] == [6]


async def test_workers_that_never_came_lose_nothing(streams: Streams, client: Any) -> None:
    await put(streams, 5)
    await client.xgroup_destroy("articles.raw", GROUP)
    await an_upkeep(streams).once()
    assert await client.xlen("articles.raw") == 5


async def test_a_group_that_stopped_reading_is_named_once_and_loses_nothing(
    streams: Streams, client: Any, said: Said
) -> None:
    await put(streams, 3)
    await asyncio.sleep(0.02)
    upkeep = an_upkeep(streams, stalled_s=0.01)
    for _ in range(3):
        await upkeep.once()
    assert told(said) == ["GroupStalled"]
    assert (said[0]["stream"], said[0]["group"], said[0]["unread"]) == ("articles.raw", GROUP, 3)
    assert await client.xlen("articles.raw") == 3
    waiting = prometheus_client.REGISTRY.get_sample_value(
        "dateline_group_waiting_seconds", {"stream": "articles.raw", "group": GROUP}
    )
    assert waiting is not None
    assert waiting > 0.01


async def test_a_group_that_reads_again_is_told_and_may_stall_again(streams: Streams, client: Any, said: Said) -> None:
    await put(streams, 3)
    upkeep = an_upkeep(streams, stalled_s=0.01)
    await asyncio.sleep(0.02)
    await upkeep.once()
    await client.xack("articles.raw", GROUP, *await read(client, "w1"))
    await upkeep.once()
    await put(streams, 4)
    await asyncio.sleep(0.02)
    await upkeep.once()
    assert told(said) == ["GroupStalled", "GroupCaughtUp", "GroupStalled"]


async def test_a_stalled_group_that_is_removed_is_no_longer_counted(streams: Streams, said: Said) -> None:
    await put(streams, 1)
    await streams.raw_groups.add("archive", first="0")
    upkeep = an_upkeep(streams, stalled_s=0.01)
    await asyncio.sleep(0.02)
    await upkeep.once()
    await streams.raw_groups.remove("archive")
    await upkeep.once()
    assert told(said) == ["GroupStalled", "GroupStalled", "GroupCaughtUp"]
    labels = {"stream": "articles.raw", "group": "archive"}
    assert prometheus_client.REGISTRY.get_sample_value("dateline_group_waiting_seconds", labels) is None

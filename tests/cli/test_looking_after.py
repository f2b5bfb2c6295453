"""What an operator looks after: dead letters, groups, replays; each command as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared import settings
from shared.streams import Streams
from tests.support import Server, Service, wait_until

pytestmark = pytest.mark.delivery

Said = subprocess.CompletedProcess[str]
Dateline = Callable[..., Said]


@pytest.fixture
def dateline(server: Server, inbox: Path) -> Dateline:
    def run(*words: str, code: int = 0) -> Said:
        environment = settings.environment(REDIS_URL=server.url, DATELINE_INBOX=str(inbox))
        said = subprocess.run(
            [sys.executable, "-m", "services.cli", *words], env=environment, capture_output=True, text=True, check=False
        )
        assert said.returncode == code, said.stderr
        return said

    return run


@pytest.fixture
async def poison(client: Any, streams: Streams, service: Callable[..., Service]) -> list[str]:
    """Two articles on the stream of dead letters; gives the ids of their entries."""
    await streams.ensure_group()
    for name in ("first-broken-article", "second-broken-article"):
        await client.xadd("articles.raw", {"id": name, "payload": "{"})
    worker = service("services.enrich")
    wait_until(lambda: len(worker.log("ArticleDeadLettered")) == 2, "the dead letters")
    worker.end()
    return [entry_id.decode() for entry_id, _ in await client.xrange("articles.dead")]


def test_dead_letters_are_listed_with_reason_and_attempts(dateline: Dateline, poison: list[str]) -> None:
    first, second = dateline("dead", "list").stdout.splitlines()
    assert first.startswith(poison[0])
    assert "first-broken-art" in first
    assert "unreadable  1x" in second


def test_dead_letters_are_listed_as_json_for_programs(dateline: Dateline, poison: list[str]) -> None:
    letters = [json.loads(line) for line in dateline("dead", "list", "--json").stdout.splitlines()]
    assert [letter["id"] for letter in letters] == ["first-broken-article", "second-broken-article"]
    assert len(poison) == 2


def test_one_is_shown_with_its_payload(dateline: Dateline, poison: list[str]) -> None:
    shown = json.loads(dateline("dead", "show", poison[0]).stdout)
    assert (shown["id"], shown["payload"], shown["reason"]) == ("first-broken-article", "{", "unreadable")


async def test_a_requeued_one_waits_for_the_workers_again(dateline: Dateline, poison: list[str], client: Any) -> None:
    said = dateline("dead", "requeue", "first-broken")
    assert said.stdout.startswith(f"requeued {poison[0]}")
    assert await client.xlen("articles.dead") == 1
    assert (await client.xrevrange("articles.raw", count=1))[0][1][b"id"] == b"first-broken-article"


async def test_a_dropped_one_is_gone_and_what_is_not_there_is_named(
    dateline: Dateline, poison: list[str], client: Any
) -> None:
    said = dateline("dead", "drop", "0-1", *poison, code=1)
    assert "no dead letter has the id 0-1" in said.stderr
    assert said.stdout.count("dropped") == 2
    assert await client.xlen("articles.dead") == 0


async def test_a_name_in_a_dead_letter_forges_no_line(
    dateline: Dateline, service: Callable[..., Service], streams: Streams, client: Any
) -> None:
    await streams.ensure_group()
    await client.xadd("articles.raw", {"id": "a\nb", "payload": "{"})
    worker = service("services.enrich")
    wait_until(lambda: worker.log("ArticleDeadLettered"), "the dead letter")
    assert len(dateline("dead", "list").stdout.splitlines()) == 1


def test_a_group_is_registered_listed_and_removed(dateline: Dateline) -> None:
    assert dateline("groups", "add", "alerts").stdout == "alerts reads articles.enriched\n"
    assert "there is a group alerts already" in dateline("groups", "add", "alerts", code=1).stderr
    assert "articles.enriched  alerts  0 consumers, 0 unread, 0 pending" in dateline("groups", "list").stdout
    assert dateline("groups", "remove", "alerts").stdout == "alerts is removed from articles.enriched\n"
    assert "there is no group alerts" in dateline("groups", "remove", "alerts", code=1).stderr


async def test_a_group_registered_from_now_on_reads_only_what_comes(dateline: Dateline, client: Any) -> None:
    await client.xadd("articles.enriched", {"id": "early"})
    dateline("groups", "add", "late", "--from-now")
    dateline("groups", "add", "all")
    await client.xadd("articles.enriched", {"id": "next"})
    read = {
        group: await client.xreadgroup(group, "me", {"articles.enriched": ">"}, count=10) for group in ("late", "all")
    }
    assert {group: len(answer[0][1]) for group, answer in read.items()} == {"late": 1, "all": 2}


def test_a_replay_says_how_many_articles_are_on_the_stream_again(
    dateline: Dateline, service: Callable[..., Service], inbox: Path
) -> None:
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    assert service("services.ingest", "--once").wait() == 0
    assert dateline("replay", "--from", "2020-01-01").stdout == "1 articles from 1 files are on the stream again\n"
    assert "say which" in dateline("replay", code=2).stderr


def test_without_a_server_every_command_says_what_to_do(tmp_path: Path) -> None:
    environment = settings.environment(DATELINE_DATA_DIR=str(tmp_path))
    environment.pop("REDIS_URL", None)
    for words in (["dead", "list"], ["groups", "list"], ["replay", "--from", "2026-01-01"]):
        said = subprocess.run(
            [sys.executable, "-m", "services.cli", *words], env=environment, capture_output=True, text=True, check=False
        )
        assert said.returncode == 1
        assert "start one, or set REDIS_URL" in said.stderr

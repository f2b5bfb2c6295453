"""What lies in done/ can be put on the stream again, and subscribers can tell."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.articles import EnrichedArticle
from shared.streams import Streams
from tests.support import Server, Service, wait_until

pytestmark = pytest.mark.delivery

Start = Callable[..., Service]
TODAY = dt.datetime.now(dt.UTC).date()  # noqa: TID251  the day on which the files of this test are taken in


def taken_in(service: Start, inbox: Path, **files: str) -> None:
    for name, text in files.items():
        (inbox / f"{name}.txt").write_text(text)
    ingest = service("services.ingest", "--once")
    assert ingest.wait() == 0
    assert len(ingest.log("ArticleReceived")) == len(files)


def replayed(service: Start, *words: str, code: int = 0) -> list[dict[str, Any]]:
    replay = service("services.ingest.replay", *words)
    assert replay.wait() == code
    return replay.log("ArticleReplayed")


async def events(streams: Streams) -> list[EnrichedArticle]:
    return [EnrichedArticle.model_validate_json(entry.payload) for entry in await streams.events_after("0-0")]


async def test_after_a_flush_everything_is_published_again_with_a_higher_revision(
    service: Start, inbox: Path, client: Any, streams: Streams
) -> None:
    taken_in(service, inbox, a="The harbour opened on Monday.\n", b="The pier closed on Friday.\n")
    await client.flushall()
    assert len(replayed(service, "--from", TODAY.isoformat())) == 2
    worker = service("services.enrich")
    wait_until(lambda: len(worker.log("ArticleEnriched")) == 2, "both events")
    for event in await events(streams):
        assert event.revision > 1_700_000_000
        assert event.article.source in {"inbox/a.txt", "inbox/b.txt"}
    assert sorted(file.name for file in (inbox / "done").iterdir()) == ["a.txt", "b.txt"]


async def test_a_replayed_event_has_the_same_id_and_the_text_may_be_dropped_again_without_effect(
    service: Start, inbox: Path, streams: Streams
) -> None:
    text = "The harbour opened on Monday.\n"
    taken_in(service, inbox, a=text)
    worker = service("services.enrich")
    wait_until(lambda: worker.log("ArticleEnriched"), "the event")
    (again,) = replayed(service, "--id", worker.log("ArticleEnriched")[0]["article_id"])
    wait_until(lambda: len(worker.log("ArticleEnriched")) == 2, "the replayed event")
    first, second = await events(streams)
    assert first.id == second.id == again["article_id"]
    assert (first.revision, second.revision) == (1, again["revision"])
    (inbox / "b.txt").write_text(text)
    ingest = service("services.ingest", "--once")
    assert ingest.wait() == 0
    assert len(ingest.log("DuplicateDropped")) == 1


def test_only_what_was_taken_in_between_the_two_days_is_replayed(service: Start, inbox: Path) -> None:
    taken_in(service, inbox, a="The harbour opened on Monday.\n")
    before, after = (TODAY - dt.timedelta(days=2)).isoformat(), (TODAY + dt.timedelta(days=2)).isoformat()
    assert replayed(service, "--to", before) == []
    assert replayed(service, "--from", after) == []
    assert len(replayed(service, "--from", before, "--to", after)) == 1


def test_one_article_of_a_list_is_replayed_by_the_beginning_of_its_id(service: Start, inbox: Path) -> None:
    (inbox / "two.json").write_text(json.dumps([{"text": "One harbour opened."}, {"text": "Another one closed."}]))
    ingest = service("services.ingest", "--once")
    assert ingest.wait() == 0
    second = ingest.log("ArticleReceived")[1]["article_id"]
    assert [entry["article_id"] for entry in replayed(service, "--id", second[:12])] == [second]


def test_copies_of_one_article_are_replayed_once(service: Start, inbox: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (inbox / name).write_text("The harbour opened on Monday.\n")
    assert service("services.ingest", "--once").wait() == 0
    assert len(replayed(service, "--from", TODAY.isoformat())) == 1


def test_an_id_that_no_file_holds_is_named(service: Start, inbox: Path) -> None:
    taken_in(service, inbox, a="The harbour opened on Monday.\n")
    replay = service("services.ingest.replay", "--id", "0123456789abcdef")
    assert replay.wait() == 1
    assert "holds the article 0123456789abcdef" in replay.output()


@pytest.mark.parametrize("words", [[], ["--from", "yesterday"], ["--id", "abc"]])
def test_what_to_replay_must_be_said(service: Start, words: list[str]) -> None:
    assert service("services.ingest.replay", *words).wait() == 2


def test_without_a_server_it_says_so(service: Start, server: Server, inbox: Path) -> None:
    taken_in(service, inbox, a="The harbour opened on Monday.\n")
    server.kill()
    try:
        assert replayed(service, "--from", TODAY.isoformat(), code=1) == []
    finally:
        server.start()

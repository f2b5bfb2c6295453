"""The way of a drop, on a real server and a real folder: one outcome each."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from redis.exceptions import RedisError

from services.ingest.flow import Intake
from services.ingest.inbox import Drop, Inbox
from services.ingest.readers import Draft, read
from services.ingest.shelf import Shelf
from shared.articles import Evidence, RawArticle
from shared.settings import PublicationFallback, Settings
from shared.streams import Streams, connect
from tests.support import Server

pytestmark = pytest.mark.delivery

TEXT = "KUALA LUMPUR, 10 Feb (Bernama) -- Pelabuhan baharu itu dibuka pada Isnin.\n"


def drops(inbox: Path) -> tuple[Drop, ...]:
    return Inbox(inbox, 0.0).scan(0.0).settled


def an_intake(streams: Streams, inbox: Path, **changes: Any) -> Intake:
    return Intake(streams, Shelf(inbox), Settings().model_copy(update=changes))


async def put_articles(client: Any) -> list[RawArticle]:
    entries: Any = await client.xrange("articles.raw")
    return [RawArticle.model_validate_json(fields[b"payload"]) for _, fields in entries]


Said = list[dict[str, Any]]


def outcomes(said: Said) -> Counter[str]:
    return Counter(entry["event"] for entry in said)


async def test_a_dropped_file_becomes_an_article_and_moves_to_done(
    streams: Streams, client: Any, inbox: Path, said: Said
) -> None:
    (inbox / "a.txt").write_text(TEXT)
    await an_intake(streams, inbox).take_in(drops(inbox))
    (article,) = await put_articles(client)
    assert article.id == hashlib.sha256(TEXT.encode()).hexdigest()
    assert article.source == "inbox/a.txt"
    assert article.text == TEXT
    assert (inbox / "done" / "a.txt").exists()
    assert outcomes(said) == {"ArticleReceived": 1}


async def test_a_copy_under_another_name_has_no_second_effect(
    streams: Streams, client: Any, inbox: Path, said: Said
) -> None:
    intake = an_intake(streams, inbox)
    (inbox / "a.txt").write_text(TEXT)
    await intake.take_in(drops(inbox))
    (inbox / "b.txt").write_text(TEXT)
    await intake.take_in(drops(inbox))
    assert len(await put_articles(client)) == 1
    (duplicate,) = (entry for entry in said if entry["event"] == "DuplicateDropped")
    assert (duplicate["source"], duplicate["first_source"]) == ("inbox/b.txt", "inbox/a.txt")
    assert (inbox / "done" / "b.txt").exists()


async def test_a_list_of_articles_in_one_file_becomes_as_many(
    streams: Streams, client: Any, inbox: Path, said: Said
) -> None:
    (inbox / "two.json").write_text(json.dumps([{"text": "One harbour opened."}, {"text": "Another one closed."}]))
    await an_intake(streams, inbox).take_in(drops(inbox))
    assert [article.text for article in await put_articles(client)] == ["One harbour opened.", "Another one closed."]
    assert outcomes(said) == {"ArticleReceived": 2}


async def test_a_file_that_cannot_be_read_is_rejected_and_the_others_go_on(
    streams: Streams, inbox: Path, said: Said
) -> None:
    (inbox / "broken.json").write_text('{"text": ')
    (inbox / "empty.txt").write_text(" \n")
    (inbox / "good.txt").write_text(TEXT)
    (inbox / "noise.txt").write_bytes(bytes(range(256)) * 20)
    await an_intake(streams, inbox).take_in(drops(inbox))
    assert outcomes(said) == {"ArticleReceived": 1, "DropRejected": 3}
    reasons = {entry["source"]: entry["reason"] for entry in said if entry["event"] == "DropRejected"}
    assert reasons == {
        "inbox/broken.json": "broken_json",
        "inbox/empty.txt": "empty",
        "inbox/noise.txt": "not_text",
    }
    for name in ("broken.json", "empty.txt", "noise.txt"):
        assert json.loads((inbox / "rejected" / f"{name}.reason.json").read_text())["remedy"]


async def test_without_a_server_every_file_stays_in_the_inbox(server: Server, inbox: Path, said: Said) -> None:
    (inbox / "a.txt").write_text(TEXT)
    server.kill()
    async with connect(server.url, patience=0) as streams:
        with pytest.raises((RedisError, OSError)):
            await an_intake(streams, inbox).take_in(drops(inbox))
    server.start()
    assert [drop.source for drop in drops(inbox)] == ["inbox/a.txt"]
    assert outcomes(said) == {}


async def test_killed_after_the_put_and_before_the_move_it_is_the_same_article_again(
    streams: Streams, client: Any, inbox: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.txt").write_text(TEXT)

    def dies(*_: object) -> Path:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Shelf, "done", dies)
        with pytest.raises(SystemExit):
            await an_intake(streams, inbox).take_in(drops(inbox))
    await an_intake(streams, inbox).take_in(drops(inbox))
    assert len(await put_articles(client)) == 1
    assert outcomes(said) == {"ArticleReceived": 1}
    assert (inbox / "done" / "a.txt").exists()


async def test_a_file_that_cannot_be_moved_is_said_once_and_published_once(
    streams: Streams, client: Any, inbox: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.txt").write_text(TEXT)
    intake = an_intake(streams, inbox)

    def refuses(*_: object) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Shelf, "done", refuses)
        for _ in range(3):
            await intake.take_in(drops(inbox))
    assert outcomes(said) == {"ArticleReceived": 1, "DropLeftAlone": 1}
    assert not any(map(intake.takes, drops(inbox)))
    await intake.take_in(drops(inbox))
    assert outcomes(said) == {"ArticleReceived": 1, "DropLeftAlone": 1}
    assert len(await put_articles(client)) == 1
    assert (inbox / "done" / "a.txt").exists()


async def test_a_file_that_vanishes_in_between_is_left_alone(
    streams: Streams, client: Any, inbox: Path, said: Said
) -> None:
    (inbox / "a.txt").write_text(TEXT)
    found = drops(inbox)
    (inbox / "a.txt").unlink()
    await an_intake(streams, inbox).take_in(found)
    assert outcomes(said) == {"DropLeftAlone": 1}
    assert await put_articles(client) == []


async def test_the_day_of_arrival_counts_only_where_the_operator_says_so(
    streams: Streams, client: Any, inbox: Path
) -> None:
    (inbox / "a.txt").write_text(TEXT)
    await an_intake(streams, inbox).take_in(drops(inbox))
    (inbox / "b.txt").write_text(TEXT + "Lagi.\n")
    await an_intake(streams, inbox, publication_fallback=PublicationFallback.RECEIVED).take_in(drops(inbox))
    without, with_day = await put_articles(client)
    assert without.published is None
    assert with_day.published is not None
    assert with_day.published.evidence is Evidence.RECEIVED


async def test_the_trace_runs_from_the_log_to_the_stream(
    streams: Streams, client: Any, inbox: Path, said: Said
) -> None:
    (inbox / "a.txt").write_text(TEXT)
    await an_intake(streams, inbox).take_in(drops(inbox))
    stored: Any = await client.xrange("articles.raw")
    assert said[0]["traceparent"] == stored[0][1][b"traceparent"].decode()


async def test_a_file_replaced_between_reading_and_moving_becomes_two_articles(
    streams: Streams, client: Any, inbox: Path, said: Said
) -> None:
    (inbox / "a.txt").write_text("The harbour opened.\n")
    intake = an_intake(streams, inbox)
    read = await intake.read(drops(inbox))
    (inbox / ".new").write_text("The harbour closed.\n")
    (inbox / ".new").rename(inbox / "a.txt")
    await intake.publish(read)
    await intake.take_in(drops(inbox))
    assert [article.text for article in await put_articles(client)] == [
        "The harbour opened.\n",
        "The harbour closed.\n",
    ]
    assert outcomes(said) == {"ArticleReceived": 2, "DropLeftAlone": 1}
    assert (inbox / "done" / "a.txt").read_text() == "The harbour closed.\n"


async def test_a_file_with_too_many_articles_is_rejected(streams: Streams, inbox: Path, said: Said) -> None:
    (inbox / "many.json").write_text(json.dumps([{"text": f"Harbour {number} opened."} for number in range(4)]))
    await an_intake(streams, inbox, max_articles_per_file=3).take_in(drops(inbox))
    assert [entry["reason"] for entry in said] == ["too_many_articles"]
    assert "DATELINE_MAX_ARTICLES_PER_FILE" in said[0]["remedy"]


async def test_an_error_that_nobody_foresaw_rejects_that_file_and_no_other(
    streams: Streams, inbox: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.txt").write_text("odd")
    (inbox / "b.txt").write_text(TEXT)

    def breaks(content: bytes, path: PurePosixPath) -> tuple[Draft, ...]:
        if content == b"odd":
            raise RecursionError("too deep")
        return read(content, path)

    monkeypatch.setattr("services.ingest.flow.read", breaks)
    await an_intake(streams, inbox).take_in(drops(inbox))
    assert outcomes(said) == {"DropRejected": 1, "ArticleReceived": 1}
    assert "RecursionError" in next(entry["detail"] for entry in said if entry["event"] == "DropRejected")

"""What people drop by mistake: one clear entry each, a reason beside the file, and the rest goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared import settings
from tests.support import Server, Service, wait_until

Start = Callable[..., Service]
GOOD = "KUALA LUMPUR, 10 Feb (Bernama) -- Pelabuhan baharu itu dibuka pada Isnin.\n"


def reason_of(inbox: Path, name: str) -> dict[str, Any]:
    return json.loads((inbox / "rejected" / f"{name}.reason.json").read_text("utf-8"))


def test_every_bad_file_is_rejected_with_its_reason_and_the_good_one_goes_on(
    service: Start, inbox: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "noise.txt").write_bytes(os.urandom(4096))
    (inbox / "broken.json").write_text('{"title": "Harbour opens",\n "text": "It op')
    (inbox / "no-text.json").write_text('{"title": "Harbour opens"}')
    (inbox / "page.html").write_text("<!doctype html><html><body>Harbour opens</body></html>")
    (inbox / "two\nlines.txt").write_bytes(b"")
    (inbox / "up..and..txt").write_bytes(b"")
    (inbox / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    with (inbox / "large.txt").open("wb") as file:
        file.truncate(100_000_000)
    (inbox / "good.txt").write_text(GOOD)
    ingest = service("services.ingest", "--once")
    assert ingest.wait() == 0
    assert {entry["source"]: entry["reason"] for entry in ingest.log("DropRejected")} == {
        "inbox/empty.txt": "empty",
        "inbox/noise.txt": "not_text",
        "inbox/broken.json": "broken_json",
        "inbox/no-text.json": "missing_text",
        "inbox/page.html": "unsupported_format",
        "inbox/two\\nlines.txt": "empty",
        "inbox/up..and..txt": "empty",
        "inbox/way-out.txt": "symlink",
        "inbox/large.txt": "too_large",
    }
    assert "line 2" in reason_of(inbox, "broken.json")["place"]
    for entry in ingest.log("DropRejected"):
        assert entry["detail"]
        assert entry["remedy"]
    assert [entry["source"] for entry in ingest.log("ArticleReceived")] == ["inbox/good.txt"]
    assert (tmp_path / "secret.txt").read_text() == "secret"
    assert sorted(one.name for one in inbox.iterdir()) == ["done", "rejected"]


def test_a_log_line_cannot_be_forged_by_a_name(service: Start, inbox: Path) -> None:
    forged = '{"event": "ArticleReceived", "level": "info"}'
    (inbox / f"a\n{forged}\n.txt").write_bytes(b"")
    ingest = service("services.ingest", "--once")
    assert ingest.wait() == 0
    assert ingest.log("ArticleReceived") == []
    assert len(ingest.log("DropRejected")) == 1


def test_a_disk_that_is_full_leaves_the_bad_file_where_it_is_and_says_so_once(service: Start, inbox: Path) -> None:
    (inbox / "empty.txt").write_bytes(b"")
    # Where a folder should be stands a file: as on a full disk, nothing can be made there.
    (inbox / "rejected").write_text("in the way")
    ingest = service("services.ingest")
    wait_until(lambda: ingest.log("DropLeftAlone"), "the entry")
    (inbox / "good.txt").write_text(GOOD)
    wait_until(lambda: ingest.log("ArticleReceived"), "the good file to be taken in")
    assert [entry["reason"] for entry in ingest.log("DropLeftAlone")] == ["cannot_move"]
    assert (inbox / "empty.txt").exists()


def test_without_a_server_ingest_waits_says_so_once_and_recovers(service: Start, server: Server, inbox: Path) -> None:
    ingest = service("services.ingest")
    wait_until(lambda: ingest.log("ServiceStarted"), "ingest to start")
    server.kill()
    (inbox / "good.txt").write_text(GOOD)
    wait_until(lambda: ingest.log("ServerUnreachable"), "the outage to be said")
    assert (inbox / "good.txt").exists()
    server.start()
    wait_until(lambda: ingest.log("ArticleReceived"), "the file to be taken in")
    assert [entry["event"] for entry in ingest.log() if entry["event"].startswith("Server")] == [
        "ServerUnreachable",
        "ServerBack",
    ]


@pytest.mark.parametrize("module", ["services.ingest", "services.enrich"])
@pytest.mark.parametrize(
    ("name", "value", "may"),
    [
        ("DATELINE_HTTP_PORT", "eighty", "a whole number from 0 to 65,535"),
        ("DATELINE_CLAIM_IDLE_S", "0", "a number from 1 to 86,400"),
        ("DATELINE_LOG_FORMAT", "xml", "one of auto, json, console"),
        ("DATELINE_STREAM_PREFIX", "a b", "text like"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_holds_and_may_hold(
    service: Start, module: str, name: str, value: str, may: str
) -> None:
    wrong = service(module, **{name: value})
    assert wrong.wait() == 2
    assert f"{name} holds '{value}'; it may hold {may}" in wrong.output()


def test_a_misspelt_setting_is_not_ignored(service: Start) -> None:
    wrong = service("services.ingest", DATELINE_INBX="elsewhere")
    assert wrong.wait() == 2
    assert "DATELINE_INBX is no setting of Dateline; did you mean DATELINE_INBOX?" in wrong.output()


def test_an_inbox_that_is_a_file_is_a_wrong_setting(service: Start, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("a")
    wrong = service("services.ingest", DATELINE_INBOX=str(tmp_path / "a-file"))
    assert wrong.wait() == 2
    assert "DATELINE_INBOX" in wrong.output()


def test_an_address_where_nothing_can_listen_is_a_wrong_setting(service: Start) -> None:
    wrong = service("services.enrich", DATELINE_HTTP_HOST="203.0.113.1")
    assert wrong.wait() == 2
    assert "DATELINE_HTTP_HOST" in wrong.output()


@pytest.mark.parametrize("module", ["services.ingest", "services.enrich"])
def test_a_service_without_a_server_to_use_says_which_setting_names_one(module: str, tmp_path: Path) -> None:
    clean = {name: value for name, value in settings.environment().items() if name != "REDIS_URL"}
    run = subprocess.run([sys.executable, "-m", module], cwd=tmp_path, env=clean, capture_output=True, check=False)
    assert run.returncode == 2
    assert b"REDIS_URL is not set; it may hold a URL" in run.stderr


def test_ingest_asked_to_stop_ends_with_0(service: Start) -> None:
    ingest = service("services.ingest")
    wait_until(lambda: ingest.log("ServiceStarted"), "ingest to start")
    ingest.signal(signal.SIGTERM)
    assert ingest.wait() == 0
    assert ingest.log("ServiceStopped")


@pytest.mark.parametrize("module", ["services.ingest", "services.enrich"])
def test_asked_to_stop_while_the_server_is_away_a_service_still_ends_with_0(
    service: Start, server: Server, module: str
) -> None:
    one = service(module)
    wait_until(lambda: one.log("ServiceStarted"), "the service to start")
    server.kill()
    wait_until(lambda: one.exit_code is None, "a moment of outage")
    assert one.end() == 0
    assert one.log("ServiceStopped")


def test_asked_to_stop_before_it_has_begun_a_worker_ends_with_0(service: Start) -> None:
    worker = service("services.enrich")
    wait_until(lambda: worker.log("ServiceStarted"), "the worker to start")
    assert worker.end() == 0

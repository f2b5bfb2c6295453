"""What an orchestrator asks, and gets a true answer to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from shared.logbook import entries
from tests.support import Server, Service, wait_until

pytestmark = pytest.mark.timeout(120)

Start = Callable[..., Service]


class Asked:
    """The health pages of a service."""

    def __init__(self, service: Service) -> None:
        wait_until(lambda: service.log("ServiceStarted"), "the service to start")
        self._address = service.log("ServiceStarted")[0]["http"]

    def status(self, page: str) -> int:
        return httpx.get(f"{self._address}/{page}", timeout=10).status_code

    def wrong(self, page: str) -> dict[str, str]:
        return httpx.get(f"{self._address}/{page}", timeout=10).json()["wrong"]

    def metrics(self) -> str:
        return httpx.get(f"{self._address}/metrics", timeout=10).text


@pytest.mark.parametrize("module", ["services.ingest", "services.enrich"])
def test_a_service_is_ready_when_it_works(service: Start, module: str) -> None:
    asked = Asked(service(module))
    wait_until(lambda: asked.status("readyz") == 200, "the service to be ready")
    assert asked.status("healthz") == 200


@pytest.mark.parametrize("module", ["services.ingest", "services.enrich"])
def test_without_its_server_it_is_alive_but_not_ready_and_says_why(service: Start, server: Server, module: str) -> None:
    asked = Asked(service(module))
    wait_until(lambda: asked.status("readyz") == 200, "the service to be ready")
    server.kill()
    wait_until(lambda: asked.status("readyz") == 503, "the outage to be seen")
    assert "server" in asked.wrong("readyz")
    assert asked.status("healthz") == 200
    server.start()
    wait_until(lambda: asked.status("readyz") == 200, "the service to be ready again")


def test_an_inbox_that_went_away_is_not_ready(service: Start, inbox: Path) -> None:
    asked = Asked(service("services.ingest"))
    wait_until(lambda: asked.status("readyz") == 200, "ingest to be ready")
    inbox.rename(inbox.with_name("elsewhere"))
    assert "inbox" in asked.wrong("readyz")


def test_what_was_done_is_counted(service: Start, inbox: Path) -> None:
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    (inbox / "b.txt").write_text("")
    ingest, worker = service("services.ingest"), service("services.enrich")
    wait_until(lambda: worker.log("ArticleEnriched"), "the event")
    wait_until(lambda: ingest.log("DropRejected"), "the rejection")
    assert "dateline_article_received_total 1.0" in Asked(ingest).metrics()
    assert 'dateline_drop_rejected_total{reason="empty"} 1.0' in Asked(ingest).metrics()
    assert "dateline_article_enriched_total 1.0" in Asked(worker).metrics()


def test_the_trace_and_the_article_id_run_from_the_file_to_the_event(service: Start, inbox: Path) -> None:
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    ingest, worker = service("services.ingest"), service("services.enrich")
    wait_until(lambda: worker.log("ArticleEnriched"), "the event")
    (received,), (enriched,) = ingest.log("ArticleReceived"), worker.log("ArticleEnriched")
    assert received["article_id"] == enriched["article_id"]
    assert received["traceparent"] == enriched["traceparent"]


def test_every_log_line_of_both_services_is_a_declared_entry(service: Start, inbox: Path) -> None:
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    ingest, worker = service("services.ingest"), service("services.enrich")
    wait_until(lambda: worker.log("ArticleEnriched"), "the event")
    ingest.end()
    worker.end()
    declared = {entry.__name__ for entry in entries()}
    for one in (ingest, worker):
        assert {entry["event"] for entry in one.log()} <= declared
        assert len(one.output().splitlines()) == len(one.log())

"""What ops read: one line an entry, and a counter for each."""

from __future__ import annotations

import io
import json
import logging

import prometheus_client
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from shared import logs
from shared.logbook import DropRejected, Entry, RejectReason, ServiceStopped, entries
from shared.settings import LogFormat, LogLevel, Settings


def logged(entry: Entry, **changes: object) -> str:
    output = io.StringIO()
    logs.set_up(Settings().model_copy(update={"log_format": LogFormat.JSON, **changes}), output)
    logs.write(entry)
    structlog.reset_defaults()
    return output.getvalue()


def count(name: str, **labels: str) -> float:
    return prometheus_client.REGISTRY.get_sample_value(name, labels) or 0.0


def a_rejection(source: str = "inbox/a.txt") -> DropRejected:
    return DropRejected(source=source, reason=RejectReason.EMPTY, place=None, detail="nothing", remedy="write it")


def test_an_entry_is_one_json_line_with_its_declared_fields() -> None:
    line = json.loads(logged(a_rejection()))
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "DropRejected",
        "level": "warning",
        "source": "inbox/a.txt",
        "reason": "empty",
        "place": None,
        "detail": "nothing",
        "remedy": "write it",
    }


def test_each_entry_counts_itself_by_its_closed_reasons() -> None:
    before = count("dateline_drop_rejected_total", reason="empty")
    logged(a_rejection())
    assert count("dateline_drop_rejected_total", reason="empty") == before + 1


def test_every_series_is_there_from_the_start_so_that_its_first_rise_is_seen() -> None:
    for reason in RejectReason:
        assert (
            prometheus_client.REGISTRY.get_sample_value("dateline_drop_rejected_total", {"reason": reason.value})
            is not None
        )
    for entry in entries():
        if not logs.counter_labels(entry):
            assert prometheus_client.REGISTRY.get_sample_value(logs.counter_name(entry) + "_total") is not None


def test_a_lower_level_than_asked_for_is_counted_and_not_written() -> None:
    before = count("dateline_service_stopped_total")
    assert logged(ServiceStopped(service="ingest"), log_level=LogLevel.WARNING) == ""
    assert count("dateline_service_stopped_total") == before + 1


@given(st.text())
@pytest.mark.parametrize("log_format", [LogFormat.JSON, LogFormat.CONSOLE])
def test_no_name_can_forge_a_line(log_format: LogFormat, name: str) -> None:
    written = logged(a_rejection(name), log_format=log_format)
    assert len(written.splitlines()) == 1
    assert "\x1b[31m" not in logs.one_line(name)


def test_a_name_cannot_steer_the_terminal() -> None:
    assert logs.one_line("a\x1b[2Jb\u202ec\r\n") == "a\\x1b[2Jb\\u202ec\\r\\n"


def test_what_a_library_complains_of_becomes_an_entry() -> None:
    output = io.StringIO()
    logs.set_up(Settings().model_copy(update={"log_format": LogFormat.JSON}), output)
    logging.getLogger("some.library").warning("it is %s", "late")  # noqa: TID251  what libraries do
    logs.library_logger("chatty").info("a message came in")
    structlog.reset_defaults()
    (line,) = output.getvalue().splitlines()
    said = json.loads(line)
    assert (said["event"], said["library"], said["detail"]) == ("LibrarySpoke", "some", "it is late")


def test_fields_of_the_work_in_hand_are_on_every_line_of_it() -> None:
    with logs.about(traceparent="00-1"):
        assert json.loads(logged(ServiceStopped(service="x")))["traceparent"] == "00-1"
    assert "traceparent" not in json.loads(logged(ServiceStopped(service="x")))


@pytest.mark.parametrize("entry", entries())
def test_every_entry_is_explained(entry: type[Entry]) -> None:
    assert entry.__doc__
    assert entry.__doc__ != Entry.__doc__

"""One trace from the file to the event, and the version that signs it."""

from __future__ import annotations

from importlib import metadata

from hypothesis import given
from hypothesis import strategies as st

from shared.tracing import child_of, new_traceparent, traceparent_from
from shared.version import ENRICHER, VERSION


def test_a_child_is_of_the_same_trace_and_another_span() -> None:
    parent = new_traceparent()
    child = child_of(parent)
    assert child.split("-")[1] == parent.split("-")[1]
    assert child.split("-")[2] != parent.split("-")[2]


@given(st.text())
def test_the_same_drop_has_the_same_trace(seed: str) -> None:
    assert traceparent_from(seed) == traceparent_from(seed)
    assert child_of(traceparent_from(seed)).split("-")[1] == traceparent_from(seed).split("-")[1]


@given(st.text())
def test_what_is_no_trace_begins_one(text: str) -> None:
    assert len(child_of(text)) == 55


def test_the_version_is_that_of_the_package() -> None:
    assert metadata.version("dateline") == VERSION
    assert ENRICHER.endswith(VERSION)

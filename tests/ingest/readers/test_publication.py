from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.readers.publication import day_in_path, day_in_url, read_moment, read_timestamp
from services.ingest.readers.words import JSON_FIELDS, LABELS, MONTHS, MetadataField
from shared.articles import Evidence, Published


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-02-11", "2026-02-11"),
        ("2026/2/11", "2026-02-11"),
        ("20260211", "2026-02-11"),
        ("10 Feb 2026", "2026-02-10"),
        ("Feb. 10, 2026", "2026-02-10"),
        ("February 10, 2026", "2026-02-10"),
        ("Wednesday 11th of February 2026", "2026-02-11"),
        ("10 Februari 2026", "2026-02-10"),
        ("11 Mac 2026", "2026-03-11"),
        ("17 Agustus 2026", "2026-08-17"),
        ("11 de febrero de 2026", "2026-02-11"),
        ("1er janvier 2026", "2026-01-01"),
        ("1. März 2026", "2026-03-01"),
        ("2026年2月11日 星期三", "2026-02-11"),
        ("11 Feb 2026 (updated)", "2026-02-11"),
    ],
)
def test_a_day_is_read_as_newsrooms_write_it(value: str, moment: str) -> None:
    assert read_moment(value) == moment


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2022-12-06T23:10Z", "2022-12-06T23:10:00Z"),
        ("2026-02-11T08:30:00+08:00", "2026-02-11T08:30:00+08:00"),
        ("2026-02-11T08:30:00+0800", "2026-02-11T08:30:00+08:00"),
        ("2026-02-11 08:30", "2026-02-11T08:30:00"),
        ("Wed, 11 Feb 2026 08:30:00 +0800", "2026-02-11T08:30:00+08:00"),
        ("Wed, 11 Feb 2026 08:30:00 -0330", "2026-02-11T08:30:00-03:30"),
        ("Wed, 11 Feb 2026 08:30:00 GMT", "2026-02-11T08:30:00Z"),
        ("Selasa, 26 Mei 2026 19:35 WIB", "2026-05-26T19:35:00+07:00"),
        ("Feb. 10, 2026, 8:30 p.m. MYT", "2026-02-10T20:30:00+08:00"),
        ("10 Feb 2026 12:00 AM", "2026-02-10T00:00:00"),
        ("10/21/2025 20:43", "2025-10-21T20:43:00"),
        ("1770768000", "2026-02-11T00:00:00Z"),
    ],
)
def test_a_time_keeps_the_offset_that_its_source_gave(value: str, moment: str) -> None:
    assert read_moment(value) == moment


@pytest.mark.parametrize(
    "value", ["10 Februari 2026, 8.30 malam", "10 Feb 2026 25:10", "10 Feb 2026 at noon", "10 Feb 2026 08:30 +99:00"]
)
def test_a_clock_time_that_is_not_understood_leaves_the_day(value: str) -> None:
    assert read_moment(value) == "2026-02-10"


@pytest.mark.parametrize("value", ["03/04/2026", "3.4.2026", "10-11-2026", "10 Feb 2026 - 12 Feb 2026"])
def test_a_date_that_can_be_read_in_two_ways_is_read_in_none(value: str) -> None:
    assert read_moment(value) is None


@pytest.mark.parametrize(
    ("value", "day"), [("26/05/2026", "2026-05-26"), ("5/26/2026", "2026-05-26"), ("5.5.2026", "2026-05-05")]
)
def test_digits_are_read_where_only_one_order_makes_a_day(value: str, day: str) -> None:
    assert read_moment(value) == day


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "2026",
        "Feb 10",
        "31 Februari 2026",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "1" * 14,
        "1" * 500,
    ],
)
def test_what_names_no_day_is_no_date(value: str) -> None:
    assert read_moment(value) is None


@pytest.mark.parametrize(
    ("number", "moment"),
    [(1770768000, "2026-02-11T00:00:00Z"), (1770768000000, "2026-02-11T00:00:00Z"), (20260211, "2026-02-11")],
)
def test_a_timestamp_counts_seconds_or_milliseconds_or_writes_the_day(number: int, moment: str) -> None:
    assert read_timestamp(number) == moment


@pytest.mark.parametrize("number", [0, -1, 2026, 3.5, 20261399, 1e300, float("inf")])
def test_a_number_that_is_no_time_is_no_date(number: float) -> None:
    assert read_timestamp(number) is None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("inbox/2026/02/11/harbour.txt", "2026-02-11"),
        ("inbox/2026-02-11-harbour.txt", "2026-02-11"),
        ("inbox/harbour_2026_02_11.txt", "2026-02-11"),
        ("inbox/2026/02/11/harbour-2026-02-09.txt", "2026-02-11"),
        ("inbox/2026/02/harbour.txt", None),
        ("inbox/2026-13-11.txt", None),
        ("inbox/12026-02-11.txt", None),
        ("inbox/2026-02-11/harbour-2026-02-09.txt", None),
    ],
)
def test_a_path_says_the_day_only_where_it_names_one_full_day(path: str, day: str | None) -> None:
    assert day_in_path(PurePosixPath(path)) == day


def test_an_address_says_the_day_in_its_path_and_not_in_its_query() -> None:
    assert day_in_url("https://news.example/2026/02/11/harbour") == "2026-02-11"
    assert day_in_url("https://news.example/harbour?until=2026-02-11") is None


@given(st.text() | st.dates().map(str) | st.datetimes(timezones=st.timezones()).map(str) | st.floats().map(str))
def test_whatever_is_read_fits_the_contract(value: str) -> None:
    moment = read_moment(value)
    assert moment is None or Published(value=moment, evidence=Evidence.HEADER).moment


@given(st.floats() | st.integers())
def test_whatever_number_is_read_fits_the_contract(number: float) -> None:
    moment = read_timestamp(number)
    assert moment is None or Published(value=moment, evidence=Evidence.METADATA).moment


def test_the_words_are_complete() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))
    assert set(LABELS.values()) == set(MetadataField)
    assert set(JSON_FIELDS) == {"text", *MetadataField} - {MetadataField.OTHER}

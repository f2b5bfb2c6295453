from __future__ import annotations

import datetime as dt

import pytest

from services.enrich.dates import Anchors, anchor_day, find_dateline, resolve_dates
from shared.articles import AnchorKind, DateType, Evidence, Grain, Published

TUESDAY = dt.date(2026, 2, 10)
WEDNESDAY = dt.date(2026, 2, 11)
VISIT = "Menteri itu di Ipoh pada 9 hingga 10 haribulan untuk melawat ladang."


def test_an_agency_report_of_tuesday_published_on_wednesday() -> None:
    text = (
        "A minister looks at solar panels in Hefei, Feb. 10, 2026. (Xinhua/Wu Tong)\n\n"
        "HEFEI, Feb. 10 (Xinhua) -- A minister called for cleaner factories during a tour on Monday and Tuesday."
    )
    dateline = find_dateline(text, "en", WEDNESDAY)
    assert dateline is not None
    dates = resolve_dates(text, "en", Anchors(dateline=dateline.date, publication=WEDNESDAY))
    assert [(date.id, date.text, date.edtf) for date in dates] == [
        ("d1", "Feb. 10, 2026", "2026-02-10"),
        ("d2", "Feb. 10", "2026-02-10"),
        ("d3", "Monday and Tuesday", "2026-02-09/2026-02-10"),
    ]
    tour = dates[-1]
    assert (tour.timex, tour.from_, tour.to) == ("2026-02-09/2026-02-10", dt.date(2026, 2, 9), TUESDAY)
    assert (tour.rule, tour.grain, tour.type) == ("weekday-pair", Grain.DAY, DateType.DATE)
    assert tour.anchor is not None
    assert (tour.anchor.kind, tour.anchor.date) == (AnchorKind.DATELINE, TUESDAY)


def test_days_of_a_month_stay_open_where_the_article_has_no_date() -> None:
    (date,) = resolve_dates(VISIT, "ms", Anchors())
    assert (date.text, date.edtf, date.timex) == ("9 hingga 10 haribulan", *["XXXX-XX-09/XXXX-XX-10"] * 2)
    assert (date.from_, date.to, date.anchor) == (None, None, None)


def test_the_same_days_are_known_once_the_article_has_a_date() -> None:
    (date,) = resolve_dates(VISIT, "ms", Anchors(publication=WEDNESDAY))
    assert (date.edtf, date.from_, date.to) == ("2026-02-09/2026-02-10", dt.date(2026, 2, 9), TUESDAY)
    assert date.anchor is not None
    assert date.anchor.kind is AnchorKind.PUBLICATION


def test_the_day_a_file_arrived_is_hardly_trusted_and_says_so() -> None:
    (date,) = resolve_dates("It rained on Monday.", "en", Anchors(received=WEDNESDAY))
    assert date.anchor is not None
    assert date.anchor.kind is AnchorKind.RECEIVED
    assert date.confidence < 0.5


def test_yesterday_is_another_day_in_malay_than_last_night_in_indonesian() -> None:
    (malay,) = resolve_dates("Ia runtuh semalam.", "ms", Anchors(publication=WEDNESDAY))
    (indonesian,) = resolve_dates("Ia runtuh semalam.", "id", Anchors(publication=WEDNESDAY))
    assert (malay.timex, indonesian.timex) == ("2026-02-10", "2026-02-10TNI")


def test_an_interval_without_end_says_so() -> None:
    (date,) = resolve_dates("The bank has grown since March 2025.", "en", Anchors())
    assert (date.timex, date.edtf, date.from_, date.to) == ("2025-03", "2025-03/..", dt.date(2025, 3, 1), None)


def test_a_weekday_that_contradicts_its_date_is_a_conflict() -> None:
    (date,) = resolve_dates("Rapat digelar Senin (27/6/2026).", "id", Anchors(publication=dt.date(2026, 6, 27)))
    assert (date.text, date.rule) == ("Senin (27/6/2026)", "conflict")
    assert date.confidence <= 0.5


def test_ends_that_contradict_each_other_fix_no_days() -> None:
    (date,) = resolve_dates("It ran from 5 May 2024 to 3 May 2023.", "en", Anchors(publication=WEDNESDAY))
    assert (date.from_, date.to, date.edtf) == (None, None, None)


def test_nothing_relative_is_guessed_without_an_anchor() -> None:
    dates = resolve_dates("Yesterday, on Monday and last week it rained.", "en", Anchors())
    assert [(date.from_, date.to, date.anchor) for date in dates] == [(None, None, None)] * len(dates)
    assert [date.timex for date in dates] == ["XXXX-XX-XX", "XXXX-WXX-1", "XXXX-WXX"]


@pytest.mark.parametrize("language", ["und", "fi", "xx-Latn", ""])
def test_a_language_without_a_lexicon_yields_what_all_write_alike(language: str) -> None:
    dates = resolve_dates("Päivitetty 2026-02-11, maanantai 2/9/2026, 2026-02-11T08:30Z.", language, Anchors())
    assert [date.timex for date in dates] == ["2026-02-11", "2026-02-11T08:30Z"]


@pytest.mark.parametrize(
    ("value", "language", "day"),
    [
        ("2022-12-06T23:10:00Z", "ms", dt.date(2022, 12, 7)),
        ("2022-12-06T23:10:00Z", "en", dt.date(2022, 12, 6)),
        ("2022-12-06T16:59:00+00:00", "id", dt.date(2022, 12, 6)),
        ("2022-12-06T23:10:00-05:00", "ms", dt.date(2022, 12, 6)),
        ("2022-12-06", "ms", dt.date(2022, 12, 6)),
        ("9999-12-31T23:59:00Z", "ms", dt.date(9999, 12, 31)),
    ],
)
def test_the_day_of_publication_is_the_publishers(value: str, language: str, day: dt.date) -> None:
    assert anchor_day(Published(value=value, evidence=Evidence.HEADER), language) == day


def test_no_publication_no_day() -> None:
    assert anchor_day(None, "en") is None

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.dates import Anchors, find_dateline, resolve_dates
from services.enrich.dates.lexicon import lexicon_of

TAGS = sorted(path.stem for path in Path(__file__).parent.joinpath("corpus").glob("*.toml"))
LANGUAGES = st.sampled_from([*TAGS, "und"])
DAYS = st.dates()
DIGITS = ["1", "9", "10", "29", "31", "99", "2024", "9999", "1990s", "1990-an", "'80s", "2-3", "9th", "ke-19"]
DATES = ["2/9/2026", "31/2/2026", "1/9", "2026-02-11", "0001-01-01", "10:30", "14.00", "2026-02-11T10:30Z"]
MARKS = ["(", ")", ",", "-", "–", "/", "'s", ".", "\n", "\n\n"]


@st.composite
def read_in(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and the language that it is read in.

    Often words of its lexicon and pieces of dates in any order, which come closer to the grammar's corners than free
    text ever does.
    """
    language = draw(LANGUAGES)
    lexicon = lexicon_of(language)
    words, gaps = [*lexicon.entries] or ["May"], [*lexicon.gaps]
    pieces = [words, [*map(str.title, words)], gaps, [*lexicon.roles] or ["in"], DIGITS, DATES, MARKS]
    bits = st.lists(st.one_of(*map(st.sampled_from, pieces)), max_size=14)
    glue = " " if lexicon.spaced else draw(st.sampled_from(["", " "]))
    return draw(st.one_of(st.text(max_size=200), bits.map(glue.join))), language


TEXTS = read_in()


@given(read=TEXTS, dateline=st.none() | DAYS, publication=st.none() | DAYS)
def test_whatever_the_text_spans_slice_it_and_days_are_in_order(
    read: tuple[str, str], dateline: dt.date | None, publication: dt.date | None
) -> None:
    text, language = read
    dates = resolve_dates(text, language, Anchors(dateline=dateline, publication=publication))
    assert [date.id for date in dates] == [f"d{number}" for number in range(1, len(dates) + 1)]
    end = 0
    for date in dates:
        assert text[date.start : date.end] == date.text
        assert date.start >= end
        assert date.from_ is None or date.to is None or date.from_ <= date.to
        end = date.end


@given(read=TEXTS, publication=st.none() | DAYS)
def test_whatever_the_text_a_dateline_lies_in_it(read: tuple[str, str], publication: dt.date | None) -> None:
    text, language = read
    found = find_dateline(text, language, publication)
    assert found is None or 0 <= found.start < found.end <= len(text)


@given(
    day=st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
    weeks=st.integers(-500, 500),
    phrase=st.sampled_from(
        ["on Monday", "on Friday and Saturday", "last Sunday", "next Tuesday", "yesterday", "last week"]
    ),
)
def test_weeks_later_the_same_words_mean_weeks_later(day: dt.date, weeks: int, phrase: str) -> None:
    shift = dt.timedelta(weeks=weeks)
    (early,) = resolve_dates(f"It rained {phrase}.", "en", Anchors(publication=day))
    (late,) = resolve_dates(f"It rained {phrase}.", "en", Anchors(publication=day + shift))
    assert early.from_
    assert early.to
    assert (late.from_, late.to) == (early.from_ + shift, early.to + shift)


@given(day=DAYS, weekday=st.sampled_from(["Monday", "Wednesday", "Sunday"]))
def test_a_bare_weekday_lies_in_the_week_up_to_its_anchor(day: dt.date, weekday: str) -> None:
    (date,) = resolve_dates(f"It rained on {weekday}.", "en", Anchors(publication=day))
    if date.from_ is not None:
        assert 0 <= (day - date.from_).days < 7
        assert f"{date.from_:%A}" == weekday


@pytest.mark.parametrize(
    "junk",
    ["1/", "1-", "7", "(", "\n", " ", "A ", "Monday and ", "1990-1991 ", "two hundred ", "(AP) -\n", "1/1 ", "May 1 "],
)
def test_a_hostile_text_is_only_a_long_one(junk: str) -> None:
    text = junk * (100_000 // len(junk))
    resolve_dates(text, "en", Anchors(publication=dt.date(2026, 2, 11)))
    find_dateline(text, "en", dt.date(2026, 2, 11))

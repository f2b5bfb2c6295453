"""An event as a person reads it."""

from __future__ import annotations

import pytest
from rich.console import Console

from services.cli.people import days, headline, shown
from shared.articles import ResolvedDate
from tests.support import an_event, raw_article


def a_date(edtf: str | None, first: str | None, last: str | None) -> ResolvedDate:
    return ResolvedDate.model_validate(
        {
            "id": "d1",
            "start": 0,
            "end": 6,
            "text": "Monday",
            "type": "date",
            "grain": "day",
            "edtf": edtf,
            "from": first,
            "to": last,
            "timex": edtf or "PRESENT_REF",
            "anchor": None,
            "rule": "weekday",
            "confidence": 0.9,
        }
    )


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ("2026-02-10", "2026-02-10", "Feb 10, 2026"),
        ("2026-02-09", "2026-02-10", "Feb 9–10, 2026"),
        ("2026-01-30", "2026-02-02", "Jan 30–Feb 2, 2026"),
        ("2025-12-30", "2026-01-03", "Dec 30, 2025–Jan 3, 2026"),
        ("2026-02-01", "2026-02-28", "Feb 2026"),
        ("2026-02-01", "2026-02-27", "Feb 1–27, 2026"),
        ("2026-01-01", "2026-03-31", "Jan–Mar 2026"),
        ("2026-01-01", "2026-12-31", "2026"),
        ("1990-01-01", "1999-12-31", "1990–1999"),
        ("2025-03-01", None, "since Mar 1, 2025"),
        (None, "2025-03-01", "until Mar 1, 2025"),
    ],
)
def test_days_are_written_as_a_person_does(first: str | None, last: str | None, written: str) -> None:
    assert days(a_date("x", first, last)) == written


def test_what_is_not_fixed_is_shown_as_open() -> None:
    assert days(a_date("XXXX-XX-09/XXXX-XX-10", None, None)) == "not fixed (XXXX-XX-09/XXXX-XX-10)"
    assert days(a_date(None, None, None)) is None


def test_an_article_without_a_title_is_shown_by_its_first_words() -> None:
    long = an_event(raw_article("The harbour  opened\nagain. " * 20))
    assert headline(long).startswith("The harbour opened again. The")
    assert len(headline(long)) <= 90
    assert headline(an_event(raw_article("Short."))) == "Short."


def test_a_text_cannot_steer_the_terminal_nor_its_markup() -> None:
    console = Console(width=100, record=True, force_terminal=True)
    console.print(shown(an_event(raw_article("\x1b]0;owned\x07 [bold red]loud[/]"))))
    plain = console.export_text()
    assert "[bold red]loud[/]" in plain
    assert "\x1b]0;" not in console.export_text(styles=True)

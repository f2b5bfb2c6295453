"""A point put on the calendar, and what it was put there from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from services.enrich.dates.calendars import Days, edtf_of, timex_of
from shared.articles import Anchor, AnchorKind, Grain

# A time without its day may be of the day before: half of them, or fewer.
TIME_OF_DAY = 0.5
# How far a value can be trusted, by what fixed it: the share that was right among some 2,500 values in annotated
# English, Malay and Indonesian news, rounded. The last two rest on few values.
WRITTEN, ANCHORED, NEAREST, GUESSED, CONFLICT, FROM_TEXT, TOLD = 0.97, 0.85, 0.9, 0.7, 0.5, 0.4, 0.8


# What is longer is no month, in days.
_LONGEST_MONTH = 31
# A year that is so many years from the others of a history is that of a book, or of a law.
_LONGEST_ERA = 15
# So that the nearest date is one from three months before to nine months after the last.
_ONWARD = dt.timedelta(91)


@dataclass(frozen=True, slots=True)
class Placed:
    """A point and what became of it; `days` None where it stays open."""

    grain: Grain | None
    timex: str
    edtf: str | None
    rule: str
    days: Days | None = None
    confidence: float = 0.5
    anchor: Anchor | None = None

    @property
    def first(self) -> dt.date | None:
        """The first day, None where open."""
        return self.days.first if self.days else None

    @property
    def last(self) -> dt.date | None:
        """The last day, None where open."""
        return self.days.last if self.days else None


class Context(NamedTuple):
    """What an expression is reckoned from.

    The anchor, the previous date of the text, whether the sentence looks ahead; in a text that tells history the year
    around which it plays and the last date of it.
    """

    anchor: Anchor | None
    previous: Days | None = None
    previous_grain: Grain | None = None
    previous_day: dt.date | None = None
    future: bool = False
    era: int | None = None
    told: Days | None = None

    @property
    def story(self) -> Anchor | None:
        """What a date without a year is nearest to in a history: it goes on, rather after than before what was named.

        Of a whole year that was named it may be any month.
        """
        if self.told is None:
            return None
        first, last = self.told
        long = (last - first).days > _LONGEST_MONTH
        return Anchor(kind=AnchorKind.TEXT, date=first.replace(month=7, day=1) if long else first + _ONWARD)

    def after(self, placed: Placed, days: Days) -> Context:
        """The context of what follows a mention of these days."""
        told, first = self.told, days.first
        written = placed.anchor is None or placed.anchor.kind is AnchorKind.TEXT
        if written and self.era is not None and abs(first.year - self.era) <= _LONGEST_ERA:
            told = days
        day = days.first if days.first == days.last else self.previous_day
        return self._replace(previous_day=day, previous=days, previous_grain=placed.grain, told=told)

    def looking(self, *, ahead: bool) -> Context:
        """The same in a sentence that looks ahead or does not."""
        return self if ahead == self.future else self._replace(future=ahead)

    def base(self, *, from_text: bool, among: bool = False) -> Anchor | None:
        """The day to reckon from.

        `among` for a weekday, which may be one of the days that the text named last: "9 and 10 March … that Monday".
        """
        if not from_text:
            return self.anchor
        if self.previous is None:
            return None
        first, last = self.previous
        within_a_week = (last - first).days < 7
        return Anchor(kind=AnchorKind.TEXT, date=last if among and within_a_week else first)


def fixed(days: Days, unit: Grain, rule: str) -> Placed:
    """A unit of the calendar that needs no anchor."""
    return Placed(unit, timex_of(days.first, unit), edtf_of(days, unit), rule, days, WRITTEN)

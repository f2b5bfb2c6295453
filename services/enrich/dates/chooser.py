"""Which year, month or week an incomplete date means: the candidates, and the one that news would mean."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from services.enrich.dates.calendars import MONTHS_IN, moved, unit_of
from services.enrich.dates.values import Calendar
from shared.articles import Grain

# February 29 recurs after eight years at most (1896 to 1904); other days every year, and a weekday may shift one.
_LEAP_YEARS_AROUND, _YEARS_AROUND = 8, 2

# Companies announce the results of a quarter or half within so many days.
_RESULTS_DAYS = 120


class Choice(NamedTuple):
    """The first day of what was meant, the rule that chose it, and whether the anchor had a say."""

    day: dt.date
    rule: str
    anchored: bool


@lru_cache(maxsize=1024)
def choose(
    said: Calendar, base: dt.date | None, *, future: bool, latest: bool = False, nearest: bool = False
) -> Choice | None:
    """The day that the fields begin on; None where they fix none and there is no base to reckon from.

    `latest` takes the last one on or before the base, `nearest` the one that is nearest to it, whatever it is.
    """
    if said.year is not None and (said.day is None or said.month is not None):
        return _written(said, base)
    if base is None:
        return None
    if said.weekday is not None and said.day is None:
        return Choice(
            _weekday(said, base, future=future), "weekday" if said.step is None else "stepped-weekday", anchored=True
        )
    candidates = sorted(day for day in _candidates(said, base) if day is not None)
    if said.weekday is not None:
        fitting = [day for day in candidates if day.isoweekday() == said.weekday and abs((day - base).days) < 400]
        if not fitting:
            day = _nearest(candidates, base)
            return day and Choice(day, "conflict", anchored=True)
        candidates = fitting
    if nearest:
        day = _nearest(candidates, base)
        return day and Choice(day, "told", anchored=True)
    day = _on_or_before(candidates, base) if latest else _meant(said, candidates, base, future=future)
    return day and Choice(day, _name(said), anchored=True)


def _name(said: Calendar) -> str:
    if said.month is None:
        return "day-of-month" if said.day is not None else f"{said.grain}-without-year"
    return "day-month" if said.day is not None else "month"


def _written(said: Calendar, base: dt.date | None) -> Choice:
    if said.part is not None:
        size = MONTHS_IN[said.part.unit]
        return Choice(
            dt.date(said.year or 1, size * (said.part.number - 1) + 1, 1), f"{said.part.unit}-of-year", anchored=False
        )
    day = dt.date(said.year or 1, said.month or 1, said.day or 1)
    if said.weekday is None or day.isoweekday() == said.weekday:
        rule = "date" if said.day is not None else "month-of-year" if said.month is not None else "year"
        return Choice(day, rule, anchored=False)
    return Choice(_mended(day, said.weekday, base), "conflict", anchored=base is not None)


def _mended(written: dt.date, weekday: int, base: dt.date | None) -> dt.date:
    """A date that contradicts its weekday: as written, unless only another lies in the week up to the base.

    The others are those that one slip of the pen makes: a day off, a month off, a year off.
    """
    if base is None or 0 <= (base - written).days < 7:
        return written
    slips = [written + dt.timedelta(by) for by in (-1, 1)]
    slips += [moved(written, unit, by) for unit in (Grain.MONTH, Grain.YEAR) for by in (-1, 1)]
    fitting = [day for day in slips if day.isoweekday() == weekday and 0 <= (base - day).days < 7]
    return fitting[0] if fitting else written


def _weekday(said: Calendar, base: dt.date, *, future: bool) -> dt.date:
    """Bare: the latest, the base's own day included, ahead where the sentence looks ahead; last and next exclude it."""
    behind = (base.isoweekday() - (said.weekday or 1)) % 7
    ahead = -behind % 7
    if said.step is None:
        by = ahead if future else -behind
    elif said.step.from_text:
        by = ahead if said.step.by > 0 else -behind
    elif said.step.by < 0:
        by = -(behind or 7)
    else:
        by = ahead if said.step.by == 0 else ahead or 7
    return base + dt.timedelta(by)


def _candidates(said: Calendar, base: dt.date) -> Iterator[dt.date | None]:
    if said.part is not None:
        start = MONTHS_IN[said.part.unit] * (said.part.number - 1) + 1
        for year in range(base.year - 2, base.year + 3):
            yield _day(year, start, 1)
    elif said.month is None:
        for by in (-2, -1, 0, 1, 2):
            month = moved(base.replace(day=1), Grain.MONTH, by)
            yield _day(month.year, month.month, said.day or 1)
    else:
        around = _LEAP_YEARS_AROUND if (said.month, said.day) == (2, 29) else _YEARS_AROUND
        for year in range(base.year - around, base.year + around + 1):
            yield _day(year, said.month, said.day or 1)


def _day(year: int, month: int, day: int) -> dt.date | None:
    if not dt.MINYEAR <= year <= dt.MAXYEAR or day > calendar.monthrange(year, month)[1]:
        return None
    return dt.date(year, month, day)


def _meant(said: Calendar, candidates: list[dt.date], base: dt.date, *, future: bool) -> dt.date | None:
    grain = said.grain
    ends = [(day, unit_of(day, grain).last) for day in candidates]
    if said.step is not None and said.step.by < 0:
        return max((day for day, last in ends if last < base), default=None)
    if said.step is not None and said.step.by > 0:
        return min((day for day, _ in ends if day > base), default=None)
    if grain is Grain.DAY:
        return _nearest(candidates, base)
    if future:
        coming = min((day for day, last in ends if last >= base), default=None)
        return _announced(ends, base) or coming if grain in (Grain.QUARTER, Grain.HALF) else coming
    if said.step is not None:
        return next((day for day in candidates if day.year == base.year), None)
    return _on_or_before(candidates, base)


def _announced(ends: list[tuple[dt.date, dt.date]], base: dt.date) -> dt.date | None:
    """The quarter or half whose results are announced: one that ended a short while ago."""
    last, day = max(((last, day) for day, last in ends if last < base), default=(dt.date.min, None))
    return day if (base - last).days <= _RESULTS_DAYS else None


def _on_or_before(candidates: list[dt.date], base: dt.date) -> dt.date | None:
    return max((day for day in candidates if day <= base), default=None)


def _nearest(candidates: list[dt.date], base: dt.date) -> dt.date | None:
    return min(candidates, key=lambda day: abs((day - base).days), default=None)

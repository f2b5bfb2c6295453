"""Arithmetic of the Gregorian calendar: the unit that holds a day, units before and after, and how each is written.

Days outside the years 1 to 9999 raise OverflowError or ValueError, as `datetime.date` does.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple

from services.enrich.dates.values import Portion
from shared.articles import Grain

MONTHS_IN = {
    Grain.MONTH: 1,
    Grain.QUARTER: 3,
    Grain.HALF: 6,
    Grain.YEAR: 12,
    Grain.DECADE: 120,
    Grain.CENTURY: 1200,
}
_DAYS_IN = {Grain.DAY: 1, Grain.WEEK: 7, Grain.WEEKEND: 7}
_SEASONS = ("SP", "SU", "FA", "WI")


class Days(NamedTuple):
    """First and last day, inclusive."""

    first: dt.date
    last: dt.date


def unit_of(day: dt.date, unit: Grain) -> Days:
    """The unit that holds the day; weeks run from Monday to Sunday, a weekend is that week's."""
    if unit in (Grain.WEEK, Grain.WEEKEND):
        monday = day - dt.timedelta(day.weekday())
        return Days(monday + dt.timedelta(5 if unit is Grain.WEEKEND else 0), monday + dt.timedelta(6))
    if unit not in MONTHS_IN:
        return Days(day, day)
    size = MONTHS_IN[unit]
    # Decades and centuries are counted from year 0, as their digits are.
    months = (day.year * 12 + day.month - 1) // size * size
    return months_from(months, size)


def months_from(month: int, count: int) -> Days:
    """`count` months, the first of them counted from January of year 0."""
    last_year, last_month = divmod(month + count - 1, 12)
    last = dt.date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1])
    return Days(dt.date(month // 12, month % 12 + 1, 1), last)


def moved(day: dt.date, unit: Grain, by: int) -> dt.date:
    """The day moved by units; the day of the month is cut to the month's length."""
    if unit in _DAYS_IN:
        return day + dt.timedelta(_DAYS_IN[unit] * by)
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS_IN[unit] * by, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError("beyond the calendar")
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def portion_of(days: Days, portion: Portion) -> Days:
    """Early, mid or late: days 1–10, 11–20 and 21–end of a month, four months each of a year, a third of others."""
    third = {Portion.EARLY: 0, Portion.START: 0, Portion.MID: 1, Portion.LATE: 2, Portion.END: 2}.get(portion)
    length = (days.last - days.first).days + 1
    if third is None or length < 3:
        return days
    if length <= 31:
        step = 10 if length >= 28 else length // 3
        cuts = [days.first + dt.timedelta(step * part) for part in range(3)]
    else:
        months = round(length / 30.44)
        cuts = [moved(days.first, Grain.MONTH, months * part // 3) for part in range(3)]
    last = days.last if third == 2 else cuts[third + 1] - dt.timedelta(1)
    return Days(cuts[third], last)


def _week(day: dt.date) -> str:
    iso = day.isocalendar()
    return f"{iso.year:04}-W{iso.week:02}"


_TIMEX: Mapping[Grain, Callable[[dt.date], str]] = {
    Grain.WEEK: _week,
    Grain.WEEKEND: lambda day: f"{_week(day)}-WE",
    Grain.MONTH: lambda day: f"{day.year:04}-{day.month:02}",
    Grain.QUARTER: lambda day: f"{day.year:04}-Q{(day.month + 2) // 3}",
    Grain.HALF: lambda day: f"{day.year:04}-H{(day.month + 5) // 6}",
    Grain.YEAR: lambda day: f"{day.year:04}",
    Grain.DECADE: lambda day: f"{day.year // 10:03}",
    Grain.CENTURY: lambda day: f"{day.year // 100:02}",
}
# ISO 8601-2 counts quarters from 33 and halves from 40, after the months and the seasons.
_EDTF: Mapping[Grain, Callable[[dt.date], str]] = {
    Grain.MONTH: lambda day: f"{day.year:04}-{day.month:02}",
    Grain.QUARTER: lambda day: f"{day.year:04}-{32 + (day.month + 2) // 3}",
    Grain.HALF: lambda day: f"{day.year:04}-{39 + (day.month + 5) // 6}",
    Grain.YEAR: lambda day: f"{day.year:04}",
    Grain.DECADE: lambda day: f"{day.year // 10:03}X",
    Grain.CENTURY: lambda day: f"{day.year // 100:02}XX",
}


def timex_of(first: dt.date, unit: Grain) -> str:
    """TIMEX3 value of the unit that begins on the day."""
    return _TIMEX.get(unit, dt.date.isoformat)(first)


def edtf_of(days: Days, unit: Grain) -> str:
    """ISO 8601-2 of the unit; what has no form of its own is written as an interval of days."""
    if unit in _EDTF:
        return _EDTF[unit](days.first)
    return f"{days.first}/{days.last}" if days.first != days.last else days.first.isoformat()


def season_timex(year: int | None, number: int) -> str:
    """`2026-SU`; seasons are counted from spring, 1 to 4."""
    return f"{_year(year)}-{_SEASONS[number - 1]}"


def season_edtf(year: int | None, number: int) -> str:
    """`2026-22`."""
    return f"{_year(year)}-{20 + number}"


def _year(year: int | None) -> str:
    return "XXXX" if year is None else f"{year:04}"

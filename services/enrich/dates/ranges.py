"""Builders of what has two ends, and of lists of days: `&` joins neighbours, the rest is from here to there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

from services.enrich.dates.cascade import Found
from services.enrich.dates.fields import calendar_date, held, real
from services.enrich.dates.values import (
    Calendar,
    Range,
    Several,
    Shift,
    Years,
    as_point,
)
from shared.articles import Grain


def day_pair(found: Found) -> Range | None:
    """As in "9 and 10 March", "March 9-12": `&` joins neighbours only."""
    whole = calendar_date(found)
    first, last = found.get("a", int), found.get("b", int)
    return None if "&" in found.gaps and last != first + 1 else _days(whole, first, last, "day-pair")


def _days(whole: Calendar | None, first: int, last: int, name: str) -> Range | None:
    """From one day of a month to a later one; None where no year has the last."""
    if whole is None or not first < last or real(replace(whole, day=last)) is None:
        return None
    return Range(replace(whole, day=first), replace(whole, day=last), name)


def slashed_pair(found: Found) -> Range | None:
    """As in "7/8 February", two days that follow each other."""
    said = found.get("p", Calendar)
    first, last = sorted((said.day or 0, said.month or 0))
    return _days(calendar_date(found), first, last, "day-pair") if last == first + 1 else None


def day_list(found: Found) -> Several | Range | None:
    """As in "March 5, 7 and 10", days of one month; those that follow each other are one interval."""
    whole = calendar_date(found)
    days = [found.get(name, int) for name in "abcde" if found.has(name)]
    if whole is None or not all(one < other for one, other in pairwise(days)):
        return None
    members = [one for day in days if (one := real(replace(whole, day=day)))]
    if len(members) < len(days):
        return None
    if days[-1] - days[0] == len(days) - 1:
        return Range(members[0], members[-1], "day-pair")
    return Several(tuple(members))


def between_days(found: Found) -> Range | None:
    """As in "between the 5th and the 8th of March": neighbours or not."""
    return _days(calendar_date(found), found.get("a", int), found.get("b", int), "range")


def between(found: Found) -> Range | None:
    """As in "between June and August": whatever lies between, neighbours or not."""
    first, last = as_point(found.value("a")), as_point(found.value("b"))
    return Range(first, last, "range") if first and last else None


def joined(found: Found) -> Range | None:
    """A range of two points; `and` joins only what can follow each other."""
    first, last = as_point(found.value("a")), as_point(found.value("b"))
    if first is None or last is None:
        return None
    if not (isinstance(first, Calendar) and isinstance(last, Calendar)):
        return None if "&" in found.gaps else Range(first, last, "range")
    if first.grain is not last.grain and "&" in found.gaps:
        return None
    if "&" in found.gaps and not _adjacent(first, last):
        return None
    if first.grain is Grain.YEAR and not (first.year or 0) < (last.year or 0):
        return None
    name = "weekday-pair" if first.month is None and first.weekday and last.weekday else "range"
    return Range(first, last, name)


# Any leap year: February 28 is followed by 29 in one and by March 1 in the next.
_LEAP_YEAR = 2024


def _adjacent(first: Calendar, last: Calendar) -> bool:
    if first.weekday and last.weekday and not (first.month or last.month):
        return (last.weekday - first.weekday) % 7 == 1
    if first.day and last.day:
        return _next_day(first, last)
    if first.month and last.month:
        return (last.month - first.month) % 12 == 1
    return first.part is not None and last.part is not None and last.part.number == first.part.number + 1


def _next_day(first: Calendar, last: Calendar) -> bool:
    """Whether one written day follows the other; where a year is not written, in any year."""
    first_month, last_month = first.month or last.month, last.month or first.month
    if first_month is None or last_month is None or first.day is None or last.day is None:
        return False
    years = (last.year,) if last.year else (_LEAP_YEAR, _LEAP_YEAR + 1)
    crossed = (last_month, last.day) < (first_month, first.day)
    for year in years:
        try:
            end = dt.date(year, last_month, last.day)
            begin = dt.date(first.year or year - crossed, first_month, first.day)
        except ValueError:
            continue
        if (end - begin).days == 1:
            return True
    return False


def list_of_decades(found: Found) -> Range | None:
    """The 40s, 50s and 60s."""
    first, last = found.get("a", Years), found.get("b", Years)
    return Range(first, last, "range") if first.first < last.first and first.count == last.count else None


def range_within(found: Found) -> Range | None:
    """As in "from January to March this year", "the 9th to 12th of this month"."""
    shift, said = found.value("s"), found.get("x", Range)
    if not isinstance(shift, Shift) or not isinstance(said.first, Calendar) or not isinstance(said.last, Calendar):
        return None
    first, last = (held(end, shift) for end in (said.first, said.last))
    return Range(first, last, said.name) if first and last else None

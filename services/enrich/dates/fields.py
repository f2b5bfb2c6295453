"""What every builder asks of fields of the calendar: whether a year has such a day, and whole numbers."""

from __future__ import annotations

import calendar
from dataclasses import replace

from services.enrich.dates.cascade import Found
from services.enrich.dates.values import (
    Calendar,
    Shift,
)
from shared.articles import Grain


def real(said: Calendar) -> Calendar | None:
    """The same, None where no year has such a day."""
    if said.day is not None and not 1 <= said.day <= calendar.monthrange(said.year or 2000, said.month or 1)[1]:
        return None
    return said


def whole_number(said: object) -> int | None:
    """A whole number above 0, None for any other."""
    if isinstance(said, float) and said.is_integer() and said > 0:
        return int(said)
    return said if isinstance(said, int) and said > 0 else None


def held(said: Calendar, shift: Shift) -> Calendar | None:
    """The fields of the unit that `shift` leads to, None where such a unit does not hold them."""
    if said.year is not None or said.within:
        return None
    if said.month is None and said.part is None:
        fits = shift.unit is (Grain.MONTH if said.day is not None else Grain.WEEK)
    else:
        fits = shift.unit is Grain.YEAR
    return replace(said, within=shift) if fits else None


def calendar_date(found: Found) -> Calendar | None:
    """The fields that are named, None where no year has such a day."""
    month, year = found.maybe("month", Calendar), found.maybe("year", Calendar)
    return real(
        Calendar(
            year=year.year if year else None,
            month=month.month if month else None,
            day=found.maybe("day", int),
        )
    )

"""Builders of numbers with a mark after them, or a word before, that says what they count: years, months, decades."""

from __future__ import annotations

from dataclasses import replace

from services.enrich.dates.cascade import Found
from services.enrich.dates.digits import short_decade, short_year
from services.enrich.dates.fields import real, whole_number
from services.enrich.dates.values import (
    Ancient,
    Calendar,
    Nth,
    Ordinal,
    Range,
    Shift,
    Years,
)
from shared.articles import Grain


def year_of_era(found: Found) -> Calendar | None:
    """As in Reiwa 8, a year counted from the one before the era."""
    number = whole_number(found.value("n")) if found.has("n") else 1
    return Calendar(year=found.get("era", int) + number) if number and number < _LONGEST_ERA else None


# The Republic of China's era, the longest in use, was in its year 115 in 2026.
_LONGEST_ERA = 200


def before_christ(found: Found) -> Ancient | None:
    """146 BC."""
    number = whole_number(found.value("n"))
    return Ancient(number) if number and number < 10_000 else None


def numbered_month(found: Found) -> Calendar | None:
    """A month by its number and a mark that says so."""
    number = whole_number(found.value("n"))
    return Calendar(month=number) if number and number <= 12 else None


def numbered_day(found: Found) -> int | None:
    """A day of a month by its number and a mark that says so."""
    number = whole_number(found.value("n"))
    return number if number and number <= 31 else None


def numbered_quarter(found: Found) -> Calendar | None:
    """A quarter by its number and a mark that says so."""
    number = whole_number(found.value("n"))
    return Calendar(part=Ordinal(Grain.QUARTER, number)) if number and number <= 4 else None


def marked_date(found: Found) -> Calendar | None:
    """Month and day by their numbers, each with its mark."""
    month, day = whole_number(found.value("n")), whole_number(found.value("d"))
    return real(Calendar(month=month, day=day)) if month and month <= 12 and day else None


def with_year(found: Found) -> Calendar | None:
    """A day of a month that is one value, a holiday or marked numbers, of a year where one is named."""
    year = found.maybe("year", Calendar)
    return real(replace(found.get("x", Calendar), year=year.year if year else None))


def marked_pair(found: Found) -> Range | None:
    """As in "February 9th to 10th", each number with its mark."""
    first, last = with_year(found), found.get("b", int)
    end = first and real(replace(first, day=last))
    return Range(first, end, "day-pair") if first and end and (first.day or 0) < last else None


def short_year_date(found: Found) -> Calendar | None:
    """A year of two digits, which only a month after it tells from a number of years."""
    year, month = whole_number(found.value("y")), whole_number(found.value("n"))
    if not year or year >= 100 or not month or month > 12:
        return None
    day = whole_number(found.value("d")) if found.has("d") else None
    return real(Calendar(year=short_year(year), month=month, day=day))


def month_pair(found: Found) -> Range | None:
    """From one month to another of a year, by their numbers."""
    first, last = whole_number(found.value("a")), whole_number(found.value("n"))
    year = found.maybe("year", Calendar)
    if not first or not last or not first < last <= 12:
        return None
    said = Calendar(year=year.year if year else None)
    return Range(replace(said, month=first), replace(said, month=last), "range")


def decade(found: Found) -> Years | None:
    """The 90s, the 1990s, the 90s of the 20th century."""
    number = whole_number(found.value("n"))
    if not number or number % 10:
        return None
    if found.has("c"):
        century = whole_number(found.value("c"))
        return Years((century - 1) * 100 + number, 10) if century and number < 100 else None
    if number < 100:
        number = short_decade(number)
    return Years(number, 10) if 1000 <= number <= 2190 else None


def week_number(found: Found) -> Nth | None:
    """The week of a year by its number, as ISO 8601 counts them."""
    number, year = whole_number(found.value("n")), found.maybe("year", Calendar)
    return Nth(number, Grain.WEEK, year or Shift(Grain.YEAR, 0)) if number and number <= 53 else None


def part_slashed(found: Found) -> Calendar | None:
    """As in "quarter 3/2025": what reads as a month and a year is a quarter or half of one."""
    said, unit = found.get("n", Calendar), found.get("unit", Grain)
    number = said.month or 0
    return (
        Calendar(year=said.year, part=Ordinal(unit, number)) if number <= (4 if unit is Grain.QUARTER else 2) else None
    )

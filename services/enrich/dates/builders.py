"""What the rules build: from the words of one expression its underspecified value, or None where they do not fit.

Each builder belongs to the rules of `rules.py` that name it; what its slots hold is told there.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace
from itertools import pairwise

from services.enrich.dates.cascade import Found
from services.enrich.dates.values import (
    Ago,
    Ancient,
    Both,
    Calendar,
    Clock,
    Every,
    Holding,
    Length,
    Nth,
    Numbered,
    Ordinal,
    PartOf,
    Point,
    Portion,
    Range,
    Several,
    Shift,
    Step,
    Value,
    Years,
    as_point,
)
from shared.articles import Grain


def numeral(found: Found) -> float | None:
    """Words added up: "two hundred ten", "dua puluh tiga", "sebelas"; an unknown count stays unknown."""
    digits = [node.readings.get("cardinal") for node in found.nodes]
    if len(digits) > 1 and all(isinstance(digit, float) and 0 < digit < 10 for digit in digits):
        return -1.0  # two or three of them: nobody knows how many
    total = current = 0.0
    for node in found.nodes:
        if "scale" in node.readings:
            scale = str(node.readings["scale"])
            if scale.startswith("+"):
                current += float(scale[1:])
            elif float(scale) >= 1000:
                total, current = total + (current or 1.0) * float(scale), 0.0
            else:
                current += ((current % 10 or 1.0) * float(scale)) - current % 10
        elif isinstance(number := node.readings["cardinal"], float):
            current += number
        else:
            return -1.0
    return total + current


def spoken_year(found: Found) -> Calendar | None:
    """As in "nineteen ninety-six"."""
    counts = (node.readings["cardinal"] for node in found.nodes)
    first, *numbers = [number if isinstance(number, float) else 0.0 for number in counts]
    if first not in (18.0, 19.0, 20.0) or not 10 <= numbers[0] <= 90:
        return None
    if len(numbers) == 2 and (numbers[0] % 10 or numbers[1] >= 10):
        return None
    return Calendar(year=int(first * 100 + sum(numbers)))


def year_by_digits(found: Found) -> Calendar | None:
    """As in 二〇二六, the digits of a year as words."""
    digits = [node.readings["cardinal"] for node in found.nodes]
    if not all(isinstance(digit, float) and digit < 10 for digit in digits):
        return None
    year = int("".join(str(int(digit)) for digit in digits if isinstance(digit, float)))
    return Calendar(year=year) if 1000 <= year <= 2199 else None


def calendar_date(found: Found) -> Calendar | None:
    """The fields that are named, None where no year has such a day."""
    month, year = found.maybe("month", Calendar), found.maybe("year", Calendar)
    return _real(
        Calendar(
            year=year.year if year else None,
            month=month.month if month else None,
            day=found.maybe("day", int),
        )
    )


def _real(said: Calendar) -> Calendar | None:
    """The same, None where no year has such a day."""
    if said.day is not None and not 1 <= said.day <= calendar.monthrange(said.year or 2000, said.month or 1)[1]:
        return None
    return said


def day_pair(found: Found) -> Range | None:
    """As in "9 and 10 March", "March 9-12": `&` joins neighbours only."""
    whole = calendar_date(found)
    first, last = found.get("a", int), found.get("b", int)
    if whole is None or not first < last or ("&" in found.gaps and last != first + 1):
        return None
    if _real(replace(whole, day=last)) is None:
        return None
    return Range(replace(whole, day=first), replace(whole, day=last), "day-pair")


def year_of_era(found: Found) -> Calendar | None:
    """As in Reiwa 8, a year counted from the one before the era."""
    number = _count(found.value("n")) if found.has("n") else 1
    return Calendar(year=found.get("era", int) + number) if number and number < _LONGEST_ERA else None


# The Republic of China's era, the longest in use, was in its year 115 in 2026.
_LONGEST_ERA = 200


def before_christ(found: Found) -> Ancient | None:
    """146 BC."""
    number = _count(found.value("n"))
    return Ancient(number) if number and number < 10_000 else None


def slashed_pair(found: Found) -> Range | None:
    """As in "7/8 February", two days that follow each other."""
    said, whole = found.get("p", Calendar), calendar_date(found)
    numbers = sorted((said.day or 0, said.month or 0))
    if whole is None or numbers[1] != numbers[0] + 1 or _real(replace(whole, day=numbers[1])) is None:
        return None
    return Range(replace(whole, day=numbers[0]), replace(whole, day=numbers[1]), "day-pair")


def numbered_month(found: Found) -> Calendar | None:
    """A month by its number and a mark that says so."""
    number = _count(found.value("n"))
    return Calendar(month=number) if number and number <= 12 else None


def numbered_day(found: Found) -> int | None:
    """A day of a month by its number and a mark that says so."""
    number = _count(found.value("n"))
    return number if number and number <= 31 else None


def numbered_quarter(found: Found) -> Calendar | None:
    """A quarter by its number and a mark that says so."""
    number = _count(found.value("n"))
    return Calendar(part=Ordinal(Grain.QUARTER, number)) if number and number <= 4 else None


def marked_date(found: Found) -> Calendar | None:
    """Month and day by their numbers, each with its mark."""
    month, day = _count(found.value("n")), _count(found.value("d"))
    return _real(Calendar(month=month, day=day)) if month and month <= 12 and day else None


def marked_with_year(found: Found) -> Calendar | None:
    """The same with its year before it."""
    year = found.maybe("year", Calendar)
    return _real(replace(found.get("x", Calendar), year=year.year if year else None))


def marked_pair(found: Found) -> Range | None:
    """As in "February 9th to 10th", each number with its mark."""
    first, last = marked_with_year(found), found.get("b", int)
    end = first and _real(replace(first, day=last))
    return Range(first, end, "day-pair") if first and end and (first.day or 0) < last else None


def short_year_date(found: Found) -> Calendar | None:
    """A year of two digits, which only a month after it tells from a number of years."""
    year, month = _count(found.value("y")), _count(found.value("n"))
    if not year or year >= 100 or not month or month > 12:
        return None
    day = _count(found.value("d")) if found.has("d") else None
    return _real(Calendar(year=year + (2000 if year < 70 else 1900), month=month, day=day))


def month_pair(found: Found) -> Range | None:
    """From one month to another of a year, by their numbers."""
    first, last = _count(found.value("a")), _count(found.value("n"))
    year = found.maybe("year", Calendar)
    if not first or not last or not first < last <= 12:
        return None
    said = Calendar(year=year.year if year else None)
    return Range(replace(said, month=first), replace(said, month=last), "range")


def week_number(found: Found) -> Nth | None:
    """The week of a year by its number, as ISO 8601 counts them."""
    number, year = _count(found.value("n")), found.maybe("year", Calendar)
    return Nth(number, Grain.WEEK, year or Shift(Grain.YEAR, 0)) if number and number <= 53 else None


def day_list(found: Found) -> Several | Range | None:
    """As in "March 5, 7 and 10", days of one month; those that follow each other are one interval."""
    whole = calendar_date(found)
    days = [found.get(name, int) for name in "abcde" if found.has(name)]
    if whole is None or not all(one < other for one, other in pairwise(days)):
        return None
    members = [one for day in days if (one := _real(replace(whole, day=day)))]
    if len(members) < len(days):
        return None
    if days[-1] - days[0] == len(days) - 1:
        return Range(members[0], members[-1], "day-pair")
    return Several(tuple(members))


def holiday(found: Found) -> Calendar:
    """A holiday that has its day, of a year where one is named."""
    year = found.maybe("year", Calendar)
    return replace(found.get("x", Calendar), year=year.year if year else None)


def decade(found: Found) -> Years | None:
    """The 90s, the 1990s, the 90s of the 20th century."""
    number = _count(found.value("n"))
    if not number or number % 10:
        return None
    if found.has("c"):
        century = _count(found.value("c"))
        return Years((century - 1) * 100 + number, 10) if century and number < 100 else None
    if number < 100:
        number += 1900 if number >= 20 else 2000
    return Years(number, 10) if 1000 <= number <= 2190 else None


def _count(said: object) -> int | None:
    """A whole number above 0, None for any other."""
    if isinstance(said, float) and said.is_integer() and said > 0:
        return int(said)
    return said if isinstance(said, int) and said > 0 else None


def part_of_year(found: Found) -> Calendar:
    """A quarter or half that is one word, of a named year."""
    return replace(found.get("x", Calendar), year=found.get("year", Calendar).year)


def part_slashed(found: Found) -> Calendar | None:
    """As in "quarter 3/2025": what reads as a month and a year is a quarter or half of one."""
    said, unit = found.get("n", Calendar), found.get("unit", Grain)
    number = said.month or 0
    return Calendar(year=said.year, part=Ordinal(unit, number)) if number <= (4 if unit is Grain.QUARTER else 2) else None


def part_of_this_year(found: Found) -> Calendar:
    """The third quarter of the year."""
    return replace(found.get("x", Calendar), within=Shift(Grain.YEAR, 0))


def part(found: Found) -> Calendar | None:
    """A quarter or half, of a year where one is named."""
    unit, number, year = found.get("unit", Grain), found.get("n", int), found.maybe("year", Calendar)
    if number == -1:
        number = 4 if unit is Grain.QUARTER else 2
    if not 1 <= number <= (4 if unit is Grain.QUARTER else 2):
        return None
    return Calendar(year=year.year if year else None, part=Ordinal(unit, number))


def season(found: Found) -> Calendar:
    """A season of a named year."""
    return replace(found.get("season", Calendar), year=found.get("year", Calendar).year)


def century(found: Found) -> Years | None:
    """The 19th century is 1800 to 1899, as TIMEX3 counts by digits."""
    number = _count(found.value("n"))
    return Years((number - 1) * 100, 100) if number and 2 <= number <= 30 else None


def shift(found: Found) -> Shift | None:
    """Last week, this month, next year."""
    unit, step = found.get("unit", Grain), found.get("step", Step)
    return Shift(unit, step.by, from_text=step.from_text)


def length(found: Found) -> Length:
    """So many units; an unknown count, or one from here to there, stays unknown."""
    if found.has("length"):
        return found.get("length", Length)
    count = found.get("n", float) if found.has("n") else 1.0
    known = count >= 0 and not found.has("m")
    return Length(count if known else None, found.get("unit", Grain))


def compound_length(found: Found) -> Length | None:
    """As in "two years and three months": the smaller unit last, and less of it than makes one of the larger."""
    large, small, less = found.get("unit", Grain), found.get("v", Grain), found.get("m", float)
    if not 0 < less < _SMALLER.get((large, small), 0):
        return None
    return Length(found.get("n", float), large, Length(less, small))


_SMALLER = {
    (Grain.YEAR, Grain.MONTH): 12,
    (Grain.MONTH, Grain.WEEK): 5,
    (Grain.MONTH, Grain.DAY): 31,
    (Grain.WEEK, Grain.DAY): 7,
    (Grain.DAY, Grain.HOUR): 24,
    (Grain.HOUR, Grain.MINUTE): 60,
    (Grain.MINUTE, Grain.SECOND): 60,
}


def length_and_half(found: Found) -> Length | None:
    """Two and a half years, an hour and a half."""
    said = length(found)
    return replace(said, count=said.count + 0.5) if said.count is not None else None


def ago(found: Found) -> Ago:
    """A length before or after the anchor, or the previous date."""
    step = found.get("ago", Step)
    said = length(found)
    if found.has("andhalf") and said.count is not None:
        said = replace(said, count=said.count + 0.5)
    return Ago(said, step.by, step.from_text)


def stepped(found: Found) -> Point | None:
    """Last Friday, next May: a point with a direction, both ends of a range alike."""
    point, step = found.value("x"), found.get("step", Step)
    if isinstance(point, Range) and isinstance(point.last, Calendar) and isinstance(point.first, Calendar):
        return replace(point, first=replace(point.first, step=step), last=replace(point.last, step=step))
    return replace(point, step=step) if isinstance(point, Calendar) else None


def within(found: Found) -> Calendar | None:
    """As in "September last year", "the 12th of this month"."""
    shift, said = found.value("s"), found.value("x")
    if isinstance(said, int):
        said = Calendar(day=said)
    return _within(said, shift) if isinstance(shift, Shift) and isinstance(said, Calendar) else None


def _within(said: Calendar, shift: Shift) -> Calendar | None:
    if said.year is not None or said.within:
        return None
    if said.month is None and said.part is None:
        fits = shift.unit is (Grain.MONTH if said.day is not None else Grain.WEEK)
    else:
        fits = shift.unit is Grain.YEAR
    return replace(said, within=shift) if fits else None


def range_within(found: Found) -> Range | None:
    """As in "from January to March this year", "the 9th to 12th of this month"."""
    shift, said = found.value("s"), found.get("x", Range)
    if not isinstance(shift, Shift) or not isinstance(said.first, Calendar) or not isinstance(said.last, Calendar):
        return None
    first, last = (_within(end, shift) for end in (said.first, said.last))
    return Range(first, last, said.name) if first and last else None


def unknown_length(found: Found) -> Length:
    """As in "2-3 days"."""
    return Length(None, found.get("unit", Grain))


def nth_weekday(found: Found) -> Nth | None:
    """The last Friday of March."""
    of = as_point(found.value("x"))
    grain = of.grain if isinstance(of, Calendar) else of.unit if isinstance(of, Shift) else None
    if of is None or grain not in (Grain.MONTH, Grain.YEAR):
        return None
    return Nth(found.get("n", int), Grain.DAY, of, found.get("w", Calendar).weekday)


def nth_of_this(found: Found) -> Nth | None:
    """The first day of the year: of the one that holds the anchor."""
    unit, whole = found.get("unit", Grain), found.get("of", Grain)
    return Nth(found.get("n", int), unit, Shift(whole, 0)) if (unit, whole) in _DIVISIONS else None


def half_of_month(found: Found) -> Nth | None:
    """The second half of February."""
    half, of = found.get("p", Calendar).part, as_point(found.value("x"))
    grain = of.grain if isinstance(of, Calendar) else of.unit if isinstance(of, Shift) else None
    if half is None or half.unit is not Grain.HALF or grain is not Grain.MONTH or of is None:
        return None
    return Nth(half.number, Grain.HALF, of)


def between_days(found: Found) -> Range | None:
    """As in "between the 5th and the 8th of March": neighbours or not."""
    whole, first, last = calendar_date(found), found.get("a", int), found.get("b", int)
    if whole is None or not first < last or _real(replace(whole, day=last)) is None:
        return None
    return Range(replace(whole, day=first), replace(whole, day=last), "range")


def nth(found: Found) -> Nth | None:
    """The first week of March; None where the whole does not hold such units."""
    of, unit = as_point(found.value("x")), found.get("unit", Grain)
    whole = of.grain if isinstance(of, Calendar) else of.unit if isinstance(of, Shift) else None
    if of is None or (unit, whole) not in _DIVISIONS:
        return None
    return Nth(found.get("n", int), unit, of)


# Any leap year: February 28 is followed by 29 in one and by March 1 in the next.
_LEAP_YEAR = 2024
_DIVISIONS = {
    (unit, whole)
    for whole, units in {
        Grain.YEAR: (Grain.QUARTER, Grain.HALF, Grain.MONTH, Grain.WEEK, Grain.DAY),
        Grain.MONTH: (Grain.WEEK, Grain.DAY, Grain.HALF),
        Grain.WEEK: (Grain.DAY,),
    }.items()
    for unit in units
}


def holding(found: Found) -> Holding | None:
    """The week of a day."""
    of = as_point(found.value("x"))
    named = isinstance(of, Calendar) and of.grain is Grain.DAY
    return Holding(found.get("unit", Grain), of) if of and named else None


def portion(found: Found) -> PartOf | None:
    """Early, mid or late of a point."""
    of = as_point(found.value("x"))
    return PartOf(found.get("portion", Portion), of) if of else None


def portion_of_this(found: Found) -> PartOf | None:
    """The end of the year, late in the week: of the one that holds the anchor; in one word only start and end."""
    portion, unit = found.get("portion", Portion), found.get("unit", Grain)
    if unit not in (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR, Grain.DECADE, Grain.CENTURY):
        return None
    if "g" not in found.gaps and portion not in (Portion.START, Portion.END):
        return None
    return PartOf(portion, Shift(unit, 0))


def weekday_number(found: Found) -> Numbered | None:
    """A weekday beside a bare number that may be its day."""
    weekday = found.get("x", Calendar)
    plain = weekday.weekday is not None and weekday.day is None and weekday.within is None
    return Numbered(weekday, found.get("n", int), found.nodes[0].end) if plain else None


def deictic_number(found: Found) -> Both | None:
    """As in "today (11)"."""
    said = as_point(found.value("x"))
    day = isinstance(said, Shift) and said.unit is Grain.DAY
    return Both(said, Calendar(day=found.get("n", int))) if said and day else None


def weekday_of_date(found: Found) -> Calendar | None:
    """A weekday beside its date: the resolver says whether they agree."""
    date = found.get("y", Calendar)
    weekday = found.get("x", Calendar)
    if date.grain is not Grain.DAY or date.weekday is not None or weekday.weekday is None:
        return None
    return replace(date, weekday=weekday.weekday)


def both(found: Found) -> Both | None:
    """Today, tomorrow or yesterday beside their date or weekday."""
    said, dated = as_point(found.value("x")), as_point(found.value("y"))
    if not isinstance(said, Shift) or said.unit is not Grain.DAY or dated is None:
        return None
    return Both(said, dated) if not isinstance(dated, Calendar) or dated.grain is Grain.DAY else None


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
    return Range(first, last, "range") if first.first < last.first else None


def kept(found: Found) -> Value | None:
    """The captured value itself, with the word before it in its span."""
    value = found.value("x")
    return value if isinstance(value, Calendar | Years | Range) else None


def every_length(found: Found) -> Every:
    """Every two weeks."""
    return Every(length(found))


def every_one(found: Found) -> Every:
    """Every Monday, every morning."""
    what = found.value("x")
    return Every(what if isinstance(what, Clock) else found.get("x", Calendar))

"""What the rules build: from the words of one expression its underspecified value, or None where they do not fit.

Each builder belongs to the rules of `rules.py` that name it; what its slots hold is told there.
"""

from __future__ import annotations

from dataclasses import replace

from services.enrich.dates.cascade import Found
from services.enrich.dates.fields import calendar_date, held, whole_number
from services.enrich.dates.values import (
    Ago,
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
    Shift,
    Step,
    Value,
    Years,
    as_point,
    grain_of,
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


def part_of_year(found: Found) -> Calendar:
    """A quarter or half that is one word, of a named year."""
    return replace(found.get("x", Calendar), year=found.get("year", Calendar).year)


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
    number = whole_number(found.value("n"))
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


def counted_length(found: Found) -> Length | None:
    """A number before a length without one: "los cinco" and "últimos años"."""
    said, count = found.get("x", Length), found.get("n", float)
    return replace(said, count=count) if said.count is None and count > 0 else None


def length_and_half(found: Found) -> Length | None:
    """Two and a half years, an hour and a half."""
    said = length(found)
    return replace(said, count=said.count + 0.5) if said.count is not None else None


def ago(found: Found) -> Ago:
    """A length before or after the anchor, or the previous date."""
    step = found.get("ago", Step)
    with_half = length_and_half(found) if found.has("andhalf") else None
    return Ago(with_half or length(found), step.by, step.from_text)


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
    return held(said, shift) if isinstance(shift, Shift) and isinstance(said, Calendar) else None


def unknown_length(found: Found) -> Length:
    """As in "2-3 days"."""
    return Length(None, found.get("unit", Grain))


def nth_weekday(found: Found) -> Nth | None:
    """The last Friday of March."""
    of = as_point(found.value("x"))
    if of is None or grain_of(of) not in (Grain.MONTH, Grain.YEAR):
        return None
    return Nth(found.get("n", int), Grain.DAY, of, found.get("w", Calendar).weekday)


def nth_of_month(found: Found) -> Nth | None:
    """As in "minggu pertama Mac", where the ordinal that stands before the month is no day of it."""
    unit, month = found.get("unit", Grain), calendar_date(found)
    return Nth(found.get("n", int), unit, month) if month and (unit, Grain.MONTH) in _DIVISIONS else None


def nth_of_this(found: Found) -> Nth | None:
    """The first day of the year: of the one that holds the anchor."""
    unit, whole = found.get("unit", Grain), found.get("of", Grain)
    return Nth(found.get("n", int), unit, Shift(whole, 0)) if (unit, whole) in _DIVISIONS else None


def half_of_month(found: Found) -> Nth | None:
    """The second half of February."""
    half, of = found.get("p", Calendar).part, as_point(found.value("x"))
    if half is None or half.unit is not Grain.HALF or of is None or grain_of(of) is not Grain.MONTH:
        return None
    return Nth(half.number, Grain.HALF, of)


def nth(found: Found) -> Nth | None:
    """The first week of March; None where the whole does not hold such units."""
    of, unit = as_point(found.value("x")), found.get("unit", Grain)
    if of is None or (unit, grain_of(of)) not in _DIVISIONS:
        return None
    return Nth(found.get("n", int), unit, of)


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

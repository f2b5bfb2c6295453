"""From what the words say to days, knowing calendars and no language.

A value that text and anchor do not fix is *open*: its TIMEX3 value has X for what is unknown, and it has no days. Where
a year, a month or a week must be chosen, news goes by these rules (shares measured on news of several languages): a
bare weekday is the latest on or before the anchor (90 %), a day of a month the nearest in time (87 to 95 %).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache, singledispatch

from services.enrich.dates.calendars import (
    MONTHS_IN,
    Days,
    edtf_of,
    moved,
    portion_of,
    season_edtf,
    season_timex,
    unit_of,
)
from services.enrich.dates.chooser import Choice, choose
from services.enrich.dates.placed import (
    ANCHORED,
    CONFLICT,
    FROM_TEXT,
    GUESSED,
    NEAREST,
    TIME_OF_DAY,
    TOLD,
    WRITTEN,
    Context,
    Placed,
    fixed,
)
from services.enrich.dates.values import (
    Ago,
    Ancient,
    Both,
    Calendar,
    Clock,
    Holding,
    Moment,
    Nth,
    Numbered,
    PartOf,
    Point,
    Range,
    Several,
    Shift,
    Timed,
    Years,
)
from shared.articles import Anchor, AnchorKind, Grain

# A weekday with a bare number beside it speaks of a day this near.
_NEAR_DAYS = 45


@lru_cache(maxsize=4096)
def place(point: Point, context: Context) -> Placed:
    """The days of a point, or the point left open; never an error, whatever the calendar cannot hold stays open."""
    try:
        return _place(point, context)
    except (OverflowError, ValueError):
        return Placed(None, "XXXX-XX-XX", None, "beyond-calendar")


@singledispatch
def _place(point: object, context: Context) -> Placed:
    raise TypeError(f"{point!r} in {context!r} is no point")


@_place.register
def _years(said: Years, context: Context) -> Placed:
    del context
    unit = Grain.DECADE if said.count == 10 else Grain.CENTURY
    return fixed(unit_of(dt.date(said.first, 1, 1), unit), unit, unit.value)


@_place.register
def _ancient(said: Ancient, context: Context) -> Placed:
    """Years before Christ are no `datetime.date`, so they have no days; EDTF counts them from a year 0."""
    del context
    return Placed(Grain.YEAR, f"BC{said.year:04}", f"-{said.year - 1:04}", "before-christ", confidence=WRITTEN)


@_place.register
def _part(said: PartOf, context: Context) -> Placed:
    whole = place(said.of, context)
    if whole.grain is Grain.DAY:
        return whole
    if whole.days is None:
        return replace(whole, edtf=None)
    days = portion_of(whole.days, said.portion)
    edtf = whole.edtf if days == whole.days else edtf_of(days, Grain.DAY)
    return replace(whole, days=days, edtf=edtf, rule=f"{said.portion}-{whole.rule}")


@_place.register
def _holding(said: Holding, context: Context) -> Placed:
    held = place(said.of, context)
    if held.days is None:
        return Placed(said.unit, _OPEN_UNITS[said.unit], None, "open")
    unit = fixed(unit_of(held.days.first, said.unit), said.unit, f"{said.unit}-of")
    return replace(unit, anchor=held.anchor, confidence=held.confidence)


@_place.register
def _both(said: Both, context: Context) -> Placed:
    first, second = place(said.said, context), place(said.dated, context)
    weekday = said.dated.weekday if isinstance(said.dated, Calendar) and said.dated.day is None else None
    if weekday is not None and first.days and first.days.first.isoweekday() == weekday:
        return first
    if first.days is None or second.days is None or first.days == second.days:
        return second
    return replace(second, rule="conflict", confidence=CONFLICT)


@_place.register
def _numbered(said: Numbered, context: Context) -> Placed:
    """The weekday where its number is no day near by that falls on it: "on Monday 10 people …"."""
    if context.anchor is not None:
        both = place(replace(said.weekday, day=said.day, step=None), context)
        near = both.days and abs((both.days.first - context.anchor.date).days) <= _NEAR_DAYS
        if near and both.rule != "conflict":
            return replace(both, rule="weekday-number")
    return place(said.weekday, context)


@_place.register
def _moment(said: Moment, context: Context) -> Placed:
    del context
    return _at(fixed(Days(said.day, said.day), Grain.DAY, "iso-time"), said.clock)


@_place.register
def _calendar(said: Calendar, context: Context) -> Placed:
    if said.within is not None:
        holder = place(said.within, context)
        if holder.days is None:
            return _open(said)
        first = holder.days.first
        if said.weekday is not None and said.day is None:
            day = first + dt.timedelta(said.weekday - 1)
            placed = fixed(Days(day, day), Grain.DAY, "weekday-of-week")
            return replace(placed, anchor=holder.anchor, confidence=ANCHORED)
        whole = replace(said, within=None, year=first.year, month=said.month or (first.month if said.day else None))
        return replace(_calendar(whole, context), anchor=holder.anchor, rule="within", confidence=ANCHORED)
    base = context.base(from_text=said.step is not None and said.step.from_text, among=said.weekday is not None)
    if said.part is not None and said.part.unit is Grain.SEASON:
        return _season(said, context.story or base, context)
    told = context.story if said.step is None and said.weekday is None else None
    base = told or base
    choice: Choice | None = choose(said, base.date if base else None, future=context.future, nearest=told is not None)
    if choice is None:
        return _open(said)
    placed = fixed(unit_of(choice.day, said.grain), said.grain, choice.rule)
    if choice.anchored and base is not None:
        confidence = TOLD if told else NEAREST if said.step is None else ANCHORED
        placed = replace(placed, anchor=base, confidence=GUESSED if context.future else confidence)
    return replace(placed, confidence=CONFLICT) if choice.rule == "conflict" else placed


def _season(said: Calendar, base: Anchor | None, context: Context) -> Placed:
    """A season's year; which months it has depends on the hemisphere, so it has no days."""
    number = said.part.number if said.part else 1
    year = said.year
    if year is None and base is not None:
        begins = dt.date(base.date.year, number * 3, 1)
        by = said.step.by if said.step else 0
        ahead = by > 0 or context.future
        year = base.date.year - (begins > base.date and not ahead and by <= 0 and said.step is None)
        year += (1 if by > 0 and begins <= base.date else 0) - (1 if by < 0 and begins > base.date else 0)
    anchor = base if said.year is None else None
    return Placed(
        Grain.SEASON,
        season_timex(year, number),
        season_edtf(year, number),
        "season",
        confidence=GUESSED,
        anchor=anchor,
    )


def _open(said: Calendar) -> Placed:
    """What is named, with X for the rest."""
    year = "XXXX" if said.year is None else f"{said.year:04}"
    if said.month is not None or said.day is not None:
        month = "XX" if said.month is None else f"{said.month:02}"
        value = f"{year}-{month}" + ("" if said.day is None else f"-{said.day:02}")
        return Placed(said.grain, value, value, "open")
    if said.weekday is not None:
        return Placed(Grain.DAY, f"XXXX-WXX-{said.weekday}", None, "open")
    if said.part is not None and said.part.unit is Grain.SEASON:
        return Placed(said.grain, season_timex(said.year, said.part.number), None, "open")
    if said.part is not None:
        sign = "Q" if said.part.unit is Grain.QUARTER else "H"
        return Placed(said.grain, f"{year}-{sign}{said.part.number}", None, "open")
    return Placed(said.grain, year, year, "open")


_OPEN_UNITS = {Grain.DAY: "XXXX-XX-XX", Grain.WEEK: "XXXX-WXX", Grain.WEEKEND: "XXXX-WXX-WE", Grain.MONTH: "XXXX-XX"}


@_place.register
def _shift(said: Shift, context: Context) -> Placed:
    base = context.base(from_text=said.from_text)
    if context.told is not None and not said.from_text and said.unit in MONTHS_IN:
        base = Anchor(kind=AnchorKind.TEXT, date=context.told.first)
    if said.from_text and said.unit is Grain.DAY:
        # "That day" speaks of a day, not of the year or month that was named since.
        base = Anchor(kind=AnchorKind.TEXT, date=context.previous_day) if context.previous_day else context.anchor
    if base is None:
        return Placed(said.unit, _OPEN_UNITS.get(said.unit, "XXXX"), None, "open")
    by = said.by if said.ahead is None or not context.future else said.ahead
    placed = fixed(unit_of(moved(base.date, said.unit, by), said.unit), said.unit, f"relative-{said.unit}")
    return replace(placed, anchor=base, confidence=FROM_TEXT if said.from_text else ANCHORED)


@_place.register
def _nth(said: Nth, context: Context) -> Placed:
    """Weeks of a month or year are those whose Thursday lies in it, as ISO 8601 counts them."""
    whole = place(said.of, context)
    if whole.days is None:
        return Placed(said.unit, _OPEN_UNITS.get(said.unit, "XXXX"), None, "open")
    first, last = whole.days
    if said.weekday is not None:
        ahead, behind = (said.weekday - 1 - first.weekday()) % 7, (last.weekday() - said.weekday + 1) % 7
        first, last = first + dt.timedelta(ahead), last - dt.timedelta(behind)
        edge, weeks = (first, said.number - 1) if said.number > 0 else (last, said.number + 1)
        return _nth_day(edge + dt.timedelta(7 * weeks), whole)
    if said.unit is Grain.HALF and whole.grain is Grain.MONTH:
        middle = first + dt.timedelta(14)
        half = Days(first, middle) if said.number == 1 else Days(middle + dt.timedelta(1), last)
        return replace(whole, days=half, edtf=edtf_of(half, Grain.DAY), rule="half-of-month")
    if said.unit is Grain.WEEK:
        first, last = first + dt.timedelta((3 - first.weekday()) % 7), last - dt.timedelta((last.weekday() - 3) % 7)
    edge = first if said.number > 0 else last
    day = moved(edge, said.unit, said.number - 1 if said.number > 0 else said.number + 1)
    if not whole.days.first <= day <= whole.days.last:
        return Placed(said.unit, _OPEN_UNITS.get(said.unit, "XXXX"), None, "open")
    placed = fixed(unit_of(day, said.unit), said.unit, f"nth-{said.unit}")
    return replace(placed, anchor=whole.anchor, confidence=min(whole.confidence, NEAREST))


def _nth_day(day: dt.date, whole: Placed) -> Placed:
    if whole.days is None or not whole.days.first <= day <= whole.days.last:
        return Placed(Grain.DAY, _OPEN_UNITS[Grain.DAY], None, "open")
    placed = fixed(Days(day, day), Grain.DAY, "nth-weekday")
    return replace(placed, anchor=whole.anchor, confidence=min(whole.confidence, NEAREST))


@_place.register
def _timed(said: Timed, context: Context) -> Placed:
    clock = said.clock
    if said.day is not None:
        return _at(place(said.day, context), clock)
    if context.previous is not None and context.previous.first == context.previous.last:
        base = Anchor(kind=AnchorKind.TEXT, date=context.previous.first)
    elif context.anchor is not None:
        base = context.anchor
    else:
        return _at(Placed(Grain.DAY, "XXXX-XX-XX", None, "open"), clock)
    placed = fixed(Days(base.date, base.date), Grain.DAY, "time-of-day")
    return _at(replace(placed, anchor=base, confidence=TIME_OF_DAY), clock)


def _at(day: Placed, clock: Clock) -> Placed:
    date = day.timex.split("T", maxsplit=1)[0]
    if clock.hour is None:
        return replace(day, grain=Grain.DAYPART, timex=f"{date}T{clock.daypart}")
    written = f"T{clock.hour:02}:{clock.minute:02}"
    zone = clock.zone if clock.zone and (clock.zone == "Z" or clock.zone[0] in "+-") else ""
    edtf = f"{date}{written}:00{zone}" if day.days else None
    timex = f"{date}{written}" + ("Z" if zone == "Z" else "")
    return replace(day, grain=Grain.MINUTE if clock.minute else Grain.HOUR, timex=timex, edtf=edtf)


@_place.register
def _range(said: Range, context: Context) -> Placed:
    first, last = _shared(said.first, said.last)
    ending = place(last, context)
    beginning = _before(first, last, ending, context)
    if beginning.days and ending.days and beginning.days.first <= ending.days.last:
        days = Days(beginning.days.first, ending.days.last)
    else:  # ends that contradict each other, or that nothing fixes, stay open
        days = None
        beginning, ending = place(first, Context(None)), place(last, Context(None))
    contradicts = days is None and beginning.days and ending.days
    edtf = None
    if beginning.edtf and ending.edtf and not contradicts:
        # An end may itself be an interval: early 1990.
        edtf = f"{beginning.edtf.split('/')[0]}/{ending.edtf.split('/')[-1]}"
    return Placed(
        grain=ending.grain,
        timex=f"{beginning.timex}/{ending.timex}",
        edtf=edtf,
        rule="conflict" if "conflict" in (beginning.rule, ending.rule) else said.name,
        days=days,
        confidence=min(beginning.confidence, ending.confidence),
        anchor=ending.anchor or beginning.anchor,
    )


@_place.register
def _several(said: Several, context: Context) -> Placed:
    """From the first of several days to the last; which they are is told by EDTF's set of them."""
    last = place(said.members[-1], context)
    members = [_before(one, said.members[-1], last, context) for one in said.members[:-1]] + [last]
    one_year = all(one.days and last.days and one.days.first <= last.days.first for one in members)
    return Placed(
        grain=Grain.DAY,
        timex=",".join(one.timex for one in members),
        edtf="{" + ",".join(str(one.edtf) for one in members) + "}",
        rule="several",
        days=Days(members[0].days.first, last.days.last) if one_year and members[0].days and last.days else None,
        confidence=min(one.confidence for one in members),
        anchor=last.anchor,
    )


def _shared(first: Point, last: Point) -> tuple[Point, Point]:
    """The beginning borrows what only the end names: "9 to 10 March", "January to March 2023"."""
    if not (isinstance(first, Calendar) and isinstance(last, Calendar)):
        return first, last
    borrows = first.month is None and first.day is not None and first.within is None
    month = last.month if borrows else first.month
    lent = replace(first, month=month)
    if first.year is None and first.within is None and lent.month is not None and (last.year or last.within):
        crosses = last.month is not None and (lent.month, first.day or 0) > (last.month, last.day or 31)
        if last.year is not None:
            lent = replace(lent, year=last.year - crosses)
        elif not crosses:
            lent = replace(lent, within=last.within)
    elif lent.year is not None and last.year is None and last.within is None and last.month is not None:
        crosses = (last.month, last.day or 31) < (lent.month or 1, lent.day or 0)
        last = replace(last, year=lent.year + crosses)
    elif lent.within is not None and last.year is None and last.within is None and last.month is not None:
        last = replace(last, within=lent.within)
    elif first.year is None and first.step is None and last.step is not None and lent.month is not None:
        lent = replace(lent, step=last.step)
    return lent, last


def _before(first: Point, last: Point, ending: Placed, context: Context) -> Placed:
    """The beginning of a range: where it is not fixed by itself, the latest one before its end."""
    if ending.days is None or not isinstance(first, Calendar) or first.year is not None or first.within is not None:
        return place(first, context)
    if not isinstance(last, Calendar):
        return place(first, context)
    end = ending.days.first if first.grain is not Grain.YEAR else ending.days.last
    choice = choose(replace(first, step=None), end, future=False, latest=True)
    if choice is None:
        return place(first, context)
    placed = fixed(unit_of(choice.day, first.grain), first.grain, choice.rule)
    return replace(placed, anchor=ending.anchor, confidence=ending.confidence)


_TIMES = (Grain.HOUR, Grain.MINUTE, Grain.SECOND)


@_place.register
def _ago(said: Ago, context: Context) -> Placed:
    count, unit = said.length.count, said.length.unit
    vague = Placed(None, "PAST_REF" if said.sign < 0 else "FUTURE_REF", None, "vague-ago", confidence=GUESSED)
    if count is not None and unit is Grain.YEAR and (count * 2).is_integer() and not count.is_integer():
        count, unit = count * 12, Grain.MONTH
    if count is None and said.from_text:
        # How long after what was told nobody says.
        return replace(vague, timex=f"{'PT' if unit in _TIMES else 'P'}X{unit.value[0].upper()}")
    if count is None or not count.is_integer() or unit in _TIMES:
        return vague
    base = context.base(from_text=said.from_text)
    if base is None and not (said.from_text and said.sign > 0):
        # What happened later did so after something that the text has not dated; earlier may be before today.
        base = context.anchor
    if base is None:
        return vague
    compared = context.previous_grain
    if unit is Grain.YEAR and context.previous and (compared is Grain.QUARTER or compared is Grain.HALF):
        # Compared with a quarter, "a year earlier" is the same quarter of another year.
        base = Anchor(kind=AnchorKind.TEXT, date=context.previous.first)
        same = unit_of(moved(base.date, unit, said.sign * int(count)), compared)
        return replace(fixed(same, compared, "year-compared"), anchor=base, confidence=GUESSED)
    grain = Grain.YEAR if unit in (Grain.DECADE, Grain.CENTURY) else Grain.WEEK if unit is Grain.WEEKEND else unit
    day = moved(base.date, unit, said.sign * int(count))
    if base.kind is AnchorKind.TEXT and unit in (Grain.WEEK, Grain.MONTH) and _is_day(context.previous):
        grain = Grain.DAY
    placed = fixed(unit_of(day, grain), grain, f"{unit}s-{'ago' if said.sign < 0 else 'later'}")
    return replace(placed, anchor=base, confidence=FROM_TEXT if said.from_text else GUESSED)


def _is_day(days: Days | None) -> bool:
    return days is not None and days.first == days.last

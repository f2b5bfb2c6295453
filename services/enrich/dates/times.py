"""Builders of times of day: clocks, parts of the day, and the days they are of."""

from __future__ import annotations

from dataclasses import replace

from services.enrich.dates.cascade import Found
from services.enrich.dates.values import Calendar, Clock, Length, Numbered, Shift, Step, Timed, as_point, grain_of
from shared.articles import Grain


def clock(found: Found) -> Clock | None:
    """An hour in figures or words, with am, pm or the part of the day that says which half it is in."""
    said = found.value("c")
    if isinstance(said, float | int):
        said = float(said)
        if not said.is_integer() or not 0 <= said <= 24:
            return None
        said = Clock(int(said) % 24)
    if not isinstance(said, Clock) or said.hour is None:
        return said if isinstance(said, Clock) else None
    part = found.value("p") if found.has("p") else None
    hour = _hour(said.hour, part.daypart if isinstance(part, Clock) else part)
    return None if hour is None else Clock(hour, said.minute, zone=found.maybe("zone", str))


def marked(found: Found) -> Clock | None:
    """Hour and minutes with words or signs that say so; half past where the half is named after the hour."""
    hour, minute = found.get("n", float), found.maybe("m", float) or 0.0
    if not (hour.is_integer() and minute.is_integer() and 0 <= hour <= 24 and 0 <= minute < 60):
        return None
    part = found.value("p") if found.has("p") else found.value("q") if found.has("q") else None
    half = _hour(int(hour) % 24, part.daypart if isinstance(part, Clock) else part)
    if half is None:
        return None
    return Clock(half, 30 if found.has("halfmark") else int(minute), zone=found.maybe("zone", str))


def _hour(hour: int, part: object) -> int | None:
    """The hour of 24 that an hour and am, pm or a daypart mean; None where they don't fit."""
    if part in ("am", "pm") and hour > 12:
        return None
    if part in ("am", "MO"):
        return 0 if hour == 12 else hour
    if part in ("pm", "EV"):
        return hour + 12 if hour < 12 else hour
    if part in ("AF", "MI"):
        return hour + 12 if hour <= 8 else hour
    if part == "NI":
        return 0 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    return hour


def hour_of(length: Length) -> Clock | None:
    """What "15 hours" means where the word before says that it is no length."""
    rest = length.rest
    whole = length.count is not None and length.count.is_integer() and 0 <= length.count <= 24
    if length.unit is not Grain.HOUR or not whole or (rest is not None and rest.unit is not Grain.MINUTE):
        return None
    return Clock(int(length.count or 0) % 24, int(rest.count or 0) if rest else 0)


def day_hour(found: Found) -> Timed | None:
    """As in "vendredi à 9 heures": what stands after a day and such a word is a time of it."""
    clock, day = hour_of(found.get("h", Length)), as_point(found.value("x"))
    return Timed(clock, day) if clock and day and grain_of(day) is Grain.DAY else None


def clock_range(found: Found) -> object:
    """From one time to another on one day: it begins at the first."""
    first, last = found.get("a", Clock), found.get("b", Clock)
    if first.hour is not None and last.hour is not None and first.hour + 12 <= last.hour <= 23 and first.hour < 12:
        return replace(first, hour=first.hour + 12, zone=last.zone) if last.hour >= 12 > first.hour else first
    return replace(first, zone=first.zone or last.zone)


def daypart(found: Found) -> Timed:
    """This morning: a part of the day that the step leads to."""
    step = found.get("step", Step)
    return Timed(found.get("daypart", Clock), Shift(Grain.DAY, step.by, from_text=step.from_text))


def timed(found: Found) -> Timed | None:
    """A time of a day; a part of the day and a clock time of one day become one."""
    day, clock = as_point(found.value("x")), found.get("c", Clock)
    grain = grain_of(day) or Grain.DAY
    if grain is not Grain.DAY or (isinstance(day, Timed) and day.clock.hour is not None):
        return None
    if isinstance(day, Timed):
        hour = None if clock.hour is None else _hour(clock.hour, day.clock.daypart)
        return Timed(replace(clock, hour=hour), day.day)
    return Timed(clock, day)


def timed_number(found: Found) -> Timed | None:
    """As in "on the night of Tuesday (10)": a bare number that may be the weekday's day."""
    timed = found.get("x", Timed)
    if not isinstance(timed.day, Calendar) or timed.day.weekday is None or timed.day.day is not None:
        return None
    return replace(timed, day=Numbered(timed.day, found.get("n", int), found.nodes[0].end))


def timed_date(found: Found) -> Timed | None:
    """As in "3 pm Tuesday, 27 December": the weekday of a time joins its date."""
    timed, date = found.get("x", Timed), as_point(found.value("y"))
    if not isinstance(timed.day, Calendar) or not isinstance(date, Calendar) or timed.day.month is not None:
        return None
    if date.grain is not Grain.DAY or date.weekday is not None:
        return None
    return Timed(timed.clock, replace(date, weekday=timed.day.weekday))

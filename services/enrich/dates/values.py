"""What an expression says, before anyone knows which day it means.

These values are *underspecified*: they hold the fields and steps that the words name and nothing else. The grammar
composes them from words, the resolver turns them into days; neither knows a human language.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from shared.articles import Grain


class Portion(StrEnum):
    """A part of a month, a year or another span, named by early, mid, late and their like."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"
    START = "start"
    END = "end"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Step:
    """A direction: `by` -1 is last, 0 this, 1 next; reckoned from the anchor, or from the previous date of the text."""

    by: int
    from_text: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """The `unit` that holds the anchor (or the previous date of the text), moved by `by` of them."""

    unit: Grain
    by: int
    from_text: bool = False
    ahead: int | None = None
    """What `by` is instead where the sentence looks ahead: Hindi has one word for yesterday and tomorrow."""


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The quarter, half or season of a year: (quarter, 3) is July to September; seasons begin with spring."""

    unit: Grain
    number: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Fields of the calendar as named; what is not named is None. Weekdays are ISO: Monday is 1."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    part: Ordinal | None = None
    step: Step | None = None
    within: Shift | None = None

    @property
    def grain(self) -> Grain:
        """The smallest unit that is named."""
        if self.day is not None or self.weekday is not None:
            return Grain.DAY
        if self.month is not None:
            return Grain.MONTH
        return self.part.unit if self.part else Grain.YEAR


@dataclass(frozen=True, slots=True)
class Years:
    """A decade (count 10) or century (count 100) from its first year."""

    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Nth:
    """The first week of March, the last day of the year: number -1 is the last."""

    number: int
    unit: Grain
    of: Point
    weekday: int | None = None
    """Of days only those that are this weekday: the last Friday of March."""


@dataclass(frozen=True, slots=True)
class Ancient:
    """A year before Christ."""

    year: int


@dataclass(frozen=True, slots=True)
class Holding:
    """The week of March 6: the unit that holds a day."""

    unit: Grain
    of: Point


@dataclass(frozen=True, slots=True)
class PartOf:
    """Early, mid, late … of a point."""

    portion: Portion
    of: Point


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: hours and minutes where they are named, else a TIMEX3 daypart such as MO or NI."""

    hour: int | None = None
    minute: int = 0
    daypart: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """A time of a day; without `day` that of the previous date of the text."""

    clock: Clock
    day: Point | None = None


@dataclass(frozen=True, slots=True)
class Both:
    """One day said twice, as in "yesterday (17 December)": `dated` counts, `said` must agree."""

    said: Point
    dated: Point


@dataclass(frozen=True, slots=True)
class Numbered:
    """A weekday beside a bare number, as in "el martes 10": its day of the month if that fits, else the weekday only.

    `until` is where the weekday ends in the text.
    """

    weekday: Calendar
    day: int
    until: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A time written in full with its own day (ISO 8601)."""

    day: dt.date
    clock: Clock


@dataclass(frozen=True, slots=True)
class Range:
    """From one point through another."""

    first: Point
    last: Point
    name: str


@dataclass(frozen=True, slots=True)
class Several:
    """Days of one month that lie apart."""

    members: tuple[Calendar, ...]


@dataclass(frozen=True, slots=True)
class Length:
    """A duration; `count` None is an unknown number of units, `rest` so many of a smaller one on top."""

    count: float | None
    unit: Grain
    rest: Length | None = None


@dataclass(frozen=True, slots=True)
class Ago:
    """A length before (sign -1) or after (sign 1) the anchor or the previous date of the text."""

    length: Length
    sign: int
    from_text: bool


@dataclass(frozen=True, slots=True)
class Every:
    """What comes again and again."""

    what: Point | Length | Clock


@dataclass(frozen=True, slots=True)
class Vague:
    """PRESENT_REF, PAST_REF or FUTURE_REF."""

    reference: str


Point = (
    Calendar
    | Shift
    | Years
    | Ancient
    | Nth
    | Holding
    | PartOf
    | Timed
    | Both
    | Numbered
    | Moment
    | Range
    | Several
    | Ago
)
Value = Point | Length | Every | Vague


def grain_of(point: Point | None) -> Grain | None:
    """The unit of calendar fields or of a step, None for every other point."""
    if isinstance(point, Calendar):
        return point.grain
    return point.unit if isinstance(point, Shift) else None


def as_point(value: object) -> Point | None:
    """The value where it is a point, None for anything else."""
    return value if isinstance(value, Point) else None

"""Texts that tell history: their dates without a year belong to the year that they speak of, not to today's."""

from __future__ import annotations

from collections.abc import Iterable

from services.enrich.dates.values import Calendar, Nth, PartOf, Point, Range, Several, Shift, Timed, Value
from shared.articles import Anchor, Grain

# Years this far from the anchor's are history.
_FAR_YEARS = 3
# A text with fewer written years than this is a report with some background.
_FEWEST_YEARS = 6
# The share of written years that are far, and of words such as "on Monday" that history does without.
_FAR_SHARE, _REPORT_SHARE = 0.8, 0.3


def era_of(values: Iterable[Value], anchor: Anchor | None) -> int | None:
    """The year around which a text's history plays, None for a report.

    History is a text most of whose written years are far from the anchor's, and that next to never says "on Monday".
    """
    years: list[int] = []
    reported = 0
    for value in values:
        point = _first(value)
        if isinstance(point, Calendar) and point.year is not None:
            years.append(point.year)
        elif (isinstance(point, Shift) and not point.from_text and point.unit in (Grain.DAY, Grain.WEEK)) or (
            isinstance(point, Calendar) and point.weekday is not None and point.day is None
        ):
            reported += 1
    far = sum(anchor is None or abs(year - anchor.date.year) >= _FAR_YEARS for year in years)
    if far < max(_FEWEST_YEARS, _FAR_SHARE * len(years)) or reported > _REPORT_SHARE * far:
        return None
    return sorted(years)[len(years) // 2]


def _first(value: Value) -> Value | Point:
    while True:
        match value:
            case Range(first=inner) | PartOf(of=inner) | Nth(of=inner):
                value = inner
            case Timed(day=inner) if inner is not None:
                value = inner
            case Several(members=members):
                value = members[0]
            case _:
                return value

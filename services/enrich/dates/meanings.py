"""What the values in a lexicon mean: `day -1`, `quarter 3`, `12:00`, told in languages/README.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from services.enrich.dates.values import (
    Calendar,
    Clock,
    Every,
    Length,
    Ordinal,
    PartOf,
    Portion,
    Shift,
    Step,
    Timed,
    Vague,
    Years,
)
from shared.articles import Grain


def _calendar(field: str, name: str) -> Calendar:
    return Calendar(month=int(name)) if field == "month" else Calendar(weekday=int(name))


def _season(name: str) -> Calendar:
    return Calendar(part=Ordinal(Grain.SEASON, int(name)))


def _step(name: str) -> Step:
    words = name.split()
    return Step(int(words[-1]), from_text=words[0] == "text")


def _deictic(name: str) -> Shift | Timed | Calendar | PartOf:
    """What a deictic word means, by its name in the lexicon.

    `day -1`, `text day 1`, `day -1 NI`, `day -1/1` (by tense), `week -1 5` (its Friday), `year 0 end`, `weekday 1 EV`,
    and `AF`, a part of the day that the text speaks of.
    """
    words = name.split()
    if len(words) == 1:
        return Timed(Clock(daypart=name))
    from_text = words[0] == "text"
    unit, by, *rest = words[1:] if from_text else words
    if unit == "weekday":
        return Timed(Clock(daypart=rest[0]), Calendar(weekday=int(by)))
    behind, _, ahead = by.partition("/")
    shift = Shift(Grain(unit), int(behind), from_text=from_text, ahead=int(ahead) if ahead else None)
    if rest and rest[0].isdigit():
        return Calendar(weekday=int(rest[0]), within=shift)
    if rest and rest[0].islower():
        return PartOf(Portion(rest[0]), shift)
    return Timed(Clock(daypart=rest[0]), shift) if rest else shift


def _part(name: str) -> Calendar:
    unit, number = name.split()
    return Calendar(part=Ordinal(Grain(unit), int(number)))


def _length(name: str) -> Length:
    count, unit = name.split()
    return Length(None if count == "X" else float(count), Grain(unit))


def _often(name: str) -> Every:
    """`1 week`, `weekday 1` or a part of the day, `MO`."""
    if " " not in name:
        return Every(Clock(daypart=name))
    return Every(_calendar(*name.split()) if name.startswith("weekday ") else _length(name))


def _years(name: str) -> Years:
    """`199` for a decade, `19` for a century, as TIMEX3 writes them."""
    return Years(int(name) * 10, 10) if len(name) == 3 else Years(int(name) * 100, 100)


def _holiday(name: str) -> Calendar:
    """`12-25`."""
    month, day = name.split("-")
    return Calendar(month=int(month), day=int(day))


def _number(name: str) -> float | None:
    return None if name == "X" else float(name)


def _time(name: str) -> Clock:
    hour, minute = name.split(":")
    return Clock(int(hour), int(minute))


MEANINGS: Mapping[str, Callable[[str], object]] = {
    "month": partial(_calendar, "month"),
    "weekday": partial(_calendar, "weekday"),
    "short_weekday": partial(_calendar, "weekday"),
    "season": _season,
    "unit": Grain,
    "time_unit": Grain,
    "before": _step,
    "after": _step,
    "ago": _step,
    "ago_before": _step,
    "deictic": _deictic,
    "length": _length,
    "often": _often,
    "years": _years,
    "holiday": _holiday,
    "cardinal": _number,
    "scale": str,
    "ordinal": int,
    "daypart": lambda name: Clock(daypart=name),
    "time": _time,
    "portion": Portion,
    "portion_after": Portion,
    "part": _part,
    "era": int,
    "roman": int,
    "vague": Vague,
}

"""Expressions that fix no day: durations, what recurs, now and recently."""

from __future__ import annotations

from services.enrich.dates.placed import Context, Placed
from services.enrich.dates.resolver import place
from services.enrich.dates.values import Clock, Every, Length, Vague
from shared.articles import Grain

# TIMEX3 letters; decades and centuries are written as years, quarters and halves with the letter of their point.
_LETTERS = {
    Grain.SECOND: ("PT", "S", 1), Grain.MINUTE: ("PT", "M", 1), Grain.HOUR: ("PT", "H", 1), Grain.DAY: ("P", "D", 1),
    Grain.WEEK: ("P", "W", 1), Grain.MONTH: ("P", "M", 1), Grain.YEAR: ("P", "Y", 1), Grain.DECADE: ("P", "Y", 10),
    Grain.CENTURY: ("P", "Y", 100), Grain.WEEKEND: ("P", "D", 2), Grain.QUARTER: ("P", "Q", 1),
    Grain.HALF: ("P", "M", 6),
}  # fmt: skip
# TIMEX3 writes no fractions of these.
_HALVES = {Grain.YEAR: Length(6, Grain.MONTH), Grain.HOUR: Length(30, Grain.MINUTE)}
_CONFIDENCE = 0.9


def describe_length(length: Length) -> Placed:
    """`P3D`, `PT2H`; an unknown count is X."""
    prefix, letter, size = _LETTERS[length.unit]
    rest = length.rest
    if length.count is not None and length.count % 1 == 0.5 and (small := _HALVES.get(length.unit)):
        length, rest = Length(length.count - 0.5, length.unit), small
    count = "X" if length.count is None else f"{length.count * size:g}"
    timex = f"{prefix}{count}{letter}" if length.count != 0 or rest is None else prefix
    if rest is not None:
        more, mark, _ = _LETTERS[rest.unit]
        timex += more.removeprefix(prefix) + f"{rest.count:g}{mark}"
    return Placed(length.unit, timex, None, "duration", confidence=_CONFIDENCE)


def describe_every(every: Every) -> Placed:
    """`P1D` for every day, `XXXX-WXX-1` for every Monday, `XXXX-XX-XXTMO` for every morning."""
    match every.what:
        case Length():
            described = describe_length(every.what)
            return Placed(described.grain, described.timex, None, "every", confidence=_CONFIDENCE)
        case Clock(daypart=daypart):
            return Placed(Grain.DAYPART, f"XXXX-XX-XXT{daypart}", None, "every", confidence=_CONFIDENCE)
        case _:
            placed = place(every.what, Context(None))
            return Placed(placed.grain, placed.timex, None, "every", confidence=_CONFIDENCE)


def describe_vague(vague: Vague) -> Placed:
    """`PRESENT_REF`, `PAST_REF` and `FUTURE_REF`: no days."""
    return Placed(None, vague.reference, None, vague.reference.split("_")[0].lower(), confidence=_CONFIDENCE)

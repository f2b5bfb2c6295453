"""Whether words that could be a time are meant as one: what stands around them decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.enrich.dates.matcher import fold
from services.enrich.dates.surroundings import Surroundings
from services.enrich.dates.values import (
    Calendar,
    Clock,
    Length,
    Range,
    Value,
)
from shared.articles import Grain

_FIRST_LIKELY_YEAR, _LAST_LIKELY_YEAR = 1800, 2099


def is_meant(kind: str, value: Value | Clock, around: Surroundings) -> bool:
    """Whether these words mean a time here: years, weak words and ages need what stands around to say so."""
    if around.follows("never") or around.precedes("never_after"):
        return False
    judge = _JUDGES.get(kind)
    return judge is None or judge(kind, value, around)


def _year(_kind: str, value: Value | Clock, around: Surroundings) -> bool:
    if around.precedes("counted"):
        return False
    said = around.follows("year") or around.precedes("year_after") or around.bracketed()
    if not said and around.lexicon.bare_years and _is_likely_year(value):
        counts = around.follows("numbered") or around.precedes("plural_ending")
        return not (around.last_word.isdecimal() or counts)
    return said


def _range(kind: str, value: Value | Clock, around: Surroundings) -> bool:
    return not _is_bare_years(value, around) or _year(kind, value, around)


def _name(kind: str, _value: Value | Clock, around: Surroundings) -> bool:
    if kind in around.lexicon.lowercase and around.is_name():
        return False
    written = fold(around.text[around.start : around.end]).rstrip(".")
    return written not in around.lexicon.weak or around.follows("time") or around.precedes("time_after")


def _led(kind: str, _value: Value | Clock, around: Surroundings) -> bool:
    return around.follows(kind) or "*" in around.lexicon.context.get(kind, ())


def _length(_kind: str, value: Value | Clock, around: Surroundings) -> bool:
    aged = isinstance(value, Length) and value.unit in (Grain.YEAR, Grain.MONTH)
    return not ((aged and (around.follows("age") or around.between_commas())) or around.precedes("age_after"))


# Kinds that are not listed here are always meant.
_JUDGES: Mapping[str, Callable[[str, Value | Clock, Surroundings], bool]] = {
    "yyyy": _year,
    "range": _range,
    "month": _name,
    "weekday": _name,
    "season": _led,
    "clock": _led,
    "length": _length,
    "years": _length,
}


def _is_likely_year(value: Value | Clock) -> bool:
    """Without a word that says that they are years, round thousands and older ones rather count something."""
    year = value.year if isinstance(value, Calendar) else None
    return year is not None and _FIRST_LIKELY_YEAR <= year <= _LAST_LIKELY_YEAR and year % 1000 != 0


def _is_bare_years(value: Value | Clock, around: Surroundings) -> bool:
    """2018-2020 without a word that says that these are years."""
    if not isinstance(value, Range) or not isinstance(value.first, Calendar) or not isinstance(value.last, Calendar):
        return False
    years = value.first.grain is Grain.YEAR and value.last.grain is Grain.YEAR
    if around.lexicon.bare_years and _is_likely_year(value.first) and _is_likely_year(value.last):
        return False
    return years and around.text[around.start].isdigit() and around.text[around.end - 1].isdigit()

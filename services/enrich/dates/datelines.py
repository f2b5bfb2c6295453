"""Datelines: where, when and by whom a report was filed, as the agencies write it. Forms and names are data.

Only beginnings of lines are looked at, each for a bounded length; the first that is a dateline counts.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from services.enrich.dates.chooser import choose
from services.enrich.dates.values import Calendar
from shared.articles import Dateline

# A dateline's marks stand within this many characters of the line's beginning.
_LONGEST = 100
_LINE = re.compile(r"^[^\S\n]*+(?=\S)", re.MULTILINE)
# No form does without one of these.
_MARKS = re.compile(r"[(/:–—【]|社|中新| -|, ?\d|, ?[A-Z]")
_PLACE = r"(?P<place>[^\W\d_][^\d\n():;/!?\"“”【】]{1,50}?)"
_CAPITALS = r"(?P<place>[^\W\d_a-zа-я][^\Wa-zа-я\d_]+(?:[ ’'.-]{1,2}[^\Wa-zа-я\d_]+){0,4})"
_MOST_WORDS = 7
# The mark that divides the dateline from the report; it belongs to the line.
_DIVIDER = re.compile(r"[^\S\n]?(?:\.?[-–—]{1,2}|[:=])")


@dataclass(frozen=True, slots=True)
class _Forms:
    patterns: tuple[re.Pattern[str], ...]
    names: Mapping[str, str]
    months: Mapping[str, int]
    particles: frozenset[str]


def find_dateline(text: str, language: str, publication: dt.date | None) -> Dateline | None:
    """The first dateline of the text, or None.

    The span runs from the place through the agency and the dash or colon after it. A day without a year is the nearest
    such day to `publication`; where neither gives the year, `date` is None. `language` decides which papers' cities may
    stand for a dateline alone ("KUALA LUMPUR: …").
    """
    forms = _forms(language.casefold().split("-")[0])
    for line in _LINE.finditer(text):
        start = line.end()
        end = min(len(text), start + _LONGEST)
        if _MARKS.search(text, start, end) is None:
            continue
        for pattern in forms.patterns:
            match = pattern.match(text, start, end)
            if match and (dateline := _dateline(match, forms, publication)):
                return dateline
    return None


def _dateline(match: re.Match[str], forms: _Forms, publication: dt.date | None) -> Dateline | None:
    said = {name.split("_")[0]: value for name, value in match.groupdict().items() if value is not None}
    place = said.get("place", "").strip(" ,.") or None
    if place is not None and not _is_place(place, forms.particles):
        return None
    agency = forms.names.get(said.get("agency", "").casefold())
    divider = _DIVIDER.match(match.string, match.end())
    end = divider.end() if divider else match.end()
    return Dateline(start=match.start(), end=end, place=place, date=_day(said, forms, publication), agency=agency)


def _is_place(place: str, particles: frozenset[str]) -> bool:
    """Words with a capital, or of a script without: a sentence that mentions an agency is no dateline."""
    words = re.split(r"[\s-]+", place)
    return len(words) <= _MOST_WORDS and all(
        not word[:1].islower() or word.strip(".,").casefold() in particles for word in words
    )


def _day(said: Mapping[str, str], forms: _Forms, publication: dt.date | None) -> dt.date | None:
    if "day" not in said:
        return None
    month = said["month"].casefold().rstrip(".")
    calendar = Calendar(
        year=int(said["year"]) if "year" in said else None,
        month=int(month) if month.isdecimal() else forms.months[month],
        day=int(said["day"]),
    )
    if not 1 <= (calendar.month or 0) <= 12:
        return None
    try:
        choice = choose(calendar, publication, future=False)
    except ValueError:
        return None
    return choice.day if choice else None


@cache
def _forms(language: str) -> _Forms:
    """Compiled once for the papers of each language that has some of its own, and once for all others."""
    table = _table()
    return _compile(language if language in cast("Mapping[str, object]", table["places"]) else "")


@cache
def _table() -> Mapping[str, object]:
    path = files("services.enrich.dates").joinpath("datelines.toml")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _compile(language: str) -> _Forms:
    def words(key: str) -> Mapping[str, list[str]]:
        return cast("Mapping[str, list[str]]", _table()[key])

    months = {name: int(number) for number, names in words("months").items() for name in names}
    groups = ("agencies", "outlets", "agencies_zh", "agencies_ja", "agencies_ko")
    names = {form.casefold(): name for group in groups for name, forms in words(group).items() for form in forms}
    month = _either(months)
    date = (
        rf"(?:(?P<month_first>(?i:{month}))\.? (?P<day_after>\d{{1,2}})(?!\d)"
        rf"|(?P<day_first>\d{{1,2}})\.?(?: de| di)? (?P<month_after>(?i:{month}))\b\.?)"
        r"(?:(?:,| de)? ?(?P<year>\d{4})(?!\d))?"
    )
    slots = {
        "place": _PLACE,
        "capitals": _CAPITALS,
        "date": date,
        "listed": rf"(?P<place>{_either(_listed(language))})",
    }
    for slot, group in (("agency", "agencies"), ("outlet", "outlets")):
        slots[slot] = rf"(?P<agency>{_either(form for forms in words(group).values() for form in forms)})"
    for script in ("zh", "ja", "ko"):
        forms = (form for forms in words(f"agencies_{script}").values() for form in forms)
        slots[f"agency_{script}"] = rf"(?P<agency_{script}>{_either(forms)})"
    patterns: list[re.Pattern[str]] = []
    for form in cast("list[Mapping[str, str]]", _table()["forms"]):
        pattern = form["pattern"]
        if "{listed}" in pattern and not _listed(language):
            continue
        for slot, regex in slots.items():
            pattern = pattern.replace(f"{{{slot}}}", regex)
        patterns.append(re.compile(pattern))
    return _Forms(tuple(patterns), names, months, frozenset(words("particles")["words"]))


def _listed(language: str) -> list[str]:
    return cast("Mapping[str, list[str]]", _table()["places"]).get(language, [])


def _either(forms: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) + ")"

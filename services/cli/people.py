"""An event as a person reads it on a terminal."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence

from babel.dates import format_interval, format_skeleton
from rich.console import Group
from rich.table import Table
from rich.text import Text

from shared.articles import EnrichedArticle, Organization, Person, Place, ResolvedDate
from shared.logs import one_line

# So much of an untitled article's first words stands for its headline, in characters.
_HEADLINE_LIMIT = 90


def _day(day: dt.date) -> str:
    return format_skeleton("yMMMd", day, locale="en")


def _ends_its_month(day: dt.date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _span_of_days(first: dt.date, last: dt.date) -> str:
    if first.day == 1 and _ends_its_month(last):
        if (first.month, last.month) == (1, 12):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return format_skeleton("yMMM", first, locale="en")
        skeleton = "yMMM"
    else:
        skeleton = "yMMMd"
    interval = format_interval(first, last, skeleton, locale="en")
    # CLDR puts thin spaces round the dash of an interval; a terminal has none so thin.
    return interval.replace("\u2009–\u2009", "–").replace("\u2009", " ")


def days(date: ResolvedDate) -> str | None:
    """The days that a date stands for, as a person writes them; None where it fixes none."""
    if date.from_ and date.to:
        return _span_of_days(date.from_, date.to)
    if date.from_:
        return f"since {_day(date.from_)}"
    if date.to:
        return f"until {_day(date.to)}"
    if date.edtf and "X" in date.edtf:
        return f"not fixed ({date.edtf})"
    return None


def _dates(dates: Iterable[ResolvedDate]) -> list[str]:
    words: dict[str, list[str]] = {}
    for date in dates:
        if (stands_for := days(date)) is not None:
            said = words.setdefault(stands_for, [])
            if date.text not in said:
                said.append(date.text)
    return [f"{stands_for}  {', '.join(f'“{one_line(word)}”' for word in said)}" for stands_for, said in words.items()]


def _place(place: Place) -> str:
    return f"{place.name} ({place.country})" if place.country else place.name


def headline(event: EnrichedArticle) -> str:
    """The title, or the first words of an article that has none."""
    if event.article.title:
        return event.article.title
    words = " ".join(event.article.text[: 2 * _HEADLINE_LIMIT].split())
    return words if len(words) <= _HEADLINE_LIMIT else words[: _HEADLINE_LIMIT - 1].rstrip() + "…"


def _row(table: Table, label: str, lines: Sequence[str], joint: str) -> None:
    if lines:
        table.add_row(Text(label, style="dim"), Text(joint.join(one_line(line) for line in lines)))


def shown(event: EnrichedArticle) -> Group:
    """The event for a terminal: headline, language, people, organisations, places, and dates with their words."""
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=13)
    table.add_column()
    of = {kind: [entity for entity in event.entities if isinstance(entity, kind)] for kind in (Person, Organization)}
    places = [entity for entity in event.entities if isinstance(entity, Place)]
    _row(table, "language", [f"{event.language.tag}, {event.language.confidence:.0%} sure"], "")
    _row(table, "people", [entity.name for entity in of[Person]], ", ")
    _row(table, "organisations", [entity.name for entity in of[Organization]], ", ")
    _row(table, "places", [_place(place) for place in places], ", ")
    table.add_row(Text("dates", style="dim"), Text("\n".join(_dates(event.dates)) or "none that the text fixes"))
    _row(table, "file", [event.article.source], "")
    return Group(Text(one_line(headline(event)), style="bold"), table)

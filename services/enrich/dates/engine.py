"""The whole way of an expression: words, rules, what stands around it, days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import NamedTuple, cast

from services.enrich.dates.anchors import Anchors
from services.enrich.dates.calendars import Days
from services.enrich.dates.cascade import Grammar, Node
from services.enrich.dates.lexicon import lexicon_of
from services.enrich.dates.meant import is_meant
from services.enrich.dates.narrative import era_of
from services.enrich.dates.placed import Context, Placed
from services.enrich.dates.resolver import place
from services.enrich.dates.rules import LEVELS
from services.enrich.dates.scan import KINDS_OF_DIGITS, scan
from services.enrich.dates.surroundings import Passage, Surroundings
from services.enrich.dates.times import hour_of
from services.enrich.dates.undated import describe_every, describe_length, describe_vague
from services.enrich.dates.values import (
    Calendar,
    Clock,
    Every,
    Length,
    Moment,
    Numbered,
    Point,
    Range,
    Timed,
    Vague,
    Value,
    Years,
)
from shared.articles import AnchorKind, DateType, Grain, ResolvedDate

# Kinds that are a mention by themselves; every other kind only serves to make one of these.
_MENTIONS = (
    "range", "several", "timed", "dated", "numbered", "date", "moment", "slice", "distance", "shift", "nth", "part",
    "years", "yearno", "ancient", "weekday", "deictic", "clocktime", "time", "clock", "length", "recurring", "often",
    "vague", "month", "season", "yyyy",
)  # fmt: skip
# These may carry their article ("the third quarter"); others never do.
_WITH_ARTICLE = frozenset({"slice", "shift", "nth", "part", "years", "length"})
# The day that a file arrived says next to nothing about what its text means.
_RECEIVED_CONFIDENCE = 0.2
_TIMES = (Grain.DAYPART, Grain.HOUR, Grain.MINUTE, Grain.SECOND)


class _Mention(NamedTuple):
    around: Surroundings
    value: Value


def resolve_dates(text: str, language: str, anchors: Anchors) -> tuple[ResolvedDate, ...]:
    """Every temporal expression of the text, in order, with what text and anchors fix of it.

    `language` is a BCP 47 tag; one without a lexicon yields only what all languages write alike (2026-02-11). Offsets
    count code points, spans never overlap, nothing is read but the arguments. Linear in the length of the text.
    """
    lexicon = lexicon_of(language)
    passage = Passage(text, lexicon)
    mentions: list[_Mention] = []
    for node in _grammar(lexicon.tag).parse(scan(text, lexicon)).nodes:
        mention = _mention(passage, node, mentions[-1].around.end if mentions else 0)
        if mention is not None:
            mentions.append(mention)
    context = Context(anchors.best, era=era_of((mention.value for mention in mentions), anchors.best))
    found: list[ResolvedDate] = []
    for mention in mentions:
        resolved, placed = _resolved(mention, context, f"d{len(found) + 1}")
        found.append(resolved)
        if resolved.from_ and resolved.to:
            context = context.after(placed, Days(resolved.from_, resolved.to))
    return tuple(found)


@cache
def _grammar(tag: str) -> Grammar:
    entries = lexicon_of(tag).entries.values()
    sets = {frozenset(entry.kind for entry in meanings) for meanings in entries}
    sets |= {frozenset(entry.kind for entry in meanings if not entry.capital) for meanings in entries}
    levels = [[rule for rule in level if rule.name not in lexicon_of(tag).without] for level in LEVELS]
    return Grammar(levels, (*KINDS_OF_DIGITS, *sets))


def _mention(passage: Passage, node: Node, free_from: int) -> _Mention | None:
    """The node as a mention, None where what stands around says that it is none."""
    kind = next((kind for kind in _MENTIONS if kind in node.readings), None)
    if kind is None:
        return None
    around = Surroundings(passage, node.start, node.end)
    value = cast("Value | Clock", node.readings[kind])
    if not is_meant(kind, value, around):
        return None
    if isinstance(value, Length) and around.follows("hour") and not around.precedes("hour_never"):
        value = hour_of(value) or value
    start = max(min(around.led("lead_any"), around.led(_article(kind, value))), free_from)
    if start < node.start:
        around = Surroundings(passage, start, node.end)
    if (end := around.closed()) > node.end:
        around = around.closing_at(end)
    return _Mention(around, Timed(value) if isinstance(value, Clock) else value)


def _article(kind: str, value: Value | Clock) -> str:
    """Which role of the lexicon's `context` may open the span: "the third quarter", "a year ago"."""
    if kind == "distance":
        return "lead_one"
    with_part = isinstance(value, Calendar) and value.part is not None
    return "lead" if kind in _WITH_ARTICLE or with_part else "lead_any"


def _resolved(mention: _Mention, context: Context, name: str) -> tuple[ResolvedDate, Placed]:
    around, value = mention
    if isinstance(value, Length):
        placed, kind = describe_length(value), DateType.DURATION
    elif isinstance(value, Every):
        placed, kind = describe_every(value), DateType.SET
    elif isinstance(value, Vague):
        placed, kind = describe_vague(value), DateType.DATE
    else:
        placed = place(value, context if _is_fixed(value) else context.looking(ahead=around.looks_ahead()))
        kind = DateType.TIME if placed.grain in _TIMES else DateType.DATE
        fiscal = around.follows("fiscal") or (around.precedes("fiscal_after") and not isinstance(value, Range))
        if fiscal:
            # It begins when its country or company says, so it has no days.
            placed = replace(placed, days=None, edtf=None, rule="fiscal")
    numbered = value.day if isinstance(value, Timed) else value
    if isinstance(numbered, Numbered) and placed.rule != "weekday-number":
        around = around.closing_at(numbered.until)
    first, last, edtf = _ends(placed, around)
    received = placed.anchor is not None and placed.anchor.kind is AnchorKind.RECEIVED
    resolved = ResolvedDate.model_validate(
        {
            "id": name,
            "start": around.start,
            "end": around.end,
            "text": around.text[around.start : around.end],
            "type": kind,
            "grain": placed.grain,
            "edtf": edtf,
            "from": first,
            "to": last,
            "timex": placed.timex,
            "anchor": placed.anchor,
            "rule": placed.rule,
            "confidence": min(placed.confidence, _RECEIVED_CONFIDENCE) if received else placed.confidence,
        }
    )
    return resolved, placed


def _is_fixed(value: Point) -> bool:
    return isinstance(value, Moment | Years) or (isinstance(value, Calendar) and value.year is not None)


def _ends(placed: Placed, around: Surroundings) -> tuple[dt.date | None, dt.date | None, str | None]:
    """First day, last day and EDTF: "since March 2025" begins there and has no end, "until Friday" no beginning."""
    if placed.days is None or placed.edtf is None or "/" in placed.timex:
        return placed.first, placed.last, placed.edtf
    ends = placed.edtf.split("/")
    if around.follows("since") or around.precedes("since_after"):
        return placed.first, None, f"{ends[0]}/.."
    if around.follows("until") or around.precedes("until_after"):
        return None, placed.last, f"../{ends[-1]}"
    return placed.first, placed.last, placed.edtf

"""Text to a row of nodes: the lexicon's words and every run of digits, with what stands between them."""

from __future__ import annotations

from collections.abc import Iterator
from re import Match

from services.enrich.dates.cascade import BREAK, Node, Row
from services.enrich.dates.digits import (
    Readings,
    ascii_digits,
    read_compound,
    read_dashed,
    read_decade,
    read_dotted,
    read_hour,
    read_moment,
    read_ordinal,
)
from services.enrich.dates.lexicon import Lexicon, fold

# No connector of any language is longer than this, with the spaces around it.
_LONGEST_GAP = 24
# What the digits of a text can be read as, beside what a lexicon adds.
KINDS_OF_DIGITS = tuple(
    frozenset(kinds.split())
    for kinds in (
        "number", "number dd", "number hh", "number dd hh", "number yyyy", "number hours", "number yyyy hours",
        "number hhmm", "hhmm", "clock", "date", "mmyyyy", "time",
        "ddmm", "dashed", "years", "range", "number yy", "number dd yy", "number dd hh yy", "number hh yy", "years", "ordinal", "ordinal dd", "moment",
    )
)  # fmt: skip


def scan(text: str, lexicon: Lexicon) -> Row:
    """Every word and number of the text that may speak of time."""
    nodes, gaps = list[Node](), list[str]()
    for match in lexicon.matcher.finditer(text):
        for node in _nodes(match, lexicon):
            if nodes:
                gaps.append(_gap(text, nodes[-1].end, node.start, lexicon))
            nodes.append(node)
    return Row(nodes, gaps)


def _nodes(match: Match[str], lexicon: Lexicon) -> Iterator[Node]:
    start, end = match.span()
    if match["word"]:
        start, end = match.span("word")
        readings: Readings = lexicon.read(match["word"])
    elif match.lastgroup in ("fixed", "mark"):
        readings = lexicon.read(match[0])
    elif match["moment"]:
        readings = read_moment(match["moment"])
    else:
        digits = ascii_digits(match["digits"])
        readings = _suffixed(match, digits, lexicon.order)
        if not readings:
            yield from _compound(*match.span("digits"), digits, lexicon)
            return
    if readings:
        yield Node(start, end, frozenset(readings), readings)


def _suffixed(match: Match[str], digits: str, order: str) -> Readings:
    """Digits with something written onto them, empty where that means nothing: of "2026." the full stop is none."""
    if match["decade"]:
        return read_decade(digits)
    if match["hour"]:
        return read_hour(digits, match["minutes"] or "0")
    if match["ordinal"] or match["nth"]:
        return read_ordinal(digits) or (read_dotted(digits, order) if match["ordinal"] == "." else {})
    return {}


def _compound(start: int, end: int, written: str, lexicon: Lexicon) -> Iterator[Node]:
    """One node, or two where the whole means nothing and a hyphen parts it: "2018-2020"."""
    order, era = lexicon.order, lexicon.era
    readings: Readings = read_compound(written, order, era)
    if readings:
        yield Node(start, end, frozenset(readings), readings)
    elif lexicon.dashed and (dashed := read_dashed(written)):
        yield Node(start, end, frozenset(dashed), dashed)
    elif written.count("-") == 1:
        middle = written.index("-")
        first, second = read_compound(written[:middle], order, era), read_compound(written[middle + 1 :], order, era)
        if first and second:
            yield Node(start, start + middle, frozenset(first), first)
            yield Node(start + middle + 1, end, frozenset(second), second)


def _gap(text: str, start: int, end: int, lexicon: Lexicon) -> str:
    if end - start > _LONGEST_GAP:
        return BREAK
    between = text[start:end]
    if between.count("\n") > 1:
        return BREAK
    return lexicon.gaps.get(" ".join(fold(between).split()), BREAK)

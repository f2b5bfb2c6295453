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
    read_short_year,
)
from services.enrich.dates.lexicon import Lexicon
from services.enrich.dates.matcher import fold

# No connector of any language is longer than this, with the spaces around it.
_LONGEST_GAP = 24
# Lines of a text that is wrapped are longer than this.
_SHORTEST_WRAPPED = 50
# What the digits of a text can be read as, beside what a lexicon adds.
KINDS_OF_DIGITS = tuple(
    frozenset(kinds.split())
    for kinds in (
        "number", "number dd", "number hh", "number dd hh", "number yyyy", "number hours", "number yyyy hours",
        "number dd hh ordinal", "number dd ordinal", "number hh ordinal", "number ordinal", "ordinal", "ordinal dd",
        "number yy", "number dd yy", "number dd hh yy", "number hh yy", "number hhmm", "hhmm", "clock", "time",
        "date", "ddmm", "dashed", "mmyyyy", "years", "range", "moment",
    )
)  # fmt: skip


def scan(text: str, lexicon: Lexicon) -> Row:
    """Every word and number of the text that may speak of time."""
    nodes, gaps = list[Node](), list[str]()
    end = 0
    for match in lexicon.matcher.finditer(text):
        for node in _nodes(match, lexicon):
            if nodes:
                gaps.append(_gap(text, max(end, nodes[-1].end), node.start, lexicon))
            nodes.append(node)
            end = node.end
        if _ends_with_full_stop(match) and not text[match.end() : match.end() + 2].lstrip()[:1].isupper():
            # The full stop after a year that is written as an ordinal belongs to it.
            end = match.end()
    return Row(nodes, gaps)


def _ends_with_full_stop(match: Match[str]) -> bool:
    return match["digits"] is not None and match["ordinal"] == "."


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
        readings = _suffixed(match, digits, lexicon)
        if not readings:
            yield from _compound(*match.span("digits"), digits, lexicon)
            return
    if readings:
        yield Node(start, end, frozenset(readings), readings)


def _suffixed(match: Match[str], digits: str, lexicon: Lexicon) -> Readings:
    """Digits with something written onto them, empty where that means nothing: of "2026." the full stop is none."""
    if match["short"]:
        return read_decade(digits) if match["decade"] else read_short_year(digits)
    if match["decade"] and not (len(digits) == 2 and fold(match["decade"]) in lexicon.ordinals):
        return read_decade(digits)
    if match["hour"]:
        return read_hour(digits, match["minutes"] or "0")
    if match["ordinal"] == ".":
        # It may be that of the sentence.
        ordinal = read_ordinal(digits)
        return {**read_compound(digits, lexicon.order), **ordinal} if ordinal else read_dotted(digits, lexicon.order)
    return read_ordinal(digits) if match["ordinal"] or match["nth"] or match["decade"] else {}


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


def _is_short_line(text: str, end: int) -> bool:
    """A headline or a dateline on a line of its own: what is wrapped is longer."""
    return "\n" in text[max(0, end - _SHORTEST_WRAPPED) : end] or end < _SHORTEST_WRAPPED


def _gap(text: str, start: int, end: int, lexicon: Lexicon) -> str:
    if end - start > _LONGEST_GAP:
        return BREAK
    between = text[start:end]
    if "\n" in between and (between.count("\n") > 1 or _is_short_line(text, start + between.index("\n"))):
        return BREAK
    return lexicon.gaps.get(" ".join(fold(between).split()), BREAK)

"""The grammar's machinery: nodes, rules over their kinds, and one reduction after another.

A text becomes a row of *nodes* (words and numbers that may speak of time) with a *gap* between each two. Every set of
kinds that a node may have is one character, so that the row is a string and a rule is a regular expression over it:
`{month}[ ]{day:dd}` is a month, a space, and a number that can be a day. A level finds its rules' matches, the longest
at each place first, and puts one new node for each; the next level works on what is left. The cost is linear in the
length of the text, because no rule repeats without bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeVar

BREAK = "\n"
_FIRST_SYMBOL = 0xE000  # private use: never a gap
_SLOT = re.compile(r"\{(?:(\w+):)?([\w|]+)\}")

T = TypeVar("T")


class Node(NamedTuple):
    """A stretch of the text and every reading of it, by kind."""

    start: int
    end: int
    kinds: frozenset[str]
    readings: Mapping[str, object]


class Row(NamedTuple):
    """Nodes in order; `gaps[i]` stands between nodes i and i + 1."""

    nodes: list[Node]
    gaps: list[str]


class _Level(NamedTuple):
    """Nodes in order and the string of their symbols, each followed by the gap after it."""

    nodes: list[Node]
    text: str


class Found:
    """One match of a rule, for the rule's builder: the values captured under the rule's names."""

    def __init__(self, nodes: Sequence[Node], gaps: str, captured: Mapping[str, object]) -> None:
        self.nodes = nodes
        self.gaps = gaps
        self._captured = captured

    def has(self, name: str) -> bool:
        """Whether this optional part is there."""
        return name in self._captured

    def get(self, name: str, kind: type[T]) -> T:
        """The captured value; a rule that captures another type there is a mistake in the grammar: TypeError."""
        value = self._captured[name]
        if not isinstance(value, kind):
            raise TypeError(f"{name} holds {value!r}, the rule expects {kind.__name__}")
        return value

    def maybe(self, name: str, kind: type[T]) -> T | None:
        """The captured value, None where that part is absent."""
        return self.get(name, kind) if self.has(name) else None

    def value(self, name: str) -> object:
        """The captured value of whatever type."""
        return self._captured[name]


Build = Callable[[Found], "object | None"]


class Rule(NamedTuple):
    """`pattern` over kinds, the kind of its result, and what builds the value (None: the rule declines)."""

    name: str
    pattern: str
    kind: str
    build: Build


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    kinds: frozenset[str]
    pattern: str
    slots: tuple[tuple[str, tuple[str, ...]], ...]
    needed: tuple[frozenset[str], ...]
    """Of each of these sets of symbols a match holds one."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """At first use: a text needs few of the rules, and compiling all of them takes longer than reading an article."""
    return re.compile(pattern)


class Grammar:
    """Levels of rules, compiled for the sets of kinds that one lexicon's words can have."""

    def __init__(self, levels: Iterable[Sequence[Rule]], sets_of_kinds: Iterable[frozenset[str]]) -> None:
        levels = [tuple(level) for level in levels]
        results = {frozenset([rule.kind]) for level in levels for rule in level}
        every = sorted({*sets_of_kinds, *results}, key=sorted)
        self._symbols = {kinds: chr(_FIRST_SYMBOL + index) for index, kinds in enumerate(every)}
        self._levels = [[self._compile(rule) for rule in level] for level in levels]

    def parse(self, row: Row) -> Row:
        """The row after every level."""
        symbols = (self._symbols[node.kinds] for node in row.nodes)
        text = "".join(chain.from_iterable(zip(symbols, [*row.gaps, BREAK], strict=True))) if row.nodes else ""
        reduced = _Level(row.nodes, text)
        for level in self._levels:
            reduced = self._reduce(reduced, level)
        return Row(reduced.nodes, list(reduced.text[1:-1:2]))

    def _compile(self, rule: Rule) -> _Compiled:
        slots: list[tuple[str, tuple[str, ...]]] = []
        needed: list[frozenset[str]] = []

        def slot(found: re.Match[str]) -> str:
            kinds = tuple(found[2].split("|"))
            symbols = "".join(s for held, s in self._symbols.items() if not held.isdisjoint(kinds))
            if rule.pattern.count("(", 0, found.start()) == rule.pattern.count(")", 0, found.start()):
                needed.append(frozenset(symbols))
            name = found[1] or (found[2] if len(kinds) == 1 else "")
            if name in dict(slots):
                name = ""  # of a kind that a rule names twice without telling them apart, the first counts
            elif name:
                slots.append((name, kinds))
            choice = f"[{symbols}]" if symbols else "(?!)"
            return f"(?P<{name}>{choice})" if name else choice

        pattern = _SLOT.sub(slot, rule.pattern)
        return _Compiled(rule, frozenset([rule.kind]), pattern, tuple(slots), tuple(needed))

    def _reduce(self, row: _Level, level: Sequence[_Compiled]) -> _Level:
        nodes, text = row
        present = frozenset(text)
        matches = [
            (match.start(), -match.end(), order, match)
            for order, compiled in enumerate(level)
            if not any(present.isdisjoint(symbols) for symbols in compiled.needed)
            for match in _compiled(compiled.pattern).finditer(text)
        ]
        if not matches:
            return row
        reduced, kept = list[Node](), list[str]()
        done = 0
        for start, end, order, match in sorted(matches, key=lambda found: found[:3]):
            first, past = start // 2, (1 - end) // 2
            if first < done or (node := self._build(nodes, level[order], match)) is None:
                continue
            reduced += nodes[done:first]
            reduced.append(node)
            kept += text[2 * done : 2 * first], self._symbols[node.kinds], text[2 * past - 1]
            done = past
        return _Level(reduced + nodes[done:], "".join(kept) + text[2 * done :])

    @staticmethod
    def _build(nodes: Sequence[Node], compiled: _Compiled, match: re.Match[str]) -> Node | None:
        first, past = match.start() // 2, (match.end() + 1) // 2
        captured: dict[str, object] = {}
        for name, kinds in compiled.slots:
            if (at := match.start(name)) >= 0:
                readings = nodes[at // 2].readings
                captured[name] = next(readings[kind] for kind in kinds if kind in readings)
        rule = compiled.rule
        value = rule.build(Found(nodes[first:past], match.group()[1::2], captured))
        if value is None:
            return None
        return Node(nodes[first].start, nodes[past - 1].end, compiled.kinds, {rule.kind: value})

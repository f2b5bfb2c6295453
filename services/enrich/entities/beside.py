"""What stands beside the names of places in an article: words that say what sort of place it is, and other places."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from services.enrich.entities.gazetteer import Known, Level, places_named
from services.enrich.entities.lexicon import read_tables, split_names

_MOST_MENTIONS = 3
_MOST_BESIDE = 20
"""Names beside one name that are looked at, so that a list of names stays linear."""
_REACH = 40
"""Characters around a mention that are looked at."""
_OF = frozenset({"of", "de", "da", "do", "di", "von", "the"})
"""Words between a name and the word of its kind ("state of Georgia")."""
_AFTER = re.compile(r"[ \u00a0]?(\w+)")
_CAPITALISED = re.compile(r"\b(?:South |Costa |Sri )?[A-Z][a-z]{3,}")
_ROW = re.compile(r"(?:,| &|,? (?:and|or|dan|atau|serta|manakala|y|e|und|et|en|ve|og|to|ke|from|dari))? ")
_SENTENCE = re.compile(r"[^.!?\n]{1,40}")
_OWNER = re.compile(r"['’]s? ")

Span = tuple[int, int]


class Placed:
    """One name of places in an article, and what stands beside its mentions."""

    def __init__(self, known: Sequence[Known], *, cut: bool) -> None:
        self.known = known
        """What it may stand for."""
        self.cut = cut
        """A word of its kind was left out of it to find that."""
        self.hints: Counter[Level] = Counter()
        """What the words beside it say that it is."""
        self.mentions = 0
        self.dateline = False
        self.votes = 0
        """How much it says of where the article is."""
        self.inside: set[str] = set()
        """The names that say where it lies: after it, parted by a comma, or its owner's ("China's Jiangxi")."""
        self.around: set[str] = set()
        """The names that it says so of."""
        self.row: set[str] = set()
        """The names in a row with it."""
        self.near: set[str] = set()
        """The names that stand shortly before or after it in its sentence, in no row with it."""
        self.shares: list[float] = []
        """How likely it stands for each of the known."""
        self.where: dict[str, float] = {}
        """The shares of countries and divisions in what it may stand for."""

    def settle(self, shares: list[float]) -> None:
        """Note how likely it stands for each of the known."""
        self.shares = shares
        self.where = defaultdict(float)
        for known, share in zip(self.known, shares, strict=True):
            self.where[known.country] += share
            if known.subdivision:
                self.where[known.subdivision] += share


def read_places(text: str, spans: Sequence[Span], language: str, dateline: Sequence[Span]) -> dict[str, Placed]:
    """Return the names at the spans, which are in order, by their spelling without case."""
    names: dict[str, Placed] = {}
    filed = frozenset(dateline)
    for start, end in spans:
        spelling = text[start:end]
        key = spelling.casefold()
        if key not in names:
            names[key] = _placed(spelling, language)
        name = names[key]
        name.mentions += 1
        name.dateline |= (start, end) in filed
        name.hints.update(_hints(text[max(0, start - _REACH) : start], text[end : end + _REACH]))
    for name in names.values():
        name.votes = min(name.mentions, _MOST_MENTIONS) + 2 * name.dateline
    _set_beside(text, spans, names)
    return names


def _set_beside(text: str, spans: Sequence[Span], names: dict[str, Placed]) -> None:
    """Note for each name which others stand beside it, and how."""
    before: str | None = None
    for (start, end), (after, stop) in pairwise(spans):
        first, second = text[start:end].casefold(), text[after:stop].casefold()
        gap = text[end : after if after - end <= _REACH else end]
        owner = _OWNER.fullmatch(gap) is not None
        if owner and before:
            _put(names, before, second)
        before = first if _says_where(gap) else None
        if owner:
            _put(names, second, first)
        elif before:
            _put(names, first, second)
        _put_near(names, first, second, gap)


def peoples_in(text: str) -> Counter[str]:
    """Count the words of a text that are said of a country's people and things, by country ("Canadian")."""
    countries = _peoples()
    found = Counter(code for word in _CAPITALISED.findall(text) if (code := countries.get(word)))
    return Counter({code: min(count, _MOST_MENTIONS) for code, count in found.items()})


@cache
def _peoples() -> dict[str, str]:
    peoples = {code: split_names(block) for code, block in read_tables("countries")["peoples"].items()}
    plural = {f"{name}s": code for code, names in peoples.items() for name in names}
    return plural | {name: code for code, names in peoples.items() for name in names}


def _put(names: dict[str, Placed], smaller: str, wider: str) -> None:
    """Note that a name says where another lies."""
    _add(names[smaller].inside, wider)
    _add(names[wider].around, smaller)


def _put_near(names: dict[str, Placed], first: str, second: str, gap: str) -> None:
    if _ROW.fullmatch(gap):
        _add(names[first].row, second)
        _add(names[second].row, first)
    elif _SENTENCE.fullmatch(gap):
        _add(names[first].near, second)
        _add(names[second].near, first)


def _add(names: set[str], name: str) -> None:
    if len(names) < _MOST_BESIDE:
        names.add(name)


def _says_where(gap: str) -> bool:
    """Say whether the second of two names tells where the first lies.

    Between them stands a comma, a bracket or "of", at most with a point of the compass ("Ganzhou, east China").
    """
    if gap[:1] != ",":
        return gap in {" (", " of "}
    words = gap[1:].split()
    return not words or (len(words) == 1 and words[0] in _compass())


def _placed(spelling: str, language: str) -> Placed:
    """Return a name with what it may stand for, without the word of its kind that it may have ("Jiangxi Province")."""
    known: Sequence[Known] = places_named(spelling, language)
    words = spelling.split()
    cut = not known and len(words) > 1
    if cut:
        for rest, word, side in ((words[:-1], words[-1], "after"), (words[1:], words[0], "before")):
            level = _kinds()[side].get(word.casefold())
            known = known or [place for place in places_named(" ".join(rest), language) if _is_of(place, level)]
    return Placed(known, cut=cut)


def _is_of(known: Known, level: Level | None) -> bool:
    """Say whether a place may have a word of this kind in its name."""
    return known.level is level and (known.main or level is Level.REGION)


@cache
def _kinds() -> dict[str, dict[str, Level]]:
    """Return the words that say what sort of place stands after or before them."""
    kinds: dict[str, dict[str, Level]] = {"before": {}, "after": {}}
    for name, block in read_tables("kinds")["words"].items():
        level, _, side = name.partition("_")
        kinds[side] |= dict.fromkeys((word.replace("_", " ") for word in block.split()), Level(level))
    return kinds


@cache
def _compass() -> frozenset[str]:
    return frozenset(read_tables("kinds")["compass"]["words"].split())


def _hints(before: str, after: str) -> Counter[Level]:
    """Count what the words beside a mention say that it is."""
    hints: Counter[Level] = Counter()
    words = before.casefold().split() if before[-1:].isspace() else []
    if words and words[-1] in _OF:
        words.pop()
    if words:
        kinds = _kinds()["before"]
        if level := kinds.get(" ".join(words[-2:])) or kinds.get(words[-1]):
            hints[level] += 1
    if (match := _AFTER.match(after.casefold())) and (level := _kinds()["after"].get(match[1])):
        hints[level] += 1
    return hints

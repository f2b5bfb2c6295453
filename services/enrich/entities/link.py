"""Which place a name stands for, by the article's other places; none where that stays unclear.

Each name's candidates get a score, the logarithm of how likely each is: by inhabitants, by the words beside the name,
by the places beside it ("Paris, Texas"), and by the countries and divisions of the article's other places, each counted
as likely as it is itself. The share that a candidate has is the confidence, and what is too small a share is left open.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from babel.core import get_global

from services.enrich.entities.gazetteer import Known, Level, places_named
from services.enrich.entities.lexicon import read_tables

# What speaks for a place, in natural logarithms: tuned on tests/enrich/entities/places/development.toml.
_LEVEL = {Level.COUNTRY: 4.0, Level.REGION: -0.5, Level.TOWN: 0.0, Level.FEATURE: 16.0, Level.WIDE: 18.0}
_ELSE = 10.0
"""A place that no gazetteer has."""
_LEAST_TOWN = 1000
_MAIN = 1.5
_FAMILIAR = 1.5
_CAPITAL = 2.0
_HOME = 2.0
_SAID = 4.0
_BESIDE = 6.0
_NEAR = 2.5
_NAMESAKE = -2.0
_COUNTRY = 5.0
_DIVISION = 2.5
_ALIKE = 1.5
_DATELINE = 3.0
# The shares from which on it is said which place, country or division is meant.
_LEAST_PLACE = 0.75
_LEAST_COUNTRY = 0.8

_DOUBT = 0.3
"""Votes that nobody has: little evidence counts less."""
_PEOPLED = frozenset({Level.COUNTRY, Level.REGION, Level.TOWN})
_SPREAD = frozenset({"en", "es", "ar", "fr", "pt", "und"})
_MOSTLY = 0.33
_MOST_CANDIDATES = 60
_MOST_MENTIONS = 3
_ROUNDS = 2
_WORD_BEFORE = re.compile(r"(?:(\w+)[ \u00a0])?(\w+)[ \u00a0](?:of |de |da |do |di |von |the )?\Z")
_WORD_AFTER = re.compile(r"[ \u00a0]?(\w+)")
_SENTENCE = re.compile(r"[^.!?\n]{1,40}")
_REACH = 40
_ROW = re.compile(r"(?:,| &|,? (?:and|or|dan|atau|serta|manakala|y|e|und|et|en|ve|og|to|ke|from|dari))? \Z")


class Link(NamedTuple):
    """What is known of the place; each part None where it is not clear.

    `confidence` is the share of like answers that are right: of the id where one is given, else of the country.
    """

    geonames: int | None = None
    country: str | None = None
    subdivision: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    confidence: float | None = None


class _Name:
    """One name of places in an article, with what stands beside its mentions."""

    def __init__(self, known: Sequence[Known], hints: Counter[Level]) -> None:
        self.known = known
        self.hints = hints
        self.mentions = 0
        self.dateline = False
        self.inside: set[str] = set()
        """The names that stand after it, parted by a comma."""
        self.around: set[str] = set()
        """The names before it, parted by a comma."""
        self.near: set[str] = set()
        """The names that stand shortly before or after it in its sentence, in no row with it."""
        self.row: set[str] = set()
        """The names in a row with it."""
        self.shares: list[float] = []

    @property
    def votes(self) -> int:
        """How much it says of where the article is."""
        return min(self.mentions, _MOST_MENTIONS) + 2 * self.dateline


def link_places(
    text: str, spans: Sequence[tuple[int, int]], language: str, dateline: Sequence[tuple[int, int]] = ()
) -> dict[str, Link]:
    """Return a link for each spelling that stands at the spans, empty where it is not clear which place is meant.

    `spans` are start and end of the names of places, in order; `dateline` those of them where the report was filed.
    """
    names = _gathered(text, spans, language, frozenset(dateline))
    home = _home(language.partition("-")[0])
    alone = {key: [(known, _alone(known, name, names, home)) for known in name.known] for key, name in names.items()}
    for key, name in names.items():
        name.shares = _shares([score for _, score in alone[key]])
    for _ in range(_ROUNDS):
        votes = _Votes(names)
        rated = {
            key: _shares([score + votes.support(known, name, names) for known, score in alone[key]])
            for key, name in names.items()
        }
        for key, name in names.items():
            name.shares = rated[key]
    chosen = {key: _chosen(name) for key, name in names.items()}
    return {spelling: chosen[spelling.casefold()] for spelling in {text[start:end] for start, end in spans}}


def _gathered(
    text: str, spans: Sequence[tuple[int, int]], language: str, dateline: frozenset[tuple[int, int]]
) -> dict[str, _Name]:
    names: dict[str, _Name] = {}
    for start, end in spans:
        spelling = text[start:end]
        key = spelling.casefold()
        if key not in names:
            names[key] = _Name(*_candidates(spelling, language))
        name = names[key]
        name.mentions += 1
        name.dateline |= (start, end) in dateline
        name.hints.update(_hints(text[max(0, start - _REACH) : start], text[end : end + _REACH]))
    for (start, end), (after, stop) in pairwise(spans):
        gap = text[end:after]
        first, second = text[start:end].casefold(), text[after:stop].casefold()
        if gap in {", ", " (", ","}:
            names[first].inside.add(second)
            names[second].around.add(first)
        if _ROW.match(gap):
            names[first].row.add(second)
            names[second].row.add(first)
        elif _SENTENCE.fullmatch(gap):
            names[first].near.add(second)
            names[second].near.add(first)
    return names


def _candidates(spelling: str, language: str) -> tuple[Sequence[Known], Counter[Level]]:
    """Return what a name may stand for, without the word of its kind that it may have ("Jiangxi Province")."""
    known = places_named(spelling, language)
    words = spelling.split()
    hints: Counter[Level] = Counter()
    if not known and len(words) > 1:
        for rest, word, side in ((words[:-1], words[-1], "after"), (words[1:], words[0], "before")):
            level = _kinds()[side].get(word.casefold())
            if not known and level:
                known = places_named(" ".join(rest), language)
                hints[level] += bool(known)
    return sorted(known, key=_prior, reverse=True)[:_MOST_CANDIDATES], hints


@cache
def _kinds() -> dict[str, dict[str, Level]]:
    """Return the words that say what sort of place stands after or before them."""
    kinds: dict[str, dict[str, Level]] = {"before": {}, "after": {}}
    for name, block in read_tables("kinds")["words"].items():
        level, _, side = name.partition("_")
        kinds[side] |= dict.fromkeys((word.replace("_", " ") for word in block.split()), Level(level))
    return kinds


def _hints(before: str, after: str) -> Counter[Level]:
    """Count what the words beside a mention say that it is."""
    hints: Counter[Level] = Counter()
    if match := _WORD_BEFORE.search(before.casefold()):
        two = f"{match[1]} {match[2]}"
        kinds = _kinds()["before"]
        if level := kinds.get(two) or kinds.get(match[2]):
            hints[level] += 1
    if (match := _WORD_AFTER.match(after.casefold())) and (level := _kinds()["after"].get(match[1])):
        hints[level] += 1
    return hints


@cache
def _home(language: str) -> str:
    """Return the country that a language's articles come from by default; empty where it is that of many countries."""
    if language in _SPREAD:
        return ""
    return str(get_global("likely_subtags").get(language, "")).rpartition("_")[2]


def _prior(known: Known) -> float:
    score = _LEVEL[known.level] + _MAIN * known.main + _FAMILIAR * known.familiar + _CAPITAL * known.capital
    return score + (math.log(max(known.weight, _LEAST_TOWN)) if known.level in _PEOPLED else 0)


def _alone(known: Known, name: _Name, names: dict[str, _Name], home: str) -> float:
    """Return what speaks for a place by itself and by what stands beside its name."""
    score = (
        _prior(known)
        + _namesake(known, name.known)
        + _HOME * (known.country == home)
        + _DATELINE * (name.dateline and known.level is Level.TOWN)
    )
    if said := name.hints.total():
        score += _SAID * name.hints[known.level] / said
    inside = any(_lies_in(known, wider) for key in name.inside for wider in names[key].known)
    around = any(_lies_in(smaller, known) for key in name.around for smaller in names[key].known)
    if inside or around:
        return score + _BESIDE
    near = known.level is Level.TOWN and any(_lies_in(known, wider) for key in name.near for wider in names[key].known)
    return score + _NEAR * near


def _namesake(known: Known, others: Sequence[Known]) -> float:
    """Return what speaks against a division whose people mostly live in its town of the same name."""
    if known.level is not Level.REGION or known.familiar or not known.weight:
        return 0
    towns = (other.weight for other in others if other.level is Level.TOWN and other.subdivision == known.subdivision)
    share = max(towns, default=0) / known.weight
    return _NAMESAKE if share >= _MOSTLY else 0


def _lies_in(known: Known, wider: Known) -> bool:
    if known.country != wider.country or known.level in {Level.COUNTRY, Level.WIDE}:
        return False
    if wider.level is Level.REGION:
        return known.level is Level.TOWN and known.subdivision == wider.subdivision
    return wider.level is Level.COUNTRY


def _shares(scores: list[float]) -> list[float]:
    """Return each candidate's share of what is likely, the rest being places that no gazetteer has."""
    most = max([_ELSE, *scores])
    odds = [math.exp(score - most) for score in scores]
    total = sum(odds) + math.exp(_ELSE - most)
    return [odd / total for odd in odds]


class _Votes:
    """Where the names of an article are, each counted for every place that it may stand for."""

    def __init__(self, names: dict[str, _Name]) -> None:
        self._total = sum(name.votes for name in names.values())
        self._where: dict[str, float] = defaultdict(float)
        for name in names.values():
            for code, share in _where(name).items():
                self._where[code] += name.votes * share

    def support(self, known: Known, name: _Name, names: dict[str, _Name]) -> float:
        """Return what speaks for a place by the other names of the article."""
        others = self._total - name.votes + _DOUBT
        own = _where(name)

        def share(code: str) -> float:
            return max(self._where.get(code, 0.0) - name.votes * own.get(code, 0.0), 0.0) / others if code else 0.0

        score = _COUNTRY * share(known.country)
        if known.level in {Level.REGION, Level.TOWN}:
            score += _DIVISION * share(known.subdivision)
        if name.row:
            score += _ALIKE * sum(_alike(known, names[key]) for key in name.row) / len(name.row)
        return score


def _where(name: _Name) -> dict[str, float]:
    """Return the shares of countries and divisions in what a name may stand for."""
    where: dict[str, float] = defaultdict(float)
    for known, share in zip(name.known, name.shares, strict=True):
        where[known.country] += share
        if known.subdivision:
            where[known.subdivision] += share
    return where


def _alike(known: Known, other: _Name) -> float:
    """Return how likely another name stands for the same sort of place, in a row of such."""
    return sum(share for rival, share in zip(other.known, other.shares, strict=True) if rival.level is known.level)


def _chosen(name: _Name) -> Link:
    if not name.known:
        return Link()
    share, best = max(zip(name.shares, name.known, strict=True), key=lambda pair: pair[0])
    if share >= _LEAST_PLACE and best.geonames:
        where = best.latitude, best.longitude
        return Link(best.geonames, best.country or None, best.subdivision or None, *where, round(share, 2))
    where = _where(name)
    sure = {code: share for code, share in where.items() if code and share >= _LEAST_COUNTRY}
    country = next((code for code in sure if "-" not in code), None)
    subdivision = next((code for code in sure if "-" in code), None)
    return Link(country=country, subdivision=subdivision, confidence=round(sure[country], 2)) if country else Link()

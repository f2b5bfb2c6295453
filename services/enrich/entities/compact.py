"""The compact file of places: names, and what is known of each place, in arrays that are read where they lie."""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

BLOCK = 16
"""Names between two that are kept apart, to look from."""
FIRST_CASELESS = "\u0590"
"""Letters from here on have no capitals."""
_NOWHERE = -(2**31)


class Row(NamedTuple):
    """A place as GeoNames has it; inhabitants and middle of a division are those of its towns of 5,000 and more.

    `fame` counts the alternate names of a town in GeoNames, up to 255; what many languages speak of has many.
    `division` is the number of the first-level division that it is or lies in, 0 where that is not known. Degrees are
    WGS 84 to four places.
    """

    key: int
    country: str
    division: int
    latitude: float | None
    longitude: float | None
    population: int
    fame: int


class Places:
    """The places by number: countries first, then divisions, then towns."""

    def __init__(self, packed: bytes) -> None:
        """Read the file; `training/places` writes it."""
        first, _, rest = packed.partition(b"\n")
        found: dict[str, bytes] = {}
        at = 0
        for name, size in json.loads(first)["sections"].items():
            found[name] = zlib.decompress(rest[at : at + size])
            at += size

        def text(name: str) -> list[str]:
            return found[name].decode().split("\n")

        self._names = found["names"]
        self._starts = _numbers(found["starts"], "I")
        self._keys = [self._names[at + 1 : self._names.index(b"\n", at + 1)] for at in self._starts]
        self._ends = _numbers(found["ends"], "I")
        self._holders = _numbers(found["holders"], "I")
        self._columns = [
            _numbers(found[name], kind)
            for name, kind in (
                ("keys", "I"),
                ("countries", "H"),
                ("divisions", "H"),
                ("latitudes", "i"),
                ("longitudes", "i"),
                ("populations", "I"),
            )
        ]
        self._fames = found["fames"]
        self.codes = text("codes")
        """ISO 3166-1 alpha-2 of each country; a country's number is its index."""
        self.isos = text("isos")
        """ISO 3166-2 of each division, by its number, which is from 1."""
        self.admins = text("admins")
        """GeoNames' code of each division within its country."""
        self.capitals = frozenset(_numbers(found["capitals"], "I"))
        """Numbers of the towns that are capitals of countries."""
        self.big_caseless = text("big")
        """Names of towns of a million and more, in scripts without capitals."""

    @property
    def first_division(self) -> int:
        """The number of the first place that is a division; before it are countries."""
        return len(self.codes)

    @property
    def first_town(self) -> int:
        """The number of the first place that is a town."""
        return len(self.codes) + len(self.isos) - 1

    def named(self, name: str) -> Iterator[tuple[int, bool]]:
        """Yield the number of each place of this name, and whether it is its main one."""
        sought = name.encode("utf-8", "replace")
        block = bisect_right(self._keys, sought) - 1
        if block < 0:
            return
        start = self._starts[block]
        end = self._starts[block + 1] + 1 if block + 1 < len(self._starts) else len(self._names)
        at = self._names.find(b"\n%b\n" % sought, start, end)
        if at < 0:
            return
        index = block * BLOCK + self._names.count(b"\n", start, at)
        for holder in self._holders[self._ends[index] : self._ends[index + 1]]:
            yield holder >> 1, bool(holder & 1)

    def number(self, key: int) -> int:
        """Return the number of the place of a GeoNames id; a ValueError where it is not here."""
        return self._columns[0].index(key)

    def row(self, number: int) -> Row:
        """Return what is known of a place."""
        key, country, division, latitude, longitude, population = (column[number] for column in self._columns)
        where = _degrees(latitude), _degrees(longitude)
        return Row(key, self.codes[country], division, *where, population, self._fames[number])


@cache
def places() -> Places:
    """Return the places; the file is read on first use."""
    return Places(files("services.enrich.entities").joinpath("data/places.bin").read_bytes())


def _numbers(raw: bytes, kind: str) -> array[int]:
    numbers: array[int] = array(kind, raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _degrees(value: int) -> float | None:
    return None if value == _NOWHERE else value / 10_000

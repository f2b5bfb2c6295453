"""The word lists that say what names are made of, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Lexicon(NamedTuple):
    """Sets of lower-case words, except `known_*`, which are names as written, split into words."""

    titles: frozenset[tuple[str, ...]]
    title_starts: frozenset[str]
    offices: frozenset[str]
    speech: frozenset[str]
    particles: frozenset[str]
    generations: frozenset[str]
    given: frozenset[str]
    family: frozenset[str]
    heads: frozenset[str]
    local_heads: frozenset[str]
    """First words of bodies that are called by their town."""
    heads_of: frozenset[str]
    tails: frozenset[str]
    openers: frozenset[str]
    corporate: frozenset[str]
    stopped: frozenset[str]
    joiners: frozenset[str]
    subjects: frozenset[str]
    known_organisations: frozenset[tuple[str, ...]]
    place_heads: frozenset[str]
    place_fronts: frozenset[str]
    """Words that begin a place's name before another's: "Hulu", "Bangunan"."""
    place_tails: frozenset[str]
    kinds_of_places: frozenset[str]
    """`place_tails` and more."""
    place_heads_of: frozenset[str]
    locative: frozenset[str]
    known_places: frozenset[tuple[str, ...]]
    known_starts: frozenset[str]
    """The first words of the known names."""
    calendar: frozenset[str]
    peoples: frozenset[str]
    platforms: frozenset[str]
    capitals: frozenset[str]
    bare_tails: frozenset[str]
    bare_heads: frozenset[str]
    starters: frozenset[str]
    also_words: frozenset[str]
    short_forms: frozenset[str]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("services.enrich.entities").joinpath(f"data/{name}.toml").read_text("utf-8"))


def read_tables(name: str) -> dict[str, dict[str, str]]:
    """Return a data file of tables of strings."""
    return _toml(name)


def split_names(block: str) -> list[str]:
    """Split a block at semicolons and line ends into names."""
    return [name for line in block.splitlines() for part in line.split(";") if (name := part.strip())]


def _phrases(block: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(name.split()) for name in split_names(block))


@cache
def lexicon() -> Lexicon:
    """Return the lists; the files are read on first use."""
    titles, organisations, names, places, ordinary = map(
        _toml, ("titles", "organisations", "names", "places", "ordinary")
    )

    def words(block: str) -> frozenset[str]:
        return frozenset(block.split())

    return Lexicon(
        titles=(before := _phrases(titles["before"])),
        title_starts=frozenset(title[0] for title in before),
        offices=words(titles["offices"]),
        speech=words(titles["speech"]),
        particles=words(titles["particles"]),
        generations=words(titles["generations"]),
        given=words(names["given"]),
        family=words(names["family"]),
        heads=words(organisations["heads"]),
        local_heads=words(organisations["local_heads"]),
        heads_of=words(organisations["heads_of"]),
        tails=words(organisations["tails"]),
        openers=words(organisations["openers"]),
        stopped=words(organisations["stopped"]),
        corporate=words(organisations["corporate"]),
        joiners=words(organisations["joiners"]),
        subjects=words(organisations["subjects"]),
        known_organisations=(bodies := _phrases(organisations["known"])),
        place_heads=words(places["heads"]),
        place_fronts=words(places["fronts"]),
        place_tails=words(places["tails"]),
        kinds_of_places=words(places["tails"]) | words(places["more_tails"]),
        place_heads_of=words(places["heads_of"]),
        locative=words(places["locative"]),
        known_places=(regions := _phrases(places["known"])),
        known_starts=frozenset(name[0] for name in bodies | regions),
        calendar=words(ordinary["calendar"]),
        peoples=words(ordinary["peoples"]),
        platforms=words(ordinary["platforms"]),
        capitals=words(ordinary["capitals"]),
        bare_tails=words(ordinary["bare_tails"]),
        bare_heads=words(ordinary["bare_heads"]),
        starters=words(ordinary["starters"]),
        also_words=words(ordinary["also_words"]),
        short_forms=words(ordinary["short_forms"]),
    )

"""From what an engine takes for names to names: offsets of the whole text, bare, none over another."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from services.enrich.entities.engines.engine import Candidate, Engine
from services.enrich.entities.engines.labels import bare_name
from services.enrich.entities.engines.pieces import pieces
from services.enrich.entities.gather import Name
from services.enrich.entities.recogniser import Recogniser
from shared.articles import EntitiesBy

# Halves of surrogate pairs are no characters, and no library takes them; one for one, so that offsets stay.
_SURROGATES = re.compile("[\ud800-\udfff]")


def recogniser_with(engine: Engine, own: Recogniser) -> Recogniser:
    """Return what finds names by an engine in the languages that it reads, and by our own means in others."""

    def find_names(text: str, language: str) -> list[Name]:
        return names_by(engine, text, language) if engine.reads(language) else own.find_names(text, language)

    def by(language: str) -> EntitiesBy:
        return engine.by if engine.reads(language) else own.by(language)

    return Recogniser(find_names, by)


def names_by(engine: Engine, text: str, language: str) -> list[Name]:
    """Return the names that an engine finds, in order, none over another.

    Of two that overlap the one that it is surer of is kept, else the longer, else the first.
    """
    kept: list[Candidate] = []
    for found in sorted(_bare(engine, text, language), key=lambda one: (-one.score, one.start - one.end, one.start)):
        at = bisect_left(kept, found)
        clear_before = at == 0 or kept[at - 1].end <= found.start
        clear_after = at == len(kept) or found.end <= kept[at].start
        if clear_before and clear_after:
            kept.insert(at, found)
    return [Name(one.start, one.end, text[one.start : one.end], one.kind) for one in kept]


def _bare(engine: Engine, text: str, language: str) -> Iterator[Candidate]:
    """Give each candidate of each piece that holds a letter, by the offsets of the text."""
    readable = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    for first, after in pieces(readable, engine.characters, engine.words):
        piece = readable[first:after]
        for found in engine.read(piece) if piece.strip() else ():
            start, end = bare_name(piece, found.start, found.end, found.kind, language)
            if any(map(str.isalpha, piece[start:end])):
                yield found._replace(start=first + start, end=first + end)

"""What an engine has to be: it reads a piece of text and says where in it which kind of name stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from services.enrich.entities.kinds import Kind
from shared.articles import EntitiesBy


class EngineError(Exception):
    """An engine that cannot be used; its text says what is missing and the remedy, for the person who chose it."""


class Candidate(NamedTuple):
    """What an engine takes for a name: code points of the piece that it read, and how sure it is beside its others."""

    start: int
    end: int
    kind: Kind
    score: float = 1.0


@dataclass(frozen=True)
class Engine:
    """A loaded engine.

    Attributes:
        by: what the event calls it.
        languages: those that it reads (BCP 47, without script or region); None where it reads any.
        read: the candidates of one piece of text, in any order; they may overlap and may hold blanks at their ends.
        characters: the longest piece that it is given.
        words: the most words of a piece, where it counts those too.
    """

    by: EntitiesBy
    languages: frozenset[str] | None
    read: Callable[[str], Iterable[Candidate]]
    characters: int
    words: int | None = None

    def reads(self, language: str) -> bool:
        """Say whether a language (BCP 47 tag) is one of its own."""
        return self.languages is None or language.partition("-")[0].lower() in self.languages

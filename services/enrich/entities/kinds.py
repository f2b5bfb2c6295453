"""What the rules say to one another."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The three kinds of entity."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"


class Found(NamedTuple):
    """A name: its first word, the word after its last, and its kind.

    `sure` where a word of the name or beside it says what it is, not merely that it is written with capitals.
    """

    first: int
    after: int
    kind: Kind
    sure: bool


class Step(NamedTuple):
    """How far a rule read, and the name it found there, if any."""

    after: int
    found: Found | None = None


def step(first: int, after: int, kind: Kind, *, sure: bool = True) -> Step:
    """Return a step over one name."""
    return Step(after, Found(first, after, kind, sure))

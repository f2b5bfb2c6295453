"""What a name is, before it is gathered into an entity."""

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

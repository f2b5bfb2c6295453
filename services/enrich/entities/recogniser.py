"""What finds the names of a text: our own models and gazetteer, or an engine that the operator prefers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from services.enrich.entities.gather import Name
from shared.articles import EntitiesBy

FindNames = Callable[[str, str], list[Name]]
"""The names of a text in a language (BCP 47 tag), in order, none over another."""


class Recogniser(NamedTuple):
    """A way of finding names, and what the event calls it for a language (BCP 47 tag)."""

    find_names: FindNames
    by: Callable[[str], EntitiesBy]

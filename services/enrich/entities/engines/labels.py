"""What the labels of engines mean, and what their spans hold too much: data in labels.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from services.enrich.entities.kinds import Kind

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


class _Outside(NamedTuple):
    """What stands at the ends of a span without being part of the name."""

    before: tuple[str, ...] = ()
    before_organization: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def kinds_by_label(library: str) -> dict[str, Kind]:
    """Return the kind that each label of a library stands for."""
    return {label: Kind(kind) for kind, labels in _table()[library].items() for label in labels}


def bare_name(text: str, start: int, end: int, kind: Kind, language: str) -> tuple[int, int]:
    """Return start and end of the name in a span: without blanks, articles and genitives; it may be empty.

    A name does not go beyond an empty line: what follows one is left out.
    """
    outside = _outside().get(language.partition("-")[0].lower(), _Outside())
    start, end = _without_blanks(text, start, end)
    if gap := _EMPTY_LINE.search(text, start, end):
        end = gap.start()
    before = (*outside.before, *(outside.before_organization if kind is Kind.ORGANIZATION else ()))
    start += next((len(word) for word in before if text.startswith(word, start, end)), 0)
    end -= next((len(ending) for ending in outside.after if text.endswith(ending, start, end)), 0)
    return _without_blanks(text, start, end)


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    found = text[start:end]
    return start + len(found) - len(found.lstrip()), start + len(found.rstrip())


@cache
def _outside() -> dict[str, _Outside]:
    return {
        language: _Outside(**{where: tuple(words) for where, words in lists.items()})
        for language, lists in _table()["outside"].items()
    }


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("services.enrich.entities.engines") / "labels.toml").read_text("utf-8"))

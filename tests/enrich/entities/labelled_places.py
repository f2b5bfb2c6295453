"""The labelled places: names whose meaning only the article tells, in two halves."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from services.enrich.entities.link import Link, link_places

HALVES = ("development", "held-out")
_MARK = re.compile(r"[<>\[\]{}]")

Span = tuple[int, int]


class Case(NamedTuple):
    """A text, the places in it, the one that is asked for, and what it is: None where the text does not tell."""

    text: str
    language: str
    places: tuple[Span, ...]
    dateline: tuple[Span, ...]
    asked: Span
    country: str | None
    subdivision: str | None
    geonames: int | None

    @property
    def name(self) -> str:
        """The name that is asked for."""
        return self.text[slice(*self.asked)]

    def link(self) -> Link:
        """Return the link that the name gets, all places of the text being known to be places."""
        return link_places(self.text, self.places, self.language, self.dateline)[self.name]


def cases(half: str) -> list[Case]:
    """Return the cases of a half."""
    path = Path(__file__).parent / f"places/{half}.toml"
    return [_case(**case) for case in tomllib.loads(path.read_text("utf-8"))["case"]]


def _case(
    text: str, language: str, country: str | None = None, subdivision: str | None = None, geonames: int | None = None
) -> Case:
    spans: dict[str, list[Span]] = {"<": [], "[": [], "{": []}
    opened: list[tuple[str, int]] = []
    plain = ""
    for part in re.split(f"({_MARK.pattern})", text):
        if part in spans:
            opened.append((part, len(plain)))
        elif _MARK.fullmatch(part):
            mark, start = opened.pop()
            spans[mark].append((start, len(plain)))
        else:
            plain += part
    places = tuple(sorted({span for found in spans.values() for span in found}))
    return Case(plain, language, places, tuple(spans["{"]), spans["<"][0], country, subdivision, geonames)

"""The words of one language, read from `languages/xx.toml` at first use and compiled into one matcher.

A language is data: a tag without a file has an empty lexicon, so that only what every language writes alike is found.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple, cast

from services.enrich.dates.matcher import Tense, Words, fold, matcher_of, tense_of
from services.enrich.dates.meanings import MEANINGS

Endings = Mapping[str, list[str]]


class Entry(NamedTuple):
    """One meaning of a word: the kind that the grammar knows it by, its value, and whether it needs a capital."""

    kind: str
    value: object
    capital: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language, ready to read with.

    `gaps` are the words between two parts of one expression, by what they do (`to`, `and`, `of`, `in`); `context` the
    words around an expression that decide on it, by role, and `roles` the same by word. The rest is told in
    languages/README.md.
    """

    tag: str
    order: str
    offset: dt.timedelta | None
    entries: Mapping[str, tuple[Entry, ...]]
    gaps: Mapping[str, str]
    context: Mapping[str, frozenset[str]]
    roles: Mapping[str, frozenset[str]]
    weak: frozenset[str]
    spaced: bool
    era: int
    dashed: bool
    bare_years: bool
    verb_last: bool
    ordinals: frozenset[str]
    without: frozenset[str]
    lowercase: frozenset[str]
    tense: Tense
    matcher: re.Pattern[str]

    def read(self, written: str) -> dict[str, object]:
        """Every meaning of a word as written; empty where none fits its capitals."""
        entries = self.entries.get(" ".join(fold(written).split()), ())
        capital = written[:1] != written[:1].lower()
        return {entry.kind: entry.value for entry in entries if capital or not entry.capital}


@cache
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a BCP 47 tag: its own file, else that of its language, else the empty one."""
    parts = language.casefold().split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        if tag in _tags():
            return _load(tag)
    return _compile("und", {})


@cache
def _tags() -> frozenset[str]:
    folder = files("services.enrich.dates").joinpath("languages")
    return frozenset(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


@cache
def _load(tag: str) -> Lexicon:
    path = files("services.enrich.dates").joinpath("languages", f"{tag}.toml")
    return _compile(tag, tomllib.loads(path.read_text("utf-8")))


def _compile(tag: str, table: Mapping[str, object]) -> Lexicon:
    def words(key: str) -> Words:
        return cast("Words", table.get(key, {}))

    def listed(key: str) -> list[str]:
        return cast("list[str]", table.get(key, []))

    context = {name: frozenset(map(fold, forms)) for name, forms in words("context").items()}
    entries = _entries(words("words"), frozenset(listed("capitalised")), cast("Endings", table.get("endings", {})))
    offset = table.get("offset")
    return Lexicon(
        tag=tag,
        order=str(table.get("order", "")),
        offset=dt.datetime.fromisoformat(f"2000-01-01T00:00{offset}").utcoffset() if offset else None,
        entries=entries,
        gaps=_gaps(words("gaps")),
        context=context,
        roles={
            form: frozenset(role for role, forms in context.items() if form in forms)
            for form in chain.from_iterable(context.values())
        },
        weak=frozenset(map(fold, listed("weak"))),
        spaced=table.get("spaced", True) is True,
        era=int(str(table.get("era", 0))),
        dashed=bool(table.get("dashed", False)),
        bare_years=bool(table.get("bare_years", False)),
        verb_last=bool(table.get("verb_last", False)),
        ordinals=frozenset(map(fold, listed("ordinal_suffix"))),
        without=frozenset(listed("without")),
        lowercase=frozenset(listed("lowercase")),
        tense=tense_of(words("context"), spaced=table.get("spaced", True) is True),
        matcher=matcher_of(entries, table),
    )


def _entries(words: Words, capitalised: frozenset[str], endings: Endings) -> dict[str, tuple[Entry, ...]]:
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for kind, table in words.items():
        rows: Iterable[tuple[str, list[str]]] = [("", table)] if isinstance(table, list) else table.items()
        for name, forms in rows:
            if not isinstance(cast("object", forms), list):
                raise TypeError(f"[words.{kind}] {name}: a key with a dot must be quoted")
            value = MEANINGS.get(kind, str)(name)
            kinds = (kind, f"{kind}_{value}") if kind == "unit" else (kind,)
            for form in chain.from_iterable(_inflected(form, kind, endings) for form in forms):
                entries[fold(form)].extend(Entry(k, value, kind in capitalised) for k in kinds)
    return {form: tuple(found) for form, found in entries.items()}


def _inflected(form: str, kind: str, endings: Endings) -> Iterable[str]:
    """A form with a star takes each of the endings that are named after it, else those of its kind."""
    stem, star, name = form.partition("*")
    return (stem + ending for ending in endings[name or kind]) if star else (form,)


_MARKS = {
    "": " ", ",": ",", "،": ",", "，": ",", "(": "(", ", (": "(", ")": ")", "),": ")", "（": "(", "）": ")",
    "-": "-", "–": "-", "—": "-", "－": "-", "~": "-", "～": "-", "〜": "-", "/": "/",
}  # fmt: skip
_CONNECTORS = {"to": "~", "and": "&", "of": "g", "in": "o", "possessive": "'"}


def _gaps(words: Words) -> dict[str, str]:
    gaps = dict(_MARKS)
    for name, forms in words.items():
        for form in forms:
            for mark in ("", ", ", ") "):
                gaps[mark + fold(form)] = _CONNECTORS[name]
    return gaps

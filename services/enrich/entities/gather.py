"""The mentions of one entity become one entity, under its fullest name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from services.enrich.entities.kinds import Kind
from services.enrich.entities.lexicon import lexicon
from services.enrich.entities.link import Link

_MOST_NAMESAKES = 50
"""How many full names with the same word are looked through for a short one, so that a list of names stays linear."""

PersonName = tuple[str, ...]


class Name(NamedTuple):
    """One mention: where it stands and of what kind it is.

    `text` is the name that stands from `start` on; the mention may go on to `end` with an ending that is none of it.
    """

    start: int
    end: int
    text: str
    kind: Kind


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return a name without case, diacritics and differences of spacing and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).casefold().split())


def fullest(forms: list[str]) -> str:
    """Return the form with most words, of these one not all in capitals, the longest, the first."""
    return max(forms, key=lambda form: (len(form.split()), not form.isupper(), len(form)))


def gather(text: str, names: list[Name], links: dict[str, Link]) -> list[list[Name]]:
    """Gather the mentions that name one entity; entities in order of first mention.

    Of one kind, and: the same folded name; a part of a person's full name, the latest such person's before it if
    several; an organisation's letters in brackets after it, or its initials; places with the same link.
    """
    people = _People(names)
    bodies = _bodies(text, names)
    groups: dict[tuple[Kind, object], list[Name]] = defaultdict(list)
    for name in names:
        key: object = fold(name.text)
        match name.kind:
            case Kind.PERSON:
                key = people.full_name(name)
            case Kind.ORGANIZATION:
                key = bodies.get(fold(name.text), key)
            case Kind.PLACE:
                key = links.get(name.text, Link()).geonames or key
        groups[name.kind, key].append(name)
    return list(groups.values())


class _People:
    """The full names of an article, and who was named last."""

    def __init__(self, names: list[Name]) -> None:
        every = dict.fromkeys(_person_name(name) for name in names if name.kind is Kind.PERSON)
        by_word: dict[str, list[PersonName]] = defaultdict(list)
        for full in sorted(every, key=len, reverse=True):
            for word in set(full):
                by_word[word].append(full)
        self._wider = {short: _wider(short, by_word) for short in every}
        self._seen: dict[PersonName, int] = {}

    def full_name(self, name: Name) -> PersonName:
        """Return the full name that a mention stands for; asked in the order of the text."""
        short = _person_name(name)
        wider = self._wider[short]
        full = max(wider, key=lambda candidate: self._seen.get(candidate, -1)) if wider else short
        self._seen[full] = name.start
        return full


def _person_name(name: Name) -> PersonName:
    lists = lexicon()
    words = tuple(
        word for word in fold(name.text).split() if word not in lists.particles and word not in lists.generations
    )
    return words or (fold(name.text),)


def _wider(short: PersonName, by_word: dict[str, list[PersonName]]) -> list[PersonName]:
    """Return the longest names that hold all words of a shorter one, in no order of the text."""
    rarest = min((by_word[word] for word in short), key=len)
    wider = [full for full in rarest[:_MOST_NAMESAKES] if len(full) > len(short) and set(short) <= set(full)]
    return [full for full in wider if not any(set(full) < set(other) for other in wider)]


def _bodies(text: str, names: list[Name]) -> dict[str, str]:
    """Return the folded long name for each short one of an organisation."""
    bodies: dict[str, str] = {}
    organisations = [name for name in names if name.kind is Kind.ORGANIZATION]
    for long in organisations:
        if len(initials := _initials(long.text)) > 1:
            bodies.setdefault(initials, fold(long.text))
    for before, after in pairwise(names):
        both = before.kind is after.kind is Kind.ORGANIZATION
        if both and text[before.end : after.start] == " (" and text[after.end : after.end + 1] == ")":
            short, long = sorted((before.text, after.text), key=len)
            bodies[fold(short)] = fold(long)
    return bodies


def _initials(name: str) -> str:
    words = [word for word in name.replace("-", " ").split() if word[0].isupper()]
    return "".join(word[0] for word in words).casefold() if len(words) > 1 else ""

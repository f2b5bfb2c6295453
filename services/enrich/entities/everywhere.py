"""A name found once is found everywhere in the article, and is everywhere of the same kind."""

from __future__ import annotations

from collections import Counter, defaultdict

from services.enrich.entities.kinds import Found, Kind
from services.enrich.entities.lexicon import lexicon
from services.enrich.entities.words import Word, is_character

_LONGEST = 8
"""Words of a name that is looked for again."""

Key = tuple[str, ...]


def spread(words: list[Word], found: list[Found]) -> list[Found]:
    """Return the names with one kind for each spelling, and those that were passed over, in order.

    A single word of a person's full name is that person. What merely is written with capitals takes the kind that it
    surely has elsewhere, and is left out where nothing in the article says that it is a name.
    """
    kinds = _sure_kinds(words, found)
    people = _words_of_people(words, found)
    settled = [better for name in found if (better := _settle(words, name, kinds, people))]
    return _again(words, settled, people)


def _key(words: list[Word], name: Found) -> Key:
    return tuple(word.low for word in words[name.first : name.after])


def _sure_kinds(words: list[Word], found: list[Found]) -> dict[Key, Kind]:
    votes: dict[Key, Counter[Kind]] = defaultdict(Counter)
    for name in found:
        if name.sure:
            votes[_key(words, name)][name.kind] += 1
    return {
        key: max(counter, key=lambda kind, counter=counter: (counter[kind], kind)) for key, counter in votes.items()
    }


def _words_of_people(words: list[Word], found: list[Found]) -> frozenset[str]:
    """Return the single words by which the article may call a person whom it has named in full."""
    lists = lexicon()
    not_names = lists.particles | lists.generations | lists.starters | lists.subjects
    return frozenset(
        word.low
        for name in found
        if name.kind is Kind.PERSON and name.after - name.first > 1
        for word in words[name.first if name.sure else name.after - 1 : name.after]
        if word.capital and len(word.low) > 1 and word.low not in not_names and (word.low,) not in lists.titles
        if not word.caps
    )


def _settle(words: list[Word], name: Found, kinds: dict[Key, Kind], people: frozenset[str]) -> Found | None:
    key = _key(words, name)
    if len(key) == 1 and key[0] in people and not (name.kind is Kind.PLACE and name.sure):
        return name._replace(kind=Kind.PERSON, sure=True)
    if name.sure:
        return name
    if key in kinds:
        return name._replace(kind=kinds[key], sure=True)
    return name


def _again(words: list[Word], found: list[Found], people: frozenset[str]) -> list[Found]:
    """Find the spellings of names where they were passed over: at the start of a sentence, in a headline."""
    spellings: dict[Key, Kind] = {(word,): Kind.PERSON for word in people}
    spellings |= {
        key: name.kind for name in found if name.after - name.first <= _LONGEST and (key := _key(words, name))
    }
    longest: dict[str, int] = {}
    for key in spellings:
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    merged: list[Found] = []
    at = 0
    for name in [*found, Found(len(words), len(words), Kind.PERSON, sure=False)]:
        while at < name.first:
            again = _at(words, at, name.first, spellings, longest)
            if again:
                merged.append(again)
            at = again.after if again else at + 1
        merged.append(name)
        at = name.after
    return merged[:-1]


def _at(words: list[Word], at: int, stop: int, spellings: dict[Key, Kind], longest: dict[str, int]) -> Found | None:
    word = words[at]
    if word.low not in longest or not word.may_name:
        return None
    lists = lexicon()
    # A single character is rarely the whole of a name.
    for size in range(min(longest[word.low], stop - at), is_character(word.text), -1):
        key = tuple(here.low for here in words[at : at + size])
        if key not in spellings or not words[at + size - 1].may_name:
            continue
        if size == 1 and (word.low in lists.starters or word.low in lists.calendar or word.low in lists.peoples):
            return None
        return Found(at, at + size, spellings[key], sure=True)
    return None

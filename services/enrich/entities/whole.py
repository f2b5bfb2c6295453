"""What lists know better than the model: where a body's name ends, which words are no names, which are countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from services.enrich.entities.kinds import Found, Kind
from services.enrich.entities.lexicon import lexicon
from services.enrich.entities.signs import known_places
from services.enrich.entities.words import Word

_LONGEST = 4
_SIGNS = re.compile(r"[.!?…][\"”'’)]?\s*(?:—|–|--?)\s*$")
_AND = frozenset({"and", "dan", "&"})


def made_whole(words: list[Word], found: list[Found], language: str) -> list[Found]:
    """Return the model's names with bodies whole ("Abc Co., Ltd.", "Kementerian Seni dan Budaya"), words left out.

    A country that the model passed over is added, as it is a place also where it acts; so is a known body in brackets
    ("(Reuters)").
    """
    names: list[Found] = []
    for name in found:
        if names and (kind := _as_one(words, names[-1], name, language)):
            names[-1] = Found(names[-1].first, name.after, kind, names[-1].sure)
        elif _is_name(words, name):
            names.append(name)
    ends = [*(name.first for name in names[1:]), len(words)]
    names = [_to_its_end(words, _settled(words, name, language), end) for name, end in zip(names, ends, strict=False)]
    return sorted([*names, *_passed_over(words, names, language)])


def _settled(words: list[Word], name: Found, language: str) -> Found:
    """Return a name as the lists see it: what begins with "Syarikat" is a body.

    Countries and regions are places also where their teams or governments are meant. A town may be someone's family
    name, and is surely a place only after "in".
    """
    if name.kind is Kind.PLACE and name.after - name.first > 1 and words[name.first].low in lexicon().heads:
        return name._replace(kind=Kind.ORGANIZATION)
    if name.kind is Kind.PERSON and name.after - name.first == 1 and _is_before_its_kind(words, name.after):
        return name._replace(kind=Kind.PLACE)
    if name.kind is Kind.PERSON or name.after - name.first > 1:
        return name
    places = known_places(words[name.first].text, language)
    if places and not places[0].is_city:
        return name._replace(kind=Kind.PLACE)
    if name.kind is Kind.ORGANIZATION:
        return name
    located = name.first > 0 and words[name.first].joined and words[name.first - 1].low in lexicon().locative
    return name._replace(sure=name.sure and located)


def _is_before_its_kind(words: list[Word], after: int) -> bool:
    """Say whether "pier", "ferry pier" or the like stands there in small letters: what is before it is a place."""
    row = takewhile(lambda word: not word.capital and word.gap == " ", words[after : after + 2])
    return any(word.low in lexicon().kinds_of_places for word in row)


def _passed_over(words: list[Word], names: list[Found], language: str) -> Iterator[Found]:
    """Yield the countries that stand outside of all names and are no part of a longer row of capitals."""
    taken = {at for name in names for at in range(name.first, name.after)}
    inside = frozenset(word.low for word in words if word.capital and not word.begins and not word.shouted)
    at = 0
    while at < len(words):
        if not words[at].capital or at in taken:
            at += 1
            continue
        if _is_body_in_brackets(words, at) or _is_signature(words, at, inside):
            yield Found(at, at + 1, Kind.ORGANIZATION, sure=True)
        after = _end_of_country(words, at, language)
        if after > at and taken.isdisjoint(range(at, after)) and _stands_alone(words, at, after):
            yield Found(at, after, Kind.PLACE, sure=True)
        at = max(after, at + 1)


def _is_body_in_brackets(words: list[Word], at: int) -> bool:
    return (
        words[at].gap.endswith("(")
        and at + 1 < len(words)
        and words[at + 1].gap.startswith(")")
        and (words[at].text,) in lexicon().known_organisations
    )


def _is_signature(words: list[Word], at: int, inside: frozenset[str]) -> bool:
    """Say whether a paper signs its report here ("… ended. — Abc"): at a line's end, or with its name elsewhere."""
    word = words[at]
    if not _SIGNS.search(word.gap) or word.low in lexicon().starters:
        return False
    return at + 1 == len(words) or "\n" in words[at + 1].gap or word.low in inside


def _end_of_country(words: list[Word], at: int, language: str) -> int:
    """Return the word after the country that begins here; `at` where none does."""
    if words[at].low in lexicon().peoples:
        return at
    most = at + 1
    while most < min(len(words), at + _LONGEST) and words[most].gap == " ":
        most += 1
    for after in range(most, at, -1):
        places = known_places(" ".join(word.text for word in words[at:after]), language)
        if places and places[0].is_country:
            return after
    return at


def _stands_alone(words: list[Word], first: int, after: int) -> bool:
    """Say whether no capital stands beside a country, or only the title before it ("Perdana Menteri Jepun")."""
    before = words[first - 1] if first and words[first].gap == " " else None
    lists = lexicon()
    if before and (before.low in lists.title_starts or before.low in lists.offices):
        return True
    follows = after < len(words) and words[after].gap == " " and words[after].capital
    return not follows and not (before and before.capital) and not words[first].shouted


def _as_one(words: list[Word], before: Found, name: Found, language: str) -> Kind | None:
    """Return the kind of the one name that two names are parts of; none where they are two."""
    if before.after != name.first:
        return None
    if before.kind is Kind.ORGANIZATION and _is_body_to_the_end(words, before, name, language):
        return Kind.ORGANIZATION
    if before.kind is Kind.PLACE and _is_head_of_place(words, before) and words[name.first].gap == " ":
        # "Hulu" and "Terengganu", "Bangunan" and "Sultan Ismail".
        return None if name.kind is Kind.ORGANIZATION else Kind.PLACE
    ends_as_company = words[name.after - 1].low in lexicon().corporate and words[name.first].gap == " "
    return Kind.ORGANIZATION if name.kind is Kind.ORGANIZATION and ends_as_company else None


def _is_body_to_the_end(words: list[Word], before: Found, name: Found, language: str) -> bool:
    """Say whether a name goes on with the body before it: "Abc Co." and "Ltd.", "Office of the" and "Abc"."""
    lists, first, head = lexicon(), words[name.first], words[before.first].low
    rest = words[name.first : name.after]
    if name.kind is Kind.ORGANIZATION and all(word.low in lists.corporate for word in rest):
        return first.gap in {", ", "., ", " "}
    if first.gap != " ":
        return False
    match name.kind:
        case Kind.ORGANIZATION:
            return not words[before.after - 1].capital
        case Kind.PERSON:
            # "PT" and "Salma Arowana".
            return before.after - before.first == 1 and head in lists.heads
        case Kind.PLACE:
            # "Syarikat Feri" and "Utara Jaya": what no gazetteer has is the rest of the name. Courts, hospitals and
            # schools are called by their town.
            known = known_places(" ".join(word.text for word in rest), language)
            is_local = head in lists.local_heads or words[before.after - 1].low in lists.local_heads
            return is_local or (head in lists.heads and not known)


def _is_head_of_place(words: list[Word], name: Found) -> bool:
    low = words[name.first].low
    return name.after - name.first == 1 and (low in lexicon().place_heads or low in lexicon().place_fronts)


def _is_name(words: list[Word], name: Found) -> bool:
    """Say whether a single word is a name: a platform or a "Park" only where it speaks, one that begins hardly."""
    if name.after - name.first > 1:
        return True
    lists, word = lexicon(), words[name.first]
    is_kind_of_place = word.begins and not word.caps and word.low in lists.kinds_of_places
    if word.low in lists.platforms or is_kind_of_place:
        return name.after < len(words) and words[name.after].low in lists.speech
    return not (word.begins and not word.caps and (word.low in lists.also_words or word.low in lists.starters))


def _to_its_end(words: list[Word], name: Found, end: int) -> Found:
    """Add to a body the rest of what it is for ("Kementerian Sains, Teknologi" + "dan Inovasi"); cut a last "of"."""
    lists, after = lexicon(), name.after
    while after > name.first + 1 and words[after - 1].low in lists.joiners and not words[after - 1].capital:
        after -= 1
    if name.kind is not Kind.ORGANIZATION or after < name.after:
        return name._replace(after=after)
    while after < end:
        if words[after].low in lists.corporate and words[after].capital and words[after].gap in {", ", "., "}:
            after += 1
        elif (
            after + 1 < end
            and words[after].gap == words[after + 1].gap == " "
            and words[after].low in _AND
            and words[after + 1].low in lists.subjects
            and words[after + 1].capital
            and words[after - 1].low in lists.subjects
        ):
            after += 2
        else:
            break
    return name._replace(after=after)

"""Our own way of finding names: a model where there is one for the language, else known places."""

from __future__ import annotations

import re

from services.enrich.entities.caseless import caseless_places, is_caseless
from services.enrich.entities.everywhere import spread
from services.enrich.entities.gather import Name
from services.enrich.entities.kinds import Found, Kind
from services.enrich.entities.lexicon import lexicon
from services.enrich.entities.model import base_of, has_model, names_by_model
from services.enrich.entities.recogniser import Recogniser
from services.enrich.entities.signs import known_places
from services.enrich.entities.whole import made_whole
from services.enrich.entities.words import Word, is_character, words_of
from shared.articles import EntitiesBy

_CASE_ENDING = re.compile(r"(?<=\w)['’]\w+$")
"""Of a Turkish name ("Ankara'da"): part of the mention, as inflection is in other languages, not of the name."""
_KINDS_OF_PLACES = frozenset("国國省市县縣県区區州郡府都道町村镇鎮乡鄉岛島山河江湖海洋港湾灣口路街站駅城宫宮寺谷原洲")
"""Characters that end the name of a place in Chinese and Japanese."""


def entities_by(language: str) -> EntitiesBy:
    """Return by what the names in a language (BCP 47 tag) are found."""
    if has_model(language):
        return EntitiesBy.MODEL
    return EntitiesBy.GAZETTEER if is_caseless(language) else EntitiesBy.SHARED_MODEL


def _find_names(text: str, language: str) -> list[Name]:
    places = [Name(start, end, text[start:end], Kind.PLACE) for start, end in caseless_places(text, language)]
    if entities_by(language) is EntitiesBy.GAZETTEER:
        return places
    words = words_of(text, language)
    by_model = names_by_model(words, language, [(place.start, place.end) for place in places])
    found = made_whole(words, by_model, language)
    if base_of(language) == "tr":
        found = spread([word._replace(low=_bare(word.low)) for word in words], found)
        names = [name._replace(text=_bare(name.text)) for name in _mentions(text, words, found)]
    else:
        names = _mentions(text, words, spread(words, found))
    return _with_countries(_cut_to_known(names, places), places, language)


def _cut_to_known(names: list[Name], places: list[Name]) -> list[Name]:
    """Cut a character that is too much off a place of a script without spaces ("北京" of "北京会")."""
    ends = {place.start: place.end for place in places}
    return [
        name._replace(end=ends[name.start], text=name.text[: ends[name.start] - name.start])
        if name.kind is Kind.PLACE
        and ends.get(name.start, 0) == name.end - 1
        and is_character(name.text[0])
        and name.text[-1] not in _KINDS_OF_PLACES
        else name
        for name in names
    ]


def _bare(name: str) -> str:
    return _CASE_ENDING.sub("", name)


def _mentions(text: str, words: list[Word], found: list[Found]) -> list[Name]:
    return _apart([_name(text, words[name.first], words[name.after - 1], name.kind) for name in found])


def _with_countries(names: list[Name], places: list[Name], language: str) -> list[Name]:
    """Add the countries that the model passed over: they are places also where they act."""
    taken = {at for name in names for at in range(name.start, name.end)}
    free = (place for place in places if taken.isdisjoint(range(place.start, place.end)))
    return sorted([*names, *(place for place in free if _is_country(place.text, language))])


def _is_country(name: str, language: str) -> bool:
    return any(known.is_country for known in known_places(name, language)[:1])


def _name(text: str, first: Word, last: Word, kind: Kind) -> Name:
    """Return the mention from a first to a last word, with the full stop of a company's "Ltd."."""
    stop = text[last.end : last.end + 1] == "." and kind is Kind.ORGANIZATION and last.low in lexicon().stopped
    # An apostrophe at the end is a genitive's ("the Reds' goal").
    end = last.end + stop - (last.text[-1] in "'’")
    return Name(first.start, end, text[first.start : end], kind)


def _apart(names: list[Name]) -> list[Name]:
    kept: list[Name] = []
    for name in names:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


OWN = Recogniser(_find_names, entities_by)

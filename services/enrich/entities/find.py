"""Find the names of an article, gather those of one entity, link the places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.enrich.entities.caseless import caseless_places, is_caseless
from services.enrich.entities.everywhere import spread
from services.enrich.entities.gather import Name, fullest, gather
from services.enrich.entities.kinds import Kind
from services.enrich.entities.lexicon import lexicon
from services.enrich.entities.link import Link, link_places
from services.enrich.entities.model import has_model, names_by_model
from services.enrich.entities.recogniser import FindNames, Recogniser
from services.enrich.entities.signs import known_places
from services.enrich.entities.whole import made_whole
from services.enrich.entities.words import Word, words_of
from shared.articles import EntitiesBy, Entity, Mention, Organization, Person, Place, Span

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?")
_UNKNOWN = "und"
_CASE_ENDING = re.compile(r"(?<=\w)['’]\w+$")
"""Of a Turkish name ("Ankara'da"): part of the mention, as inflection is in other languages, not of the name."""


def find_entities(
    text: str, language: str, places: Sequence[Span] = (), find_names: FindNames | None = None
) -> tuple[Entity, ...]:
    """Return the people, organisations and places named in a text, in order of first mention.

    `language` is its BCP 47 tag; by what names are found in it says `entities_by`. `text[start:end]` of a mention is
    its text, mentions never overlap. A place has a GeoNames id, a country and coordinates only where it is clear which
    one is meant. `places` are known to be names of places beforehand, for instance that of the dateline. The time is
    linear in the length of the text. `find_names` is another engine's; without it, names are found by our own.
    """
    tag = match.group() if (match := _LANGUAGE.match(language)) else _UNKNOWN
    names = _with(places, text, (find_names or _names)(text, tag))
    spans = [(name.start, name.start + len(name.text)) for name in names if name.kind is Kind.PLACE]
    links = link_places(text, spans, tag, [(place.start, place.end) for place in places])
    groups = gather(text, names, links)
    return tuple(_entity(f"e{number}", text, group, links) for number, group in enumerate(groups, start=1))


def entities_by(language: str) -> EntitiesBy:
    """Return by what the names in a language (BCP 47 tag) are found."""
    if has_model(language):
        return EntitiesBy.MODEL
    return EntitiesBy.GAZETTEER if is_caseless(language) else EntitiesBy.SHARED_MODEL


def own_recogniser() -> Recogniser:
    """Return our own way of finding names."""
    return Recogniser(_names, entities_by)


def _names(text: str, language: str) -> list[Name]:
    places = [Name(start, end, text[start:end], Kind.PLACE) for start, end in caseless_places(text, language)]
    if entities_by(language) is EntitiesBy.GAZETTEER:
        return places
    words = words_of(text)
    by_model = names_by_model(words, language, [(place.start, place.end) for place in places])
    found = made_whole(words, by_model, language)
    if language.startswith("tr"):
        found = spread([word._replace(low=_CASE_ENDING.sub("", word.low)) for word in words], found)
    else:
        found = spread(words, found)
    names = _apart([_name(text, words[name.first], words[name.after - 1], name.kind) for name in found])
    if language.startswith("tr"):
        names = [name._replace(text=_CASE_ENDING.sub("", name.text)) for name in names]
    return _with_countries(names, places, language)


def _with_countries(names: list[Name], places: list[Name], language: str) -> list[Name]:
    """Add the countries that the model passed over: they are places also where they act."""
    taken = {at for name in names for at in range(name.start, name.end)}
    free = (place for place in places if taken.isdisjoint(range(place.start, place.end)))
    return sorted([*names, *(place for place in free if known_places(place.text, language)[0].is_country)])


def _with(places: Sequence[Span], text: str, names: list[Name]) -> list[Name]:
    """Put what is known to be a place in the stead of what was found there, wherever the same name stands again."""
    for place in places:
        known = Name(place.start, place.end, text[place.start : place.end], Kind.PLACE)
        apart = [name for name in names if name.end <= known.start or name.start >= known.end]
        same = known.text.casefold()
        names = [known, *(name._replace(kind=Kind.PLACE) if name.text.casefold() == same else name for name in apart)]
    return sorted(names)


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


def _entity(key: str, text: str, names: list[Name], links: dict[str, Link]) -> Entity:
    mentions = tuple(Mention(start=name.start, end=name.end, text=text[name.start : name.end]) for name in names)
    full = fullest([name.text for name in names])
    match names[0].kind:
        case Kind.PERSON:
            return Person(id=key, name=full, mentions=mentions)
        case Kind.ORGANIZATION:
            return Organization(id=key, name=full, mentions=mentions)
        case Kind.PLACE:
            link = next((links[name.text] for name in names if links[name.text].country), Link())
            return Place(
                id=key,
                name=full,
                mentions=mentions,
                geonames=link.geonames,
                country=link.country,
                subdivision=link.subdivision,
                latitude=link.latitude,
                longitude=link.longitude,
                confidence=link.confidence,
            )

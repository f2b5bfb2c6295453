"""Find the names of an article, gather those of one entity, link the places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.enrich.entities.gather import Name, fullest, gather
from services.enrich.entities.kinds import Kind
from services.enrich.entities.link import Link, link_places
from services.enrich.entities.own import OWN
from services.enrich.entities.recogniser import FindNames
from shared.articles import Entity, Mention, Organization, Person, Place, Span

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?")
_UNKNOWN = "und"


def find_entities(
    text: str, language: str, places: Sequence[Span] = (), find_names: FindNames = OWN.find_names
) -> tuple[Entity, ...]:
    """Return the people, organisations and places named in a text, in order of first mention.

    `language` is its BCP 47 tag; by what names are found in it says `entities_by`. `text[start:end]` of a mention is
    its text, mentions never overlap. A place has a GeoNames id, a country and coordinates only where it is clear which
    one is meant. `places` are known to be names of places beforehand, for instance that of the dateline. The time is
    linear in the length of the text. `find_names` may be another engine's.
    """
    tag = match.group() if (match := _LANGUAGE.match(language)) else _UNKNOWN
    names = _with(places, text, find_names(text, tag))
    spans = [(name.start, name.start + len(name.text)) for name in names if name.kind is Kind.PLACE]
    links = link_places(text, spans, tag, [(place.start, place.end) for place in places])
    groups = gather(text, names, links)
    return tuple(_entity(f"e{number}", text, group, links) for number, group in enumerate(groups, start=1))


def _with(places: Sequence[Span], text: str, names: list[Name]) -> list[Name]:
    """Put what is known to be a place in the stead of what was found there, wherever the same name stands again."""
    for place in places:
        known = Name(place.start, place.end, text[place.start : place.end], Kind.PLACE)
        apart = [name for name in names if name.end <= known.start or name.start >= known.end]
        same = known.text.casefold()
        names = [known, *(name._replace(kind=Kind.PLACE) if name.text.casefold() == same else name for name in apart)]
    return sorted(names)


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

"""Names carried over from English to the same sentences in other languages.

NTREX has the same news in many languages, line by line, and its English has been annotated by hand. A line is used
where every name of the English line is found in it: people and bodies by their letters, perhaps with an ending, places
also by their names in the language. A line with a name that was translated otherwise is left out.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from services.enrich.entities.model import base_of
from services.enrich.entities.signs import known_places
from services.enrich.entities.words import words_of
from training.entities.gold import Document, Mention, read

_GOLD = "ntrex.en"
LANGUAGES = frozenset(
    ("af", "az", "bs", "ca", "cs", "cy", "da", "de", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "is", "it",
     "lb", "lt", "lv", "mt", "nb", "nl", "nn", "pl", "pt", "ro", "sk", "sl", "so", "sq", "sv", "sw", "tr", "uz")
)  # fmt: skip
"""Those with Latin letters, but English, Malay and Indonesian, which are annotated."""
_LONGEST_PLACE = 3
_LONGEST_ENDING = 3


def projected(data: Path) -> list[Document]:
    """Return the lines of NTREX in LANGUAGES in which all names of the English line are found."""
    gold = {_story(document.key): list(_lines(document)) for document in read(_file(data), _GOLD)}
    found: list[Document] = []
    with gzip.open(data / "language/ntrex.jsonl.gz", "rt", encoding="utf-8") as lines:
        for raw in map(json.loads, lines):
            same = gold.get(_story(raw["id"]))
            texts = raw["text"].split("\n")
            if raw["lang"] in LANGUAGES and raw["kind"] == "document" and same and len(same) == len(texts):
                pairs = zip(same, texts, strict=True)
                found += (line for english, text in pairs for line in _carried(english, text, base_of(raw["lang"])))
    return found


def _file(data: Path) -> Path:
    return data / f"entities/train/{_GOLD}.jsonl.gz"


def _story(key: str) -> str:
    return key.partition("-d-")[2]


def _lines(document: Document) -> Iterator[Document]:
    start = 0
    for text in document.text.split("\n"):
        inside = (mention for mention in document.mentions if start <= mention.start < start + len(text))
        mentions = tuple(Mention(mention.start - start, mention.end - start, mention.label) for mention in inside)
        yield document._replace(text=text, mentions=mentions)
        start += len(text) + 1


def _carried(english: Document, text: str, language: str) -> Iterator[Document]:
    """Yield the line in another language, if each name of the English line stands in it."""
    mentions: dict[tuple[int, int], Mention] = {}
    for mention in english.mentions:
        name = english.text[mention.start : mention.end]
        spans = list(_places(name, text, language) if mention.label == "LOC" else ()) or list(_same(name, text))
        if not spans:
            return
        mentions |= {span: Mention(*span, mention.label) for span in spans}
    apart = [
        mention
        for mention in mentions.values()
        if not any(
            other.start <= mention.start and mention.end <= other.end for other in mentions.values() if other != mention
        )
    ]
    if not _goes_on(text, language, apart):
        yield Document(f"ntrex.{language}", english.key, language, text, tuple(sorted(apart)))


def _goes_on(text: str, language: str, mentions: list[Mention]) -> bool:
    """Say whether a capital stands beside a name: it is written otherwise there ("Kim Jong Un", not "Kim")."""
    inside = {at for mention in mentions for at in range(mention.start, mention.end)}
    return any(
        before.capital and word.capital and word.joined and (before.start in inside) != (word.start in inside)
        for before, word in pairwise(words_of(text, language))
        if not before.begins
    )


def _same(name: str, text: str) -> Iterator[tuple[int, int]]:
    pattern = rf"\b{re.escape(name)}\w{{0,{_LONGEST_ENDING}}}\b"
    return (match.span() for match in re.finditer(pattern, text))


def _places(name: str, text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where the place stands under the name that it has in a language."""
    meant = {place.geonames for place in known_places(name, "en")[:1]} - {None}
    words = words_of(text, language)
    for at in range(len(words)):
        for after in range(at + 1, min(at + _LONGEST_PLACE, len(words)) + 1):
            span = words[at].start, words[after - 1].end
            here = known_places(text[slice(*span)], language)[:1] if words[at].capital else ()
            if meant & {place.geonames for place in here}:
                yield span

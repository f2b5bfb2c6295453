"""Annotated texts: which sets may shape the weights, and their words with a label each."""

from __future__ import annotations

import bisect
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from services.enrich.entities.caseless import caseless_places
from services.enrich.entities.network import KINDS, LABELS
from services.enrich.entities.signs import Signs, look, own_signs, portions, sentences, signs_around
from services.enrich.entities.words import Word, words_of

FOLDS = 5
"""Parts of the parallel documents of `ntrex`, the same in all three languages: each is left out once, for measuring."""

_FORBIDDEN = re.compile(r"\bNC\b|non-commercial|no licence|no explicit|research|unclear|\(c\)", re.IGNORECASE)
_NOT_ONLY_NAMES = frozenset({"ronec.ro"})
"""Sets that mark "the inspectors" as people too."""
_WITHOUT_DEV = ("germeval.de", "factrueval.ru", "ronec.ro")
_LEFT_OUT = 10
"""Of sets without a part for development, every so many-th document is left out, to measure on."""
_KINDS = dict(zip(("PER", "ORG", "LOC"), KINDS, strict=True))


class NotPermittedError(Exception):
    """The licence of a set does not let it shape weights that are shipped."""


class Mention(NamedTuple):
    """A name in a text: code points `start` to `end`, PER, ORG or LOC."""

    start: int
    end: int
    label: str


class Document(NamedTuple):
    """An annotated text of a set; many sets have only single sentences."""

    source: str
    key: str
    language: str
    text: str
    mentions: tuple[Mention, ...]


class Sentence(NamedTuple):
    """The signs of each word, and its label as an index of LABELS."""

    language: str
    signs: list[Signs]
    labels: list[int]


def permitted(data: Path, sets: Iterable[str]) -> list[Document]:
    """Return the documents of sets, each the name of a file in `entities/train`, without what is left out to measure.

    Raises:
        NotPermittedError: the licence that SOURCES.json gives of a set forbids it.
    """
    sources = json.loads((data / "entities/SOURCES.json").read_text("utf-8"))
    for name in sets:
        base, _, language = name.partition(".")
        licence = sources.get(base, sources.get(f"{base}_{language}"))["licence"]
        if _FORBIDDEN.search(licence):
            raise NotPermittedError(f"{name}: {licence}")
    return [
        document
        for name in sets
        for document in read(data / f"entities/train/{name}.jsonl.gz", name)
        if not is_left_out(document)
    ]


def is_left_out(document: Document) -> bool:
    """Say whether a document is kept for measuring."""
    return document.source in _WITHOUT_DEV and zlib.crc32(document.key.encode()) % _LEFT_OUT == 0


def fold_of(document: Document) -> int | None:
    """Return the fold that leaves a document out; none where all folds learn from it."""
    if not document.source.startswith("ntrex"):
        return None
    return zlib.crc32(document.key.partition("-d-")[2].encode()) % FOLDS


def without_fold(documents: list[Document], fold: int | None) -> list[Document]:
    """Return the documents that a fold learns from; without a fold, all."""
    return [document for document in documents if fold is None or fold_of(document) != fold]


def read(path: Path, source: str) -> Iterator[Document]:
    """Yield the documents of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw: dict[str, Any] = json.loads(line)
            mentions = (Mention(gold["start"], gold["end"], gold["label"]) for gold in raw["entities"])
            yield Document(
                source,
                raw["id"],
                raw["lang"],
                raw["text"],
                tuple(sorted(mention for mention in mentions if _is_name(mention, raw["text"], source))),
            )


def _is_name(mention: Mention, text: str, source: str) -> bool:
    is_none = source in _NOT_ONLY_NAMES and text[mention.start : mention.end].islower()
    return mention.label in _KINDS and not is_none


def sentences_of(document: Document) -> Iterator[Sentence]:
    """Yield the sentences of a document as the recogniser sees them."""
    words = words_of(document.text, document.language)
    places = caseless_places(document.text, document.language)
    around = signs_around(words, [(0, len(words))], document.language, places)
    labels = _labels(words, document.mentions)
    for sentence in sentences(words):
        for first, after in portions(words, *sentence):
            own = (own_signs(look(words, at)) for at in range(first, after))
            yield Sentence(
                document.language,
                [(*mine, *theirs) for mine, theirs in zip(own, around[first:after], strict=True)],
                labels[first:after],
            )


def _labels(words: list[Word], mentions: tuple[Mention, ...]) -> list[int]:
    """Return each word's label; a word is a mention's where most of its letters are."""
    labels = [0] * len(words)
    starts = [word.start for word in words]
    for mention in mentions:
        at = max(0, bisect.bisect_right(starts, mention.start) - 1)
        part = "B"
        while at < len(words) and words[at].start < mention.end:
            word = words[at]
            shared = min(word.end, mention.end) - max(word.start, mention.start)
            if shared * 2 > word.end - word.start:
                labels[at] = LABELS.index(f"{part}-{_KINDS[mention.label]}")
                part = "I"
            at += 1
    return labels

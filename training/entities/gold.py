"""Annotated texts: which sets may shape the weights, and their words with a label each."""

from __future__ import annotations

import bisect
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from services.enrich.entities.model import KINDS, LABELS, LONGEST_SENTENCE
from services.enrich.entities.signs import Signs, own_signs, sentences, signs_around
from services.enrich.entities.words import Word, words_of

SETS = (
    "ntrex.en", "ntrex.id", "ntrex.ms", "men.en", "wikigold.en", "crossner_politics.en", "uner_ewt.en", "wnut17.en",
    "idner2k.id", "nergrit.id",
)  # fmt: skip
"""What the weights are made from; of each the file in `entities/train`."""

_FORBIDDEN = re.compile(r"\bNC\b|non-commercial|no licence|no explicit|research|unclear|\(c\)", re.IGNORECASE)
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


def permitted(data: Path) -> list[Document]:
    """Return the documents of all SETS.

    Raises:
        NotPermittedError: the licence that SOURCES.json gives of a set forbids it.
    """
    sources = json.loads((data / "entities/SOURCES.json").read_text("utf-8"))
    for name in SETS:
        base, _, language = name.partition(".")
        licence = sources.get(base, sources.get(f"{base}_{language}"))["licence"]
        if _FORBIDDEN.search(licence):
            raise NotPermittedError(f"{name}: {licence}")
    return [document for name in SETS for document in read(data / f"entities/train/{name}.jsonl.gz", name)]


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
                tuple(sorted(mention for mention in mentions if mention.label in _KINDS)),
            )


def sentences_of(document: Document) -> Iterator[Sentence]:
    """Yield the sentences of a document as the recogniser sees them."""
    words = words_of(document.text)
    around = signs_around(words, [(0, len(words))], document.language)
    labels = _labels(words, document.mentions)
    for first, after in sentences(words):
        for at in range(first, after, LONGEST_SENTENCE):
            here = slice(at, min(at + LONGEST_SENTENCE, after))
            own = (own_signs(word.text) for word in words[here])
            yield Sentence(
                document.language,
                [(*mine, *theirs) for mine, theirs in zip(own, around[here], strict=True)],
                labels[here],
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

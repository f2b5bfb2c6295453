"""What may shape the weights, and how annotated texts become labelled words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from services.enrich.entities.network import LABELS
from services.enrich.entities.signs import LONGEST_STRETCH
from training.entities.gold import Document, Mention, NotPermittedError, permitted, sentences_of

SETS = ("ntrex.en", "men.en", "germeval.de")


def data(folder: Path, licence: str) -> Path:
    """Return a folder of sets with one sentence each, all under one licence."""
    train = folder / "entities/train"
    train.mkdir(parents=True)
    line = {"id": "x", "lang": "en", "text": "Anna Holm left.", "entities": [{"start": 0, "end": 9, "label": "PER"}]}
    for name in SETS:
        with gzip.open(train / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    keys = (name.replace(".", "_") if name.startswith("ntrex") else name.partition(".")[0] for name in SETS)
    sources = {key: {"licence": licence} for key in keys}
    (folder / "entities/SOURCES.json").write_text(json.dumps(sources), "utf-8")
    return folder


def labels(text: str, *mentions: Mention) -> list[str]:
    document = Document("ntrex.en", "x", "en", text, mentions)
    return [LABELS[label] for sentence in sentences_of(document) for label in sentence.labels]


def test_sets_under_an_open_licence_are_read(tmp_path: Path) -> None:
    documents = permitted(data(tmp_path, "CC-BY 4.0"), SETS)
    assert [document.source for document in documents] == list(SETS)
    assert documents[0].mentions == (Mention(0, 9, "PER"),)


@pytest.mark.parametrize(
    "licence",
    [
        "CC-BY-NC-SA 4.0 (NC!)",
        "no licence file in repo",
        "research or education only",
        "NON-COMMERCIAL only",
        "text (c) its publishers: for measuring only",
        "unclear, research",
    ],
)
def test_a_set_whose_licence_forbids_it_is_refused(tmp_path: Path, licence: str) -> None:
    with pytest.raises(NotPermittedError, match="ntrex"):
        permitted(data(tmp_path, licence), SETS)


def test_each_word_of_a_name_is_labelled() -> None:
    found = labels(
        "Mayor Anna Holm met Acme's men in Oslo.", Mention(6, 15, "PER"), Mention(20, 24, "ORG"), Mention(34, 38, "LOC")
    )
    assert found == ["O", "B-person", "I-person", "O", "B-organization", "O", "O", "O", "B-place"]


def test_a_sentence_without_an_end_is_cut() -> None:
    document = Document("ntrex.en", "x", "en", "word " * (2 * LONGEST_STRETCH + 1), ())
    assert [len(sentence.labels) for sentence in sentences_of(document)] == [LONGEST_STRETCH, LONGEST_STRETCH, 1]

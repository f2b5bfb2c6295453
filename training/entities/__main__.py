"""`python -m training.entities DATA`: make the shipped weights anew from the annotated texts in the folder DATA."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.entities.gold import Document, Sentence, permitted, sentences_of
from training.entities.learn import learn
from training.entities.pack import pack
from training.entities.vary import Variation

_OUT = Path(__file__).parents[2] / "services/enrich/entities/data/model.npz"
SEED = 1
# Sets of news are repeated with other names in them; those whose conventions are ours, or that are few, twice.
_VARIATIONS = {"ntrex": 2, "men": 2, "wikigold": 1, "crossner_politics": 1, "idner2k": 1, "nergrit": 1}


def material(documents: list[Document], seed: int) -> list[Sentence]:
    """Return the sentences to learn from: those of the documents, and of their variations."""
    variation = Variation(documents, seed)
    varied = [
        variation.of(document)
        for turn in range(max(_VARIATIONS.values()))
        for document in documents
        if _VARIATIONS.get(document.source.partition(".")[0], 0) > turn
    ]
    return [sentence for document in [*documents, *varied] for sentence in sentences_of(document)]


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args()
    sentences = material(permitted(options.data), SEED)
    print(f"{len(sentences):,} sentences, {sum(len(sentence.labels) for sentence in sentences):,} words", flush=True)
    pack(learn(sentences, SEED), sorted({sentence.language for sentence in sentences}), options.out)


if __name__ == "__main__":
    main()

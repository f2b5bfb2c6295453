"""`python -m training.entities DATA`: make the shipped weights anew from the annotated texts in the folder DATA."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.entities.contractions import contracted
from training.entities.gold import Document, Sentence, permitted, sentences_of
from training.entities.learn import learn
from training.entities.pack import pack
from training.entities.project import projected
from training.entities.recipes import RECIPES, Recipe
from training.entities.traditional import traditional
from training.entities.vary import Variation

_OUT = Path(__file__).parents[2] / "services/enrich/entities/data/models"
_WRITTEN = {"pt": contracted, "zh": traditional}
"""How a language is also written, other than its sets are."""
SEED = 1


def material(recipe: Recipe, documents: list[Document]) -> list[Sentence]:
    """Return the sentences to learn from: those of the documents, and of their variations."""
    variation = Variation(documents, SEED)
    often = {document.source: recipe.variations.get(document.source.partition(".")[0], 0) for document in documents}
    varied = [
        variation.of(document)
        for turn in range(max(often.values()))
        for document in documents
        if often[document.source] > turn
    ]
    written = [
        _WRITTEN[document.language](document) for document in [*documents, *varied] if document.language in _WRITTEN
    ]
    return [sentence for document in [*documents, *varied, *written] for sentence in sentences_of(document)]


def make(recipe: Recipe, documents: list[Document], out: Path) -> None:
    """Learn a recipe's network from documents and write it."""
    sentences = material(recipe, documents)
    words = sum(len(sentence.labels) for sentence in sentences)
    print(f"{recipe.name}: {len(sentences):,} sentences, {words:,} words", flush=True)
    pack(learn(sentences, recipe.size, SEED), out)


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=_OUT)
    parser.add_argument("--only", choices=[recipe.name for recipe in RECIPES])
    options = parser.parse_args()
    for recipe in RECIPES:
        if options.only in {None, recipe.name}:
            documents = permitted(options.data, recipe.sets)
            documents += projected(options.data) if recipe.carried else []
            make(recipe, documents, options.out / f"{recipe.name}.npz")


if __name__ == "__main__":
    main()

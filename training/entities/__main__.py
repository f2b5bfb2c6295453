"""`python -m training.entities DATA`: make the shipped weights anew from the annotated texts in the folder DATA."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.entities.gold import Document, permitted, sentences_of
from training.entities.learn import learn
from training.entities.pack import pack
from training.entities.project import projected
from training.entities.recipes import RECIPES, SEED, Recipe
from training.entities.texts import texts

_OUT = Path(__file__).parents[2] / "services/enrich/entities/data/models"


def make(recipe: Recipe, documents: list[Document], out: Path) -> None:
    """Learn a recipe's network from documents and write it."""
    sentences = [sentence for document in texts(recipe, documents) for sentence in sentences_of(document)]
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

"""What a network is learnt from: annotated texts, and more that is made of them."""

from __future__ import annotations

from training.entities.contractions import contracted
from training.entities.gold import Document
from training.entities.recipes import SEED, Recipe
from training.entities.traditional import traditional
from training.entities.vary import Variation

_WRITTEN = {"pt": contracted, "zh": traditional}
"""How a language is also written, other than its sets are."""


def texts(recipe: Recipe, documents: list[Document]) -> list[Document]:
    """Return the documents, their variations, and either as it is also written."""
    variation = Variation(documents, SEED)
    often = {document.source: recipe.variations.get(document.source.partition(".")[0], 0) for document in documents}
    varied = [
        variation.of(document)
        for turn in range(max(often.values()))
        for document in documents
        if often[document.source] > turn
    ]
    every = [*documents, *varied]
    return every + [_WRITTEN[document.language](document) for document in every if document.language in _WRITTEN]

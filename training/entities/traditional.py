"""Chinese in traditional characters, as Taiwan's and Hong Kong's papers write it."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

from training.entities.gold import Document


def traditional(document: Document) -> Document:
    """Return a document with each simplified character replaced; as it is where that would move the mentions."""
    text = _converter().convert(document.text)
    return document._replace(text=text) if len(text) == len(document.text) else document


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")

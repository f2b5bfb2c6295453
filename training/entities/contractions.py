"""Portuguese as it is printed: treebanks write "em o Porto" where papers write "no Porto"."""

from __future__ import annotations

import re
from itertools import product

from training.entities.gold import Document, Mention

# What a preposition becomes before articles and pronouns that begin with a vowel.
_BEFORE = {"de": "d", "em": "n", "por": "pel"}
_ARTICLES = ("o", "a", "os", "as")
_PRONOUNS = ("ele", "ela", "eles", "elas", "este", "esta", "estes", "estas", "esse", "essa", "esses", "essas",
             "isto", "isso", "aquele", "aquela", "aqueles", "aquelas", "aquilo")  # fmt: skip
_ONE = {
    **{f"{word} {article}": f"{start}{article}" for (word, start), article in product(_BEFORE.items(), _ARTICLES)},
    **{f"{word} {pronoun}": f"{_BEFORE[word]}{pronoun}" for word, pronoun in product(("de", "em"), _PRONOUNS)},
    **{f"em {article}": f"n{article}" for article in ("um", "uma", "uns", "umas")},
    "a o": "ao", "a os": "aos", "a a": "à", "a as": "às", "a aquele": "àquele", "a aquela": "àquela",
}  # fmt: skip
_TWO = re.compile(rf"\b(?:{'|'.join(sorted(_ONE, key=len, reverse=True))})\b", re.IGNORECASE)


def contracted(document: Document) -> Document:
    """Return a document with its prepositions joined to what follows them, the mentions at their new places."""
    parts: list[str] = []
    shifts: list[tuple[int, int]] = []
    at = shift = 0
    for match in _TWO.finditer(document.text):
        one = _ONE[match.group().lower()]
        parts += (document.text[at : match.start()], _written_as(match.group(), one))
        at = match.end()
        shift += len(match.group()) - len(one)
        shifts.append((at, shift))

    def moved(offset: int) -> int:
        return offset - max((shift for end, shift in shifts if end <= offset), default=0)

    mentions = tuple(Mention(moved(start), moved(end), label) for start, end, label in document.mentions)
    return document._replace(text="".join([*parts, document.text[at:]]), mentions=mentions)


def _written_as(two: str, one: str) -> str:
    if two.isupper():
        return one.upper()
    return one.capitalize() if two[0].isupper() else one

"""Text that is no language: numbers, tables, code, base64, logs, addresses."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

# Shares of the non-space characters. Measured on news in 82 languages against twelve kinds of noise.
_LEAST_LETTERS = 0.60
_MOST_SYMBOLS = 0.06
# What prose carries besides letters, in any script. The rest (=, {, /, _, |, %, +) is the mark of code and tables.
_PROSE_MARKS = frozenset(".,;:!?'\"()-…–—‘’“”«»„‚‹›¿¡·")
# A Han character or a syllable of Hangul says as much as three letters, beside figures as long as anyone's.
_FIRST_DENSE = "\u2e80"
_DENSE_LETTER = 3
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+")
_ADDRESS_MARK = re.compile(r"://|www\.|@")
# Latin words that mix letters with digits, or are longer than 45 characters, which German compounds stay below.
_ODD_WORD = re.compile(
    r"(?<!\S)(?=[\x21-\x7e]{6,}(?!\S))(?:(?=\S*\d)(?=\S*[A-Za-z])[\x21-\x7e]+|[\x21-\x7e]{46,})(?!\S)"
)
_LONG_WORD = re.compile(r"[\x21-\x7e]{46}")
_DIGITS_FEW = 25
"""One character in so many is a digit where keys and encoded bytes are."""

# Names of code: with an underscore or two humps inside, called, or joined by colons.
_CODE_WORD = re.compile(r"\w_\w|[a-z][A-Z][a-z]+[A-Z]|\w\(\)|\w::\w|\w\.\w+\(")
_MOST_CODE = 0.12
"""Share of the words, which is code from `_LEAST_CODE` words on."""
_LEAST_CODE = 2


def prose(text: str) -> str:
    """Return a text without the addresses in it, which are of no language."""
    return _ADDRESS.sub(" ", text) if _ADDRESS_MARK.search(text) else text


def is_noise(text: str, chars: Counter[str]) -> bool:
    """Say whether a text, of these characters, is no language at all."""
    letters = symbols = others = 0
    for char, count in chars.items():
        match _kind(char):
            case "letter":
                letters += count
            case "dense letter":
                letters += count * _DENSE_LETTER
            case "symbol":
                symbols += count
            case "other":
                others += count
            case _:
                pass
    total = letters + symbols + others
    if letters < 2 or letters < _LEAST_LETTERS * total or symbols > _MOST_SYMBOLS * total:
        return True
    # Prose has neither so many figures nor such marks; to look closer costs more than all the rest.
    digits = sum(count for char, count in chars.items() if "0" <= char <= "9")
    marks = chars["_"] + chars["("] + chars[":"]
    return ((digits * _DIGITS_FEW > total or _LONG_WORD.search(text) is not None) and _encoded(text)) or (
        marks > _LEAST_CODE and _is_code(text)
    )


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    if char.isspace():
        return "space"
    category = unicodedata.category(char)
    if category[0] in "LM":
        return "dense letter" if char >= _FIRST_DENSE else "letter"
    # Only ASCII has the signs of code; brackets and quotation marks of other scripts are prose.
    if category[0] in "SP" and char not in _PROSE_MARKS and (char.isascii() or category[0] == "S"):
        return "symbol"
    return "other"


def _encoded(text: str) -> bool:
    """Most of the text stands in words that mix letters with digits, or are too long to be words."""
    odd = sum(len(found[0]) for found in _ODD_WORD.finditer(text))
    return odd * 2 > len(text) - sum(map(text.count, " \n"))


def _is_code(text: str) -> bool:
    return len(_CODE_WORD.findall(text)) > max(_LEAST_CODE, _MOST_CODE * len(text.split()))

"""The words of a text with their offsets, and what their capitals say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from services.enrich.entities.caseless import is_caseless
from services.enrich.entities.lexicon import lexicon

# Scripts without spaces: Thai, Lao, Tibetan, Burmese, Khmer, kana, Chinese characters.
_UNSPACED = (
    r"\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\U00020000-\U0003ffff"
)
# What stands on or after the letter before it and is no letter by itself, to Python: accents, Devanagari's vowel signs.
_MARKS = r"[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963]"
_LETTERS = rf"(?:[^\W_]{_MARKS}*)+"
# A character; in Thai with the vowels and tones around it.
_CHARACTER = (
    r"[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]?"
    rf"|(?=[^\W\d_])[{_UNSPACED}]"
)
# Initials and short forms with full stops (U.S., A.S), patronymics (a/l), else letters and digits that an apostrophe,
# hyphen, ampersand or full stop holds together. A possessive 's stays outside.
_SHORT = r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?|\b[asd]/[lpo]\b"
_HELD = r"{0}(?:(?:['’](?!s\b)|[-‑&.@]){0})*(?:['’](?=\s))?"
_WORD = re.compile(f"{_SHORT}|{_HELD.format(_LETTERS)}")
_IS_CHARACTER = re.compile(rf"(?:{_CHARACTER})(?:\.(?:{_CHARACTER}))*\.?")
_WORD_OR_CHARACTER = re.compile(f"{_SHORT}|{_HELD.format(_LETTERS.replace('[^', f'[^{_UNSPACED}', 1))}|{_CHARACTER}")
_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？।]|--|[–—•*|\n]|[\"“„«‘(\[]$")
# A full stop directly before a character of a script without spaces is a short form's (Thai).
_HOLDS = frozenset({" ", "", "."})
_LINE = re.compile(r"[^\n\r]+")


class Word(NamedTuple):
    """One word, or one character of a script without spaces; `gap` is what stands between it and the word before."""

    text: str
    start: int
    end: int
    gap: str
    begins: bool
    """It is the first of its sentence, line or quotation: its capital says little."""
    shouted: bool
    """Its line is a headline, capital by capital or word by word: its capital says nothing."""
    low: str
    """The word in lower case, without the full stop of a short form."""
    capital: bool
    """It begins with a capital letter, or has one after its first (al-Assad, iPhone)."""

    @property
    def caps(self) -> bool:
        """It is written in capitals throughout: an acronym, if it is no headline's."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def may_name(self) -> bool:
        """It has a capital, or its script has none."""
        return self.capital or self.text.upper() == self.low

    @property
    def joined(self) -> bool:
        """Only a space, or the full stop of a short form and a space, parts it from the word before."""
        return self.gap in {" ", "\u00a0"} or (self.gap == ". " and not self.begins)


@lru_cache(maxsize=50_000)
def is_character(text: str) -> bool:
    """Say whether a word is one character of a script without spaces, or a short form of such ("น.พ.")."""
    return _IS_CHARACTER.fullmatch(text) is not None


@lru_cache(maxsize=50_000)
def _forms(text: str) -> tuple[str, bool]:
    return lower_form(text), _has_capital(text)


def lower_form(text: str) -> str:
    """Return a word in lower case, with straight apostrophes, without the full stop of a short form."""
    return text.lower().replace("’", "'").removesuffix(".")


def _has_capital(text: str) -> bool:
    if text.islower():
        return False
    return text[0].isupper() or text[1:2].isupper() or (text[:3] in {"al-", "el-"} and text[3:4].isupper())


def words_of(text: str, language: str) -> list[Word]:
    """Split a text in a language (BCP 47 tag) into words, in linear time.

    In languages without capitals what is written in a script without spaces is split into characters; in others it is
    a foreign word.
    """
    word_at = _WORD_OR_CHARACTER if is_caseless(language) else _WORD
    words: list[Word] = []
    short_forms = lexicon().short_forms
    end = 0
    before = ""
    for line in _LINE.finditer(text):
        found = [(match.group(), *match.span()) for match in word_at.finditer(text, *line.span())]
        shouted = _is_headline([word for word, _, _ in found], line.group())
        for word, start, after in found:
            gap = text[end:start]
            begins = not words or (gap not in _HOLDS and _begins(gap, before, short_forms))
            before, capital = _forms(word)
            words.append(Word(word, start, after, gap, begins, shouted, before, capital))
            end = after
    return words


def _begins(gap: str, before: str, short_forms: frozenset[str]) -> bool:
    if gap == ". " and (before in short_forms or (len(before) == 1 and before.isalpha())):
        return False
    return _ENDS_SENTENCE.search(gap) is not None


def _is_headline(words: list[str], line: str) -> bool:
    """Say whether most of a line's longer words have capitals though it is no sentence."""
    longer = [word for word in words if len(word) > 3 and word[0].isalpha()]
    if len(longer) < 4 or line.rstrip()[-1:] in ".,;":
        return False
    return sum(word[0].isupper() for word in longer) * 4 > len(longer) * 3

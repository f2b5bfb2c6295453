"""The words of a lexicon as patterns: what finds them in a text, and what finds the cues of tense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

# A lexicon's TOML, as far as it is read here: tables of lists of words.
Words = Mapping[str, list[str] | Mapping[str, list[str]]]
# Vowel signs and other marks of Indic, Thai and Arabic script, which belong to a word and are no \w to `re`.
MARKS = (
    "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)


def fold(text: str) -> str:
    """`text` in lower case, character by character, so that offsets stay; the Turkish i's are one letter."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower().translate(_FOLDED)


_FOLDED = str.maketrans({"ı": "i", "ς": "σ", "’": "'"})


class Tense(NamedTuple):
    """`pattern` finds cues of the `future` and the `past`, and each `stop` that ends a sentence.

    `past_ending` is a word whose ending says that it is past, where it stands right before an expression.
    """

    pattern: re.Pattern[str]
    past_ending: re.Pattern[str] | None


def tense_of(context: Words, *, spaced: bool) -> Tense:
    """The cues of tense among the words of a lexicon's `context`."""

    def forms(role: str) -> set[str]:
        return set(context.get(role, ()))

    future, past = _either(forms("future") - forms("past")), _either(forms("past"))
    ending, ended = _either(forms("future_ending")), _either(forms("past_ending"))
    # A shorter word that ends like a verb of the future is none.
    long_verb = r"\w{3,30}?"
    stop = r"[.!?]\s|[。！？।؟۔]|\n\s*\n|[“”\"]"
    if spaced:
        begin, end = r"(?<!\w)", rf"(?![\w{MARKS}])"
        cues = rf"{begin}(?:(?P<past>{past}){end}|(?P<future>{future}|{long_verb}{ending}){end})"
    else:
        cues = rf"(?P<past>{past})|(?P<future>{future})"
    flags = re.IGNORECASE
    not_future = rf"(?!(?:{future})\Z)" if future else ""
    return Tense(
        re.compile(rf"{cues}|(?P<stop>{stop})", flags),
        re.compile(rf"{not_future}{long_verb}{ended}", flags) if forms("past_ending") else None,
    )


def matcher_of(entries: Iterable[str], table: Mapping[str, object]) -> re.Pattern[str]:
    """One pattern for digits and words. Only runs of digits repeat without bound in it, and they never retry."""

    def either(key: str) -> str:
        return _either(cast("list[str]", table.get(key, [])))

    spaced = table.get("spaced", True)
    end = rf"(?![\w{MARKS}])" if spaced is True else ""
    moment = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?(?![\w:])"
    after = rf"(?:(?![A-Za-z0-9%])|(?={either('glued')}(?!\w)))" if "glued" in table else "(?![A-Za-z0-9%])"
    digits = (
        rf"(?<!\d[./:,-])(?:(?P<nth>{either('ordinal_prefix')})|(?P<short>['’‘])(?=\d\d(?!\d)))?"
        rf"(?P<digits>\d++(?:[./:,-]\d++)*+)"
        rf"(?:(?P<decade>{either('decade')}){end}|(?P<ordinal>{either('ordinal_suffix')}){end}"
        rf"|(?P<hour>{either('hour_sign')})(?P<minutes>\d\d)?)?{after}"
    )
    forms = set(entries)
    with_digits = {form for form in forms if form[:1].isdigit()}
    begin = rf"(?<![^\W\d]){_clitic(cast('list[str]', table.get('clitics', [])))}" if spaced else ""
    word = rf"{begin}(?P<word>{_either(forms - with_digits)}){end}"
    if marks := table.get("mark_first"):
        # Right after a digit a mark is one, even where a longer word begins with it.
        word = rf"(?<=\d)(?P<mark>{_either(cast('list[str]', marks))})|{word}"
    fixed = rf"(?<![\w.,:/-])(?P<fixed>{_either(with_digits)})(?![\w%])|" if with_digits else ""
    pattern = rf"{fixed}(?<![A-Za-z0-9_$€£¥#@])(?:(?P<moment>{moment})|{digits})|{word}"
    return re.compile(pattern, re.IGNORECASE)


def _clitic(clitics: list[str]) -> str:
    return rf"(?:{_either(clitics)})??" if clitics else ""


def _either(forms: Iterable[str]) -> str:
    """A pattern of all forms, the longest first, sharing beginnings; matches nothing where there are none."""
    trie: dict[str, object] = {}
    for form in forms:
        node = trie
        for character in fold(form):
            node = cast("dict[str, object]", node.setdefault(character, {}))
        node[""] = True
    return _branch(trie) if trie else "(?!)"


_PATTERNS = {" ": r"\s{1,2}", "'": "['’]"}


def _branch(trie: Mapping[str, object]) -> str:
    branches = [
        _PATTERNS.get(character, re.escape(character)) + _branch(cast("Mapping[str, object]", rest))
        for character, rest in trie.items()
        if character
    ]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in trie else f"(?:{'|'.join(branches)})"
    return joined + "?" if "" in trie else joined

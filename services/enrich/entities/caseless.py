"""Scripts without capitals: countries and big cities by name, nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from services.enrich.entities.gazetteer import FIRST_CASELESS, spellings

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue", "wuu", "dz"})
_SPACED = frozenset(
    {"ar", "fa", "ur", "he", "ps", "ckb", "ug", "yi", "dv", "sd"}
    | {"hi", "mr", "ne", "bn", "as", "ta", "te", "ml", "kn", "gu", "pa", "or", "si", "am", "ti", "ko"}
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def is_caseless(language: str) -> bool:
    """Say whether a language (BCP 47 tag) is written without capitals."""
    base = language.partition("-")[0]
    return base in _UNSPACED or base in _SPACED


def caseless_places(text: str, language: str) -> list[tuple[int, int]]:
    """Return start and end of each place named in a text of a language without capitals; none in other languages."""
    if not is_caseless(language):
        return []
    base = language.partition("-")[0]
    matches = _automaton(language).find_matches_as_indexes(_SURROGATES.sub("\ufffd", text))
    spans = [(start, end) for _, start, end in matches]
    return spans if base in _UNSPACED else [span for span in spans if _is_whole(text, *span, suffixes=base == "ko")]


@lru_cache(maxsize=8)
def _automaton(language: str) -> AhoCorasick:
    names = sorted(name for name in spellings(language) if name[0] >= FIRST_CASELESS and len(name) > 1)
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)


def _is_whole(text: str, start: int, end: int, *, suffixes: bool) -> bool:
    """A name stands between word borders; in Korean a particle may follow it."""
    before = start > 0 and text[start - 1].isalnum()
    after = end < len(text) and text[end].isalnum() and not suffixes
    return not before and not after

"""Runs of capitalised words: where names may stand."""

from __future__ import annotations

from collections.abc import Iterator

from services.enrich.entities.lexicon import lexicon
from services.enrich.entities.words import Word

_MOST_JOINERS = 2
_LONGEST = 40
"""Words: what is longer is a table of names or a headline, and is cut so that the rules stay linear."""


def runs_in(words: list[Word]) -> Iterator[tuple[int, int]]:
    """Yield the first word of each run and the word after its last.

    A run is capitalised words parted by spaces only, with joiners inside ("Bay of Bengal", "Ali bin Abu", "Co., Ltd.").
    """
    first = 0
    while first < len(words):
        if not words[first].capital:
            first += 1
            continue
        after = _end_of_run(words, first)
        yield first, after
        first = after


def _end_of_run(words: list[Word], first: int) -> int:
    after = first + 1
    while after < len(words) and after - first < _LONGEST:
        if goes_on(words, after):
            after += 1
            continue
        joiners = _joiners_at(words, after)
        if not joiners:
            break
        after += joiners + 1
    return after


def goes_on(words: list[Word], index: int) -> bool:
    """Say whether a word belongs to the run that the word before is in."""
    word, before = words[index], words[index - 1].low
    lists = lexicon()
    if word.gap in {", ", "., ", ","} and before not in lists.calendar:
        return word.low in lists.corporate or (word.capital and word.low in lists.subjects)
    return word.capital and (word.joined or word.gap == " & ")


def _joiners_at(words: list[Word], index: int) -> int:
    """Count the lower-case joiners from a word on, if a capitalised word follows them."""
    lists = lexicon()
    for count in range(1, _MOST_JOINERS + 1):
        here = index + count - 1
        if here + 1 >= len(words) or not words[here].joined:
            return 0
        if words[here].low not in lists.joiners and words[here].low not in lists.particles:
            return 0
        if goes_on(words, here + 1):
            return count
    return 0

"""A long text in pieces that an engine can take."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

# Where a text is cut, best first: an empty line, the end of a line, of a sentence, of a word. None repeats what it has
# passed, so each costs linear time.
_ENDS = tuple(map(re.compile, (r"\n[^\S\n]*\n\s*", r"\n\s*", r"[.!?…][\"'”’»)\]]*\s+|[。！？]", r"\s+")))
# No engine counts more words than these, which leave nothing together that a hyphen or an underscore joins.
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


def pieces(text: str, characters: int, words: int | None = None) -> Iterator[tuple[int, int]]:
    """Give start and end of each piece, in order and without gaps: at most so many characters and words each.

    A piece ends with a paragraph where one ends in the second half of what it may hold, else with a line, a sentence, a
    word; in the midst of a word only where nothing else is left. The time is linear in the length of the text.
    """
    begun = [word.start() for word in _WORD.finditer(text)] if words is not None else []
    start = 0
    while start < len(text):
        furthest = min(start + characters, len(text))
        if words is not None and (too_many := bisect_left(begun, start) + words) < len(begun):
            furthest = min(furthest, begun[too_many])
        end = furthest if furthest == len(text) else _best_end(text, start, furthest)
        yield start, end
        start = end


def _best_end(text: str, start: int, furthest: int) -> int:
    half = (start + furthest + 1) // 2
    for end in _ENDS:
        if last := max((found.end() for found in end.finditer(text, half, furthest)), default=0):
            return last
    return furthest

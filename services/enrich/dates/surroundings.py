"""What stands around an expression and decides on it: prepositions, tense, brackets, ages.

Only a bounded stretch of text is looked at, whatever the length of the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from services.enrich.dates.lexicon import Lexicon, lexicon_of
from services.enrich.dates.matcher import MARKS, fold

_NONE: frozenset[str] = frozenset()
_NEAR, _SENTENCE, _AHEAD = 40, 100, 30
_WORD = re.compile(rf"[\w{MARKS}]+(?:['’]\w+)?|[^\w\s]")
_BEFORE_SENTENCES = '.!?:;…«"“„»”—–-•·|¿¡(['
# "is" and "was" are no plurals.
_SHORT_WORD = 3
_CLOSES = {")": "(", "）": "（"}


class Passage:
    """A text as one language reads it."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self._found: tuple[list[int], list[str | None]] | None = None

    def _cues(self) -> tuple[list[int], list[str | None]]:
        """Where the cues of tense and the ends of sentences are, in order, and what each is."""
        if self._found is None:
            found = [(cue.start(), cue.lastgroup) for cue in self.lexicon.tense.pattern.finditer(self.text)]
            self._found = [start for start, _ in found], [kind for _, kind in found]
        return self._found

    def cue_before(self, place: int) -> str | None:
        """The nearest cue of its sentence before a place, None where there is none near by."""
        starts, kinds = self._cues()
        at = bisect_left(starts, place) - 1
        near = at >= 0 and starts[at] >= place - _SENTENCE
        return kinds[at] if near and kinds[at] != "stop" else None

    def cue_after(self, place: int) -> str | None:
        """The same right after a place."""
        starts, kinds = self._cues()
        at = bisect_left(starts, place)
        near = at < len(starts) and starts[at] < place + _AHEAD
        return kinds[at] if near and kinds[at] != "stop" else None


@lru_cache(maxsize=4096)
def _before(text: str, tag: str) -> tuple[str, frozenset[str]]:
    """The last word of what stands before a span, and the roles of its last words."""
    lexicon = lexicon_of(tag)
    folded = fold(text)
    words = _WORD.findall(folded)[-3:]
    last = words[-1] if words else ""
    if not lexicon.spaced:
        folded = folded.rstrip()
        return last, frozenset(role for role, forms in lexicon.context.items() if folded.endswith(tuple(forms)))
    found = (lexicon.roles.get(" ".join(words[at:])) for at in range(len(words)))
    return last, _NONE.union(*filter(None, found))


@lru_cache(maxsize=4096)
def _after(text: str, tag: str) -> frozenset[str]:
    """The roles of the first words of what stands after a span, and `counted` where the first ends like a plural."""
    lexicon = lexicon_of(tag)
    folded = fold(text)
    if not lexicon.spaced:
        folded = folded.lstrip()
        return frozenset(role for role, forms in lexicon.context.items() if folded.startswith(tuple(forms)))
    words = _WORD.findall(text)[:3]
    plural = tuple(lexicon.context.get("plural_ending", ()))
    if words and plural and words[0].islower() and len(words[0]) > _SHORT_WORD and words[0].endswith(plural):
        return _NONE.union(["plural_ending"], *filter(None, [lexicon.roles.get(fold(words[0]))]))
    words = [fold(word) for word in words]
    found = (lexicon.roles.get(" ".join(words[:count])) for count in range(1, len(words) + 1))
    return _NONE.union(*filter(None, found))


class Surroundings:
    """What stands around one span of a passage."""

    __slots__ = ("_roles_after", "_roles_before", "end", "last_word", "lexicon", "passage", "start", "text")

    def __init__(self, passage: Passage, start: int, end: int) -> None:
        self.passage, self.start, self.end = passage, start, end
        self.text, self.lexicon = passage.text, passage.lexicon
        self.last_word, self._roles_before = _before(self.text[max(0, start - _NEAR) : start], self.lexicon.tag)
        self._roles_after: frozenset[str] | None = None

    def closing_at(self, end: int) -> Surroundings:
        """The same of a span that ends elsewhere."""
        return Surroundings(self.passage, self.start, end)

    def follows(self, role: str) -> bool:
        """Whether a word or words of this role of the lexicon's `context` stand right before the span."""
        return role in self._roles_before

    def precedes(self, role: str) -> bool:
        """Whether a word or words of this role stand right after the span."""
        if self._roles_after is None:
            self._roles_after = _after(self.text[self.end : self.end + _AHEAD], self.lexicon.tag)
        return role in self._roles_after

    def looks_ahead(self) -> bool:
        """Whether it is a deadline, or the nearest tense cue before it in its sentence, else right after, is future."""
        if self.follows("deadline") or self.precedes("deadline_after"):
            return True
        ended = self.lexicon.tense.past_ending
        if ended is not None and ended.fullmatch(self.last_word):
            return False
        before, after = self.passage.cue_before(self.start), self.passage.cue_after(self.end)
        return (after or before if self.lexicon.verb_last else before or after) == "future"

    def led(self, role: str) -> int:
        """The start of the span with its article ("the third quarter"), where the lexicon has it in this role."""
        forms = self.lexicon.context.get(role, _NONE)
        if not forms:
            return self.start
        words = list(_WORD.finditer(self.text, max(0, self.start - 12), self.start))
        whole = words and (words[-1].start() > max(0, self.start - 12) or self.start <= 12)
        near = words and self.text[words[-1].end() : self.start] in (" ", "\n", "")
        return words[-1].start() if whole and near and fold(words[-1].group()) in forms else self.start

    def closed(self) -> int:
        """The end of the span with the bracket that it opened: "Rabu (2/9/2026" and ")"."""
        following = self.text[self.end : self.end + 1]
        if following not in _CLOSES:
            return self.end
        written = self.text[self.start : self.end]
        return self.end + (written.count(_CLOSES[following]) > written.count(following))

    def is_name(self) -> bool:
        """Whether the span has a capital without beginning a sentence."""
        before = self.text[max(0, self.start - _NEAR) : self.start].rstrip()
        starts = not before or before[-1] in _BEFORE_SENTENCES or "\n" in self.text[max(0, self.start - 2) : self.start]
        return self.text[self.start].isupper() and not starts

    def between_commas(self) -> bool:
        """Whether the span stands between two commas, as an age does after a name: "Max Muster, 34 years, said"."""
        return self.text[max(0, self.start - 2) : self.start] == ", " and self.text[self.end : self.end + 1] == ","

    def bracketed(self) -> bool:
        """Whether the span alone stands in brackets: "(2014)"."""
        return self.text[self.start - 1 : self.start] == "(" and self.text[self.end : self.end + 1] == ")"

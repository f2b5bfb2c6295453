"""What stands around an expression and decides on it: prepositions, tense, brackets, ages.

Only a bounded stretch of text is looked at, whatever the length of the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from services.enrich.dates.lexicon import MARKS, Lexicon, fold

_NONE: frozenset[str] = frozenset()
_NEAR, _SENTENCE, _AHEAD = 40, 100, 30
_WORD = re.compile(rf"[\w{MARKS}]+(?:['’]\w+)?|[^\w\s]")
_CLOSES = {")": "(", "）": "（"}
# No form of a role is longer, in a language without spaces.
_LONGEST_FORM = 12


class Passage:
    """A text as one language reads it."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon

    @cached_property
    def _cues(self) -> tuple[list[int], list[str | None]]:
        """Where the cues of tense and the ends of sentences are, in order, and what each is."""
        found = [(cue.start(), cue.lastgroup) for cue in self.lexicon.tense.pattern.finditer(self.text)]
        return [start for start, _ in found], [kind for _, kind in found]

    def cue_before(self, place: int) -> str | None:
        """The nearest cue of its sentence before a place, None where there is none near by."""
        starts, kinds = self._cues
        at = bisect_left(starts, place) - 1
        near = at >= 0 and starts[at] >= place - _SENTENCE
        return kinds[at] if near and kinds[at] != "stop" else None

    def cue_after(self, place: int) -> str | None:
        """The same right after a place."""
        starts, kinds = self._cues
        at = bisect_left(starts, place)
        near = at < len(starts) and starts[at] < place + _AHEAD
        return kinds[at] if near and kinds[at] != "stop" else None


@dataclass(frozen=True)
class Surroundings:
    """What stands around one span of a passage."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The whole text."""
        return self.passage.text

    @property
    def lexicon(self) -> Lexicon:
        """The language that it is read in."""
        return self.passage.lexicon

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The last three words before the span, the last two and the last one."""
        words = _WORD.findall(fold(self.text[max(0, self.start - _NEAR) : self.start]))[-3:]
        return tuple(" ".join(words[at:]) for at in range(len(words)))

    @cached_property
    def after(self) -> tuple[str, ...]:
        """The first word after the span, the first two and the first three."""
        words = _WORD.findall(fold(self.text[self.end : self.end + _AHEAD]))[:3]
        return tuple(" ".join(words[:count]) for count in range(1, len(words) + 1))

    @cached_property
    def _roles_before(self) -> frozenset[str]:
        if not self.lexicon.spaced:
            before = fold(self.text[max(0, self.start - _LONGEST_FORM) : self.start]).rstrip()
            return frozenset(role for role, forms in self.lexicon.context.items() if before.endswith(tuple(forms)))
        return _NONE.union(*(self.lexicon.roles.get(words, _NONE) for words in self.before))

    @cached_property
    def _roles_after(self) -> frozenset[str]:
        if not self.lexicon.spaced:
            after = fold(self.text[self.end : self.end + _AHEAD]).lstrip()
            return frozenset(role for role, forms in self.lexicon.context.items() if after.startswith(tuple(forms)))
        return _NONE.union(*(self.lexicon.roles.get(words, _NONE) for words in self.after))

    def follows(self, role: str) -> bool:
        """Whether a word or words of this role of the lexicon's `context` stand right before the span."""
        return role in self._roles_before

    def precedes(self, role: str) -> bool:
        """Whether a word or words of this role stand right after the span."""
        return role in self._roles_after

    def looks_ahead(self) -> bool:
        """Whether it is a deadline, or the nearest tense cue before it in its sentence, else right after, is future."""
        if self.follows("deadline") or self.precedes("deadline_after"):
            return True
        ended = self.lexicon.tense.past_ending
        if ended is not None and self.before and ended.fullmatch(self.before[-1]):
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

    def bracketed(self) -> bool:
        """Whether the span alone stands in brackets: "(2014)"."""
        return self.text[self.start - 1 : self.start] == "(" and self.text[self.end : self.end + 1] == ")"

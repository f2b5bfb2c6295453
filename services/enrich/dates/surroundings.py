"""What stands around an expression and decides on it: prepositions, tense, brackets, ages.

Only a bounded stretch of text is looked at, whatever the length of the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from services.enrich.dates.lexicon import MARKS, Lexicon, fold

_NONE: frozenset[str] = frozenset()
_NEAR, _SENTENCE, _AHEAD = 40, 100, 30
_WORD = re.compile(rf"[\w{MARKS}]+(?:['’]\w+)?|[^\w\s]")
_STOP = re.compile(r"[.!?]\s|[。！？।؟۔]|\n\s*\n|[“”\"]")
_CLOSES = {")": "(", "）": "（"}
# No form of a role is longer, in a language without spaces.
_LONGEST_FORM = 12
# A shorter word that ends like a verb of the future is none.
_LONG_VERB = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around one span, as one language reads it; `before` holds the last one, two and three words."""

    text: str
    start: int
    end: int
    lexicon: Lexicon
    before: tuple[str, ...]

    @classmethod
    def of(cls, text: str, start: int, end: int, lexicon: Lexicon) -> Self:
        """Those of the span from `start` to `end`."""
        words = _WORD.findall(fold(text[max(0, start - _NEAR) : start]))[-3:]
        return cls(text, start, end, lexicon, tuple(" ".join(words[at:]) for at in range(len(words))))

    def follows(self, role: str) -> bool:
        """Whether a word or words of this role of the lexicon's `context` stand right before the span."""
        forms = self.lexicon.context.get(role, _NONE)
        if not self.lexicon.spaced:
            before = fold(self.text[max(0, self.start - _LONGEST_FORM) : self.start]).rstrip()
            return before.endswith(tuple(forms))
        return not forms.isdisjoint(self.before)

    def precedes(self, role: str) -> bool:
        """Whether a word or words of this role stand right after the span."""
        forms = self.lexicon.context.get(role, _NONE)
        if not forms:
            return False
        following = fold(self.text[self.end : self.end + _AHEAD])
        if not self.lexicon.spaced:
            return following.lstrip().startswith(tuple(forms))
        words = _WORD.findall(following)[:3]
        after = (" ".join(words[:count]) for count in range(1, len(words) + 1))
        return not forms.isdisjoint(after)

    def looks_ahead(self) -> bool:
        """Whether it is a deadline, or the nearest tense cue before it in its sentence, else right after, is future."""
        if self.follows("deadline") or self.precedes("deadline_after"):
            return True
        future, past = (self.lexicon.context.get(tense, _NONE) for tense in ("future", "past"))
        before = fold(_STOP.split(self.text[max(0, self.start - _SENTENCE) : self.start])[-1])
        after = fold(_STOP.split(self.text[self.end : self.end + _AHEAD])[0])
        if not self.lexicon.spaced:
            at, is_future = max(((before.rfind(cue), cue in future) for cue in future | past), default=(-1, False))
            return is_future if at >= 0 else any(cue in after for cue in future)
        future_endings = tuple(self.lexicon.context.get("future_ending", ()))
        past_endings = tuple(self.lexicon.context.get("past_ending", ()))

        def ahead(word: str) -> bool:
            return word in future or (len(word) >= _LONG_VERB and word not in past and word.endswith(future_endings))

        words = _WORD.findall(before)
        if words and len(words[-1]) >= _LONG_VERB and words[-1].endswith(past_endings) and words[-1] not in future:
            return False
        for word in reversed(words):
            if word in past or ahead(word):
                return ahead(word)
        return next((ahead(word) for word in _WORD.findall(after)[:4] if word in past or ahead(word)), False)

    def led(self, role: str) -> int:
        """The start of the span with its article ("the third quarter"), where the lexicon has it in this role."""
        forms = self.lexicon.context.get(role, _NONE)
        words = list(_WORD.finditer(self.text, max(0, self.start - 12), self.start))
        whole = words and (words[-1].start() > max(0, self.start - 12) or self.start <= 12)
        near = words and self.text[words[-1].end() : self.start] in (" ", "\n")
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

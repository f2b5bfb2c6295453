"""One run of capitalised words, and the questions that every rule asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from services.enrich.entities.lexicon import Lexicon
from services.enrich.entities.words import Word

_LONGEST_TITLE = 4


@dataclass(frozen=True)
class Run:
    """The words of an article, and the run from `first` to before `after` in them."""

    words: list[Word]
    first: int
    after: int
    language: str
    lower: frozenset[str]
    """Words that the article also writes without a capital."""
    lists: Lexicon

    @cached_property
    def _ends(self) -> list[int]:
        ends: list[int] = []
        end = self.after
        for index in range(self.after - 1, self.first - 1, -1):
            if not self.words[index].capital:
                end = index
            ends.append(end)
        return ends[::-1]

    def end_of_capitals(self, at: int) -> int:
        """Return the first word after `at` without a capital, or the end of the run."""
        return max(self._ends[at - self.first], at + 1) if at < self.after else at

    @cached_property
    def _tails(self) -> list[int]:
        tails, heads = self.lists.tails, self.lists.heads_of
        lows = ((index, self.words[index].low) for index in range(self.first, self.after))
        return [index for index, low in lows if low in tails or low in heads]

    def last_tail(self, at: int, end: int) -> int | None:
        """Return the last word between `at` and `end`, both excluded, at which an organisation's name may end."""
        return next((here for here in reversed(self._tails) if at < here < end), None)

    def capital(self, at: int) -> bool:
        """Say whether a word is in the run and has a capital."""
        return at < self.after and self.words[at].capital

    def low(self, at: int) -> str:
        """Return a word in lower case; nothing after the end of the run."""
        return self.words[at].low if at < self.after else ""

    def text(self, at: int, after: int) -> tuple[str, ...]:
        """Return words as they are written."""
        return tuple(word.text for word in self.words[at:after])

    def title(self, at: int) -> int:
        """Return the word after the title or office that stands here; 0 where none does."""
        low = self.low(at)
        if low in self.lists.title_starts:
            for size in range(min(_LONGEST_TITLE, self.after - at), 0, -1):
                if tuple(word.low for word in self.words[at : at + size]) in self.lists.titles:
                    return self._end_of_portfolio(at + size)
        return at + 1 if low in self.lists.offices else 0

    def _end_of_portfolio(self, after: int) -> int:
        """Skip what a minister is for ("Menteri Wanita dan Keluarga")."""
        while self.low(after) in self.lists.subjects or self.low(after) in self.lists.joiners:
            after += 1
        return after

    def is_located(self, at: int) -> bool:
        """Say whether the word before says that a place follows: "in", "di", "Bandar"."""
        return at > 0 and self.words[at].joined and self.words[at - 1].low in self.lists.locative

    def speaks(self, after: int) -> bool:
        """Say whether a verb of speech, or an age between commas, follows a name that ends before `after`."""
        if after >= len(self.words):
            return False
        word = self.words[after]
        if word.gap == ", " and word.text.isdigit():
            return True
        return word.gap in {" ", ", "} and word.low in self.lists.speech

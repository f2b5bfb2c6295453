"""A second opinion for languages so close that a general identifier confuses them: Malay and Indonesian, above all.

What tells them apart are words: each adds to the log odds of the languages of its group, beside the identifier's own.
The words are data (data/close); training/language says where they come from and how well they do.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_GROUPS = ("malay_indonesian", "czech_slovak", "scandinavian", "south_slavic", "zulu_xhosa")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Characters.
_SHORTEST_STEM = 3
_LONGEST_ENDING = 4
_LEAST_BEFORE = 3
_MOST_RAISED = 4.0
"""Log odds that a vocabulary adds to its languages at most, against all others."""
_MUTE = 1e-6
"""Share that a language counts as having where the identifier gave it none."""

Odds = tuple[float, ...]


@dataclass(frozen=True)
class Close:
    """Languages that are close, and what each word adds to the log odds of each of them.

    `at_home` and `abroad` are what a word that is in the lists, or is not, adds to the log odds of all of them
    together: nothing where the lists hold only what tells them apart.
    """

    languages: tuple[str, ...]
    script: str
    identifier: float
    balance: Odds
    certain: float
    at_home: float
    abroad: float
    endings: frozenset[str]
    words: Mapping[str, Odds]
    stems: frozenset[str]
    tails: frozenset[str]

    def odds(self, word: str) -> Odds:
        """Return what a word in lower case adds, empty where nothing is known of it."""
        return self.words.get(self.entry(word), ())

    def entry(self, word: str) -> str:
        """Return what a word in lower case is found under: itself, its stem, how it begins (`so*`) or ends (`*so`).

        Empty where it is not found.
        """
        if word in self.words:
            return word
        for size in range(1, _LONGEST_ENDING + 1):
            ending = word[-size:]
            if ending in self.endings and word[:-size] in self.words:
                return word[:-size]
            if ending in self.tails and len(word) > size + _LEAST_BEFORE:
                return f"*{ending}"
        for size in range(len(word), _SHORTEST_STEM - 1, -1) if self.stems else ():
            if word[:size] in self.stems:
                return f"{word[:size]}*"
        return ""


@cache
def groups() -> tuple[Close, ...]:
    """Return the groups of close languages."""
    return tuple(map(_group, _GROUPS))


def _group(group: str) -> Close:
    folder = files("services.enrich.language").joinpath("data", "close", group)
    model = tomllib.loads(folder.joinpath("model.toml").read_text("utf-8"))
    nothing = (0.0,) * len(model["languages"])
    words: dict[str, Odds] = {}
    same: dict[Odds, Odds] = {}  # 70,000 words share a few dozen odds
    for name in model["words"]:
        for evidence in tomllib.loads(folder.joinpath(name).read_text("utf-8"))["evidence"]:
            odds = tuple(evidence["odds"])
            for word in evidence["words"].split():
                more = tuple(map(float.__add__, words.get(word, nothing), odds))
                words[word] = same.setdefault(more, more)
    return Close(
        languages=tuple(model["languages"]),
        script=model["script"],
        identifier=model["identifier"],
        balance=tuple(model["balance"]),
        certain=model["certain"],
        at_home=model["at_home"],
        abroad=model["abroad"],
        endings=frozenset(model["endings"]),
        words=words,
        stems=frozenset(word[:-1] for word in words if word.endswith("*")),
        tails=frozenset(word[1:] for word in words if word.startswith("*")),
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(text.lower())


def weigh(group: Close, text: str, shares: dict[str, float]) -> dict[str, float]:
    """Return the probabilities of all languages anew, those of a group told apart by the words of the text.

    `shares` are what the general identifier gave, by tag. Evidence stops counting at `certain`: words of one text agree
    too easily, and some answers are wrong however many do.
    """
    found = Counter(map(group.odds, words_of(text)))
    unknown = found.pop((), 0)
    together = group.abroad * unknown + group.at_home * found.total()
    odds = [
        balance + group.identifier * math.log(shares.get(tag, 0.0) + _MUTE)
        for tag, balance in zip(group.languages, group.balance, strict=True)
    ]
    for more, count in found.items():
        odds = [one + count * each for one, each in zip(odds, more, strict=True)]
    best = max(odds)
    weights = [math.exp(max(one - best, -group.certain)) for one in odds]
    raised = math.exp(max(0.0, min(together, _MOST_RAISED)))
    among = raised * sum(shares.get(tag, 0.0) for tag in group.languages) / sum(weights)
    mine = {tag: among * weight for tag, weight in zip(group.languages, weights, strict=True)}
    everyone = shares | mine
    total = sum(everyone.values())
    return {tag: share / total for tag, share in everyone.items()}

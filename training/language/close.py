"""Counts the words that tell close languages apart: `python -m training.language.close`, with `wordfreq` 3.1.1 installed.

Writes the `counted.toml` of each group under services/enrich/language/data/close, from wordfreq's word lists. They are
CC BY-SA 4.0, and so is what is made here. No service needs wordfreq.
"""

from __future__ import annotations

import math
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from wordfreq import get_frequency_dict

CLOSE = Path(__file__).parents[2] / "services" / "enrich" / "language" / "data" / "close"
HEADER = """\
# Made by training/language/close.py from the word lists of wordfreq 3.1.1, which are CC BY-SA 4.0
# (https://github.com/rspeer/wordfreq), and under that licence.
"""

FLOOR = 1e-6
"""Frequency below which wordfreq's small lists end: what a word is given that a list lacks."""
IDLE = 0.4
"""Log ratio that two samples of one language reach by chance and by topic: it counts for nothing."""
MOST = 2.6
"""A word that one list lacks proves no more than that."""
SHARE = 0.78
"""Weight of a counted log ratio beside the identifier's: words of one text are not independent."""
ENGLISH = 3.0
"""A word so many times more frequent in English is English, and an English term proves nothing of the text around it."""
RAREST = 12.0
"""A form so many times more frequent than its pair is another word."""

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Serbian writes e where Croatian and Bosnian write ije or je: vreme, vrijeme. Pairs of words that are no such pair:
_NO_PAIR = frozenset(
    ["preko", "prema", "veće", "veća", "veću", "reci", "deda", "napred", "usled", "upotrebi", "pete", "prijem", "njega"]
)
_JAT = re.compile(r"ije(?=.)|(?<=[mvpbdtsczrn])je(?=.)")
_IRA = re.compile(r"(?<=.{5})ira(?=(?:ti|o|la|li|lo|n|na|no|ni|ne|nje|nja|nog|nim|nih)$)")


def malay_indonesian() -> dict[tuple[float, float], list[str]]:
    """Return words by the log odds they add to (Malay, Indonesian); words that add nothing still show it is one of them.

    Where the list by hand says the contrary, or that a word is no evidence, it holds.
    """
    malay, indonesian, english = (get_frequency_dict(tag, "small") for tag in ("ms", "id", "en"))
    by_hand = _by_hand("malay_indonesian")
    found: defaultdict[tuple[float, float], list[str]] = defaultdict(list)
    for word in sorted(malay.keys() | indonesian.keys()):
        one, other = malay.get(word, 0.0), indonesian.get(word, 0.0)
        if not _WORD.fullmatch(word) or english.get(word, 0.0) > ENGLISH * max(one, other):
            continue
        ratio = math.log((one + FLOOR) / (other + FLOOR))
        weight = round(SHARE * max(0.0, min(MOST, abs(ratio) - IDLE)), 1)
        odds = (weight, 0.0) if ratio > 0 else (0.0, weight)
        if word in by_hand and (by_hand[word][0] > by_hand[word][1]) != (ratio > 0):
            odds = (0.0, 0.0)
        if weight or min(one, other) > FLOOR:
            found[odds].append(word)
    return found


def _by_hand(name: str) -> dict[str, tuple[float, ...]]:
    evidence = tomllib.loads((CLOSE / name / "words.toml").read_text("utf-8"))["evidence"]
    return {word: tuple(one["odds"]) for one in evidence for word in one["words"].split()}


def south_slavic() -> dict[tuple[float, float, float], list[str]]:
    """Return words by the log odds they add to (Croatian, Bosnian, Serbian).

    wordfreq counts the three as one language. What it has of both forms of one word is what tells them apart.
    """
    words = get_frequency_dict("sh", "small")
    east, west, ovati, irati = set[str](), set[str](), set[str](), set[str]()
    for word in words:
        if not word.endswith("ije"):
            for other in _replaced(word, _JAT, "e", words):
                west.add(word)
                east.add(other)
        for ending in ("isa", "ova"):
            for other in _replaced(word, _IRA, ending, words):
                irati.add(word)
                ovati.add(other)
    return {
        (1.5, 1.6, -3.0): sorted(west),
        (-1.7, -1.1, 2.7): sorted(east),
        (0.8, 0.3, -1.1): sorted(irati),
        (-0.8, -0.4, 1.2): sorted(ovati),
    }


def _replaced(word: str, pattern: re.Pattern[str], by: str, words: Mapping[str, float]) -> Iterator[str]:
    """The other form of a word, where it is a word that is not another, far more frequent one."""
    for found in pattern.finditer(word) if len(word) > 4 else ():
        other = word[: found.start()] + by + word[found.end() :]
        if len(other) > 3 and 0 < words.get(other, 0.0) < RAREST * words[word] and not {word, other} & _NO_PAIR:
            yield other


def _toml(evidence: Mapping[tuple[float, ...], list[str]]) -> str:
    parts = [HEADER]
    for odds, words in sorted(evidence.items()):
        lines = _wrapped(words)
        parts.append(f'\n[[evidence]]\nodds = {list(odds)}\nwords = """\n{lines}\n"""\n')
    return "".join(parts)


def _wrapped(words: list[str]) -> str:
    lines, line = list[str](), ""
    for word in words:
        if len(line) + len(word) > 118:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def main() -> None:
    """Writes the files."""
    for name, evidence in (("malay_indonesian", malay_indonesian()), ("south_slavic", south_slavic())):
        (CLOSE / name / "counted.toml").write_text(_toml(evidence), "utf-8")
        sys.stdout.write(f"{name}: {sum(map(len, evidence.values())):,} words\n")


if __name__ == "__main__":
    main()

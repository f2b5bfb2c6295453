"""Counts the words that tell close languages apart: `python -m training.language.close`, with `wordfreq` 3.1.1.

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
"""A word so many times more frequent in English is English, and such a term proves nothing of the text around it."""
FREQUENT = 1e-5
"""What a word of the less close groups must reach."""
RAREST = 12.0
"""A form so many times more frequent than its pair is another word."""

Odds = tuple[float, ...]

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Serbian writes e where Croatian and Bosnian write ije or je: vreme, vrijeme. Pairs of words that are no such pair:
_NO_PAIR = frozenset(
    ["preko", "prema", "veće", "veća", "veću", "reci", "deda", "napred", "usled", "upotrebi", "pete", "prijem", "njega"]
)
_JAT = re.compile(r"ije(?=.)|(?<=[mvpbdtsczrn])je(?=.)")
_IRA = re.compile(r"(?<=.{5})ira(?=(?:ti|o|la|li|lo|n|na|no|ni|ne|nje|nja|nog|nim|nih)$)")


def counted(group: str, least: float, *lists: str) -> dict[Odds, list[str]]:
    """Return words by the log odds they add to the languages of these lists.

    A word speaks for the language that uses it most, against the one that comes next. Words that add nothing stay in,
    for they still show that a text is in one of the group. Where the list by hand says otherwise, it holds.

    Args:
        group: its folder.
        least: frequency of a word that is worth its place, in the language that uses it most.
        lists: wordfreq's tags, in the order of the group's languages.
    """
    english, by_hand = get_frequency_dict("en", "small"), _by_hand(group)
    frequencies = [get_frequency_dict(tag, "small") for tag in lists]
    found: defaultdict[Odds, list[str]] = defaultdict(list)
    for word in sorted(set[str]().union(*frequencies)):
        each = [frequency.get(word, 0.0) for frequency in frequencies]
        next_best, best = sorted(each)[-2:]
        if best < least or not _WORD.fullmatch(word) or english.get(word, 0.0) > ENGLISH * best:
            continue
        ratio = math.log((best + FLOOR) / (next_best + FLOOR))
        weight = round(SHARE * max(0.0, min(MOST, ratio - IDLE)), 1)
        odds = tuple(weight if one == best else 0.0 for one in each)
        if word in by_hand and odds.index(max(odds)) != by_hand[word].index(max(by_hand[word])):
            odds = (0.0,) * len(odds)
        if any(odds) or next_best:
            found[odds].append(word)
    return found


def _by_hand(group: str) -> dict[str, Odds]:
    path = CLOSE / group / "words.toml"
    evidence = tomllib.loads(path.read_text("utf-8"))["evidence"] if path.exists() else []
    return {word: tuple(one["odds"]) for one in evidence for word in one["words"].split()}


def south_slavic() -> dict[Odds, list[str]]:
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


def _toml(evidence: Mapping[Odds, list[str]]) -> str:
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
    made = {
        "malay_indonesian": counted("malay_indonesian", 0.0, "ms", "id"),
        "czech_slovak": counted("czech_slovak", FREQUENT, "cs", "sk"),
        "scandinavian": counted("scandinavian", FREQUENT, "da", "nb", "sv"),
        "south_slavic": south_slavic(),
    }
    for group, evidence in made.items():
        (CLOSE / group / "counted.toml").write_text(_toml(evidence), "utf-8")
        sys.stdout.write(f"{group}: {sum(map(len, evidence.values())):,} words\n")


if __name__ == "__main__":
    main()

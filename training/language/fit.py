"""Fits what words add: `python -m training.language.fit GROUP GOLD`, with `scipy` installed.

GOLD is JSON lines of `lang` and `text`. Prints the weight of the identifier, the balance of the languages and the odds
of each list of words, as they go into the group's files. Long lists of many weights (counted.toml of two languages) are
fitted as one, by a factor. Every text is shown whole and, for the sake of headlines, as eight words of its middle.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from services.enrich.language import close, general
from services.enrich.language.sample import sample
from training.language.close import CLOSE

FEW = 12
"""Lists of words in a file that are fitted one by one."""
PENALTY = 1e-4
HEADLINE = 8

Floats = npt.NDArray[np.float64]


def texts(path: Path, languages: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Yields each text in one of the languages, and its middle, with the place of its language."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for one in map(json.loads, lines):
            if one["lang"] in languages:
                words = one["text"].split()
                middle = max(0, (len(words) - HEADLINE) // 2)
                yield one["text"], languages.index(one["lang"])
                yield " ".join(words[middle : middle + HEADLINE]), languages.index(one["lang"])


def lists(group: str, names: list[str]) -> list[tuple[dict[str, Floats], bool]]:
    """Return the lists of words, each with what is multiplied by its fitted odds; true where it is one factor."""
    found: list[tuple[dict[str, Floats], bool]] = []
    for name in names:
        evidence = tomllib.loads((CLOSE / group / name).read_text("utf-8"))["evidence"]
        each = [{word: np.array(one["odds"]) for word in one["words"].split()} for one in evidence]
        if len(each) > FEW:
            found.append(({word: odds for words in each for word, odds in words.items()}, True))
        else:
            found += [({word: np.ones(len(odds)) for word, odds in words.items()}, False) for words in each]
    return found


def main() -> None:
    """Prints the fit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("group")
    options.add_argument("gold", type=Path)
    chosen = options.parse_args()
    model = tomllib.loads((CLOSE / chosen.group / "model.toml").read_text("utf-8"))
    group = next(one for one in close.groups() if list(one.languages) == model["languages"])
    known = lists(chosen.group, model["words"])
    size = len(group.languages)
    given, rows, gold = [], [], []
    for text, language in texts(chosen.gold, group.languages):
        shares = general.shares(sample(text, 600))
        given.append([math.log(shares.get(tag, 0.0) + 1e-6) for tag in group.languages])
        entries = Counter(map(group.entry, close.words_of(text)))
        rows.append(
            [sum((words[e] * n for e, n in entries.items() if e in words), np.zeros(size)) for words, _ in known]
        )
        gold.append(language)
    logs, evidence, wanted = np.array(given), np.array(rows), np.array(gold)
    factor = np.array([by_factor for _, by_factor in known])[:, None]

    def loss(theta: Floats) -> tuple[float, Floats]:
        trust, balance, free = theta[0], theta[1 : 1 + size], theta[1 + size :].reshape(-1, size)
        odds = np.where(factor, free[:, :1], free)
        scores = trust * logs + balance + np.einsum("nps,ps->ns", evidence, odds)
        scores -= scores.max(1, keepdims=True)
        chances = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
        off = (chances - np.eye(size)[wanted]) / len(wanted)
        slope = np.einsum("ns,nps->ps", off, evidence) + 2 * PENALTY * odds
        slope = np.where(factor, np.where(np.arange(size) == 0, slope.sum(1, keepdims=True), 0.0), slope)
        value = -np.log(chances[np.arange(len(wanted)), wanted]).mean() + PENALTY * (odds**2).sum()
        return float(value), np.concatenate([[(off * logs).sum()], off.sum(0), slope.ravel()])

    found = minimize(loss, np.full(1 + size + len(known) * size, 0.1), jac=True, method="L-BFGS-B").x
    write = sys.stdout.write
    write(f"{len(wanted):,} texts\nidentifier {found[0]:.2f}\nbalance {np.round(found[1 : 1 + size], 1).tolist()}\n")
    for number, (odds, (words, by_factor)) in enumerate(
        zip(found[1 + size :].reshape(-1, size), known, strict=True), 1
    ):
        fitted = f"times {odds[0]:.2f}" if by_factor else (odds - odds.mean()).round(1).tolist()
        write(f"list {number}, {len(words):,} words: {fitted}\n")


if __name__ == "__main__":
    main()

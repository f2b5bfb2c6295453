"""What the trained recognisers find in the words of an article."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, cast

import numpy as np
import threadpoolctl
from numpy.typing import NDArray

from services.enrich.entities.caseless import is_caseless
from services.enrich.entities.kinds import Found
from services.enrich.entities.network import KINDS, models, network
from services.enrich.entities.signs import Stretch, look, near_capitals, portions, sentences, signs_around
from services.enrich.entities.words import Word

_BLOCK = 128
"""Stretches that are worked on at once, so that memory stays bounded."""
_SHARED = "de-no-pt-ro-ru-tr"
"""The network for languages that have none: it was learnt with the language hidden now and then."""
_SAME = {"nb": "no", "nn": "no"}
"""Languages that the sets call by another's name."""


@cache
def _trained() -> dict[str, str]:
    """Return the name of the network that was trained on each language."""
    names = [file.name.removesuffix(".npz") for file in models().iterdir() if file.name.endswith(".npz")]
    return {language: name for name in names for language in name.split("-")}


def has_model(language: str) -> bool:
    """Say whether a model was trained on a language (BCP 47 tag)."""
    return base_of(language) in _trained()


def base_of(language: str) -> str:
    """Return a language (BCP 47 tag) as the annotated sets call it."""
    base = language.partition("-")[0]
    return _SAME.get(base, base)


def names_by_model(words: list[Word], language: str, places: Sequence[tuple[int, int]] = ()) -> list[Found]:
    """Return the names in an article's words, in order, never overlapping; linear in their number.

    `places` are start and end in the text of known places that no capital shows.
    """
    base = base_of(language)
    net = network(_trained().get(base, _SHARED))
    whole = sentences(words)
    near = whole if is_caseless(base) else [part for sentence in whole for part in near_capitals(words, *sentence)]
    stretches = [part for stretch in near for part in portions(words, *stretch)]
    around = signs_around(words, stretches, language, places)
    found: list[Found] = []
    done = 0
    for at in range(0, len(stretches), _BLOCK):
        block = stretches[at : at + _BLOCK]
        sizes = [after - first for first, after in block]
        seen = [look(words, here) for stretch in block for here in range(*stretch)]
        opens = [first == 0 or words[first].begins for first, _ in block]
        # The matrices are small: threads would cost many times what they save.
        with _one_thread():
            labels = net.labels(seen, around[done : done + len(seen)], sizes, opens, base)
        found += _spans(labels, words, block)
        done += len(seen)
    return found


def _one_thread() -> AbstractContextManager[object]:
    return cast("AbstractContextManager[object]", _controller().limit(limits=1))


@cache
def _controller() -> Any:
    return threadpoolctl.ThreadpoolController()


def _spans(labels: NDArray[np.int64], words: list[Word], block: list[Stretch]) -> list[Found]:
    """Return the names that the labels of the words of a block spell; in a headline none is sure."""
    found: list[Found] = []
    at = 0
    for first, after in block:
        for here, label in enumerate(labels[at : at + after - first].tolist(), start=first):
            if not label:
                continue
            kind = KINDS[(int(label) - 1) // 2]
            if label % 2 == 0 and found and found[-1].after == here > first and found[-1].kind is kind:
                found[-1] = found[-1]._replace(after=here + 1)
            else:
                found.append(Found(here, here + 1, kind, sure=not words[here].shouted))
        at += after - first
    return found

"""The trained recogniser: a vector for every sign of a word, three convolutions over the sentence, a best path.

The weights and where they come from: data/MODEL.md. They are made by training/entities.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar, cast

import numpy as np
import threadpoolctl
from numpy.typing import NDArray

from services.enrich.entities.kinds import Found, Kind
from services.enrich.entities.signs import SIGHT, Signs, near_capitals, own_signs, sentences, signs_around
from services.enrich.entities.words import Word

Floats = NDArray[np.float32]
Stretch = tuple[int, int]
Key = TypeVar("Key", str, Signs)

KINDS = (Kind.PERSON, Kind.ORGANIZATION, Kind.PLACE)
LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BI"))
"""What a word may be: outside of names, the first word of one, a further word."""

LONGEST_SENTENCE = 96
"""Words: what is longer is cut, in training as here."""
_BLOCK = 128
"""Stretches that are worked on at once, so that memory stays bounded."""
_REMEMBERED = 20_000
"""Words whose vectors are kept: more than a block has, even if each is another."""
_CERTAIN = 4.0
"""By how much `O` must lead for a word to be outside whatever stands beside it."""
_LONGEST_PATH = 48
_NEVER = -1e4
_TINY = 1e-5


class Weights(NamedTuple):
    """The network; `keys` are the CRC-32 of the signs that it knows, ascending, and `vectors` theirs."""

    languages: tuple[str, ...]
    keys: NDArray[np.uint32]
    vectors: Floats
    first: tuple[Floats, Floats]
    layers: tuple[tuple[Floats, Floats], ...]
    last: tuple[Floats, Floats]
    steps: Floats
    """What a label after a label adds."""
    starts: Floats


def key_of(sign: str) -> int:
    """Return the number under which a sign's vector is kept."""
    return zlib.crc32(sign.encode())


@cache
def weights() -> Weights:
    """Return the shipped network, read on first use."""
    with files("services.enrich.entities").joinpath("data/model.npz").open("rb") as file:
        raw = cast("dict[str, NDArray[np.generic]]", dict(np.load(file, allow_pickle=False)))

    def floats(name: str) -> Floats:
        scale = raw[f"{name}.scale"].astype(np.float32)
        return raw[name].astype(np.float32) * scale

    def layer(name: str) -> tuple[Floats, Floats]:
        return floats(name), raw[f"{name}.bias"].astype(np.float32)

    return Weights(
        languages=tuple(str(language) for language in raw["languages"]),
        keys=raw["keys"].astype(np.uint32),
        vectors=floats("vectors"),
        first=layer("first"),
        layers=tuple(layer(name) for name in (f"layer{number}" for number in range(1, SIGHT + 1))),
        last=layer("last"),
        steps=raw["steps"].astype(np.float32),
        starts=raw["starts"].astype(np.float32),
    )


def has_model(language: str) -> bool:
    """Say whether the model was trained on a language (BCP 47 tag)."""
    return language.partition("-")[0] in weights().languages


def names_by_model(words: list[Word], language: str) -> list[Found]:
    """Return the names in an article's words, in order, never overlapping; linear in their number."""
    near = [stretch for sentence in sentences(words) for stretch in near_capitals(words, *sentence)]
    stretches = [
        (at, min(at + LONGEST_SENTENCE, after)) for first, after in near for at in range(first, after, LONGEST_SENTENCE)
    ]
    around = signs_around(words, stretches, language)
    base = language.partition("-")[0]
    found: list[Found] = []
    done = 0
    for at in range(0, len(stretches), _BLOCK):
        block = stretches[at : at + _BLOCK]
        size = sum(after - first for first, after in block)
        texts = [word.text for stretch in block for word in words[slice(*stretch)]]
        # The matrices are small: threads would cost many times what they save.
        with _one_thread():
            scores = _scores(texts, around[done : done + size], block, base)
        opens = [first == 0 or words[first].begins for first, _ in block]
        found += _spans(_best_labels(scores, block, opens), words, block)
        done += size
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


class _Vectors(Generic[Key]):
    """The vectors of what was met before: the words of an article are mostly those of the articles before it."""

    def __init__(self, signs_of: Callable[[Key], Signs]) -> None:
        self._signs_of = signs_of
        self._rows: dict[Key, int] = {}
        self._table = np.empty((_REMEMBERED, weights().vectors.shape[1]), np.float32)

    def __call__(self, keys: Sequence[Key]) -> Floats:
        """Return a row for each key; all is forgotten before there is too much of it."""
        if len(self._rows) + len(keys) > _REMEMBERED:
            self._rows.clear()
        rows = self._rows
        for key in keys:
            if key not in rows:
                rows[key] = len(rows)
                self._table[rows[key]] = _vector(self._signs_of(key))
        return self._table[[rows[key] for key in keys]]


def _vector(signs: Signs) -> Floats:
    net = weights()
    keys = np.fromiter(map(key_of, signs), np.uint32, len(signs))
    at = np.minimum(np.searchsorted(net.keys, keys), len(net.keys) - 1)
    return net.vectors[at[net.keys[at] == keys]].sum(axis=0)


@cache
def _own() -> _Vectors[str]:
    return _Vectors(own_signs)


@cache
def _around() -> _Vectors[Signs]:
    return _Vectors(lambda signs: signs)


def _normal(values: Floats) -> Floats:
    centred = values - values.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", centred, centred) / values.shape[1]
    centred /= np.sqrt(spread + _TINY)[:, None]
    return centred


def _scores(texts: list[str], around: list[Signs], block: list[Stretch], base: str) -> Floats:
    """Return what speaks for each label of each word of a block."""
    net = weights()
    # A row of zeros stands before and after each stretch: no word sees into another.
    sizes = [after - first for first, after in block]
    inside = np.ones(len(texts) + len(block) + 1, dtype=bool)
    inside[np.cumsum([0, *(size + 1 for size in sizes)])] = False
    middle = np.flatnonzero(inside)
    hidden = _own()(texts) + _around()(around) + _around()([(f"l={base}",)])
    hidden = np.maximum(_normal(hidden) @ net.first[0] + net.first[1], 0)
    rows = np.zeros((len(inside), hidden.shape[1]), np.float32)
    for matrix, bias in net.layers:
        rows[middle] = _normal(hidden)
        near = np.concatenate((rows[:-2], rows[1:-1], rows[2:]), axis=1)[middle - 1]
        hidden += np.maximum(near @ matrix + bias, 0)
    return _normal(hidden) @ net.last[0] + net.last[1]


def _best_labels(scores: Floats, block: list[Stretch], opens: list[bool]) -> NDArray[np.int64]:
    """Return the labels on the best path through each stretch; `opens` says which begin a sentence.

    A stretch is cut at words that are surely outside of names, so that the paths are short, and are walked at once.
    """
    labels = np.zeros(len(scores), np.int64)
    unsure = scores[:, 0] - scores[:, 1:].max(axis=1) < _CERTAIN
    firsts = np.cumsum([0, *(after - first for first, after in block[:-1])])
    cuts = ~unsure | ~np.roll(unsure, 1)
    cuts[firsts] = True
    starts = np.zeros(len(scores), dtype=bool)
    starts[firsts] = opens
    paths = [
        (at, min(at + _LONGEST_PATH, after))
        for first, after in pairwise([*np.flatnonzero(cuts).tolist(), len(scores)])
        if unsure[first]
        for at in range(first, after, _LONGEST_PATH)
    ]
    if paths:
        inside = np.concatenate([np.arange(*path) for path in paths])
        sizes = np.array([after - first for first, after in paths])
        labels[inside] = _walk(scores[inside], sizes, starts[[first for first, _ in paths]])
    return labels


def _walk(scores: Floats, sizes: NDArray[np.int64], opens: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Viterbi over many paths at once; before each stands an `O` or its sentence begins, after each stands an `O`."""
    net = weights()
    longest = int(sizes.max())
    inside: NDArray[np.bool_] = np.arange(longest)[None, :] < sizes[:, None]
    grid = np.full((len(sizes), longest, len(LABELS)), _NEVER, np.float32)
    grid[..., 0] = 0
    grid[inside] = scores
    best = grid[:, 0] + np.where(opens[:, None], net.starts, net.steps[0])
    came: list[NDArray[np.int64]] = []
    for step in range(1, longest):
        through = best[:, :, None] + net.steps
        came.append(through.argmax(axis=1))
        best = through.max(axis=1) + grid[:, step]
    here = (best + net.steps[:, 0]).argmax(axis=1)
    path = [here]
    for before in reversed(came):
        here = np.take_along_axis(before, here[:, None], axis=1)[:, 0]
        path.append(here)
    return np.stack(path[::-1], axis=1)[inside]

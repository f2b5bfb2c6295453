"""A trained network: a vector for every sign of a word, convolutions over what stands beside it, a best path.

The weights and where they come from: data/models/MODELS.md. They are made by training/entities.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.kinds import Kind
from services.enrich.entities.signs import Signs, own_signs

Floats = NDArray[np.float32]
Key = TypeVar("Key", str, Signs)

KINDS = (Kind.PERSON, Kind.ORGANIZATION, Kind.PLACE)
LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BI"))
"""What a word may be: outside of names, the first word of one, a further word."""

_REMEMBERED = 20_000
"""Words whose vectors are kept: more than are worked on at once, even if each is another."""
_CERTAIN = 4.0
"""By how much `O` must lead for a word to be outside whatever stands beside it."""
_LONGEST_PATH = 48
_NEVER = -1e4
_TINY = 1e-5


class Weights(NamedTuple):
    """What was learnt; `keys` are the CRC-32 of the signs that are known, ascending, and `vectors` theirs."""

    keys: NDArray[np.uint32]
    vectors: Floats
    first: tuple[Floats, Floats]
    layers: tuple[tuple[Floats, Floats], ...]
    reach: tuple[int, ...]
    """Of each layer, how far the words lie to each side that it looks at."""
    last: tuple[Floats, Floats]
    steps: Floats
    """What a label after a label adds."""
    starts: Floats


def key_of(sign: str) -> int:
    """Return the number under which a sign's vector is kept."""
    return zlib.crc32(sign.encode())


def models() -> Traversable:
    """Return the folder of the shipped weights; a file is named for its languages (`en-id-ms.npz`)."""
    return files("services.enrich.entities").joinpath("data/models")


def read_weights(file: Traversable) -> Weights:
    """Return the weights in a file of training/entities/pack.py."""
    with file.open("rb") as opened:
        raw = cast("dict[str, NDArray[np.generic]]", dict(np.load(opened, allow_pickle=False)))

    def floats(name: str) -> Floats:
        scale = raw[f"{name}.scale"].astype(np.float32)
        return raw[name].astype(np.float32) * scale

    def layer(name: str) -> tuple[Floats, Floats]:
        return floats(name), raw[f"{name}.bias"].astype(np.float32)

    return Weights(
        keys=raw["keys"].astype(np.uint32),
        vectors=floats("vectors"),
        first=layer("first"),
        layers=tuple(layer(f"layer{number}") for number in range(1, len(raw["reach"]) + 1)),
        reach=tuple(int(far) for far in raw["reach"]),
        last=layer("last"),
        steps=raw["steps"].astype(np.float32),
        starts=raw["starts"].astype(np.float32),
    )


@cache
def network(name: str) -> Network:
    """Return a shipped network by its file's name without the ending, read on first use."""
    return Network(read_weights(models().joinpath(f"{name}.npz")))


class Network:
    """One network, and what it remembers of the words that it has met."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._own = _Vectors[str](weights, own_signs)
        self._around = _Vectors[Signs](weights, lambda signs: signs)

    def labels(
        self, seen: Sequence[str], around: Sequence[Signs], sizes: Sequence[int], opens: Sequence[bool], language: str
    ) -> NDArray[np.int64]:
        """Return the labels on the best path through each stretch, one stretch after the other.

        `seen` and `around` are what each word says by itself and what stands around it; `sizes` the words of each
        stretch; `opens` says which stretches begin a sentence.
        """
        return self._best_labels(self._scores(seen, around, sizes, language), sizes, opens)

    def _scores(self, seen: Sequence[str], around: Sequence[Signs], sizes: Sequence[int], language: str) -> Floats:
        """Return what speaks for each label of each word."""
        net = self.weights
        # Rows of zeros stand before and after each stretch: no word sees into another.
        apart = max(net.reach)
        middle = np.arange(len(seen)) + apart * np.repeat(np.arange(1, len(sizes) + 1), sizes)
        hidden = self._own(seen) + self._around(around) + self._around([(f"l={language}",)])
        hidden = np.maximum(_normal(hidden) @ net.first[0] + net.first[1], 0)
        rows = np.zeros((len(seen) + apart * (len(sizes) + 1), hidden.shape[1]), np.float32)
        for (matrix, bias), far in zip(net.layers, net.reach, strict=True):
            here = _normal(hidden)
            rows[middle] = here
            near = np.concatenate((rows[middle - far], here, rows[middle + far]), axis=1)
            hidden += np.maximum(near @ matrix + bias, 0)
        return _normal(hidden) @ net.last[0] + net.last[1]

    def _best_labels(self, scores: Floats, sizes: Sequence[int], opens: Sequence[bool]) -> NDArray[np.int64]:
        """Cut the stretches at words that are surely outside of names, so that paths are short; walk all at once."""
        labels = np.zeros(len(scores), np.int64)
        unsure = scores[:, 0] - scores[:, 1:].max(axis=1) < _CERTAIN
        firsts = np.cumsum([0, *sizes[:-1]])
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
            lengths = np.array([after - first for first, after in paths])
            labels[inside] = self._walk(scores[inside], lengths, starts[[first for first, _ in paths]])
        return labels

    def _walk(self, scores: Floats, sizes: NDArray[np.int64], opens: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Viterbi over many paths at once; before each is an `O` or its sentence begins, after each is an `O`."""
        net = self.weights
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


class _Vectors(Generic[Key]):
    """The vectors of what was met before: the words of an article are mostly those of the articles before it."""

    def __init__(self, weights: Weights, signs_of: Callable[[Key], Signs]) -> None:
        self._weights = weights
        self._signs_of = signs_of
        self._rows: dict[Key, int] = {}
        self._table = np.empty((_REMEMBERED, weights.vectors.shape[1]), np.float32)

    def __call__(self, keys: Sequence[Key]) -> Floats:
        """Return a row for each key; all is forgotten before there is too much of it."""
        if len(self._rows) + len(keys) > _REMEMBERED:
            self._rows.clear()
        rows = self._rows
        for key in keys:
            if key not in rows:
                rows[key] = len(rows)
                self._table[rows[key]] = _vector(self._weights, self._signs_of(key))
        return self._table[[rows[key] for key in keys]]


def _vector(net: Weights, signs: Signs) -> Floats:
    keys = np.fromiter(map(key_of, signs), np.uint32, len(signs))
    at = np.minimum(np.searchsorted(net.keys, keys), len(net.keys) - 1)
    return net.vectors[at[net.keys[at] == keys]].sum(axis=0)


def _normal(values: Floats) -> Floats:
    centred = values - values.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", centred, centred) / values.shape[1]
    centred /= np.sqrt(spread + _TINY)[:, None]
    return centred

"""The general identifier: the weights of py3langid, some 140 languages by their runs of bytes.

Weighed here, for two reasons: rare languages want a prior, and its class keeps twice the memory that the weights need.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_DIR, MODEL_FILE
from py3langid.modelio import load_model  # pyright: ignore[reportUnknownVariableType]  it is not typed

# Runs of bytes of one text are no independent witnesses: log odds are divided by the root of its length, as py3langid
# does itself, and by this. Fitted to sentences of 30 languages, none of them from the texts that the figures are
# measured on (training/language/README.md): with 1.0 it is less sure than it is right.
_COOL = 0.6
# It expects every language alike. News in these is so rare that a headline full of names is not taken for one of them;
# a text of some length still is.
_RARE = frozenset({
    "ace", "an", "bcl", "br", "crh", "dz", "eo", "ext", "fo", "fuv", "fy", "gcf", "gcr", "gd", "gom", "grc", "gug",
    "guw", "hbo", "jv", "kab", "kik", "la", "lij", "ltg", "nso", "oc", "pcm", "qu", "sa", "se", "vec", "vo", "wa",
})  # fmt: skip
_RARITY = math.log(0.05)
# Labels that readers of news look for under another tag: written Chinese and Arabic of a region.
_FOLDED = {"wuu": "zh", "yue": "zh", "ary": "ar", "arz": "ar", "uzs": "uz"}
_LEAST = 1e-7

_Floats = npt.NDArray[np.floating[Any]]


def shares(text: str) -> dict[str, float]:
    """Return the probability of each language that has one worth naming, by its tag. They add up to 1."""
    model = _model()
    data = _bytes(text)
    scores = model.scores(data) / (_COOL * math.sqrt(len(data) or 1)) + model.rarity
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    found: defaultdict[str, float] = defaultdict(float)
    for column in np.flatnonzero(weights > _LEAST).tolist():
        found[model.tags[column]] += float(weights[column])
    return dict(found)


def _bytes(text: str) -> bytes:
    """As the weights were trained: composed, and a text in capitals in small letters."""
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class _Model:
    """A machine whose states are the runs of bytes that it knows, and what each says of each language."""

    table: _Floats
    prior: _Floats
    rarity: _Floats
    tags: tuple[str, ...]
    moves: Sequence[int]
    rows: Sequence[int]
    runs: npt.NDArray[np.int32]

    def scores(self, data: bytes) -> _Floats:
        """Return the log odds of each language, before they are divided."""
        moves, rows = self.moves, self.rows
        state, states = 0, list[int]()
        for byte in data:
            state = moves[rows[state] | byte]
            states.append(state)
        runs = self.runs[states] if states else self.runs[:0]
        known, counts = np.unique(runs[runs >= 0], return_counts=True)
        # Kept in 16 bits: half the memory, at a cost of 0.08 ms an article.
        return np.log1p(counts.astype(np.float32)) @ self.table[known].astype(np.float32) + self.prior


class _Load(Protocol):
    def __call__(
        self, path: Path, /
    ) -> tuple[_Floats, _Floats, list[str], Sequence[int], Sequence[int], list[int]]: ...


@cache
def _model() -> _Model:
    table, prior, codes, moves, rows, runs = cast("_Load", load_model)(MODEL_DIR / MODEL_FILE)
    return _Model(
        table=table,
        prior=prior,
        rarity=np.array([_RARITY if code in _RARE else 0.0 for code in codes], np.float32),
        tags=tuple(_FOLDED.get(code, code) for code in codes),
        moves=moves,
        rows=[row << 8 for row in rows],
        runs=np.array(runs, np.int32),
    )

"""The general identifier: py3langid, some 140 languages by their runs of bytes."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model  # pyright: ignore[reportUnknownVariableType]  it is not typed

# It is less sure than it is right: its probabilities are sharpened by this power. Fitted to sentences of 30 languages,
# none of them from the texts that the figures are measured on (training/language/README.md).
_SHARPER = 1 / 0.6
# It expects every language alike. News in these is so rare that a headline full of names is not taken for one of them;
# a text of some length still is.
_RARE = frozenset(
    ["ace", "an", "bcl", "br", "crh", "dz", "eo", "ext", "fo", "fuv", "fy", "gcf", "gcr", "gd", "gom", "grc", "gug"]
    + ["guw", "hbo", "jv", "kab", "kik", "la", "lij", "ltg", "nso", "oc", "pcm", "qu", "sa", "se", "vec", "vo", "wa"]
)
_RARITY = 0.05
# Labels that readers of news look for under another tag: written Chinese and Arabic of a region.
_FOLDED = {"wuu": "zh", "yue": "zh", "ary": "ar", "arz": "ar", "uzs": "uz"}
_LEAST = 1e-7


def shares(text: str) -> dict[str, float]:
    """Return the probability of each language that has one worth naming, by its tag. They add up to 1."""
    weights: defaultdict[str, float] = defaultdict(float)
    for code, share in _identifier().rank(text):
        if share < _LEAST:
            break
        weights[_FOLDED.get(code, code)] += share**_SHARPER * (_RARITY if code in _RARE else 1.0)
    total = sum(weights.values())
    return {code: weight / total for code, weight in weights.items()}


_Array = npt.NDArray[np.floating[Any]]
_Model = tuple[_Array, _Array, list[str], object, object, list[int]]


class _Ranker(Protocol):
    """What the identifier, which is not typed, does for us."""

    def rank(self, instance: str, /) -> list[tuple[str, float]]: ...


class _Load(Protocol):
    def __call__(self, path: Path, /) -> _Model: ...


class _Make(Protocol):
    def __call__(  # noqa: PLR0913  as it is
        self,
        weights: _Array,
        prior: _Array,
        classes: list[str],
        moves: object,
        output: list[int],
        /,
        *,
        norm_probs: bool,
        tk_row: object,
    ) -> _Ranker: ...


@cache
def _identifier() -> _Ranker:
    # It keeps its weights in 16 bits, which numpy multiplies six times slower than 32.
    weights, prior, classes, moves, rows, output = cast("_Load", load_model)(MODEL_DIR / MODEL_FILE)
    return cast("_Make", LanguageIdentifier)(
        weights.astype(np.float32), prior, classes, moves, output, norm_probs=True, tk_row=rows
    )

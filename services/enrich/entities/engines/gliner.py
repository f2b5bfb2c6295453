"""GLiNER models: https://github.com/urchade/GLiNER."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, TypedDict, cast

import gliner  # pyright: ignore[reportMissingImports]  an extra
import torch  # pyright: ignore[reportMissingImports]  comes with it

from services.enrich.entities.engines.engine import Candidate, Engine, EngineError
from services.enrich.entities.engines.labels import kinds_by_label
from shared.articles import EntitiesBy

# How sure it must be: GLiNER's own default.
_THRESHOLD = 0.5
# So many characters for each word that it reads, at most: a word of English news and its blank are six, and in a script
# without blanks a whole clause counts as one word.
_CHARACTERS_A_WORD = 6


class _Found(TypedDict):
    start: int
    end: int
    label: str
    score: float


class _Config(Protocol):
    max_len: int


class _Model(Protocol):
    """As much of `gliner.GLiNER` as is used."""

    config: _Config

    def predict_entities(self, text: str, labels: list[str], *, threshold: float) -> list[_Found]: ...


def load(model: str) -> Engine:
    """Return the engine of a model: a folder, or a name on the hub, from which it is fetched once.

    Raises:
        EngineError: it is not there.
    """
    # Each core has a worker already, and each would take all cores.
    one_thread: Any = torch
    one_thread.set_num_threads(1)
    loaded = _from_folder_or_hub(model)
    kinds = kinds_by_label("gliner")
    labels = list(kinds)

    def read(piece: str) -> Iterator[Candidate]:
        for found in loaded.predict_entities(piece, labels, threshold=_THRESHOLD):
            yield Candidate(found["start"], found["end"], kinds[found["label"]], found["score"])

    words = loaded.config.max_len
    return Engine(EntitiesBy.GLINER, None, read, _CHARACTERS_A_WORD * words, words)


def _from_folder_or_hub(model: str) -> _Model:
    library: Any = gliner
    try:
        return cast("_Model", library.GLiNER.from_pretrained(model))
    except (OSError, ValueError) as error:
        if Path(model).is_dir():
            raise
        # What the hub's client says of no network, no such model, no right to it, or of what cannot be a name there.
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EngineError(
            f"{model} is neither a folder nor could it be fetched from https://huggingface.co ({said}): where that is "
            "out of reach, name the folder of a downloaded model."
        ) from error

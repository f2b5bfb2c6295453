"""The learnt network as the small file that the recogniser reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from services.enrich.entities.network import key_of
from training.entities.learn import Network


def pack(network: Network, path: Path) -> None:
    """Write a network with 8 bits a weight; the same bytes for the same network."""
    numbers = dict(sorted((key_of(sign), number) for sign, number in network.vocabulary.items()))
    params = network.params
    matrices = [name for name in params if f"{name}.bias" in params]
    arrays = {
        "keys": np.array(list(numbers), np.uint32),
        **_small("vectors", params["vectors"][list(numbers.values())], axis=1),
        "reach": np.array(network.steps, np.uint8),
        **{name: params[name].astype(np.float16) for name in ("steps", "starts")},
    }
    for name in matrices:
        arrays |= _small(name, params[name], axis=0)
        arrays[f"{name}.bias"] = params[f"{name}.bias"].astype(np.float16)
    np.savez_compressed(path, allow_pickle=False, **arrays)


def _small(name: str, matrix: np.ndarray, *, axis: int) -> dict[str, np.ndarray]:
    scale = (np.abs(matrix).max(axis=axis, keepdims=True) / 127 + 1e-7).astype(np.float16)
    return {name: np.round(matrix / scale.astype(np.float32)).clip(-127, 127).astype(np.int8), f"{name}.scale": scale}

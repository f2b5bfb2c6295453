"""`python -m training.entities.folds DATA OUT`: weights of each fold, learnt without a part of the parallel documents.

The documents of `ntrex` are split in FOLDS, the same in all three languages. Of each fold it writes the weights
(OUT/fold-N.npz) and prints exact-span F1 on the part that was left out, by set and label.
"""

from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path

from training.entities.__main__ import make
from training.entities.gold import Document, permitted
from training.entities.recipes import MALAY

FOLDS = 5


def fold_of(document: Document) -> int | None:
    """Return the fold that leaves a document out; none where all folds learn from it."""
    if not document.source.startswith("ntrex"):
        return None
    return zlib.crc32(document.key.partition("-d-")[2].encode()) % FOLDS


def main() -> None:
    """Learn each fold; the documents left out are written beside the weights, for measuring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fold", type=int, action="append")
    options = parser.parse_args()
    documents = permitted(options.data, MALAY.sets)
    for fold in options.fold or range(FOLDS):
        learnt = [document for document in documents if fold_of(document) != fold]
        make(MALAY, learnt, options.out / f"fold-{fold}.npz")
        keys = [document.key for document in documents if fold_of(document) == fold]
        (options.out / f"fold-{fold}.json").write_text(json.dumps(keys), "utf-8")


if __name__ == "__main__":
    main()

"""`python -m training.entities.folds DATA OUT`: weights of each fold, learnt without a part of the parallel documents.

Of each fold it writes the weights (OUT/fold-N.npz) and the keys of the documents that were left out (OUT/fold-N.json),
for measuring.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training.entities.__main__ import make
from training.entities.gold import FOLDS, fold_of, permitted, without_fold
from training.entities.recipes import MALAY


def main() -> None:
    """Learn each fold, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fold", type=int, action="append")
    options = parser.parse_args()
    documents = permitted(options.data, MALAY.sets)
    for fold in options.fold or range(FOLDS):
        make(MALAY, without_fold(documents, fold), options.out / f"fold-{fold}.npz")
        keys = [document.key for document in documents if fold_of(document) == fold]
        (options.out / f"fold-{fold}.json").write_text(json.dumps(keys), "utf-8")


if __name__ == "__main__":
    main()

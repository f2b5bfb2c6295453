"""The date engine: CPU time beside `dateparser.search` in the same run, cost of hostile texts, lexicons' load time.

`make bench-dates` installs the peer (requirements-bench.txt) and runs it. The texts are the repository's samples,
repeated to 500 words. Each figure is the least of several rounds, the peer's and ours in turn.
"""

from __future__ import annotations

import datetime as dt
import time
from importlib.resources import files
from typing import Any

import dateparser.search

from benchmarks.stack import PUBLISHED, ROUNDS, WORDS, article, cost_ms
from services.enrich.dates import Anchors, resolve_dates

ANCHORS = Anchors(publication=PUBLISHED)
# A megabyte each.
HOSTILE = {
    "1/1/1/1/…": "1/" * 500_000,
    "digits": "7" * 1_000_000,
    "Monday and Monday and …": "Monday and " * 90_909,
    "1 2 1 2 …": "1 2 " * 250_000,
    "May 1 May 1 …": "May 1 " * 166_666,
    "prose without a date": "the ship left the harbour at last " * 29_000,
}


def ours(text: str, tag: str) -> object:
    """Dateline."""
    return resolve_dates(text, tag, ANCHORS)


def peer(text: str, tag: str) -> object:
    """Dateparser as its users call it, told the language and the day."""
    settings: Any = {"RELATIVE_BASE": dt.datetime(2026, 3, 11)}  # noqa: DTZ001  dateparser takes it so
    return dateparser.search.search_dates(text, languages=[tag], settings=settings)


def main() -> None:
    """Prints all figures."""
    texts = {"en": article("en-harbour.txt"), "ms": article("ms-pelabuhan.txt")}
    print("first use of a language, milliseconds of CPU")
    tags = sorted(entry.name[:-5] for entry in files("services.enrich.dates").joinpath("languages").iterdir())
    loads = {tag: cost_ms(ours, "2026", tag) for tag in tags if len(tag) == 2}
    print("  " + "  ".join(f"{tag} {load:.0f}" for tag, load in loads.items()))
    print(f"\nCPU milliseconds for each {WORDS}-word article, least of {ROUNDS} rounds")
    for tag, text in texts.items():
        rounds = [(cost_ms(peer, text, tag), cost_ms(ours, text, tag)) for _ in range(ROUNDS)]
        theirs, mine = min(one for one, _ in rounds), min(one for _, one in rounds)
        print(f"  {tag}: dateparser.search {theirs:.1f}, Dateline {mine:.2f}, {theirs / mine:.0f}x")
    print("\na megabyte that means harm, seconds of CPU")
    for name, text in HOSTILE.items():
        began = time.process_time()
        mentions = len(resolve_dates(text, "en", ANCHORS))
        print(f"  {name:24} {time.process_time() - began:5.2f}  {mentions:,} mentions")


if __name__ == "__main__":
    main()

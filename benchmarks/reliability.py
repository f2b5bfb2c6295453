"""Whether confidence keeps its word: of the values given with 0.9, how many are right on annotated texts?

`python -m benchmarks.reliability en GOLD…`: each GOLD is JSON lines (or .gz) of documents with `text`, a day of
publication in `dct` or `reference`, and TIMEX3 annotations in `timexes` (`start`, `end`, `value`) or day intervals in
`dates` (`start`, `end`, `from`, `to`). The data are not part of this repository. Only values of mentions that are
annotated too count, because the others say nothing about the value.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.enrich.dates import Anchors, find_dateline, resolve_dates
from shared.articles import ResolvedDate


def documents(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of a file."""
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def is_right(found: ResolvedDate, said: dict[str, Any]) -> bool:
    """Whether the value is the annotated one; TIMEX3 values by their text, intervals by their days."""
    if "from" in said or "to" in said:
        return (str(found.from_ or ""), str(found.to or "")) == (said.get("from") or "", said.get("to") or "")
    return plain(found.timex) == plain(said.get("value") or "")


def plain(value: str) -> str:
    """A TIMEX3 value without the seconds and the open digits that some corpora write."""
    return value.upper().removesuffix("-XX").removesuffix("-XX").removesuffix("X").removesuffix(":00")


def main() -> None:
    """Prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("language")
    arguments.add_argument("gold", nargs="+", type=Path)
    asked = arguments.parse_args()
    right: collections.Counter[tuple[float, str]] = collections.Counter()
    every: collections.Counter[tuple[float, str]] = collections.Counter()
    for document in (one for path in asked.gold for one in documents(path)):
        day = document.get("dct") or document.get("reference")
        published = dt.date.fromisoformat(day[:10]) if day else None
        dateline = find_dateline(document["text"], asked.language, published)
        anchors = Anchors(dateline=dateline.date if dateline else None, publication=published)
        gold = {(one["start"], one["end"]): one for one in document.get("timexes") or document.get("dates") or ()}
        for found in resolve_dates(document["text"], asked.language, anchors):
            said = gold.get((found.start, found.end))
            if said is not None and said.get("valued", True):
                every[found.confidence, found.rule] += 1
                right[found.confidence, found.rule] += is_right(found, said)
    print("confidence  values  right")
    for confidence in sorted({confidence for confidence, _ in every}, reverse=True):
        rules = [key for key in every if key[0] == confidence]
        total, good = sum(every[key] for key in rules), sum(right[key] for key in rules)
        print(f"{confidence:10.2f}  {total:6}  {good / total:5.0%}")
        for key in sorted(rules, key=lambda key: -every[key])[:12]:
            print(f"            {every[key]:6}  {right[key] / every[key]:5.0%}  {key[1]}")


if __name__ == "__main__":
    main()

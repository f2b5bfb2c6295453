from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import TypedDict, cast

import pytest

from services.enrich.dates import Anchors, resolve_dates

# Sentence, mention, TIMEX3 value, first and last day, empty where there is none.
Example = tuple[str, str, str, str, str]


class Corpus(TypedDict):
    published: dt.date
    examples: list[Example]
    counterexamples: list[str]


CORPORA = {
    path.stem: cast("Corpus", cast("object", tomllib.loads(path.read_text("utf-8"))))
    for path in sorted(Path(__file__).parent.joinpath("corpus").glob("*.toml"))
}
EXAMPLES = [(tag, example) for tag, corpus in CORPORA.items() for example in corpus["examples"]]
COUNTEREXAMPLES = [(tag, sentence) for tag, corpus in CORPORA.items() for sentence in corpus["counterexamples"]]


@pytest.mark.parametrize(("tag", "example"), EXAMPLES)
def test_a_reader_of_the_news_would_say_the_same(tag: str, example: Example) -> None:
    sentence, mention, *expected = example
    found = resolve_dates(sentence, tag, Anchors(publication=CORPORA[tag]["published"]))
    by_text = {date.text: date for date in found}
    assert mention in by_text
    date = by_text[mention]
    assert (date.timex, str(date.from_ or ""), str(date.to or "")) == tuple(expected)


@pytest.mark.parametrize(("tag", "sentence"), COUNTEREXAMPLES)
def test_what_is_no_date_is_left_alone(tag: str, sentence: str) -> None:
    assert resolve_dates(sentence, tag, Anchors(publication=CORPORA[tag]["published"])) == ()

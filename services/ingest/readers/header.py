"""The metadata lines at the head of a text: ` date 2026-02-11 Headline`, or `Title: …`, `Date: …` and their like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.ingest.readers.headline import is_headline
from services.ingest.readers.metadata import Metadata, author_names, web_address
from services.ingest.readers.publication import read_moment
from services.ingest.readers.words import LABELS, MetadataField
from shared.articles import Span

_MOST_LINES = 20
_SPACE = re.compile(r"\s*")
_DATE_LINE = re.compile(
    r"date[ \t]+(?P<date>\d{4}-\d{2}-\d{2})(?:[ \t]+|(?=[\r\n])|\Z)(?P<headline>[^\r\n]*)", re.IGNORECASE
)
_LABEL_LINE = re.compile(
    r"[ \t]*(?P<label>[^\W\d_]{1,24}(?: [^\W\d_]{1,24})?)[ \t]{0,8}[:：][ \t]*(?P<value>[^\r\n]*)(?:\r\n|\r|\n|\Z)"
)
_BLANK_LINE = re.compile(r"[ \t]*(?:[\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a text says, where it says it, and where it ends; empty where the text simply begins."""

    metadata: Metadata
    spans: tuple[Span, ...]
    end: int


@dataclass(frozen=True, slots=True)
class _LabelLine:
    field: MetadataField
    value: str
    span: Span
    end: int


def read_header(text: str) -> Header:
    """Read the header at the very start of a text.

    A first line with a colon is none by that alone ("KUALA LUMPUR: Polis …"): its label must be a known one, and what
    stands there must look like a header's.
    """
    space = _SPACE.match(text)
    start = 0 if space is None else space.end()
    return _date_line(text, start) or _label_lines(text, start) or Header(Metadata(), (), start)


def _date_line(text: str, start: int) -> Header | None:
    line = _DATE_LINE.match(text, start)
    published = None if line is None else read_moment(line["date"])
    if line is None or published is None:
        return None
    headline = line["headline"].strip()
    # "Date 2026-02-11 was chosen by both sides." is a sentence.
    if headline and not is_headline(headline):
        return None
    metadata = Metadata(title=headline or None, published=published)
    return Header(metadata, (Span(start=0, end=line.start("headline")),), line.end())


def _label_lines(text: str, start: int) -> Header | None:
    lines: list[_LabelLine] = []
    end = start
    while len(lines) < _MOST_LINES and (line := _label_line(text, end)) is not None:
        lines.append(line)
        end = line.end
    if not lines:
        return None
    metadata = _metadata(lines)
    says_something = metadata != Metadata()
    stands_apart = _BLANK_LINE.match(text, end) is not None
    if not (says_something or len(lines) > 1 or stands_apart):
        return None
    return Header(metadata, tuple(line.span for line in lines), end)


def _label_line(text: str, start: int) -> _LabelLine | None:
    found = _LABEL_LINE.match(text, start)
    field = None if found is None else LABELS.get(found["label"].casefold())
    if found is None or field is None:
        return None
    value = found["value"].strip()
    # "Date: the fruit of the desert" is a headline.
    if field is MetadataField.PUBLISHED and value and not any(character.isdigit() for character in value):
        return None
    # A headline is text to be searched; its label is not.
    hidden_to = found.start("value") if field is MetadataField.TITLE and value else found.end("value")
    return _LabelLine(field, value, Span(start=start, end=hidden_to), found.end())


def _metadata(lines: list[_LabelLine]) -> Metadata:
    def values(field: MetadataField) -> list[str]:
        return [line.value for line in lines if line.field is field and line.value]

    def first(found: list[str | None]) -> str | None:
        return next((value for value in found if value), None)

    return Metadata(
        title=first([*values(MetadataField.TITLE)]),
        published=first([read_moment(value) for value in values(MetadataField.PUBLISHED)]),
        authors=tuple(name for value in values(MetadataField.AUTHORS) for name in author_names(value)),
        url=first([web_address(value) for value in (*values(MetadataField.URL), *values(MetadataField.OTHER))]),
        language=first([*values(MetadataField.LANGUAGE)]),
    )

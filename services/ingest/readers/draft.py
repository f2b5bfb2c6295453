"""What a reader found in one article, before ingest gives it a name and a time of receipt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from services.ingest.readers.header import read_header
from services.ingest.readers.headline import find_headline
from services.ingest.readers.metadata import Metadata
from services.ingest.readers.publication import day_in_path, day_in_url
from shared.articles import Evidence, Published, Span


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as its file holds it.

    Attributes:
        content: the bytes whose sha256 is the article's identity: those of the file, or for a part of a file its
            canonical bytes, the same wherever it stands.
        text: the whole text, header lines included; offsets count its code points.
        declared_language: what the file says of itself, unchecked.
        header: places of the text that are metadata; a headline in them stays outside.
    """

    content: bytes
    title: str | None
    text: str
    media_type: str
    published: Published | None
    authors: tuple[str, ...]
    url: str | None
    declared_language: str | None
    header: tuple[Span, ...]


def compose(content: bytes, text: str, media_type: str, path: PurePosixPath, declared: Metadata) -> Draft:
    """Put an article together: what its format declares comes before what the head of its text says."""
    header = read_header(text)
    said = header.metadata
    url = declared.url or said.url
    dates = (
        (declared.published, Evidence.METADATA),
        (said.published, Evidence.HEADER),
        (day_in_url(url) if url else None, Evidence.URL),
        (day_in_path(path), Evidence.PATH),
    )
    return Draft(
        content=content,
        title=declared.title or said.title or find_headline(text, header.end),
        text=text,
        media_type=media_type,
        published=next((Published(value=value, evidence=evidence) for value, evidence in dates if value), None),
        authors=declared.authors or said.authors,
        url=url,
        declared_language=declared.language or said.language,
        header=header.spans,
    )

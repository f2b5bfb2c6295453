"""Bytes of one format -> drafts of articles, or the reason why there are none. Pure: nothing here touches the world."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from services.ingest.readers.decoding import decode
from services.ingest.readers.draft import Draft, compose
from services.ingest.readers.formats import refuse_file, refuse_markup
from services.ingest.readers.json_articles import read_json
from services.ingest.readers.metadata import Metadata
from services.ingest.readers.reasons import RejectReason, Unreadable

__all__ = ["Draft", "RejectReason", "Unreadable", "read"]

_JSON_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".jsonld"})
_TEXT_TYPES = {".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown"}
_JSON_START = re.compile(r'\s*(?:\[\s*)?\{\s*"')


def read(content: bytes, path: PurePosixPath) -> tuple[Draft, ...]:
    """Read the articles of one file: at least one, in the file's order.

    Args:
        content: the file's bytes.
        path: the file's path, relative, from the inbox's parent: its suffix helps to tell the format, and a day in it
            is evidence of publication.

    Raises:
        Unreadable: the file holds no article that can be read; all of its articles or none are returned.
    """
    if not content:
        raise _empty("the file has no bytes")
    refuse_file(content, path)
    text = decode(content)
    if not text.strip():
        raise _empty("the file holds nothing but white space")
    refuse_markup(text)
    suffix = path.suffix.lower()
    if suffix in _JSON_SUFFIXES or (suffix not in _TEXT_TYPES and _JSON_START.match(text)):
        return read_json(content, text, path)
    return (compose(content, text, _TEXT_TYPES.get(suffix, "text/plain"), path, Metadata()),)


def _empty(detail: str) -> Unreadable:
    return Unreadable(RejectReason.EMPTY, detail=detail, remedy="drop the file again once it holds an article")

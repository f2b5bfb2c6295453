"""The formats that no reader takes yet, and by what they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from services.ingest.readers.reasons import RejectReason, Unreadable

_AS_TEXT = "save the article as plain text or as JSON and drop that"
_UNPACK = "unpack it and drop the articles one by one"


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the start of its bytes, the start of its characters (in any encoding), or its file name."""

    name: str
    remedy: str
    first_bytes: re.Pattern[bytes] | None = None
    first_characters: re.Pattern[str] | None = None
    suffixes: frozenset[str] = frozenset()


def _bytes(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


def _markup(names: str) -> re.Pattern[str]:
    # A comment may stand before the first tag.
    return re.compile(rf"\s*(?:<!--(?:(?!-->).)*-->\s*)*(?:{names})", re.IGNORECASE | re.DOTALL)


FORMATS = (
    Format(
        "HTML",
        _AS_TEXT,
        first_characters=_markup(r"<!doctype\s+html|<(?:html|head|body)\b"),
        suffixes=frozenset({".html", ".htm", ".xhtml"}),
    ),
    Format(
        "XML",
        _AS_TEXT,
        first_characters=_markup(r"<\?xml\b|<(?:rss|feed|rdf:rdf|nitf|newsml|newsitem|newsmessage)\b"),
        suffixes=frozenset({".xml", ".rss", ".atom"}),
    ),
    Format("WARC", _UNPACK, _bytes(rb"WARC/[01]\."), suffixes=frozenset({".warc"})),
    Format("PDF", _AS_TEXT, _bytes(rb"\s*%PDF-")),
    Format("RTF", _AS_TEXT, _bytes(rb"\s*\{\\rtf")),
    Format("ZIP, Office or OpenDocument", "unpack it, or save the article as plain text", _bytes(rb"PK\x03\x04")),
    Format("Office before 2007", _AS_TEXT, _bytes(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    Format("gzip", _UNPACK, _bytes(rb"\x1f\x8b\x08")),
    Format("bzip2", _UNPACK, _bytes(rb"BZh[1-9]1AY&SY")),
    Format("xz", _UNPACK, _bytes(rb"\xfd7zXZ\x00")),
    Format("Zstandard", _UNPACK, _bytes(rb"\x28\xb5\x2f\xfd")),
    Format("7-Zip", _UNPACK, _bytes(rb"7z\xbc\xaf\x27\x1c")),
    Format("PNG", _AS_TEXT, _bytes(rb"\x89PNG\r\n\x1a\n")),
    Format("JPEG", _AS_TEXT, _bytes(rb"\xff\xd8\xff")),
    Format("GIF", _AS_TEXT, _bytes(rb"GIF8[79]a")),
    Format("TIFF", _AS_TEXT, _bytes(rb"II\*\x00|MM\x00\*")),
    Format("RIFF (WebP, WAV or AVI)", _AS_TEXT, _bytes(rb"RIFF.{4}(?:WEBP|WAVE|AVI )")),
    Format("MP3", _AS_TEXT, _bytes(rb"ID3[\x02-\x04]")),
    Format("MP4", _AS_TEXT, _bytes(rb".{4}ftyp")),
    Format("SQLite", _AS_TEXT, _bytes(rb"SQLite format 3\x00")),
    Format("Parquet", _AS_TEXT, _bytes(rb"PAR1[\x15-\x1f]")),
)

# A longer run of comments before the first tag is no web page that anyone wrote.
_START_CHARACTERS = 4096


def refuse_file(content: bytes, path: PurePosixPath) -> None:
    """Refuse a file whose first bytes or whose name are those of a known format.

    Raises:
        Unreadable: `unsupported_format`.
    """
    suffix = path.suffix.lower()
    for known in FORMATS:
        if suffix in known.suffixes or (known.first_bytes and known.first_bytes.match(content)):
            raise _unsupported(known)


def refuse_markup(text: str) -> None:
    """Refuse a text that begins as markup does, whatever the file's name says.

    Raises:
        Unreadable: `unsupported_format`.
    """
    start = text[:_START_CHARACTERS]
    for known in FORMATS:
        if known.first_characters and known.first_characters.match(start):
            raise _unsupported(known)


def _unsupported(known: Format) -> Unreadable:
    return Unreadable(
        RejectReason.UNSUPPORTED_FORMAT,
        detail=f"the file is {known.name}; plain text and JSON are read",
        remedy=known.remedy,
    )

"""Bytes of a text in any encoding -> its characters, or why they are none."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes

from services.ingest.readers.reasons import RejectReason, Unreadable


@dataclass(frozen=True, slots=True)
class _Encoding:
    name: str
    mark: bytes = b""
    errors: str = "strict"


# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKED = (
    _Encoding("utf-32-le", codecs.BOM_UTF32_LE),
    _Encoding("utf-32-be", codecs.BOM_UTF32_BE),
    _Encoding("utf-8", codecs.BOM_UTF8),
    _Encoding("utf-16-le", codecs.BOM_UTF16_LE),
    _Encoding("utf-16-be", codecs.BOM_UTF16_BE),
)
_UTF8 = _Encoding("utf-8")

# The encodings that newsrooms have used, the commonest first: where the library finds two of them equally good (Spanish
# in windows-1252 and windows-1250, for one), the first is taken. Rarer ones (EBCDIC, DOS and Macintosh pages) would
# only win by mistake. Bytes 80-9F are letters and quotes in Windows' pages and control characters in ISO's, so their
# presence decides between the two lists.
_EAST_ASIAN = ("gb18030", "cp932", "cp949", "big5hkscs", "euc_jp")
_WITH_BYTES_80_TO_9F = (
    *("cp1252", "cp1250", "cp1251", *_EAST_ASIAN),
    *("cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "koi8_r", "koi8_u", "cp866"),
)
_WITHOUT_BYTES_80_TO_9F = (
    *("cp1252", "iso8859_2", "cp1251", *_EAST_ASIAN),
    *("iso8859_7", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("iso8859_15", "iso8859_5", "iso8859_6", "koi8_r", "koi8_u"),
)
_BYTES_80_TO_9F = re.compile(rb"[\x80-\x9f]")
# š, ž and ź in windows-1250: everyday letters from Warsaw to Ljubljana, and in the West (š, ž, Ÿ) only in names.
_CENTRAL_EUROPEAN = ("cp1250", *(name for name in _WITH_BYTES_80_TO_9F if name != "cp1250"))
_CENTRAL_EUROPEAN_BYTES = re.compile(rb"[\x9a\x9e\x9f]")
_CENTRAL_EUROPEAN_SHARE = 0.05
_BYTES_FROM_80 = re.compile(rb"[\x80-\xff]")

# Bytes shown to the library: beyond this nothing changes but the time.
_SAMPLE_BYTES = 65_536
# The library's own limit of disorder, 0.2, refuses Japanese with many Latin names.
_DISORDER = 0.3
# Its shares of likely letter pairs, 0 to 1, differ by this much between two encodings by chance.
_SAME_COHERENCE = 0.02
# A stray control character, left by a converter, does not make an article unreadable; more than one in a hundred does.
# U+0080 to U+009F are no sign of it: they come from Arabic and quotes that were once decoded wrongly, in real articles.
_NOISE_SHARE = 0.01
_NOISE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_UNASSIGNED = frozenset({"Cn", "Co"})
_GUESS_SAMPLE_CHARACTERS = 10_000


def decode(content: bytes) -> str:
    """Decode a text: by its byte order mark, as UTF-8, as UTF-16 without a mark, else in the likeliest old encoding.

    The mark itself is no part of the result; all else is kept, line ends too. A few broken bytes in a text that is
    UTF-8 elsewhere become U+FFFD.

    Raises:
        Unreadable: `not_text`, with the byte where it shows.
    """
    encoding = _encoding_of(content)
    try:
        text = content[len(encoding.mark) :].decode(encoding.name, encoding.errors)
    except UnicodeDecodeError as error:
        raise _not_text(len(encoding.mark) + error.start, f"not valid {encoding.name.upper()}") from error
    noise = _first_noise(text)
    if noise is not None:
        byte = len(encoding.mark) + len(text[:noise].encode(encoding.name, "replace"))
        raise _not_text(byte, f"it holds characters that no text has, such as U+{ord(text[noise]):04X}")
    return text


def _encoding_of(content: bytes) -> _Encoding:
    marked = next((encoding for encoding in _MARKED if content.startswith(encoding.mark)), None)
    if marked is not None:
        return marked
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        broken_at: int | None = error.start
    else:
        broken_at = None
    guess = _unmarked_utf16(content) if b"\0" in content else None
    if guess is None and broken_at is None:
        return _UTF8
    guess = guess or _damaged_utf8(content) or _legacy(content)
    if guess is None:
        raise _not_text(broken_at or 0, "it is text in no known encoding")
    return guess


def _unmarked_utf16(content: bytes) -> _Encoding | None:
    """UTF-16 shows by the zero byte of each ASCII character: the second of two in little endian, else the first."""
    zeros = {"utf-16-le": content[1::2].count(0), "utf-16-be": content[::2].count(0)}
    # Even Chinese has spaces, digits and line ends; a lone zero byte in other text is damage.
    if max(zeros.values()) * 50 < len(content) // 2:
        return None
    likeliest_first = sorted(zeros, key=lambda name: -zeros[name])
    return next((_Encoding(name) for name in likeliest_first if _reads_as_text(content, name)), None)


def _damaged_utf8(content: bytes) -> _Encoding | None:
    """UTF-8 with a few broken bytes: no text of another encoding forms valid sequences of it by chance so often."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return _Encoding("utf-8", errors="replace") if whole and broken <= max(1, whole // 10) else None


def _legacy(content: bytes) -> _Encoding | None:
    sample = _telling_part(content)
    known = _candidates(content, sample)
    matches = list(from_bytes(sample, cp_isolation=list(known), threshold=_DISORDER))
    equal = {
        name
        for match in matches
        if match.chaos == matches[0].chaos and match.coherence >= matches[0].coherence - _SAME_COHERENCE
        for name in (match.encoding, *match.could_be_from_charset)
    }
    best = [name for name in known if name in equal]
    rest = [match.encoding for match in matches if match.encoding not in equal]
    return next((_Encoding(name) for name in (*best, *rest) if _reads_as_text(content, name)), None)


def _candidates(content: bytes, sample: bytes) -> tuple[str, ...]:
    if _BYTES_80_TO_9F.search(content) is None:
        return _WITHOUT_BYTES_80_TO_9F
    central = len(_CENTRAL_EUROPEAN_BYTES.findall(sample))
    is_central = central > _CENTRAL_EUROPEAN_SHARE * len(_BYTES_FROM_80.findall(sample))
    return _CENTRAL_EUROPEAN if is_central else _WITH_BYTES_80_TO_9F


def _telling_part(content: bytes) -> bytes:
    """The lines that are not plain ASCII, as only they tell encodings apart; cut between characters."""
    part = b"\n".join(line for line in content.splitlines() if not line.isascii())
    if len(part) <= _SAMPLE_BYTES:
        return part
    part = part[:_SAMPLE_BYTES]
    # No encoding of the lists uses a byte below 30 inside a character.
    end = max(part.rfind(byte) for byte in (b"\n", b" ", b",", b"."))
    return part[:end] if end > 0 else part


def _reads_as_text(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    sample = text[:_GUESS_SAMPLE_CHARACTERS]
    unassigned = sum(unicodedata.category(character) in _UNASSIGNED for character in sample)
    return unassigned <= len(sample) * _NOISE_SHARE and _first_noise(text) is None


def _first_noise(text: str) -> int | None:
    """Where a text that holds too many control characters, or a NUL, has the first of them."""
    nul = text.find("\0")
    if nul >= 0:
        return nul
    if _NOISE.search(text) is None:
        return None
    found = [match.start() for match in _NOISE.finditer(text)]
    return found[0] if len(found) > len(text) * _NOISE_SHARE else None


def _not_text(byte: int, detail: str) -> Unreadable:
    return Unreadable(
        RejectReason.NOT_TEXT,
        detail=f"the file is not text: {detail}",
        remedy="save the article as plain text in UTF-8 and drop it again",
        place=f"byte {byte}",
    )

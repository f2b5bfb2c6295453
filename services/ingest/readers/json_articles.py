"""JSON of one article, of a list of them, or of one a line -> drafts. One bad article refuses the whole file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import cast

from pydantic import JsonValue

from services.ingest.readers.draft import Draft, compose
from services.ingest.readers.metadata import Metadata, author_names, web_address
from services.ingest.readers.publication import read_moment, read_timestamp
from services.ingest.readers.reasons import RejectReason, Unreadable
from services.ingest.readers.words import JSON_FIELDS

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WHOLE = "$"
_REMEDY = 'drop {"title": …, "text": …, "published": …}, a list of such objects, or one such object a line'


def read_json(content: bytes, text: str, path: PurePosixPath) -> tuple[Draft, ...]:
    """Read the articles of a JSON file.

    Args:
        content: the file's bytes, the identity of a file that is one article.
        text: its characters.
        path: relative, for the day in it.

    Raises:
        Unreadable: `broken_json` with line and column, `missing_text` or `bad_field` with the place of the field.
    """
    try:
        parts = _parts(text)
        if not parts:
            raise _refused(RejectReason.EMPTY, "the list holds no article", _WHOLE)
        return tuple(
            _read_article(value, content if place == _WHOLE else _canonical(value), path, place)
            for place, value in parts
        )
    except RecursionError as error:
        raise _refused(RejectReason.BROKEN_JSON, "the JSON is nested too deeply", None) from error


def _parts(text: str) -> list[tuple[str, JsonValue]]:
    """The articles of a file by their places."""
    try:
        value = _parse(text)
    except json.JSONDecodeError as error:
        parts = _parse_lines(text)
        if parts is None:
            raise _broken(error, error.lineno) from error
        return parts
    if isinstance(value, list):
        return [(f"$[{index}]", element) for index, element in enumerate(value)]
    return [(_WHOLE, value)]


def _parse_lines(text: str) -> list[tuple[str, JsonValue]] | None:
    """The values of JSON Lines; None where the first line is no object by itself, so that the file is none."""
    # Not str.splitlines: U+2028 may stand inside a JSON string.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    parts: list[tuple[str, JsonValue]] = []
    for number, line in lines:
        try:
            value = _parse(line)
        except json.JSONDecodeError as error:
            if not parts:
                return None
            raise _broken(error, number) from error
        if not parts and not isinstance(value, dict):
            return None
        parts.append((f"line {number}, $", value))
    return parts


def _parse(text: str) -> JsonValue:
    # NaN and Infinity are no JSON, but tables exported by scripts have them for empty cells.
    value = cast("JsonValue", json.loads(text, parse_constant=_nothing, parse_int=_whole_number))
    if _SURROGATE_ESCAPE.search(text) is None:
        return value
    mended = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", json.dumps(value, ensure_ascii=False))
    return cast("JsonValue", json.loads(mended, parse_constant=_nothing, parse_int=_whole_number))


def _nothing(_: str) -> None:
    return None


def _whole_number(digits: str) -> int | float:
    # int() refuses thousands of digits; no field of an article has them.
    return int(digits) if len(digits) <= 20 else float(digits)


def _canonical(value: JsonValue) -> bytes:
    """The same bytes for the same article, however its file orders and spaces it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _read_article(value: JsonValue, content: bytes, path: PurePosixPath, place: str) -> Draft:
    if not isinstance(value, dict):
        raise _refused(RejectReason.BAD_FIELD, "an article is a JSON object; here is something else", place)
    fields = {_folded(key): (key, field) for key, field in reversed(value.items())}
    return compose(content, _text(fields, place), "application/json", path, _metadata(fields))


_Fields = dict[str, tuple[str, JsonValue]]


def _text(fields: _Fields, place: str) -> str:
    found = list(_filled(fields, "text"))
    text = next((value for _, value in found if isinstance(value, str)), None)
    if text is not None:
        return text
    if found:
        key = found[0][0]
        raise _refused(RejectReason.BAD_FIELD, f"the field {key!r} must be a string", f"{place}.{key}")
    names = ", ".join(JSON_FIELDS["text"])
    detail = f"the article has no text; fields looked for, in any case, with or without '_': {names}"
    raise _refused(RejectReason.MISSING_TEXT, detail, f"{place}.text")


def _metadata(fields: _Fields) -> Metadata:
    """What can be read of the rest: an article is worth more than its metadata."""

    def strings(field: str) -> Iterator[str]:
        return (value.strip() for _, value in _filled(fields, field) if isinstance(value, str))

    return Metadata(
        title=next(strings("title"), None),
        published=next((moment for _, value in _filled(fields, "published") if (moment := _moment(value))), None),
        authors=next((names for _, value in _filled(fields, "authors") if (names := _authors(value))), ()),
        url=next((url for value in strings("url") if (url := web_address(value))), None),
        language=next(strings("language"), None),
    )


def _filled(fields: _Fields, field: str) -> Iterator[tuple[str, JsonValue]]:
    """The known fields of a kind that hold something, best first, with their names as written."""
    for name in JSON_FIELDS[field]:
        key, value = fields.get(name, ("", None))
        if value is not None and not (isinstance(value, str) and not value.strip()):
            yield key, value


def _moment(value: JsonValue) -> str | None:
    if isinstance(value, str):
        return read_moment(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return read_timestamp(value)
    return None


def _authors(value: JsonValue) -> tuple[str, ...]:
    if isinstance(value, str):
        return author_names(value)
    if isinstance(value, dict):
        name = value.get("name")
        return author_names(name) if isinstance(name, str) else ()
    if isinstance(value, list):
        return tuple(name for element in value if not isinstance(element, list) for name in _authors(element))
    return ()


def _folded(key: str) -> str:
    return key.casefold().replace("_", "").replace("-", "")


def _broken(error: json.JSONDecodeError, line: int) -> Unreadable:
    detail = f"the JSON is broken: {error.msg[0].lower()}{error.msg[1:]}"
    return _refused(RejectReason.BROKEN_JSON, detail, f"line {line}, column {error.colno}")


def _refused(reason: RejectReason, detail: str, place: str | None) -> Unreadable:
    return Unreadable(reason, detail=detail, remedy=_REMEDY, place=place)

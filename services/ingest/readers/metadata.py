"""What an article says of itself outside its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_BY = re.compile(r"\A(?:by|oleh)\s*[:：]?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """Read and checked values; `published` is ISO 8601."""

    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None


def web_address(value: str) -> str | None:
    """The value where it is an http or https address, else None."""
    value = value.strip()
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    is_address = parts.scheme in {"http", "https"} and parts.netloc and not re.search(r"\s", value)
    return value if is_address else None


def author_names(value: str) -> tuple[str, ...]:
    """The names of a byline, apart where a semicolon parts them: a comma may stand inside a name."""
    names = (_BY.sub("", name.strip(), count=1).strip() for name in value.split(";"))
    return tuple(name for name in names if name)

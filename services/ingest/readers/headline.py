"""Whether a line is a headline, by its shape and by what follows it."""

from __future__ import annotations

import re

_LONGEST = 160
_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
_SPACE = re.compile(r"\s*")
_MARKDOWN = re.compile(r"\A#{1,6}\s+")
_CLOSING = "\"'”’»)]*_"
_FULL_STOPS = (".", "。", "।", "۔", "።", "။", "។", "．")
_ELLIPSES = ("...", "…")
_ABBREVIATION = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\.$")
# "PENANG, March 10 (Agency) --": a place, then an agency in brackets or a dash after a day, near the line's start.
_DATELINE = re.compile(
    r"[^()\r\n]{2,60}\([^()\r\n]{2,30}\)\s*(?:--|[-–—])|[^\W\d_][^\r\n]{2,40}\d{1,2}[^\r\n]{0,12}\s--"
)
# A headline may stand right above the text where the text is this much longer.
_CLEARLY_LONGER = 2
_PARAGRAPH = 120


def is_headline(line: str) -> bool:
    """Whether a line has the shape of a headline: short, with letters, no full stop at its end, no dateline."""
    line = line.strip()
    if not 0 < len(line) <= _LONGEST or not any(character.isalpha() for character in line):
        return False
    end = line.rstrip(_CLOSING)
    is_sentence = end.endswith(_FULL_STOPS) and not end.endswith(_ELLIPSES) and not _ABBREVIATION.search(end)
    return not is_sentence and _DATELINE.match(line) is None


def find_headline(text: str, start: int) -> str | None:
    """The headline at the head of a text from `start` on: a headline's line above a blank line or a paragraph.

    Returns:
        The line without surrounding space, or None: a text may simply begin.
    """
    start = _space_end(text, start)
    end = _line_end(text, start)
    line = _MARKDOWN.sub("", text[start:end], count=1).strip()
    if not is_headline(line):
        return None
    below = _LINE_END.match(text, end)
    next_start = end if below is None else below.end()
    next_line = text[next_start : _line_end(text, next_start)].strip()
    if next_line:
        return line if len(next_line) >= max(_PARAGRAPH, _CLEARLY_LONGER * len(line)) else None
    return line if _space_end(text, next_start) < len(text) else None


def _space_end(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return start if space is None else space.end()


def _line_end(text: str, start: int) -> int:
    line = _LINE.match(text, start)
    return start if line is None else line.end()

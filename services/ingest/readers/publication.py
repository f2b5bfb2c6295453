"""When an article was published, as its header, its metadata, its address or its path say it.

A value that can be read in two ways (03/04/2026) is read in none.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from services.ingest.readers.words import CLOCK_WORDS, MONTHS, ZONES

# The first printed newspaper appeared in 1605. Years outside come from placeholders (0001-01-01) and typing errors.
_YEARS = range(1605, 2200)
_LONGEST_VALUE = 100

_DAY_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+|of\s+)?(?P<name>[^\W\d_]+)\.?,?[\s-]+(?:de\s+)?(?P<year>\d{4})(?!\d)",
        r"(?P<name>[^\W\d_]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?!\d)",
    )
)
_WEEKDAY = re.compile(r"[^\W\d_]+\.?,?\s+")
_CLOCK_TIME = re.compile(
    rf"[\s,|T–-]*(?:(?:{CLOCK_WORDS})\s+)?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?(?:\.\d+)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*[(]?(?P<zone>[^\W\d_]+)?\s*(?P<offset>[+-]\d{2}:?\d{2})?\W*",
    re.IGNORECASE,
)
_ANOTHER_DAY = re.compile(r"(?<!\d)(?:1[6-9]|2[01])\d\d(?!\d)|/")
_ISO_TIME = re.compile(r"\d{4}-?\d{2}-?\d{2}[T ]\d")

_DAY_OF_FOLDERS = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?=/)")
_DAY_OF_NAME = re.compile(r"(?<!\d)(\d{4})[-_](\d{2})[-_](\d{2})(?!\d)")

# Below, a number is a day written as YYYYMMDD or a placeholder; from the second on, it counts milliseconds
# (1973-03-03 in either unit).
_FIRST_SECOND = 100_000_000
_FIRST_MILLISECOND = 100_000_000_000
_COMPACT_DAY = re.compile(r"\d{8}")
_TIMESTAMP = re.compile(r"\d{9,13}")


def read_moment(value: str) -> str | None:
    """The ISO 8601 day or time that a header or a metadata value names, with its offset where it gives one.

    Returns:
        The day (`2026-02-11`) or the time (`2026-02-11T08:30:00+08:00`); None where the value names no single one.
    """
    value = value.strip()
    if len(value) > _LONGEST_VALUE:
        return None
    if _COMPACT_DAY.fullmatch(value) or _TIMESTAMP.fullmatch(value):
        return read_timestamp(int(value))
    try:
        if _ISO_TIME.match(value):
            return _iso(dt.datetime.fromisoformat(value))
    except ValueError:
        pass  # a time that is ISO's only at its start, "2026-02-11 8:30 WIB"
    weekday = _WEEKDAY.match(value)
    starts = (0,) if weekday is None else (0, weekday.end())
    for start in starts:
        for form in _DAY_FORMS:
            day = form.match(value, start)
            if day is not None:
                return _with_time(day, value[day.end() :])
    return None


def read_timestamp(number: float) -> str | None:
    """The time of a Unix timestamp in seconds or milliseconds, or the day of a number such as 20260211; else None."""
    try:
        if number < _FIRST_SECOND:
            return _iso_day(dt.date.fromisoformat(str(number))) if _COMPACT_DAY.fullmatch(str(number)) else None
        seconds = number / 1000 if number >= _FIRST_MILLISECOND else number
        return _iso(dt.datetime.fromtimestamp(seconds, tz=dt.UTC))
    except (ValueError, OverflowError, OSError):
        return None


def day_in_url(url: str) -> str | None:
    """The full day in the path of an address: `/2026/02/11/` or `2026-02-11`; None for no day, or several."""
    return day_in_path(PurePosixPath(urlsplit(url).path))


def day_in_path(path: PurePosixPath) -> str | None:
    """The full day in a path, in its folders `2026/02/11` before in its names; None for no day, or several."""
    written = path.as_posix()
    for form in (_DAY_OF_FOLDERS, _DAY_OF_NAME):
        days = {_valid_day(*map(int, found)) for found in form.findall(written)} - {None}
        if days:
            return days.pop() if len(days) == 1 else None
    return None


def _with_time(day: re.Match[str], rest: str) -> str | None:
    parts = day.groupdict()
    month, number = _month_and_day(parts)
    date = _valid_day(int(parts["year"]), month, number)
    if date is None:
        return None
    time = _CLOCK_TIME.fullmatch(rest)
    if time is None:
        return None if _ANOTHER_DAY.search(rest) else date
    try:
        return _iso(dt.datetime.fromisoformat(f"{date}T{_clock(time)}").replace(tzinfo=_zone(time)))
    except ValueError:
        return date


def _month_and_day(parts: dict[str, str]) -> tuple[int, int]:
    """Month and day of a matched form; month 0 where the form leaves open which is which."""
    if "name" in parts:
        return MONTHS.get(parts["name"].casefold(), 0), int(parts["day"])
    if "month" in parts:
        return int(parts["month"]), int(parts["day"])
    first, second = int(parts["first"]), int(parts["second"])
    if first <= 12 and second <= 12 and first != second:
        return 0, 0
    return min(first, second), max(first, second)


def _clock(time: re.Match[str]) -> str:
    hour, half = int(time["hour"]), time["half"]
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return f"{hour:02}:{time['minute']}:{time['second'] or '00'}"


def _zone(time: re.Match[str]) -> dt.timezone | None:
    """The zone that a clock time names; None where it names none.

    Raises:
        ValueError: a word that is no known zone: "8.30 malam" is not half past eight in the morning.
    """
    offset, name = time["offset"], time["zone"]
    if offset:
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        return dt.timezone(dt.timedelta(minutes=-minutes if offset[0] == "-" else minutes))
    if name and name.casefold() not in ZONES:
        raise ValueError(name)
    return ZONES[name.casefold()] if name else None


def _valid_day(year: int, month: int, day: int) -> str | None:
    try:
        return _iso_day(dt.date(year, month, day))
    except ValueError:
        return None


def _iso_day(day: dt.date) -> str | None:
    return day.isoformat() if day.year in _YEARS else None


def _iso(moment: dt.datetime) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment.year in _YEARS else None

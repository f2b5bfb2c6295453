"""What a run of digits may be: a day, a year, a clock time, a written date, or only a number.

Every reading is kept; the grammar chooses. The same for every language but for the order of day and month.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from services.enrich.dates.values import Calendar, Clock, Moment, Range, Years

Readings = Mapping[str, object]

# A compound is read only up to this length: what is longer is a number of something, never a date.
_LONGEST = 21
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})\Z", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\Z", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})\Z", re.ASCII)
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})\Z", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\Z", re.ASCII)
_TWO_YEARS = re.compile(r"(\d{4})[/-](\d{4}|\d{2})\Z", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})\Z", re.ASCII)
_MONTH_SHORT_YEAR = re.compile(r"(\d{1,2})/(\d{2})\Z", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})([:.])(\d{2})(?::(\d{2}))?\Z", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?\Z", re.ASCII)
_NUMBER = re.compile(r"(?:\d{1,9}|\d{1,3}(?:[.,]\d{3}){1,2}|\d{1,3}[.,]\d{1,2})\Z", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1000, 2199
# Years that are read in another era where the language has one: the Buddhist era's are 543 ahead.
_FIRST_ERA_YEAR, _LAST_ERA_YEAR = 2300, 2700
_ERA_CENTURY = 2500
# The 1800s are a century, the 2000s most often a decade.
_FIRST_CENTURY_OF_DECADES = 2000
# "the 40s" with two digits: those that news writes about lie between the 1920s and the 2010s.
_FIRST_DECADE = 20


def ascii_digits(written: str) -> str:
    """`written` with the digits of every script as ASCII digits."""
    if written.isascii():
        return written
    return "".join(str(unicodedata.decimal(c, c)) for c in written)


def read_moment(written: str) -> Readings:
    """ISO 8601 with day and time, or nothing where the day does not exist."""
    found = _MOMENT.match(written)
    if found is None:
        return {}
    try:
        day = dt.date.fromisoformat(found[1])
    except ValueError:
        return {}
    hour, minute = int(found[2]), int(found[3])
    return {"moment": Moment(day, Clock(hour, minute, zone=found[4]))} if hour < 24 and minute < 60 else {}


def read_decade(digits: str) -> Readings:
    """`1990` or `90` of "1990s"; nothing where it is no decade."""
    if not digits.isascii() or len(digits) not in (2, 4) or digits[-1] != "0":
        return {}
    first = int(digits)
    if len(digits) == 2:
        first = short_decade(first)
    elif first % 100 == 0 and first < _FIRST_CENTURY_OF_DECADES:
        return {"years": Years(first, 100)} if first >= _FIRST_YEAR else {}
    return {"years": Years(first, 10)} if _FIRST_YEAR <= first <= _LAST_YEAR else {}


def short_decade(first: int) -> int:
    """The first year of a decade of two digits."""
    return first + (1900 if first >= _FIRST_DECADE else 2000)


def read_short_year(digits: str) -> Readings:
    """`93` of "'93"; nothing where it is no year of two digits."""
    if not (digits.isdecimal() and len(digits) == 2):
        return {}
    return {"yyyy": Calendar(year=short_year(int(digits))), "number": float(digits)}


def read_ordinal(digits: str) -> Readings:
    """`9` of "9th"."""
    number = int(digits) if digits.isdecimal() and len(digits) <= 2 else 0
    readings: dict[str, object] = {"ordinal": number} if number else {}
    if 1 <= number <= 31:
        readings["dd"] = number
    return readings


def read_hour(digits: str, minutes: str) -> Readings:
    """`15` and `30` of "15h30"."""
    if not (digits.isdecimal() and len(digits) <= 2 and int(digits) <= 24 and int(minutes) < 60):
        return {}
    return {"time": Clock(int(digits) % 24, int(minutes))}


def read_dotted(digits: str, order: str) -> Readings:
    """`9.2` of "9.2.", a day and its month."""
    found = _DOTTED.match(digits)
    day = _valid(None, int(found[2]), int(found[1])) if found and order == "dmy" else None
    return {"ddmm": day} if day else {}


@lru_cache(maxsize=4096)
def read_compound(written: str, order: str, era: int = 0) -> Readings:
    """Every reading of digits joined by / . : , or -.

    Args:
        written: ASCII digits and the marks between them.
        order: of day and month in this language: "dmy", "mdy", "ymd", or "" where it is not known.
        era: years that another era in use is ahead, 0 where there is none.
    """
    if len(written) > _LONGEST:
        return {}
    if written.isdigit():
        return _plain(written, era)
    if date := _date(written, order, era):
        return {"date": date}
    if month := _month_of_year(written, era):
        return {"mmyyyy": month}
    readings: dict[str, object] = {}
    if (found := _DAY_MONTH.match(written)) and order:
        day, month = (int(found[1]), int(found[2])) if order == "dmy" else (int(found[2]), int(found[1]))
        if calendar := _valid(None, month, day):
            readings["ddmm"] = calendar
    if (found := _TWO_YEARS.match(written)) and (years := _two_years(found[1], found[2])):
        return {"range": years}
    if (found := _CLOCK.match(written)) and int(found[1]) <= 24 and int(found[3]) < 60:
        readings["clock" if found[2] == ":" else "hhmm"] = Clock(int(found[1]) % 24, int(found[3]))
    if _NUMBER.match(written):
        readings["number"] = _amount(written)
    return readings


def _plain(written: str, era: int) -> Readings:
    if len(written) > 9 or not written.isascii():
        return {}
    number = int(written)
    readings: dict[str, object] = {"number": float(number)}
    if len(written) <= 2:
        if 1 <= number <= 31:
            readings["dd"] = number
        if number <= 24:
            readings["hh"] = Clock(number % 24)
    if len(written) == 4 and _FIRST_YEAR <= (year := _in_era(number, era)) <= _LAST_YEAR:
        readings["yyyy"] = Calendar(year=year)
    if len(written) == 4 and number < 2400 and number % 100 < 60:
        readings["hours"] = Clock(number // 100, number % 100)
    if era and len(written) == 2:
        readings["yy"] = Calendar(year=short_year(number, era))
    return readings


def read_dashed(written: str) -> Readings:
    """`9-2`, a day and its month where a language's newspapers write it so."""
    found = _DASHED.match(written)
    day = _valid(None, int(found[2]), int(found[1])) if found else None
    return {"dashed": day} if day else {}


def short_year(number: int, era: int = 0) -> int:
    """The year of two digits: of the era's running century where there is an era, else from 1970 to 2069."""
    if era:
        return _ERA_CENTURY + number - era
    return number + (2000 if number < 70 else 1900)


def _two_years(first: str, last: str) -> Range | None:
    """A season, school or business year that runs over New Year: 2024/25."""
    following = int(first) + 1
    if not _FIRST_YEAR <= following <= _LAST_YEAR or int(last) != following % 10 ** len(last):
        return None
    return Range(Calendar(year=following - 1), Calendar(year=following), "range")


def _month_of_year(written: str, era: int) -> Calendar | None:
    """`2/2026`; of two digits the year is one only where an era makes it too large for a day."""
    if found := _MONTH_YEAR.match(written):
        year = _in_era(int(found[2]), era)
    elif era and (found := _MONTH_SHORT_YEAR.match(written)) and int(found[2]) > 31:
        year = short_year(int(found[2]), era)
    else:
        return None
    return Calendar(year=year, month=int(found[1])) if 1 <= int(found[1]) <= 12 else None


def _in_era(year: int, era: int) -> int:
    """The year of the common era."""
    return year - era if era and _FIRST_ERA_YEAR <= year <= _LAST_ERA_YEAR else year


def _amount(written: str) -> float:
    if len(written) > 3 and written[-4] in ".,":
        return float(written.replace(".", "").replace(",", ""))
    return float(written.replace(",", "."))


def _date(written: str, order: str, era: int) -> Calendar | None:
    if found := _YEAR_FIRST.match(written):
        return _valid(_in_era(int(found[1]), era), int(found[3]), int(found[4]))
    found = _YEAR_LAST.match(written)
    if not found or not order:
        return None
    if len(found[4]) == 2 and found[2] != "/":
        return None  # 3-2-10 and 1.2.10 are scores and versions before they are dates
    year = short_year(int(found[4]), era) if len(found[4]) == 2 else _in_era(int(found[4]), era)
    first, second = int(found[1]), int(found[3])
    if order != "mdy":
        return _valid(year, second, first) or _valid(year, first, second)
    return _valid(year, first, second) or _valid(year, second, first)


def _valid(year: int | None, month: int, day: int) -> Calendar | None:
    try:
        dt.date(year or 2000, month, day)
    except ValueError:
        return None
    return Calendar(year=year, month=month, day=day)

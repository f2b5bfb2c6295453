"""The script of a text, as ISO 15924 names it."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files

# The first word of a letter's Unicode name is its script; those that news is written in.
_CODES = {
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "CJK": "Hani",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Hira",
    "KANNADA": "Knda",
    "KATAKANA": "Kana",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "MALAYALAM": "Mlym",
    "MONGOLIAN": "Mong",
    "MYANMAR": "Mymr",
    "ORIYA": "Orya",
    "SINHALA": "Sinh",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
}


@lru_cache(maxsize=4096)
def _script(char: str) -> str | None:
    if not unicodedata.category(char).startswith("L"):
        return None
    name = unicodedata.name(char, "").removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH ")
    return _CODES.get(name.split(" ", 1)[0].split("-", 1)[0])


def script_of(chars: Counter[str]) -> str | None:
    """Return the ISO 15924 code of most letters of a text, by its characters; null where no script is known.

    Han characters with kana among them are `Jpan`, Hangul is `Kore`, Han alone is `Hans` or `Hant` where the characters
    tell, else `Hani`.
    """
    counts: Counter[str] = Counter()
    for char, count in chars.items():
        if script := _script(char):
            counts[script] += count
    kana = counts.pop("Hira", 0) + counts.pop("Kana", 0)
    if kana * 20 > counts["Hani"]:
        counts["Jpan"] = kana + counts.pop("Hani", 0)
    if not counts:
        return None
    most = max(counts, key=lambda script: (counts[script], script))
    match most:
        case "Hani":
            return chinese_script(chars) or most
        case "Hang":
            return "Kore"
        case _:
            return most


@cache
def _chinese() -> tuple[frozenset[str], frozenset[str]]:
    data = tomllib.loads(files("services.enrich.language").joinpath("data/chinese.toml").read_text("utf-8"))
    return frozenset("".join(data["simplified"].split())), frozenset("".join(data["traditional"].split()))


def chinese_script(chars: Counter[str]) -> str | None:
    """Return `Hans` or `Hant` by the characters that only one of the two writes; null where they are as many."""
    simplified, traditional = _chinese()
    balance = sum(count * ((char in simplified) - (char in traditional)) for char, count in chars.items())
    return "Hans" if balance > 0 else "Hant" if balance < 0 else None

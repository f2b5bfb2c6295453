"""What the model sees of each word: its letters and shape, the lists that have it, and what stands around it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise, takewhile

from services.enrich.entities.gazetteer import Known, places_named
from services.enrich.entities.lexicon import Lexicon, lexicon
from services.enrich.entities.words import Word, is_character, lower_form

SIGHT = 3
"""Words on each side of a capital that are looked at."""
LONGEST_STRETCH = 96
"""Words: what is longer is cut, in training as in use."""

Signs = tuple[str, ...]
Stretch = tuple[int, int]

_LISTS = (
    "title_starts", "offices", "speech", "particles", "generations", "given", "family", "heads", "heads_of", "tails",
    "openers", "corporate", "joiners", "subjects", "place_heads", "place_tails", "place_heads_of", "locative",
    "calendar", "peoples", "capitals", "bare_tails", "bare_heads", "starters", "also_words",
)  # fmt: skip
_NEXT = "\n"
"""Stands after each character of a row: no word has it."""
_LONGEST_ROW = 3
_LONGEST_AFFIX = 4
_LONGEST_NAME = 5
_LONGEST_WORD = 40
_LONGEST_SHAPE = 8
_METROPOLIS = 1_000_000
_CITY = 100_000
_PLACES_OF_SMALL: tuple[list[str], ...] = ([], ["begins"], ["shouted"], ["begins", "shouted"])
_RUNS = re.compile(r"(.)\1+")
_QUOTES = str.maketrans("“”„«»‘’`–—", '"""""\'\'\'--')
_STOP = re.compile(r"[.!?。\n]")


def sentences(words: list[Word]) -> list[Stretch]:
    """Return first word and word after the last of each stretch that a full stop or the end of a line closes."""
    starts = [at for at, word in enumerate(words) if at == 0 or (word.begins and _STOP.search(word.gap))]
    return list(pairwise([*starts, len(words)])) if words else []


def near_capitals(words: list[Word], first: int, after: int) -> list[Stretch]:
    """Return the stretches of a sentence that are at most `SIGHT` words from a capital: only there names stand."""
    stretches: list[Stretch] = []
    for at in range(first, after):
        if words[at].capital:
            start, end = max(first, at - SIGHT), min(after, at + SIGHT + 1)
            if stretches and stretches[-1][1] >= start:
                start = stretches.pop()[0]
            stretches.append((start, end))
    return stretches


def portions(words: list[Word], first: int, after: int) -> Iterator[Stretch]:
    """Yield a stretch cut into what is no longer than LONGEST_STRETCH, at a space where there is one."""
    while after - first > LONGEST_STRETCH:
        most = first + LONGEST_STRETCH
        cut = next((at for at in range(most, first + LONGEST_STRETCH // 2, -1) if words[at].gap), most)
        yield first, cut
        first = cut
    yield first, after


def look(words: list[Word], at: int) -> str:
    """Return what `own_signs` is to be asked: a word; of a script without spaces a row of characters."""
    text = words[at].text
    if not is_character(text):
        return text
    follow = takewhile(lambda word: not word.gap, words[at + 1 : at + _LONGEST_ROW])
    return _NEXT.join((text, *(word.text for word in follow), ""))


def own_signs(seen: str) -> Signs:
    """Return what a word says by itself."""
    text, *row = seen.split(_NEXT)
    if row:
        rows = (f"{size}={text}{''.join(row[: size - 1])}" for size in range(2, len(row) + 1))
        return (f"1={text}", f"shape={_script(text)}", *rows)
    low = lower_form(text)
    plain = _without_marks(low[:_LONGEST_WORD].translate(_QUOTES))
    shape = _shape(text[:_LONGEST_WORD].translate(_QUOTES))
    lists, (given, family) = lexicon(), _people()
    found = [f"w={plain}", f"shape={shape}"]
    for size in range(2, _LONGEST_AFFIX + 1):
        if len(plain) > size:
            found += (f"p={plain[:size]}", f"s={plain[-size:]}")
    found += (f"in={name}" for name in _LISTS if low in getattr(lists, name))
    if low != text:
        part = low.partition("-")[0]
        found += (sign for sign, names in (("given", given), ("family", family)) if part in names)
    return tuple(found)


def _script(text: str) -> str:
    """Return the script of a character, as its name in Unicode begins: CJK, HIRAGANA, KATAKANA, THAI."""
    return unicodedata.name(text[0], "").partition(" ")[0]


@cache
def _people() -> tuple[frozenset[str], frozenset[str]]:
    """Return the given names and the family names of many countries, in lower case."""
    data = files("services.enrich.entities").joinpath("data")
    given, family = (frozenset(data.joinpath(name).read_text("utf-8").split()) for name in ("given.txt", "family.txt"))
    return given, family


def _without_marks(low: str) -> str:
    if low.isascii():
        return low
    return "".join(char for char in unicodedata.normalize("NFKD", low) if not unicodedata.combining(char))


def _shape(text: str) -> str:
    """Return the shape of a word: X a capital, x a small letter, d a digit; runs are cut to one, of capitals to two."""
    shape = "".join(
        "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char for char in text
    )
    short = _RUNS.sub(r"\1\1" if shape.startswith("XX") else r"\1", shape)
    return f"{short[:_LONGEST_SHAPE]}{min(len(text), 5) if shape.isupper() else ''}"


def signs_around(
    words: list[Word], stretches: Sequence[Stretch], language: str, places: Sequence[tuple[int, int]] = ()
) -> list[Signs]:
    """Return for each word of the stretches where it stands, and the known names that it is part of.

    `places` are start and end in the text, in order, of known places that no capital shows.
    """
    lower = frozenset(word.low for word in words if not word.capital)
    upper = frozenset(word.low for word in words if word.capital and not word.begins and not word.shouted)
    known = _known_names(words, language)
    _mark_spans(words, places, language, known)
    gaps = [_gap(word.gap) for word in words]
    gaps.append("gap=end")
    return [
        (gaps[at], f"next {gaps[at + 1]}", *_capital_signs(words[at], lower, upper), *known.get(at, ()))
        for first, after in stretches
        for at in range(first, after)
    ]


def _capital_signs(word: Word, lower: frozenset[str], upper: frozenset[str]) -> list[str]:
    if not word.capital:
        return _PLACES_OF_SMALL[word.begins + 2 * word.shouted]
    found = ["X"]
    if word.begins:
        found.append("begins")
    if word.shouted:
        found.append("shouted")
    if word.low in lower:
        found.append("also-lower")
    if word.low in upper:
        found.append("also-upper")
    return found


@lru_cache(maxsize=1000)
def _gap(gap: str) -> str:
    if gap in {" ", ""}:
        return f"gap={gap}"
    return "gap=line" if "\n" in gap else f"gap={gap.translate(_QUOTES).strip()[:2] or ' '}"


def _known_names(words: list[Word], language: str) -> dict[int, list[str]]:
    """Return signs of the places, bodies and titles that gazetteer and lists know, by word."""
    found: dict[int, list[str]] = defaultdict(list)
    lists = lexicon()
    free = 0
    for at, word in enumerate(words):
        if not word.capital:
            continue
        if at >= free:
            free = _mark_place(words, at, language, found)
        if word.text in lists.known_starts:
            _mark_phrase(words, at, lists, found)
        if word.low in lists.title_starts:
            _mark_title(words, at, lists, found)
    return found


def _mark_place(words: list[Word], at: int, language: str, found: dict[int, list[str]]) -> int:
    """Mark the longest known place that begins at a word; return the word after it, or `at`."""
    most = at + 1
    while most < min(len(words), at + _LONGEST_NAME) and words[most].gap == " ":
        most += 1
    for after in range(most, at, -1):
        if words[after - 1].capital:
            places = known_places(" ".join(word.text for word in words[at:after]), language)
            if places:
                _mark(found, at, after, _class_of(places))
                return after
    return at


@lru_cache(maxsize=50_000)
def known_places(name: str, language: str) -> tuple[Known, ...]:
    """Return what `places_named` does, remembered: an article asks for the same names over and over."""
    return places_named(name, language)


def _class_of(places: tuple[Known, ...]) -> str:
    if places[0].is_country:
        return "country"
    if not places[0].is_city:
        return "region"
    most = max(place.weight for place in places)
    return "metropolis" if most >= _METROPOLIS else "city" if most >= _CITY else "town"


def _mark_spans(
    words: list[Word], places: Sequence[tuple[int, int]], language: str, found: dict[int, list[str]]
) -> None:
    starts = [word.start for word in words] if places else []
    for start, end in places:
        first, after = bisect_left(starts, start), bisect_left(starts, end)
        # One that begins or ends within a character or word is no name.
        if first < after and words[first].start == start and words[after - 1].end == end:
            known = known_places("".join(word.gap + word.text for word in words[first:after]).lstrip(), language)
            _mark(found, first, after, _class_of(known) if known else "land")


def _mark_phrase(words: list[Word], at: int, lists: Lexicon, found: dict[int, list[str]]) -> None:
    for size in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        phrase = tuple(word.text for word in words[at : at + size])
        if phrase in lists.known_organisations:
            return _mark(found, at, at + size, "body")
        if phrase in lists.known_places:
            return _mark(found, at, at + size, "land")
    return None


def _mark_title(words: list[Word], at: int, lists: Lexicon, found: dict[int, list[str]]) -> None:
    for size in range(min(4, len(words) - at), 0, -1):
        if tuple(word.low for word in words[at : at + size]) in lists.titles:
            return _mark(found, at, at + size, "title")
    return None


def _mark(found: dict[int, list[str]], first: int, after: int, kind: str) -> None:
    for at in range(first, after):
        found[at].append(f"{'B' if at == first else 'I'}-{kind}")

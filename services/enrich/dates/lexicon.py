"""The words of one language, read from `languages/xx.toml` at first use and compiled into one matcher.

A language is data: a tag without a file has an empty lexicon, so that only what every language writes alike is found.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import chain
from typing import NamedTuple, cast

from services.enrich.dates.values import (
    Calendar,
    Clock,
    Every,
    Length,
    Ordinal,
    PartOf,
    Portion,
    Shift,
    Step,
    Timed,
    Vague,
    Years,
)
from shared.articles import Grain

# A lexicon's TOML, as far as this module reads it: tables of lists of words.
Words = Mapping[str, list[str] | Mapping[str, list[str]]]
Endings = Mapping[str, list[str]]
# Vowel signs and other marks of Indic, Thai and Arabic script, which belong to a word and are no \w to `re`.
MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"


class Entry(NamedTuple):
    """One meaning of a word: the kind that the grammar knows it by, its value, and whether it needs a capital."""

    kind: str
    value: object
    capital: bool


class Tense(NamedTuple):
    """`pattern` finds cues of the `future` and the `past`, and each `stop` that ends a sentence.

    `past_ending` is a word whose ending says that it is past, where it stands right before an expression.
    """

    pattern: re.Pattern[str]
    past_ending: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language, ready to read with.

    `gaps` are the words between two parts of one expression, by what they do (`to`, `and`, `of`, `in`); `context` the
    words before an expression, or in its sentence, that decide on it, `roles` the same by word. `spaced` tells whether spaces part words, `era`
    how many years another era of this language's newspapers is ahead (0 where there is none), `dashed` whether 9-2 is
    a date there, `bare_years` whether a year needs no word before it,
    `verb_last` whether the verb ends the sentence; `ordinals` are suffixes of digits, `without` names rules that this
    language does without, `lowercase` kinds whose words are names where they have a capital in a sentence.
    """

    tag: str
    order: str
    offset: dt.timedelta | None
    entries: Mapping[str, tuple[Entry, ...]]
    gaps: Mapping[str, str]
    context: Mapping[str, frozenset[str]]
    roles: Mapping[str, frozenset[str]]
    weak: frozenset[str]
    decade: frozenset[str]
    spaced: bool
    era: int
    dashed: bool
    bare_years: bool
    verb_last: bool
    ordinals: frozenset[str]
    without: frozenset[str]
    lowercase: frozenset[str]
    tense: Tense
    matcher: re.Pattern[str]

    def read(self, written: str) -> dict[str, object]:
        """Every meaning of a word as written; empty where none fits its capitals."""
        entries = self.entries.get(" ".join(fold(written).split()), ())
        capital = written[:1] != written[:1].lower()
        return {entry.kind: entry.value for entry in entries if capital or not entry.capital}


def fold(text: str) -> str:
    """`text` in lower case, character by character, so that offsets stay; the Turkish i's are one letter."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower().translate(_FOLDED)


_FOLDED = str.maketrans({"ı": "i", "ς": "σ", "’": "'"})


@cache
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a BCP 47 tag: its own file, else that of its language, else the empty one."""
    parts = language.casefold().split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        if tag in _tags():
            return _load(tag)
    return _compile("und", {})


@cache
def _tags() -> frozenset[str]:
    folder = files("services.enrich.dates").joinpath("languages")
    return frozenset(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


@cache
def _load(tag: str) -> Lexicon:
    path = files("services.enrich.dates").joinpath("languages", f"{tag}.toml")
    return _compile(tag, tomllib.loads(path.read_text("utf-8")))


def _compile(tag: str, table: Mapping[str, object]) -> Lexicon:
    def words(key: str) -> Words:
        return cast("Words", table.get(key, {}))

    def listed(key: str) -> list[str]:
        return cast("list[str]", table.get(key, []))

    context = {name: frozenset(map(fold, forms)) for name, forms in words("context").items()}
    entries = _entries(words("words"), frozenset(listed("capitalised")), cast("Endings", table.get("endings", {})))
    offset = table.get("offset")
    return Lexicon(
        tag=tag,
        order=str(table.get("order", "")),
        offset=dt.datetime.fromisoformat(f"2000-01-01T00:00{offset}").utcoffset() if offset else None,
        entries=entries,
        gaps=_gaps(words("gaps")),
        context=context,
        roles={
            form: frozenset(role for role, forms in context.items() if form in forms)
            for form in chain.from_iterable(context.values())
        },
        weak=frozenset(map(fold, listed("weak"))),
        decade=frozenset(listed("decade")),
        spaced=table.get("spaced", True) is True,
        era=int(str(table.get("era", 0))),
        dashed=bool(table.get("dashed", False)),
        bare_years=bool(table.get("bare_years", False)),
        verb_last=bool(table.get("verb_last", False)),
        ordinals=frozenset(map(fold, listed("ordinal_suffix"))),
        without=frozenset(listed("without")),
        lowercase=frozenset(listed("lowercase")),
        tense=_tense(words("context"), spaced=table.get("spaced", True) is True),
        matcher=_matcher(entries, table),
    )


def _entries(words: Words, capitalised: frozenset[str], endings: Endings) -> dict[str, tuple[Entry, ...]]:
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for kind, table in words.items():
        rows: Iterable[tuple[str, list[str]]] = [("", table)] if isinstance(table, list) else table.items()
        for name, forms in rows:
            if not isinstance(cast("object", forms), list):
                raise TypeError(f"[words.{kind}] {name}: a key with a dot must be quoted")
            value = _VALUES.get(kind, str)(name)
            kinds = (kind, f"{kind}_{value}") if kind == "unit" else (kind,)
            for form in chain.from_iterable(_inflected(form, kind, endings) for form in forms):
                entries[fold(form)].extend(Entry(k, value, kind in capitalised) for k in kinds)
    return {form: tuple(found) for form, found in entries.items()}


def _inflected(form: str, kind: str, endings: Endings) -> Iterable[str]:
    """A form with a star takes each of the endings that are named after it, else those of its kind."""
    stem, star, name = form.partition("*")
    return (stem + ending for ending in endings[name or kind]) if star else (form,)


def _calendar(field: str, name: str) -> Calendar:
    return Calendar(month=int(name)) if field == "month" else Calendar(weekday=int(name))


def _season(name: str) -> Calendar:
    return Calendar(part=Ordinal(Grain.SEASON, int(name)))


def _step(name: str) -> Step:
    words = name.split()
    return Step(int(words[-1]), from_text=words[0] == "text")


def _deictic(name: str) -> Shift | Timed | Calendar | PartOf:
    """What a deictic word means, by its name in the lexicon.

    `day -1`, `text day 1`, `day -1 NI`, `day -1/1` (by tense), `week -1 5` (its Friday), `year 0 end`, `weekday 1 EV`,
    and `AF`, a part of the day that the text speaks of.
    """
    words = name.split()
    if len(words) == 1:
        return Timed(Clock(daypart=name))
    from_text = words[0] == "text"
    unit, by, *rest = words[1:] if from_text else words
    if unit == "weekday":
        return Timed(Clock(daypart=rest[0]), Calendar(weekday=int(by)))
    behind, _, ahead = by.partition("/")
    shift = Shift(Grain(unit), int(behind), from_text=from_text, ahead=int(ahead) if ahead else None)
    if rest and rest[0].isdigit():
        return Calendar(weekday=int(rest[0]), within=shift)
    if rest and rest[0].islower():
        return PartOf(Portion(rest[0]), shift)
    return Timed(Clock(daypart=rest[0]), shift) if rest else shift


def _part(name: str) -> Calendar:
    unit, number = name.split()
    return Calendar(part=Ordinal(Grain(unit), int(number)))


def _length(name: str) -> Length:
    count, unit = name.split()
    return Length(None if count == "X" else float(count), Grain(unit))


def _often(name: str) -> Every:
    """`1 week`, `weekday 1` or a part of the day, `MO`."""
    if " " not in name:
        return Every(Clock(daypart=name))
    return Every(_calendar(*name.split()) if name.startswith("weekday ") else _length(name))


def _years(name: str) -> Years:
    """`199` for a decade, `19` for a century, as TIMEX3 writes them."""
    return Years(int(name) * 10, 10) if len(name) == 3 else Years(int(name) * 100, 100)


def _holiday(name: str) -> Calendar:
    """`12-25`."""
    month, day = name.split("-")
    return Calendar(month=int(month), day=int(day))


def _number(name: str) -> float | None:
    return None if name == "X" else float(name)


def _time(name: str) -> Clock:
    hour, minute = name.split(":")
    return Clock(int(hour), int(minute))


_VALUES: Mapping[str, Callable[[str], object]] = {
    "month": partial(_calendar, "month"),
    "weekday": partial(_calendar, "weekday"),
    "short_weekday": partial(_calendar, "weekday"),
    "season": _season,
    "unit": Grain,
    "time_unit": Grain,
    "before": _step,
    "after": _step,
    "ago": _step,
    "ago_before": _step,
    "deictic": _deictic,
    "length": _length,
    "often": _often,
    "years": _years,
    "holiday": _holiday,
    "cardinal": _number,
    "scale": str,
    "ordinal": int,
    "daypart": lambda name: Clock(daypart=name),
    "time": _time,
    "portion": Portion,
    "portion_after": Portion,
    "part": _part,
    "era": int,
    "roman": int,
    "vague": Vague,
}

_MARKS = {
    "": " ", ",": ",", "،": ",", "，": ",", "(": "(", ", (": "(", ")": ")", "),": ")", "（": "(", "）": ")",
    "-": "-", "–": "-", "—": "-", "－": "-", "~": "-", "～": "-", "〜": "-", "/": "/",
}  # fmt: skip
_CONNECTORS = {"to": "~", "and": "&", "of": "g", "in": "o", "possessive": "'"}


def _gaps(words: Words) -> dict[str, str]:
    gaps = dict(_MARKS)
    for name, forms in words.items():
        for form in forms:
            for mark in ("", ", ", ") "):
                gaps[mark + fold(form)] = _CONNECTORS[name]
    return gaps


def _tense(context: Words, *, spaced: bool) -> Tense:
    def forms(role: str) -> set[str]:
        return set(context.get(role, ()))

    future, past = _either(forms("future") - forms("past")), _either(forms("past"))
    ending, ended = _either(forms("future_ending")), _either(forms("past_ending"))
    # A shorter word that ends like a verb of the future is none.
    long_verb = r"\w{3,30}?"
    stop = r"[.!?]\s|[。！？।؟۔]|\n\s*\n|[“”\"]"
    if spaced:
        begin, end = r"(?<!\w)", rf"(?![\w{MARKS}])"
        cues = rf"{begin}(?:(?P<past>{past}){end}|(?P<future>{future}|{long_verb}{ending}){end})"
    else:
        cues = rf"(?P<past>{past})|(?P<future>{future})"
    flags = re.IGNORECASE
    not_future = rf"(?!(?:{future})\Z)" if future else ""
    return Tense(
        re.compile(rf"{cues}|(?P<stop>{stop})", flags),
        re.compile(rf"{not_future}{long_verb}{ended}", flags) if forms("past_ending") else None,
    )


def _matcher(entries: Iterable[str], table: Mapping[str, object]) -> re.Pattern[str]:
    """One pattern for digits and words. Only runs of digits repeat without bound in it, and they never retry."""

    def either(key: str) -> str:
        return _either(cast("list[str]", table.get(key, [])))

    spaced = table.get("spaced", True)
    end = rf"(?![\w{MARKS}])" if spaced is True else ""
    moment = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?(?![\w:])"
    after = rf"(?:(?![A-Za-z0-9%])|(?={either('glued')}(?!\w)))" if "glued" in table else "(?![A-Za-z0-9%])"
    digits = (
        rf"(?<!\d[./:,-])(?:(?P<nth>{either('ordinal_prefix')})|(?P<short>['’‘])(?=\d\d(?!\d)))?"
        rf"(?P<digits>\d++(?:[./:,-]\d++)*+)"
        rf"(?:(?P<decade>{either('decade')}){end}|(?P<ordinal>{either('ordinal_suffix')}){end}"
        rf"|(?P<hour>{either('hour_sign')})(?P<minutes>\d\d)?)?{after}"
    )
    forms = set(entries)
    with_digits = {form for form in forms if form[:1].isdigit()}
    begin = rf"(?<![^\W\d]){_clitic(cast('list[str]', table.get('clitics', [])))}" if spaced else ""
    word = rf"{begin}(?P<word>{_either(forms - with_digits)}){end}"
    if marks := table.get("mark_first"):
        # Right after a digit a mark is one, even where a longer word begins with it.
        word = rf"(?<=\d)(?P<mark>{_either(cast('list[str]', marks))})|{word}"
    fixed = rf"(?<![\w.,:/-])(?P<fixed>{_either(with_digits)})(?![\w%])|" if with_digits else ""
    pattern = rf"{fixed}(?<![A-Za-z0-9_$€£¥#@])(?:(?P<moment>{moment})|{digits})|{word}"
    return re.compile(pattern, re.IGNORECASE)


def _clitic(clitics: list[str]) -> str:
    return rf"(?:{_either(clitics)})??" if clitics else ""


def _either(forms: Iterable[str]) -> str:
    """A pattern of all forms, the longest first, sharing beginnings; matches nothing where there are none."""
    trie: dict[str, object] = {}
    for form in forms:
        node = trie
        for character in fold(form):
            node = cast("dict[str, object]", node.setdefault(character, {}))
        node[""] = True
    return _branch(trie) if trie else "(?!)"


_PATTERNS = {" ": r"\s{1,2}", "'": "['’]"}


def _branch(trie: Mapping[str, object]) -> str:
    branches = [
        _PATTERNS.get(character, re.escape(character)) + _branch(cast("Mapping[str, object]", rest))
        for character, rest in trie.items()
        if character
    ]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in trie else f"(?:{'|'.join(branches)})"
    return joined + "?" if "" in trie else joined

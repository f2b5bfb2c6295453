"""Which names stand in a run of capitalised words: the rules, in their order."""

from __future__ import annotations

from services.enrich.entities.kinds import Found, Kind, Step, step
from services.enrich.entities.lexicon import lexicon
from services.enrich.entities.organisations import headed, organisation, tailed
from services.enrich.entities.persons import end_of_person, person
from services.enrich.entities.places import long_place, place, shaped_place
from services.enrich.entities.run import Run
from services.enrich.entities.words import Word

_LONGEST_KNOWN = 5
_LONGEST_ACRONYM = 8


def names_in(words: list[Word], runs: list[tuple[int, int]], language: str) -> list[Found]:
    """Return the names in the runs of an article's words, in order, never overlapping."""
    lower = frozenset(word.low for word in words if not word.capital)
    lists = lexicon()
    return [found for first, after in runs for found in _names(Run(words, first, after, language, lower, lists))]


def _names(run: Run) -> list[Found]:
    found: list[Found] = []
    at, titled = run.first, False
    while at < run.after:
        here, titled = _step(run, at, titled=titled)
        if here.found:
            found.append(here.found)
        at = here.after
    return found


def _step(run: Run, at: int, *, titled: bool) -> tuple[Step, bool]:
    """Read on from a word; a title before it holds on over a country."""
    if here := _known(run, at):
        return here, titled and here.found is not None and here.found.kind is Kind.PLACE
    if _is_ordinary(run, at) and not _opens(run, at):
        return Step(at + 1), False
    if here := _bare(run, at) or organisation(run, at):
        return here, False
    if after := run.title(at):
        return Step(after), True
    if run.low(at) in run.lists.peoples:
        return Step(at + 1), titled
    return _place_or_person(run, at, titled=titled)


def _place_or_person(run: Run, at: int, *, titled: bool) -> tuple[Step, bool]:
    if here := shaped_place(run, at) or place(run, at, titled=titled):
        return here, titled
    return person(run, at, titled=titled) or _other(run, at), False


def _known(run: Run, at: int) -> Step | None:
    """The longest name that a list or the gazetteer has; of one word only those that the lists have."""
    there = long_place(run, at)
    most = min(_LONGEST_KNOWN, run.after - at) if run.words[at].text in run.lists.known_starts else 0
    for size in range(most, 0, -1):
        phrase = run.text(at, at + size)
        if phrase in run.lists.known_organisations and _stands_alone(run, at, size):
            return step(at, at + size, Kind.ORGANIZATION)
        if there and there.after >= at + size:
            return there
        if phrase in run.lists.known_places and _stands_alone(run, at, size):
            return step(at, at + size, Kind.PLACE)
    return there


def _stands_alone(run: Run, at: int, size: int) -> bool:
    """A known single word is no name where it begins a sentence as a word, or begins a longer name."""
    if size > 1:
        return True
    word = run.words[at]
    if word.begins and not word.caps and (word.low in run.lists.starters or word.low in run.lower):
        return False
    return tailed(run, at) is None


def _is_ordinary(run: Run, at: int) -> bool:
    """Say whether a word is no name though it may have a capital."""
    word, lists = run.words[at], run.lists
    if not word.capital or word.low in lists.calendar or word.low in lists.joiners:
        return True
    is_told = word.low in lists.heads or word.low in lists.given
    if "-" in word.text and word.text.rpartition("-")[2].islower() and not word.text[0].islower():
        return not is_told
    if word.low in lists.starters:
        return not word.caps or word.begins
    return (word.begins or word.shouted) and not word.caps and word.low in run.lower and not is_told


def _opens(run: Run, at: int) -> bool:
    """An ordinary word begins an organisation's name ("National Weather Service", "Polis Diraja")."""
    low = run.low(at)
    if low in run.lists.heads:
        return headed(run, at) is not None
    return low in run.lists.openers and tailed(run, at) is not None


def _bare(run: Run, at: int) -> Step | None:
    """Laws, prizes, contests, wars: nothing is marked inside them."""
    end = run.end_of_capitals(at)
    if run.low(at) in run.lists.bare_heads and not run.words[at].caps:
        return Step(end)
    tail = next((here for here in range(end - 1, at, -1) if run.low(here) in run.lists.bare_tails), None)
    return Step(tail + 1) if tail else None


def _other(run: Run, at: int) -> Step:
    """What nothing speaks for: acronyms, what stands after "in", and two capitals or more are names, one is none."""
    word = run.words[at]
    after = end_of_person(run, at)
    if word.shouted:
        return Step(at + 1)
    if after == at + 1 and word.caps:
        return step(at, after, Kind.ORGANIZATION, sure=False) if _is_acronym(run, at) else Step(after)
    if word.begins:
        return Step(at + 1)
    if after > at + 1:
        return step(at, after, Kind.PERSON, sure=False)
    if run.is_located(at) and len(word.text) > 2:
        return step(at, after, Kind.PLACE, sure=False)
    return Step(after)


def _is_acronym(run: Run, at: int) -> bool:
    word = run.words[at]
    letters = word.text.replace("-", "").replace(".", "")
    return word.low not in run.lists.capitals and letters.isalpha() and 2 <= len(letters) <= _LONGEST_ACRONYM

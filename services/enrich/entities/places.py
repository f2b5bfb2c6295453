"""Places: by a word of the name that says so, or by the gazetteer."""

from __future__ import annotations

from services.enrich.entities.gazetteer import Known, places_named
from services.enrich.entities.kinds import Kind, Step, step
from services.enrich.entities.run import Run

_LONGEST = 5
_TOWN = 100_000
_LARGE_CITY = 300_000


def long_place(run: Run, at: int) -> Step | None:
    """Return a place of two words or more that the gazetteer has: before anything else reads the first of them."""
    after, places = _gazetteer(run, at)
    if after - at < 2 or not _may_end(run, after):
        return None
    if run.low(at) in run.lists.given and not any(place.is_country for place in places):
        return None
    return step(at, after, Kind.PLACE)


def shaped_place(run: Run, at: int) -> Step | None:
    """Return a place that a word of its name shows to be one ("Sungai Gan", "Zhufang Village")."""
    lists = run.lists
    end = min(run.end_of_capitals(at), at + _LONGEST)
    if run.low(at) in lists.place_heads and end > at + 1:
        after = at + 2
        while after < end and not run.title(after):
            after += 1
        return step(at, after, Kind.PLACE)
    if run.low(at) in lists.place_heads_of and run.low(at + 1) == "of" and at + 2 < run.after:
        return step(at, min(at + (3 if run.capital(at + 2) else 4), run.after), Kind.PLACE)
    if run.low(at) in lists.peoples:
        return None
    tail = next((here for here in range(end - 1, at, -1) if run.low(here) in lists.place_tails), None)
    return step(at, tail + 1, Kind.PLACE) if tail else None


def place(run: Run, at: int, *, titled: bool) -> Step | None:
    """Return a place that the gazetteer has, where it is not rather a person or a word.

    `titled` says that a title stands before it: a country may follow ("Presiden China …"), hardly a city.
    """
    after, places = _gazetteer(run, at)
    if not places:
        return None
    grand = not places[0].is_city
    if not _may_end(run, after) and not (grand and titled):
        return None
    if not grand and not _is_likely(run, at, after, places, titled=titled):
        return None
    return step(at, after, Kind.PLACE, sure=grand or run.is_located(at))


def _is_likely(run: Run, at: int, after: int, places: tuple[Known, ...], *, titled: bool) -> bool:
    """Say whether a city's name is a city's here."""
    word = run.words[at]
    weight = max(known.weight for known in places)
    if run.is_located(at):
        return weight >= _TOWN or after > at + 1 or any(known.main for known in places)
    if titled or word.low in run.lists.given or word.low in run.lists.family or run.speaks(after):
        return False
    if (word.begins and word.low in run.lists.also_words) or (word.caps and len(word.text) < 5):
        return False
    return weight >= (_LARGE_CITY if word.begins or word.low in run.lower else _TOWN)


def _gazetteer(run: Run, at: int) -> tuple[int, tuple[Known, ...]]:
    """Return the end of the longest name of a place that begins here, and what it may stand for."""
    for after in range(min(run.after, at + _LONGEST), at, -1):
        if run.words[after - 1].capital and (places := places_named(" ".join(run.text(at, after)), run.language)):
            return after, places
    return at, ()


def _may_end(run: Run, at: int) -> bool:
    """Say whether a name may end before this word of the run."""
    if not run.capital(at):
        return True
    return run.title(at) > 0 or run.low(at) in run.lists.calendar or run.low(at) in run.lists.starters

"""Persons: by a title before, a verb of speech after, or a known given or family name."""

from __future__ import annotations

from services.enrich.entities.kinds import Kind, Step, step
from services.enrich.entities.run import Run

_LONGEST = 6


def person(run: Run, at: int, *, titled: bool) -> Step | None:
    """Return the person whose name begins here; `titled` says that a title stands before it."""
    word = run.words[at]
    if not word.text[0].isalpha():
        return None
    after = end_of_person(run, at)
    size = after - at
    lone_beginning = word.begins and size == 1
    is_person = (
        titled
        or (word.low in run.lists.given and not lone_beginning)
        or (word.low in run.lists.family and (size in {2, 3} or not word.begins))
        or (run.speaks(after) and (not word.begins or word.low in run.lists.family) and not word.caps)
        or (size > 1 and run.speaks(after) and not word.caps)
        or any(_is_sign(run, here) for here in range(at + 1, after))
    )
    return step(at, after, Kind.PERSON) if is_person else None


def _is_sign(run: Run, at: int) -> bool:
    """Say whether a word inside a name shows it to be a person's: an initial, or a particle (bin, van, de)."""
    return len(run.low(at)) == 1 or not run.words[at].capital


def end_of_person(run: Run, at: int) -> int:
    """Return where the name of a person that begins here would end."""
    lists = run.lists
    after = at + 1
    while after < min(run.after, at + _LONGEST):
        low = run.low(after)
        if not run.capital(after):
            if low not in lists.particles or after + 1 >= run.after:
                break
        elif (low in lists.calendar or low in lists.peoples or low in lists.starters) and not _is_surname(
            run, at, after
        ):
            break
        after += 1
    return after


def _is_surname(run: Run, at: int, here: int) -> bool:
    """After a given name alone, even a word of the calendar is a surname ("Theresa May")."""
    return here == at + 1 and not run.capital(here + 1) and run.low(at) in run.lists.given

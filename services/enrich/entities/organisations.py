"""Organisations by their shape: a word that says what kind of body it is, first or last."""

from __future__ import annotations

from services.enrich.entities.kinds import Kind, Step, step
from services.enrich.entities.run import Run

_AND = frozenset({"and", "dan", "&"})
_OF = frozenset({"of", "for", "on"})
_IN_HEADED = frozenset({"bagi", "untuk", "of"})
_IN_COMPLEMENT = frozenset({"of", "the", "for"})


def organisation(run: Run, at: int) -> Step | None:
    """Return the organisation whose name begins here."""
    return headed(run, at) or _headed_of(run, at) or tailed(run, at)


def headed(run: Run, at: int) -> Step | None:
    """Malay and Indonesian: the kind of body comes first ("Kementerian Pelancongan, Seni dan Budaya")."""
    word = run.words[at]
    if word.low not in run.lists.heads or (word.caps and word.shouted):
        return None
    after = max(at + 1, run.title(at + 1))
    while after < run.after:
        if run.low(after) in _AND:
            if run.low(after + 1) not in run.lists.subjects:
                break
        elif (
            (not run.capital(after) and run.low(after) not in _IN_HEADED)
            or run.low(after) in run.lists.calendar
            or (after > at + 1 and _begins_person(run, after))
        ):
            break
        after += 1
    return _ending(run, at, after) if after > at + 1 else None


def _begins_person(run: Run, at: int) -> bool:
    """Say whether a person follows the body ("Parti Bunga Ahmad Ali"), not a body named after one."""
    low = run.low(at)
    if low in run.lists.given:
        return run.capital(at + 1)
    return run.title(at) > 0 and low not in run.lists.heads


def _headed_of(run: Run, at: int) -> Step | None:
    """English: "Ministry of …", "Bank of …"."""
    if run.low(at) not in run.lists.heads_of or run.low(at + 1) not in _OF or at + 2 >= run.after:
        return None
    return _ending(run, at, _end_of_complement(run, at + 2))


def _end_of_complement(run: Run, at: int) -> int:
    """Return where what follows an organisation's `of` ends."""
    after = at
    while after < run.after:
        if run.low(after) in _AND:
            if run.low(after + 1) not in run.lists.subjects:
                break
        elif (not run.capital(after) and run.low(after) not in _IN_COMPLEMENT) or (after > at and run.title(after)):
            break
        after += 1
    return after


def tailed(run: Run, at: int) -> Step | None:
    """English: the kind of body comes last ("Red Cross Society"), and `of` may follow it."""
    lists = run.lists
    end = run.end_of_capitals(at)
    while run.low(end) == "and" and run.low(end + 1) in lists.subjects:
        end = run.end_of_capitals(end + 1)
    here = run.last_tail(at, end)
    if here is None:
        return None
    after = here + 1
    if run.low(here) in lists.heads_of and run.low(after) in _OF and after + 1 < run.after:
        after = _end_of_complement(run, after + 1)
    if here == at + 1 and after == here + 1 and run.low(at) in lists.peoples:
        return Step(after)
    return _ending(run, at, after)


def _ending(run: Run, at: int, after: int) -> Step:
    while after > at + 1 and not run.words[after - 1].capital:
        after -= 1
    return step(at, after, Kind.ORGANIZATION)

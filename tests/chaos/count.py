"""What came of it all, against what must have come of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.plan import Expected, digest
from tests.chaos.progress import left_in
from tests.support import Onlooker

_REASON = ".reason.json"
_STREAMS = frozenset({b"articles.raw", b"articles.enriched", b"articles.dead"})


@dataclass
class Outcome:
    """The figures, and what is wrong with them."""

    events: int = 0
    dead_letters: int = 0
    rejected: int = 0
    innocent_dead: int = 0
    attempts_left: int = 0
    problems: list[str] = field(default_factory=list[str])


def count(expected: Expected, torn: Mapping[str, str], onlooker: Onlooker, inbox: Path) -> Outcome:
    """Counts the events, the dead letters and the files.

    Args:
        expected: what the plan says.
        torn: beginnings of contents that looked finished, by their digests, with the names of their files.
        onlooker: of the server, which must be up.
        inbox: with done/ and rejected/.
    """
    outcome = Outcome()
    _count_outcomes(expected, torn, onlooker, outcome)
    _count_server(onlooker, outcome)
    _count_files(expected, torn, inbox, outcome)
    _count_rejected(expected, torn, inbox, outcome)
    return outcome


def _count_outcomes(expected: Expected, torn: Mapping[str, str], onlooker: Onlooker, outcome: Outcome) -> None:
    events, letters = Counter(onlooker.events()), onlooker.dead_letters()
    dead = Counter(letter_id for letter_id, _, _ in letters)
    outcome.events, outcome.dead_letters = events.total(), dead.total()
    for one, what in expected.events.items():
        if dead[one]:
            outcome.innocent_dead += 1
            reasons = [reason for letter_id, reason, _ in letters if letter_id == one]
            outcome.problems.append(f"{what} is innocent and was given up: {', '.join(reasons)}")
        if events[one] + dead[one] != 1:
            outcome.problems.append(f"{what} has {events[one]} events and {dead[one]} dead letters ({one})")
    for one, (what, _) in expected.poison.items():
        if events[one] or dead[one] != 1:
            outcome.problems.append(f"{what} has {events[one]} events and {dead[one]} dead letters ({one})")
    for one, reason, _ in letters:
        if one in expected.poison and reason not in expected.poison[one][1]:
            outcome.problems.append(f"{expected.poison[one][0]} was given up as {reason}")
    for one in [*expected.perhaps, *torn]:
        if events[one] + dead[one] > 1:
            outcome.problems.append(f"a passing content has {events[one]} events and {dead[one]} dead letters ({one})")
    known = {*expected.events, *expected.poison, *expected.perhaps, *torn}
    unknown = (events | dead).keys() - known
    outcome.problems += [f"something that was never dropped has an outcome: {one}" for one in sorted(unknown)]


def _count_server(onlooker: Onlooker, outcome: Outcome) -> None:
    if pending := onlooker.pending():
        outcome.problems.append(f"{pending} entries are pending")
    keys = onlooker.every_key()
    outcome.attempts_left = sum(key.startswith(b"dateline:attempts:") for key in keys)
    outcome.problems += [f"the key {key!r} never dies" for key, ttl in keys.items() if key not in _STREAMS and ttl <= 0]


def _files(folder: Path) -> Iterable[Path]:
    return (one for one in sorted(folder.rglob("*")) if not one.is_dir())


def _count_files(expected: Expected, torn: Mapping[str, str], inbox: Path, outcome: Outcome) -> None:
    outcome.problems += [f"{file.relative_to(inbox)} is left in the inbox" for file in left_in(inbox)]
    done = Counter(digest(file.read_bytes()) for file in _files(inbox / "done"))
    for one, what in expected.done.items():
        if not done[one]:
            outcome.problems.append(f"{what} does not lie in done/ ({one})")
    known = {*expected.done, *expected.perhaps, *torn}
    outcome.problems += [f"a file in done/ was never dropped: {one}" for one in done if one not in known]


def _count_rejected(expected: Expected, torn: Mapping[str, str], inbox: Path, outcome: Outcome) -> None:
    folder = inbox / "rejected"
    found = {str(file.relative_to(folder)) for file in _files(folder)}
    reasons = {name for name in found if name.endswith(_REASON)}
    outcome.rejected = len(found - reasons)
    for name, reason in expected.rejected.items():
        if not {name, name + _REASON} <= found:
            outcome.problems.append(f"{name} does not lie in rejected/ with its reason")
            continue
        said = json.loads((folder / f"{name}{_REASON}").read_bytes())["reason"]
        if said != reason:
            outcome.problems.append(f"{name} was rejected as {said}, not as {reason}")
    known = {name + suffix for name in (*expected.rejected, *torn.values()) for suffix in ("", _REASON)}
    outcome.problems += [f"rejected/{name} was never dropped" for name in sorted(found - known)]

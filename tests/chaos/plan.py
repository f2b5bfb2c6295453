"""What is dropped and what must come of it, all of it from one seed."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import PurePosixPath

from tests import faults
from tests.chaos.texts import report


class Manner(Enum):
    """How a content comes to lie under its name."""

    NEW = auto()
    """Complete at once, as soon as nothing has the name."""
    OVER = auto()
    """Complete at once, in the place of whatever has the name."""
    IN_PLACE = auto()
    """The file is emptied and written anew, in pieces."""


@dataclass(frozen=True)
class Write:
    """One content under one name, a pause after the one before it."""

    name: str
    content: bytes
    manner: Manner = Manner.NEW
    after_s: float = 0.0


@dataclass(frozen=True)
class Drop:
    """Writes that follow each other, and how many new articles surely come of them."""

    writes: tuple[Write, ...]
    articles: int = 0


@dataclass
class Expected:
    """What must have come of all drops; each id and digest with what it was, for a person."""

    events: dict[str, str] = field(default_factory=dict[str, str])
    """Article ids that must have exactly one event."""
    perhaps: dict[str, str] = field(default_factory=dict[str, str])
    """Article ids that may have one: contents that were complete for a moment only."""
    poison: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict[str, tuple[str, frozenset[str]]])
    """Article ids that must have exactly one dead letter, with the reasons that it may name."""
    done: dict[str, str] = field(default_factory=dict[str, str])
    """Digests of the files that must lie in done/."""
    rejected: dict[str, str] = field(default_factory=dict[str, str])
    """Paths in rejected/, with the reason that must lie beside each."""


@dataclass(frozen=True)
class Plan:
    """The drops in their order."""

    drops: tuple[Drop, ...]
    expected: Expected
    articles: int


def digest(content: bytes) -> str:
    """The identity of a content."""
    return hashlib.sha256(content).hexdigest()


# A worker that is killed while it is about to give up leaves an attempt that never ended: then that is the reason.
_POISONS = (
    (faults.RAISES, frozenset({"failed", "worker_died"}), 150),
    (faults.KILLS, frozenset({"worker_died"}), 300),
    (faults.HANGS, frozenset({"timed_out", "worker_died"}), 500),
    (faults.SEIZES, frozenset({"worker_died"}), 1000),
)
# One bad file to so many articles.
_BAD_EVERY = 25
_NAMES_AGAIN = ("morning.txt", "evening.txt", "desk-2/late.txt")


class _Planner:
    def __init__(self, articles: int, settle_s: float, rng: random.Random) -> None:
        self._articles = articles
        self._settle_s = settle_s
        self._rng = rng
        self._number = 0
        self._made = 0
        self._placed: list[tuple[float, Drop]] = []
        self.expected = Expected()

    def plan(self) -> Plan:
        for word, reasons, every in _POISONS:
            for _ in range(max(1, self._articles // every)):
                self._poison(word, reasons)
        for _ in range(max(4, self._articles // _BAD_EVERY)):
            self._bad()
        kinds: tuple[tuple[Callable[[], None], float], ...] = (
            (self._single, 70),
            (self._single_json, 5),
            (self._list, 3),
            (self._rewritten, 8),
            (self._twins_at_once, 4),
            (self._twin_later, 5),
            (self._same_name_again, 5),
        )
        while self._made < self._articles:
            (kind,) = self._rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
            kind()
        self._placed.sort(key=lambda placed: placed[0])
        return Plan(tuple(drop for _, drop in self._placed), self.expected, self._made)

    def _place(self, *writes: Write, articles: int = 0, at: float | None = None) -> None:
        self._placed.append((self._made if at is None else at, Drop(writes, articles)))

    def _text(self, word: str = "") -> bytes:
        self._number += 1
        return (report(self._number, self._rng) + word).encode()

    def _name(self, suffix: str = ".txt") -> str:
        folder = self._rng.choice(("", "", "", "", "desk-1/", "desk-2/", "desk-2/late/"))
        return f"{folder}{self._number:06}{suffix}"

    def _article(self, content: bytes, what: str) -> bytes:
        """Expects an event of a file that is one article."""
        self.expected.events[digest(content)] = what
        self.expected.done[digest(content)] = what
        self._made += 1
        return content

    def _single(self) -> None:
        content = self._article(self._text(), f"article {self._number}")
        self._place(Write(self._name(), content), articles=1)

    def _single_json(self) -> None:
        value = {"title": "Made up", "text": self._text().decode(), "published": "2026-03-11"}
        content = self._article(json.dumps(value, indent=1).encode(), f"article {self._number}, alone in JSON")
        self._place(Write(self._name(".json"), content), articles=1)

    def _list(self) -> None:
        values = [{"text": self._text().decode(), "published": "2026-03-11"} for _ in range(self._rng.randint(2, 7))]
        for value in values:
            canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            self.expected.events[digest(canonical)] = f"one of the list that ends with article {self._number}"
        self._made += len(values)
        content = json.dumps([*values, values[0]]).encode()
        self.expected.done[digest(content)] = f"the list that ends with article {self._number}"
        name = self._name(".json")
        self._place(Write(name, content), articles=len(values))
        if self._rng.random() < 0.5:
            # The same articles in another order, so that only the file is new.
            other = json.dumps(values[::-1]).encode()
            self.expected.done[digest(other)] = f"the list {name} the other way round"
            self._place(Write("again-" + PurePosixPath(name).name, other), at=self._made + self._rng.uniform(0, 60))

    def _rewritten(self) -> None:
        versions = [self._text() for _ in range(self._rng.randint(2, 5))]
        name = self._name()
        for version in versions[:-1]:
            self.expected.perhaps[digest(version)] = f"a content that {name} had for a moment"
        last = self._article(versions[-1], f"the last content of {name}")
        manner = self._rng.choice((Manner.OVER, Manner.IN_PLACE))
        pause = self._rng.uniform(0.2, 1.6) * self._settle_s
        first, *others = [*versions[:-1], last]
        writes = [Write(name, first)]
        writes += [Write(name, one, manner, pause * self._rng.uniform(0.8, 1.2)) for one in others]
        self._place(*writes, articles=1)

    def _twins_at_once(self) -> None:
        content = self._article(self._text(), f"article {self._number}, dropped twice at once")
        name = self._name()
        copies = [Write(f"copy-{copy}-{PurePosixPath(name).name}", content) for copy in range(self._rng.randint(1, 3))]
        self._place(Write(name, content), *copies, Write(f"desk-3/{self._number:06}.txt", content), articles=1)

    def _twin_later(self) -> None:
        content = self._article(self._text(), f"article {self._number}, dropped again later")
        self._place(Write(self._name(), content), articles=1)
        again = Write(f"desk-4/again-{self._number:06}.txt", content)
        self._place(again, at=self._made + self._rng.uniform(0, 80))

    def _same_name_again(self) -> None:
        name = self._rng.choice(_NAMES_AGAIN)
        content = self._article(self._text(), f"article {self._number}, one of those named {name}")
        self._place(Write(name, content), articles=1)

    def _poison(self, word: str, reasons: frozenset[str]) -> None:
        content = self._text(word)
        what = f"the poison {word} of article {self._number}"
        self.expected.poison[digest(content)] = what, reasons
        self.expected.done[digest(content)] = what
        # Not among the last ones: it takes its time.
        at = self._rng.uniform(0.05, 0.75) * self._articles
        self._made += 1
        self._place(Write(self._name(), content), articles=1, at=at)

    def _bad(self) -> None:
        self._number += 1
        content, suffix, reason = self._rng.choice(
            (
                (b"", ".txt", "empty"),
                (b" \n" * 40, ".txt", "empty"),
                (self._rng.randbytes(2000), ".txt", "not_text"),
                (b'{"title": "Harbour opens",\n "text": "It op', ".json", "broken_json"),
                (b'[{"title": "Harbour opens"}]', ".json", "missing_text"),
            )
        )
        name = f"{self._rng.choice(('', 'desk-1/'))}bad-{self._number}{suffix}"
        self.expected.rejected[name] = reason
        self._place(Write(name, content), at=self._rng.uniform(0, 0.95) * self._articles)


def make_plan(articles: int, settle_s: float, rng: random.Random) -> Plan:
    """Drops that bring at least so many articles.

    Args:
        articles: that must each have an outcome, poison included; a list may go a little beyond.
        settle_s: how long a file must stand still before it is read: what is rewritten is so around that time.
        rng: where everything random comes from.
    """
    return _Planner(articles, settle_s, rng).plan()

"""Whatever engine finds the names, the event is the same in all else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities import OWN, find_entities
from services.enrich.entities.engines import Candidate, Engine, recogniser_with
from services.enrich.entities.kinds import Kind
from services.enrich.flow import enrich
from shared.articles import EntitiesBy, Entity, Organization, Person, Place
from tests.enrich.entities.test_any_text import ANY_TEXT, NEWS_TEXT, assert_sound
from tests.support import raw_article

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
KNOWN = {
    "Amelia Chong": Kind.PERSON,
    "Chong": Kind.PERSON,
    "Harbour Board": Kind.ORGANIZATION,
    "Oslo": Kind.PLACE,
    "United States": Kind.PLACE,
}
MENTION = re.compile("|".join(KNOWN))


def by_heart(piece: str) -> Iterator[Candidate]:
    """A small engine: it knows five names."""
    for mention in MENTION.finditer(piece):
        yield Candidate(mention.start(), mention.end(), KNOWN[mention.group()])


def english(
    read: Callable[[str], Iterable[Candidate]] = by_heart, characters: int = 1000, words: int | None = None
) -> Engine:
    return Engine(EntitiesBy.SPACY, frozenset({"en"}), read, characters, words)


def always(*candidates: Candidate) -> Engine:
    """An engine that takes the same stretches of any text for names."""
    return english(lambda _: candidates)


def entities(engine: Engine, text: str, language: str = "en") -> tuple[Entity, ...]:
    return find_entities(text, language, (), recogniser_with(engine, OWN).find_names)


def test_the_mentions_of_one_entity_are_gathered_and_places_are_linked() -> None:
    text = "Amelia Chong of the Harbour Board flew to Oslo on Monday. Chong was heard by many people there."
    chong, board, oslo = entities(english(), text)
    assert (type(chong), chong.name, len(chong.mentions)) == (Person, "Amelia Chong", 2)
    assert (type(board), board.name) == (Organization, "Harbour Board")
    assert isinstance(oslo, Place)
    assert (oslo.country, oslo.geonames) == ("NO", 3143244)


def test_the_event_says_by_which_engine_and_still_has_the_place_of_its_dateline() -> None:
    text = "KANGAR, March 10 (Bernama) -- The director Amelia Chong told reporters that she would go to Oslo today.\n"
    event = enrich(raw_article(text), AT, recogniser_with(english(), OWN))
    assert event.entities_by is EntitiesBy.SPACY
    assert [entity.name for entity in event.entities] == ["KANGAR", "Amelia Chong", "Oslo"]


def test_an_article_in_another_language_than_the_engines_is_read_by_our_own() -> None:
    text = "Perdana Menteri Jepun Kenji Morita tiba di Kuala Lumpur pada Isnin. Beliau bertemu Amelia Chong."
    recogniser = recogniser_with(english(), OWN)
    event = enrich(raw_article(text), AT, recogniser)
    assert event.entities_by is EntitiesBy.MODEL
    assert event.entities == enrich(raw_article(text), AT).entities
    assert [recogniser.by(tag) for tag in ("en", "en-GB", "fr", "und")] == [
        EntitiesBy.SPACY,
        EntitiesBy.SPACY,
        EntitiesBy.SHARED_MODEL,
        EntitiesBy.SHARED_MODEL,
    ]


def test_an_engine_for_every_language_reads_every_language() -> None:
    engine = Engine(EntitiesBy.GLINER, None, by_heart, 1000)
    recogniser = recogniser_with(engine, OWN)
    assert {recogniser.by(tag) for tag in ("en", "zh-Hans", "und")} == {EntitiesBy.GLINER}
    assert [entity.name for entity in entities(engine, "奥斯陆 Oslo 2026", "zh-Hans")] == ["Oslo"]


@pytest.mark.parametrize(
    ("span", "kind", "name"),
    [
        (" Oslo \n", Kind.PLACE, "Oslo"),
        ("the United States", Kind.PLACE, "United States"),
        ("The Hague", Kind.PLACE, "The Hague"),
        ("The Harbour Board's", Kind.ORGANIZATION, "Harbour Board"),
        ("Amelia Chong’s ", Kind.PERSON, "Amelia Chong"),
        ("Amelia Chong\n \nOslo", Kind.PERSON, "Amelia Chong"),
        ("Amelia\nChong", Kind.PERSON, "Amelia\nChong"),
    ],
)
def test_what_an_engine_takes_too_much_of_is_no_part_of_the_name(span: str, kind: Kind, name: str) -> None:
    (found,) = entities(always(Candidate(0, len(span), kind)), span)
    assert found.name == name


def test_what_has_no_letter_is_no_name() -> None:
    assert entities(always(Candidate(0, 3, Kind.PERSON), Candidate(3, 9, Kind.PLACE)), " \n 12.3 -") == ()


def test_of_names_that_overlap_the_surest_is_kept_then_the_longest() -> None:
    text = "Amelia Chong Harbour Board Oslo"
    found = entities(
        always(
            Candidate(0, 12, Kind.PERSON, 0.8),
            Candidate(7, 20, Kind.ORGANIZATION, 0.6),
            Candidate(13, 20, Kind.PLACE, 0.7),
            Candidate(13, 26, Kind.ORGANIZATION, 0.7),
            Candidate(21, 31, Kind.PLACE, 0.5),
            Candidate(27, 31, Kind.PLACE, 0.4),
        ),
        text,
    )
    assert [entity.name for entity in found] == ["Amelia Chong", "Harbour Board", "Oslo"]


def test_a_long_text_is_read_in_pieces_with_the_offsets_of_the_whole() -> None:
    read: list[str] = []

    def reading(piece: str) -> Iterator[Candidate]:
        read.append(piece)
        yield from by_heart(piece)

    text = ("Amelia Chong went home. " * 30 + "\n\n") * 20 + " " * 5000 + "She was in Oslo."
    chong, oslo = entities(english(reading, characters=500, words=60), text)
    assert len(chong.mentions) == 600
    assert oslo.mentions[0].start == len(text) - 5
    assert max(map(len, read)) <= 500
    assert max(len(piece.split()) for piece in read) <= 60
    assert all(piece.strip() for piece in read)


def test_halves_of_characters_never_reach_an_engine() -> None:
    def strict(piece: str) -> Iterator[Candidate]:
        piece.encode("utf-8")
        yield from by_heart(piece)

    (oslo,) = entities(english(strict), "\ud800 half a pair \udc00 in Oslo")
    assert oslo.mentions[0].start == 19


@given(
    text=ANY_TEXT | NEWS_TEXT,
    stretches=st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30), st.sampled_from(Kind), st.floats(0, 1))),
    characters=st.integers(1, 100),
)
def test_whatever_an_engine_says_the_entities_of_any_text_are_sound(
    text: str, stretches: list[tuple[int, int, Kind, float]], characters: int
) -> None:
    def babbling(piece: str) -> Iterator[Candidate]:
        for start, length, kind, score in stretches:
            if start < len(piece):
                yield Candidate(start, min(start + length, len(piece)), kind, score)

    assert_sound(text, entities(english(babbling, characters), text))

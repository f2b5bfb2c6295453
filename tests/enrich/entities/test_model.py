"""What the trained recogniser does with words, whatever its weights are."""

from __future__ import annotations

from itertools import islice, pairwise, product
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities import entities_by, find_entities
from services.enrich.entities.kinds import Found
from services.enrich.entities.model import names_by_model
from services.enrich.entities.network import LABELS, models, read_weights
from services.enrich.entities.signs import SIGHT, near_capitals, own_signs, sentences, signs_around
from services.enrich.entities.words import words_of
from shared.articles import EntitiesBy, Organization, Person, Place

PIECES = """
Anna Lindqvist Kementerian Kewangan dan Sains , . “ ” ( ) the of di Oslo Kuala Lumpur (MOT) Ltd. said berkata KUALA a
"""
TEXTS = st.lists(st.sampled_from(PIECES.split()), max_size=300).map(" ".join)


def found(text: str, language: str = "en") -> list[Found]:
    return names_by_model(words_of(text, language), language)


@given(text=TEXTS, language=st.sampled_from(["en", "id", "ms"]))
def test_names_stand_in_order_and_apart(text: str, language: str) -> None:
    names = found(text, language)
    size = len(words_of(text, "en"))
    assert all(0 <= name.first < name.after <= size for name in names)
    assert all(before.after <= after.first for before, after in pairwise(names))


@given(text=TEXTS)
def test_a_name_stands_within_one_sentence(text: str) -> None:
    edges = sentences(words_of(text, "en"))
    assert all(any(first <= name.first and name.after <= after for first, after in edges) for name in found(text))


@given(text=TEXTS)
def test_far_from_capitals_nothing_is_looked_at(text: str) -> None:
    words = words_of(text, "en")
    near = {
        at
        for first, after in sentences(words)
        for start, end in near_capitals(words, first, after)
        for at in range(start, end)
    }
    assert near == {
        at
        for first, after in sentences(words)
        for at in range(first, after)
        if any(words[beside].capital for beside in range(max(first, at - SIGHT), min(after, at + SIGHT + 1)))
    }


def test_an_article_is_read_the_same_after_any_other() -> None:
    text = "Mayor Anna Lindqvist opened the harbour of Oslo."
    before = found(text)
    for number in range(3):
        found(" ".join(f"Word{number}{letter}{other}" for letter in "abcdefghij" for other in "klmnopqrst"))
    assert found(text) == before


def test_a_long_text_has_the_names_of_its_parts() -> None:
    part = "Mayor Anna Lindqvist met Kenji Morita in Oslo. "
    assert len(found(part * 700)) == 700 * len(found(part))


def test_a_text_without_capitals_has_no_names() -> None:
    assert found("nothing here is written with a capital") == []
    assert found("") == []


def test_curly_and_straight_quotes_are_one() -> None:
    curly, straight = words_of("“Oslo’s mayor”, he said", "en"), words_of('"Oslo\'s mayor", he said', "en")
    stretch = [(0, len(curly))]
    assert signs_around(curly, stretch, "en") == signs_around(straight, stretch, "en")
    assert own_signs("Ma’arof") == own_signs("Ma'arof")


def test_diacritics_hide_no_word() -> None:
    assert own_signs("Gànzhōu")[0] == own_signs("Ganzhou")[0] == "w=ganzhou"


WEIGHTS = sorted(file.name for file in models().iterdir() if file.name.endswith(".npz"))


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_weights_fit_the_labels(name: str) -> None:
    net = read_weights(models().joinpath(name))
    assert net.steps.shape == (len(LABELS), len(LABELS))
    assert len(net.keys) == len(net.vectors)
    assert (net.keys[:-1] < net.keys[1:]).all()
    assert len(net.layers) == len(net.reach)


@pytest.mark.parametrize(
    ("language", "by"),
    [
        ("ms", EntitiesBy.MODEL),
        ("en-GB", EntitiesBy.MODEL),
        ("de", EntitiesBy.MODEL),
        ("nb", EntitiesBy.MODEL),
        ("zh-Hans", EntitiesBy.MODEL),
        ("th", EntitiesBy.MODEL),
        ("hi", EntitiesBy.MODEL),
        ("fr", EntitiesBy.SHARED_MODEL),
        ("und", EntitiesBy.SHARED_MODEL),
        ("ar", EntitiesBy.GAZETTEER),
        ("ko", EntitiesBy.GAZETTEER),
    ],
)
def test_the_event_says_by_what_names_are_found(language: str, by: EntitiesBy) -> None:
    assert entities_by(language) is by


def kinds(text: str, language: str = "en") -> dict[str, type]:
    return {entity.name: type(entity) for entity in find_entities(text, language)}


def test_a_company_keeps_its_legal_form() -> None:
    text = "The pier is built by Borneo Harbour Works Co., Ltd. in Sandakan."
    assert kinds(text) == {"Borneo Harbour Works Co., Ltd.": Organization, "Sandakan": Place}


def test_a_ministry_keeps_all_that_it_is_for() -> None:
    text = "Laporan itu dihantar kepada Kementerian Sains, Teknologi dan Inovasi semalam."
    assert kinds(text, "ms") == {"Kementerian Sains, Teknologi dan Inovasi": Organization}


def test_a_platform_is_a_name_only_where_the_company_speaks() -> None:
    assert kinds("The video was shared on Facebook and TikTok by residents.") == {}


def test_a_genitive_is_outside_of_the_name() -> None:
    assert set(kinds("They heard Amelia Chong's answer. Amelia Chong’s plan is new.")) == {"Amelia Chong"}


def test_a_country_that_acts_is_a_place() -> None:
    assert kinds("Tiongkok belum berkomentar.", "id") == {"Tiongkok": Place}
    assert kinds("Perdana Menteri Jepun Kenji Morita tiba.", "ms") == {"Jepun": Place, "Kenji Morita": Person}


def test_a_long_text_in_which_each_word_is_another_is_read_to_its_end() -> None:
    """More words than are remembered, and none of them twice."""
    words = ["".join(letters).capitalize() for letters in islice(product(ascii_lowercase, repeat=4), 25_000)]
    text = ". ".join(" ".join(words[at : at + 90]) for at in range(0, len(words), 90))
    long_text = f"{text}. Anna Lindqvist went to Kuala Lumpur."
    assert "Kuala Lumpur" in [entity.name for entity in find_entities(long_text, "en")]


def test_what_stands_before_its_kind_in_small_letters_is_a_place() -> None:
    entities = find_entities("They walked onto the old Brackenhurst ferry pier on Monday.", "en")
    assert [(type(entity), entity.name) for entity in entities] == [(Place, "Brackenhurst")]


def test_a_body_is_one_from_its_first_word_to_its_last() -> None:
    entities = find_entities("Pengurus Syarikat Feri Utara Jaya, Kapten Hazlan Omar, berkata demikian.", "ms")
    assert ("Syarikat Feri Utara Jaya", Organization) in [(entity.name, type(entity)) for entity in entities]

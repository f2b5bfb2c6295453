"""What holds for the entities of any text, however odd."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities import find_entities
from shared.articles import Entity, Mention

WORDS = """
Li Qiang Ali bin Abu Kementerian Kewangan dan Ministry of Trade Industry Paris Texas Kota Bharu Dr. Datuk Seri U.S. Co.,
Ltd. said berkata in di the The Monday Piala Dunia PT (MOF) London Sungai City Bank , . 北京 Gànzhōu a/l --
Ankara'da İzmir’de 李强 東京都知事 จ.เชียงใหม่ रिज़र्व बैंक Москве « » 。
"""
NEWS_TEXT = st.lists(st.sampled_from(WORDS.split()), max_size=60).map(" ".join)
ANY_TEXT = st.text(st.characters(codec=None), max_size=400)
LANGUAGES = st.sampled_from(
    ["en", "ms", "id", "de", "ru", "tr", "zh-Hans", "ja", "th", "hi", "es", "ar", "ko", "und", "", "x-y-z", "ENGLISH"]
) | st.text(max_size=8)


def assert_sound(text: str, entities: tuple[Entity, ...]) -> None:
    mentions: list[Mention] = sorted(
        (mention for entity in entities for mention in entity.mentions), key=lambda mention: mention.start
    )
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(before.end <= after.start for before, after in pairwise(mentions))
    assert len({entity.id for entity in entities}) == len(entities)
    # A Turkish mention may end with a case ending, which is none of the name.
    assert all(any(mention.text.startswith(entity.name) for mention in entity.mentions) for entity in entities)


@given(text=ANY_TEXT, language=LANGUAGES)
def test_any_text_in_any_language_has_sound_entities(text: str, language: str) -> None:
    assert_sound(text, find_entities(text, language))


@given(text=NEWS_TEXT, language=LANGUAGES)
def test_any_row_of_names_titles_and_joiners_has_sound_entities(text: str, language: str) -> None:
    assert_sound(text, find_entities(text, language))


@given(text=NEWS_TEXT)
def test_the_same_text_has_the_same_entities(text: str) -> None:
    assert find_entities(text, "en") == find_entities(text, "en")

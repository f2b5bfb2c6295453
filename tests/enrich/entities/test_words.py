"""How a text is cut into what names are made of."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities.signs import LONGEST_STRETCH, look, own_signs, portions
from services.enrich.entities.words import words_of


def cut(text: str, language: str) -> list[str]:
    return [word.text for word in words_of(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Anna's O'Brien-Tan a/l U.S. 5G", ["Anna", "s", "O'Brien-Tan", "a/l", "U.S.", "5G"]),
        ("en", "Hulao (虎牢) 5月", ["Hulao", "虎牢", "5月"]),
        ("zh", "李强2019年到Oslo", ["李", "强", "2019", "年", "到", "Oslo"]),
        ("ja", "カメラと東京", ["カ", "メ", "ラ", "と", "東", "京"]),
        ("th", "เมืองน่าน", ["เมื", "อ", "ง", "น่า", "น"]),
        ("hi", "गाँव में देशमुख", ["गाँव", "में", "देशमुख"]),
    ],
)
def test_words_where_there_are_spaces_characters_where_there_are_none(
    language: str, text: str, words: list[str]
) -> None:
    assert cut(text, language) == words


def test_a_full_stop_within_thai_ends_nothing() -> None:
    assert not any(word.begins for word in words_of("รพ.ศิริราช", "th")[1:])


@pytest.mark.parametrize("stop", ["。", "！", "？", "। "])
def test_a_sentence_begins_after_the_stops_of_each_script(stop: str) -> None:
    assert [word.begins for word in words_of(f"終{stop}次", "zh")] == [True, True]


@given(
    text=st.text(st.sampled_from("aA1 .เมืองน่า東京と देशमुख\n"), max_size=80), language=st.sampled_from(["en", "th", "zh"])
)
def test_words_are_the_text_without_what_stands_between_them(text: str, language: str) -> None:
    words = words_of(text, language)
    assert all(text[word.start : word.end] == word.text for word in words)
    assert all(text[before.end : word.start] == word.gap for before, word in pairwise(words))


def test_a_character_is_seen_with_what_follows_it_directly() -> None:
    words = words_of("東京都 内", "ja")
    assert own_signs(look(words, 0)) == ("1=東", "shape=CJK", "2=東京", "3=東京都")
    assert own_signs(look(words, 2)) == ("1=都", "shape=CJK")


def test_a_long_stretch_is_cut_at_a_space_where_there_is_one() -> None:
    words = words_of("東" * 80 + " " + "京" * 40 + "都" * 200, "ja")
    assert next(portions(words, 0, len(words))) == (0, 80)
    sizes = [after - first for first, after in portions(words, 0, len(words))]
    assert sum(sizes) == len(words)
    assert max(sizes) <= LONGEST_STRETCH

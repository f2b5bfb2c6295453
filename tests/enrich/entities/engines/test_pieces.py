"""Where a long text is cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities.engines.pieces import pieces
from tests.enrich.entities.test_any_text import ANY_TEXT, NEWS_TEXT

# As GLiNER counts.
WORD = re.compile(r"\w+(?:[-_]\w+)*|\S")


def cut(text: str, characters: int, words: int | None = None) -> list[str]:
    return [text[start:end] for start, end in pieces(text, characters, words)]


def test_a_text_that_is_short_enough_is_one_piece() -> None:
    assert cut("She left. He stayed.", 20, 6) == ["She left. He stayed."]
    assert cut("", 20) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One two. Three\nfour.\n\nFive six. Seven\neight nine.", "One two. Three\nfour.\n\n"),
        ("One two. Three four.\nFive six. Seven eight nine ten.", "One two. Three four.\n"),
        ("One two, three four five. Six seven eight nine ten.", "One two, three four five. "),
        (
            "他昨天抵达上海并会见了市长和企业代表以及学生。随后他前往北京参加会议并发表讲话。",
            "他昨天抵达上海并会见了市长和企业代表以及学生。",
        ),
        ("one two three four five six seven eight nine", "one two three four five six "),
        ("x" * 40, "x" * 32),
    ],
    ids=["paragraph", "line", "sentence", "sentence without blanks", "word", "nowhere"],
)
def test_it_is_cut_where_the_most_ends(text: str, first: str) -> None:
    assert cut(text, 32)[0] == first


def test_it_is_cut_by_words_where_the_engine_counts_those() -> None:
    assert cut("one two three. four five six.", 1000, 5) == ["one two three. ", "four five six."]


@given(text=ANY_TEXT | NEWS_TEXT, characters=st.integers(1, 50), words=st.none() | st.integers(1, 20))
def test_the_pieces_of_any_text_are_all_of_it_and_none_is_too_long(
    text: str, characters: int, words: int | None
) -> None:
    found = cut(text, characters, words)
    assert "".join(found) == text
    assert all(0 < len(piece) <= characters for piece in found)
    assert words is None or all(len(WORD.findall(piece)) <= words for piece in found)


@pytest.mark.parametrize("unit", ["\n", " ", ".", ".)", "\n ", "x", "x-", "。", "a. "])
def test_a_megabyte_of_anything_is_cut_to_its_end(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert sum(map(len, cut(text, 2000, 400))) == len(text)

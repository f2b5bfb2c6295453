from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.readers.headline import find_headline

PARAGRAPH = (
    "The mayor of Butterworth said on Tuesday that the new ferry would begin to run next week, after two days of "
    "trials in which not one of the passengers had to wait for more than ten minutes."
)


@pytest.mark.parametrize(
    "line",
    [
        "Ferry pier reopens in Penang",
        "Tragedi jeti: dua bot karam",
        "Is the old pier safe?",
        "PRU16: 40,000 pengundi keluar awal",
        "'We never gave up' - captain",
        "And then came the rain...",
        "Ferry line returns to the U.S.",
        "新码头下周开放",
        "Bus # 5 returns to the pier",
    ],
)
def test_a_short_first_line_above_a_blank_line_is_the_headline(line: str) -> None:
    assert find_headline(f"{line}\n\n{PARAGRAPH}", 0) == line


def test_space_and_heading_marks_around_a_headline_are_not_part_of_it() -> None:
    assert find_headline(f"\r\n\r\n  # Ferry pier reopens \r\n\r\n{PARAGRAPH}", 0) == "Ferry pier reopens"


def test_a_headline_may_stand_right_above_a_long_paragraph() -> None:
    assert find_headline(f"Ferry pier reopens\n{PARAGRAPH}", 0) == "Ferry pier reopens"


@pytest.mark.parametrize(
    "text",
    [
        f"{PARAGRAPH}\n\n{PARAGRAPH}",
        f"{PARAGRAPH}\n{PARAGRAPH}",
        f"The pier is open.\n\n{PARAGRAPH}",
        f'"The pier is open."\n\n{PARAGRAPH}',
        f"码头今天开放。\n\n{PARAGRAPH}",
        f"PENANG, March 10 (Bernama) -- The pier\n\n{PARAGRAPH}",
        f"PENANG, March 10 (Bernama) --\n{PARAGRAPH}",
        f"KANGAR (Agency) - Dua bot karam\n\n{PARAGRAPH}",
        "The mayor of Butterworth said on Tuesday\nthat the ferry would begin to run\nnext week.\n\nHe left.",
        "Ferry pier reopens",
        f"12345\n\n{PARAGRAPH}",
        "",
    ],
    ids=[
        *("paragraph", "paragraph above a line", "sentence", "quoted sentence", "chinese sentence"),
        *(
            "dateline",
            "dateline alone",
            "dateline without a day",
            "wrapped lines",
            "nothing below",
            "digits",
            "nothing",
        ),
    ],
)
def test_a_text_that_simply_begins_has_no_headline(text: str) -> None:
    assert find_headline(text, 0) is None


@given(st.text(), st.integers(min_value=0, max_value=20))
def test_a_headline_is_a_piece_of_one_line_of_the_text(text: str, start: int) -> None:
    title = find_headline(text, min(start, len(text)))
    assert title is None or (title in text and title == title.strip() != "" and "\n" not in title)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.readers.header import Header, read_header
from services.ingest.readers.metadata import Metadata

BODY = "Polis menahan tiga lelaki di Kuala Lumpur semalam selepas mereka cuba menjual tiket palsu di jeti.\n"


def hidden(text: str, header: Header) -> list[str]:
    return [text[span.start : span.end] for span in header.spans]


def test_a_date_line_gives_the_day_and_the_headline_and_hides_only_the_day() -> None:
    text = f" date 2026-02-11 Ferry pier reopens in Penang\n\n{BODY}"
    header = read_header(text)
    assert header.metadata == Metadata(title="Ferry pier reopens in Penang", published="2026-02-11")
    assert hidden(text, header) == [" date 2026-02-11 "]


def test_a_date_line_may_stand_alone() -> None:
    text = f"Date 2026-02-11\nFerry pier reopens\n\n{BODY}"
    header = read_header(text)
    assert header.metadata == Metadata(published="2026-02-11")
    assert text[header.end :].lstrip().startswith("Ferry")


@pytest.mark.parametrize(
    "line",
    [
        "Date 2026-02-11 was chosen by both sides.",
        "date 2026-02-30 Ferry pier reopens",
        "date 2026-02 Ferry pier reopens",
        "update 2026-02-11 Ferry pier reopens",
        "date: the fruit of the desert",
        "KUALA LUMPUR: Polis menahan tiga lelaki",
        "Tragedy in Perlis: two boats sink",
        "Source: police were slow",
    ],
)
def test_a_sentence_or_a_headline_is_no_header(line: str) -> None:
    assert read_header(f"{line}\n{BODY}").metadata == Metadata()
    assert read_header(f"{line}\n{BODY}").spans == ()


def test_label_lines_are_read_and_hidden_but_the_headline_stays_to_be_searched() -> None:
    text = (
        "TITLE: Ferry pier reopens\nDate: 10 Feb 2026\nBy: By Farah Iskandar; Leong Wai Kit\n"
        "URL: https://news.example/pier\nSource: The Strait Wire\nLanguage: en\n\n" + BODY
    )
    header = read_header(text)
    assert header.metadata == Metadata(
        title="Ferry pier reopens",
        published="2026-02-10",
        authors=("Farah Iskandar", "Leong Wai Kit"),
        url="https://news.example/pier",
        language="en",
    )
    assert hidden(text, header) == [
        "TITLE: ",
        "Date: 10 Feb 2026",
        "By: By Farah Iskandar; Leong Wai Kit",
        "URL: https://news.example/pier",
        "Source: The Strait Wire",
        "Language: en",
    ]
    assert text[header.end :] == "\n" + BODY


@pytest.mark.parametrize(
    "text",
    [
        "Tajuk: Jeti dibuka\nTarikh: 11 Mac 2026\nPenulis: Salmah\nPautan: https://berita.example/a\n\nBadan.",
        "Judul: Jeti dibuka\r\nTanggal: Rabu, 11 Maret 2026\r\nPenulis: Salmah\r\nTautan: https://berita.example/a\r\n\r\nBadan.",
        "标题：Jeti dibuka\n日期：2026年3月11日\n作者：Salmah\n链接：https://berita.example/a\n\nBadan.",
    ],
    ids=["malay", "indonesian", "chinese"],
)
def test_labels_of_other_languages_say_the_same(text: str) -> None:
    assert read_header(text).metadata == Metadata(
        title="Jeti dibuka", published="2026-03-11", authors=("Salmah",), url="https://berita.example/a"
    )


def test_the_first_line_that_is_no_label_ends_the_header() -> None:
    text = f"Date: 2026-02-11\nKUALA LUMPUR: {BODY}Author: someone in the text\n"
    header = read_header(text)
    assert header.metadata == Metadata(published="2026-02-11")
    assert text[header.end :].startswith("KUALA LUMPUR")


def test_an_ambiguous_date_is_hidden_but_not_claimed() -> None:
    text = f"Title: Jeti dibuka\nDate: 03/04/2026\n\n{BODY}"
    header = read_header(text)
    assert header.metadata.published is None
    assert "Date: 03/04/2026" in hidden(text, header)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://news.example/a", "http://[broken", "https://", "news"])
def test_an_address_that_is_not_of_the_web_is_left_out(url: str) -> None:
    assert read_header(f"Title: Jeti\nURL: {url}\n\n{BODY}").metadata.url is None


LINES = st.sampled_from(
    [
        "Title: x",
        "Date: 2026-02-11",
        " date 2026-02-11 Foo",
        "By: a",
        "",
        "URL: https://a.example/",
        "Title:",
        "Foo: x",
        BODY,
    ]
)


@given(st.lists(LINES | st.text(), max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_places_of_a_header_lie_in_the_text_one_after_the_other(lines: list[str], line_end: str) -> None:
    text = line_end.join(lines)
    header = read_header(text)
    ends = [0, *(end for span in header.spans for end in (span.start, span.end)), header.end, len(text)]
    assert ends == sorted(ends)

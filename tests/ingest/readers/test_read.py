from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.readers import RejectReason, Unreadable, read
from shared.articles import Evidence

BODY = (
    "Feri malam tiba di Kuala Perlis semalam selepas percubaan dua hari yang berjalan lancar tanpa sebarang gangguan.\n"
)
FILE = PurePosixPath("inbox/a.txt")
SAMPLES = Path(__file__).parents[3] / "samples"


def test_a_text_is_kept_whole_and_its_bytes_are_its_identity() -> None:
    content = f"\ufeffTajuk: Feri tiba\r\nTarikh: 11 Mac 2026\r\n\r\n{BODY}".encode()
    (article,) = read(content, FILE)
    assert article.content == content
    assert article.text == content.decode("utf-8-sig")
    assert article.title == "Feri tiba"
    assert article.media_type == "text/plain"


def test_a_text_without_headline_header_or_day_claims_none_of_them() -> None:
    (article,) = read(f"\n{BODY}{BODY}".encode(), FILE)
    assert (article.title, article.published, article.header, article.url) == (None, None, (), None)


@pytest.mark.parametrize(
    ("text", "path", "value", "evidence"),
    [
        (
            f"Date: 2026-03-11\nURL: https://a.example/2026/03/10/x\n\n{BODY}",
            "inbox/2026/03/09/a.txt",
            "2026-03-11",
            "header",
        ),
        (f"Date: soon 3\nURL: https://a.example/2026/03/10/x\n\n{BODY}", "inbox/2026/03/09/a.txt", "2026-03-10", "url"),
        (BODY, "inbox/2026/03/09/a.txt", "2026-03-09", "path"),
    ],
)
def test_the_header_says_the_day_before_the_address_and_the_address_before_the_path(
    text: str, path: str, value: str, evidence: str
) -> None:
    published = read(text.encode(), PurePosixPath(path))[0].published
    assert published is not None
    assert (published.value, published.evidence) == (value, Evidence(evidence))


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", "text/plain"),
        ("a.TEXT", "text/plain"),
        ("a.md", "text/markdown"),
        ("a", "text/plain"),
        ("a.x1", "text/plain"),
    ],
)
def test_a_text_is_read_under_any_name(name: str, media_type: str) -> None:
    assert read(BODY.encode(), PurePosixPath("inbox") / name)[0].media_type == media_type


def test_json_without_a_telling_suffix_is_json_but_a_txt_file_is_text() -> None:
    content = b' [ {"text": "Feri tiba."} ]'
    assert read(content, PurePosixPath("inbox/a"))[0].text == "Feri tiba."
    assert read(content, FILE)[0].text == content.decode()


@pytest.mark.parametrize(
    ("content", "name", "named"),
    [
        (b"<!DOCTYPE html><html><body>x", "a.txt", "HTML"),
        (b"\n<!-- a page -->\n<HTML lang='ms'>", "a.json", "HTML"),
        ("<html><body>x".encode("utf-16"), "a.txt", "HTML"),
        (b"<p>Feri tiba.</p>", "a.HTML", "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rss/>", "a", "XML"),
        (b"<newsItem xmlns='x'>", "a.txt", "XML"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a.txt", "PDF"),
        (b"PK\x03\x04\x14\0", "a.docx", "ZIP"),
        (b"\x1f\x8b\x08\0\0", "a.txt.gz", "gzip"),
        (b"{\\rtf1\\ansi", "a.txt", "RTF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.txt", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a", "JPEG"),
        (b"WARC/1.0\r\nWARC-Type: response", "a.txt", "WARC"),
    ],
)
def test_a_known_format_that_is_not_read_yet_is_named_with_a_way_out(content: bytes, name: str, named: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content, PurePosixPath("inbox") / name)
    assert refused.value.reason is RejectReason.UNSUPPORTED_FORMAT
    assert named in refused.value.detail
    assert refused.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "<strong>KUALA PERLIS:</strong> Feri tiba.",
        "< 5 ringgit sahaja",
        "GIF sahaja",
        "%PDF ialah format",
        "PK ialah singkatan",
    ],
)
def test_a_text_that_only_resembles_a_format_is_read(text: str) -> None:
    assert read(text.encode(), FILE)[0].text == text


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", "\u3000\n".encode()])
def test_a_file_with_nothing_in_it_is_refused_as_empty(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content, FILE)
    assert refused.value.reason is RejectReason.EMPTY


def test_the_english_sample_is_read() -> None:
    (article,) = read((SAMPLES / "en-harbour.txt").read_bytes(), PurePosixPath("inbox/en-harbour.txt"))
    assert article.title == "Penang reopens century-old ferry pier after two-day safety trial"
    assert article.published is not None
    assert (article.published.value, article.published.evidence) == ("2026-03-11", Evidence.HEADER)
    assert "on Monday and Tuesday" in article.text


def test_the_malay_sample_is_read() -> None:
    (article,) = read((SAMPLES / "ms-pelabuhan.txt").read_bytes(), PurePosixPath("inbox/ms-pelabuhan.txt"))
    assert article.title == "Pelabuhan kecil di Kuala Perlis sambut feri malam pertama"
    assert article.published is not None
    assert (article.published.value, article.published.evidence) == ("2026-03-12", Evidence.HEADER)
    assert article.authors == ("Salmah Daud",)
    assert "9 hingga 10 haribulan" in article.text


NAMES = st.sampled_from(
    ["a.txt", "a.json", "a.jsonl", "a", "a.md", "a.html", "2026/02/11/a.txt", "a-2026-02-30.txt", ".x"]
)
STARTS = st.sampled_from(
    [
        b"",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"{",
        b'{"text": "',
        b"[{",
        b" date 2026-02-11 ",
        b"Title: ",
        b"Date: ",
        b"<html",
    ]
)


@given(STARTS, st.binary() | st.text().map(str.encode) | st.text().map(lambda text: text.encode("utf-16-le")), NAMES)
def test_any_bytes_under_any_name_give_articles_or_a_reason(start: bytes, rest: bytes, name: str) -> None:
    try:
        articles = read(start + rest, PurePosixPath("inbox") / name)
    except Unreadable:
        return
    assert articles
    for article in articles:
        article.text.encode()
        assert article.text.strip()
        assert all(0 <= span.start <= span.end <= len(article.text) for span in article.header)

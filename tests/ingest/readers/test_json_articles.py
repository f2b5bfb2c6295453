from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.readers import Draft, RejectReason, Unreadable, read
from shared.articles import Evidence

FILE = PurePosixPath("inbox/articles.json")


def read_value(value: object) -> tuple[Draft, ...]:
    return read(json.dumps(value).encode(), FILE)


def refusal(content: str | bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read(content.encode() if isinstance(content, str) else content, FILE)
    return refused.value


def test_an_article_is_read_with_all_that_it_says_of_itself() -> None:
    value = {
        "title": " Jeti dibuka ",
        "text": "Jeti lama di Pulau Pinang dibuka semula.\n",
        "published": "2026-03-11T08:30:00+08:00",
        "authors": ["Salmah Daud", {"name": "Leong Wai Kit"}],
        "url": "https://news.example/2026/03/10/jeti",
        "language": "ms",
    }
    (article,) = read_value(value)
    assert article.content == json.dumps(value).encode()
    assert article.title == "Jeti dibuka"
    assert article.text == "Jeti lama di Pulau Pinang dibuka semula.\n"
    assert article.published is not None
    assert article.published.value == "2026-03-11T08:30:00+08:00"
    assert article.published.evidence is Evidence.METADATA
    assert article.authors == ("Salmah Daud", "Leong Wai Kit")
    assert article.url == "https://news.example/2026/03/10/jeti"
    assert article.declared_language == "ms"
    assert article.media_type == "application/json"


@pytest.mark.parametrize(
    "key", ["text", "body", "content", "articleBody", "article_body", "body_text", "Article", "TEXT"]
)
def test_the_text_is_found_under_its_usual_names(key: str) -> None:
    assert read_value({key: "Feri tiba."})[0].text == "Feri tiba."


@pytest.mark.parametrize(
    "key", ["published", "date", "datePublished", "date_published", "published_at", "versioncreated", "pubDate"]
)
def test_the_date_is_found_under_its_usual_names(key: str) -> None:
    published = read_value({"text": "Feri tiba.", key: "2026-03-11"})[0].published
    assert published is not None
    assert published.value == "2026-03-11"


def test_an_empty_field_gives_way_to_the_next_of_its_kind() -> None:
    value = {"text": None, "body": " ", "content": "Feri tiba.", "published": "03/04/2026", "date": 1773187200}
    (article,) = read_value(value)
    assert article.text == "Feri tiba."
    assert article.published is not None
    assert article.published.value == "2026-03-11T00:00:00Z"


@pytest.mark.parametrize("published", [None, "", "soon", "03/04/2026", True, 0, [2026], {"day": 1}, 1e300])
def test_a_date_that_cannot_be_read_does_not_cost_the_article(published: object) -> None:
    assert read_value({"text": "Feri tiba.", "published": published})[0].published is None


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("By Salmah Daud", ("Salmah Daud",)),
        ({"name": "Salmah"}, ("Salmah",)),
        (["A", 5, ["B"], {"name": None}], ("A",)),
        (7, ()),
        ("Salmah by the Sea", ("Salmah by the Sea",)),
    ],
)
def test_authors_are_a_string_or_a_list_or_objects_with_names(author: object, names: tuple[str, ...]) -> None:
    assert read_value({"text": "Feri tiba.", "author": author})[0].authors == names


def test_the_address_says_the_day_where_the_article_does_not() -> None:
    published = read_value({"text": "Feri tiba.", "link": "https://news.example/2026/03/10/a"})[0].published
    assert published is not None
    assert (published.value, published.evidence) == ("2026-03-10", Evidence.URL)


def test_an_identifier_that_is_no_web_address_is_no_url() -> None:
    assert read_value({"text": "Feri tiba.", "uri": "urn:news:5"})[0].url is None


def test_a_header_in_the_text_of_a_bare_object_is_read_too() -> None:
    (article,) = read_value({"text": " date 2026-03-11 Jeti dibuka\n\nFeri tiba."})
    assert article.title == "Jeti dibuka"
    assert article.published is not None
    assert article.published.evidence is Evidence.HEADER


def test_a_list_gives_its_articles_in_order() -> None:
    assert [article.text for article in read_value([{"text": "a"}, {"text": "b"}])] == ["a", "b"]


def test_json_lines_give_their_articles_in_order_whatever_the_suffix() -> None:
    content = '{"text": "a"}\r\n\n{"text": "b\u2028c"}\n'.encode()
    for name in ("inbox/a.json", "inbox/a.jsonl", "inbox/a"):
        assert [article.text for article in read(content, PurePosixPath(name))] == ["a", "b\u2028c"]


def test_an_article_is_the_same_however_its_file_orders_and_spaces_it() -> None:
    first, other = '{"text": "a", "title": "b"}', '{"title":"b","text":"a"}'
    contents = {
        read(file.encode(), FILE)[0].content for file in (f"[{first}]", f"[ {other}, {first}]", f"{other}\n{first}\n")
    }
    assert len(contents) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_json_in_other_encodings_is_read(encoding: str) -> None:
    text = "Le préfet a été reçu à l'hôtel de ville près du château après Noël."
    content = json.dumps({"text": text}, ensure_ascii=False).encode(encoding)
    assert read(content, FILE)[0].text == text


def test_half_characters_are_replaced_one_for_one() -> None:
    content = rb'{"text": "a\ud800b\udc00\ud83d\ude00", "title": "\udfff"}'
    (article,) = read(content, FILE)
    assert article.text == "a�b�😀"
    assert article.title == "�"


def test_empty_cells_of_exported_tables_are_no_values() -> None:
    (article,) = read(b'{"text": "a", "author": NaN, "published": NaN, "views": -Infinity}', FILE)
    assert article.authors == ()
    assert article.published is None


def test_one_bad_article_refuses_the_list_and_is_named() -> None:
    refused = refusal('[{"text": "a"}, {"text": "b"}, {"text": "c"}, {"title": "d"}]')
    assert (refused.reason, refused.place) == (RejectReason.MISSING_TEXT, "$[3].text")
    assert "articlebody" in refused.detail


@pytest.mark.parametrize(
    ("content", "reason", "place"),
    [
        ('{"title": "x"}', RejectReason.MISSING_TEXT, "$.text"),
        ('{"text": "  "}', RejectReason.MISSING_TEXT, "$.text"),
        ('{"text": 5}', RejectReason.BAD_FIELD, "$.text"),
        ('[{"Body": {"p": "x"}}]', RejectReason.BAD_FIELD, "$[0].Body"),
        ('["x"]', RejectReason.BAD_FIELD, "$[0]"),
        ('"x"', RejectReason.BAD_FIELD, "$"),
        ("[]", RejectReason.EMPTY, "$"),
        ('{"text": "a"}\n{"body": ""}', RejectReason.MISSING_TEXT, "line 2, $.text"),
        ('{"text": "a"}\n\n{"body":', RejectReason.BROKEN_JSON, "line 3, column 9"),
        ('{"text": "a"} x', RejectReason.BROKEN_JSON, "line 1, column 15"),
        ('{\n"text": "a"\n"b"}', RejectReason.BROKEN_JSON, "line 3, column 1"),
        ('5\n{"text": "a"}', RejectReason.BROKEN_JSON, "line 2, column 1"),
        ("[" * 100_000, RejectReason.BROKEN_JSON, None),
        ('{"text":' * 100_000, RejectReason.BROKEN_JSON, None),
    ],
)
def test_what_is_wrong_is_said_with_its_place(content: str, reason: RejectReason, place: str | None) -> None:
    refused = refusal(content)
    assert (refused.reason, refused.place) == (reason, place)
    assert refused.remedy


def test_a_number_of_thousands_of_digits_is_no_harm() -> None:
    assert read(b'{"text": "a", "published": ' + b"9" * 5000 + b"}", FILE)[0].text == "a"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.just("2026-03-11"),
    lambda values: (
        st.lists(values, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "body", "title", "published", "date", "author", "name", "url", "language"])
            | st.text(),
            values,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_any_json_gives_articles_or_a_reason(value: object) -> None:
    try:
        articles = read_value(value)
    except Unreadable:
        return
    for article in articles:
        assert article.text.strip()
        article.text.encode()
        (article.title or "").encode()

"""The way of an article through enrichment, in the sentences of newspapers."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.flow import enrich
from services.enrich.legible import legible
from shared.articles import EnrichedArticle, Evidence, Place, Published, RawArticle, Span
from tests.support import raw_article

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)

ENGLISH = (
    " date 2026-03-11 Governor opens flood school in Qinzhou\n\n"
    "Governor Zhang Wei and children plant a tree at the flood school of Beibu Gulf Water Works Co., Ltd. in Qinzhou, "
    "March 10, 2026. The school took its first pupils on Monday and Tuesday. (Xinhua/Liu Fang)\n\n"
    "NANNING, March 10 (Xinhua) -- Governor Zhang Wei told farmers in Qinzhou that the school had shown its worth on "
    "Monday and Tuesday, when 300 children learned to read a tide table.\n"
)
MALAY = (
    "Gabenor Zhang Wei menanam pokok bersama murid sekolah banjir di Guangxi, lalu mencuba bot penyelamat mereka.\n"
    "Xinhua melaporkan bahawa murid pertama sekolah itu belajar membaca jadual air pasang pada 9 hingga 10 haribulan, "
    "dan ibu bapa mereka turut hadir walaupun hujan turun tanpa henti.\n"
)
INDONESIAN = (
    "Jakarta (ANTARA) - Menteri Perhubungan Budi Santoso mengatakan pelabuhan baru itu dibuka pada Senin dan Selasa. "
    "Menurut dia, kapal pertama tiba di Surabaya kemarin pagi dan akan berangkat lagi minggu depan.\n"
)


def published(value: str, evidence: Evidence = Evidence.HEADER) -> Published:
    return Published(value=value, evidence=evidence)


def spans_slice_their_text(event: EnrichedArticle) -> bool:
    text = event.article.text
    mentions = [mention for entity in event.entities for mention in entity.mentions]
    return all(text[one.start : one.end] == one.text for one in (*mentions, *event.dates))


def found(event: EnrichedArticle, words: str) -> list[tuple[str | None, str | None]]:
    return [
        (str(date.edtf), date.anchor.kind.value if date.anchor else None) for date in event.dates if date.text == words
    ]


def names(event: EnrichedArticle) -> set[str]:
    return {entity.name for entity in event.entities}


def test_an_english_report_is_resolved_from_its_dateline() -> None:
    article = raw_article(ENGLISH, published("2026-03-11")).model_copy(
        update={"header": (Span(start=0, end=17),), "title": "Governor opens flood school in Qinzhou"}
    )
    event = enrich(article, AT)
    assert event.language.tag == "en"
    assert found(event, "Monday and Tuesday") == [("2026-03-09/2026-03-10", "dateline")] * 2
    assert found(event, "March 10") == [("2026-03-10", "dateline")]
    assert event.article.dateline is not None
    assert (event.article.dateline.place, event.article.dateline.agency) == ("NANNING", "Xinhua")
    assert {"Zhang Wei", "Xinhua", "Beibu Gulf Water Works Co., Ltd."} <= names(event)
    assert spans_slice_their_text(event)
    assert all(date.start > 17 for date in event.dates)


def test_the_headline_in_the_header_line_is_searched_too() -> None:
    article = raw_article(ENGLISH).model_copy(update={"header": (Span(start=0, end=17),)})
    (qinzhou,) = (entity for entity in enrich(article, AT).entities if entity.name == "Qinzhou")
    assert qinzhou.mentions[0].start == ENGLISH.index("Qinzhou")


def test_a_malay_report_without_a_date_claims_no_day() -> None:
    event = enrich(raw_article(MALAY), AT)
    assert event.language.tag == "ms"
    (date,) = (date for date in event.dates if date.text == "9 hingga 10 haribulan")
    assert (date.edtf, date.from_, date.to, date.anchor) == ("XXXX-XX-09/XXXX-XX-10", None, None, None)
    assert {"Zhang Wei", "Guangxi", "Xinhua"} <= names(event)
    assert spans_slice_their_text(event)


def test_the_same_report_with_a_date_is_resolved_from_it() -> None:
    event = enrich(raw_article(MALAY, published("2026-03-11")), AT)
    assert found(event, "9 hingga 10 haribulan") == [("2026-03-09/2026-03-10", "publication")]


def test_the_day_of_arrival_is_a_weak_anchor_and_says_so() -> None:
    event = enrich(raw_article(MALAY, published("2026-03-11", Evidence.RECEIVED)), AT)
    (date,) = (date for date in event.dates if date.text == "9 hingga 10 haribulan")
    assert date.anchor is not None
    assert date.anchor.kind.value == "received"
    assert date.confidence < 0.5


def test_an_indonesian_report_knows_its_own_words() -> None:
    event = enrich(raw_article(INDONESIAN, published("2026-03-11T01:30:00+07:00")), AT)
    assert event.language.tag == "id"
    assert found(event, "Senin dan Selasa") == [("2026-03-09/2026-03-10", "publication")]
    assert found(event, "minggu depan") == [("2026-03-16/2026-03-22", "publication")]
    assert {"Budi Santoso", "Surabaya"} <= names(event)


def test_late_in_the_evening_in_london_it_is_tomorrow_in_malaysia() -> None:
    event = enrich(raw_article(MALAY + "Beliau tiba semalam.\n", published("2026-03-10T23:10:00Z")), AT)
    assert found(event, "semalam") == [("2026-03-10", "publication")]


@pytest.mark.parametrize("place", ["KANGAR", "SEREMBAN", "KUALA TERENGGANU"])
def test_the_place_of_the_dateline_is_a_place(place: str) -> None:
    text = f"{place}, 11 Mac (Bernama) -- Feri pertama tiba di {place.title()} semalam.\n"
    (only,) = (entity for entity in enrich(raw_article(text), AT).entities if isinstance(entity, Place))
    assert [mention.text for mention in only.mentions] == [place, place.title()]


def test_markup_that_a_newsroom_left_in_does_not_hide_the_language() -> None:
    tags = (
        '<br />\n<div class="box"><iframe src="https://example.org/1/2/2020" style="width:100%"></iframe></div><br />\n'
    )
    text = "<strong>SEREMBAN:</strong> " + MALAY.replace("\n", f"<br />\n{tags}")
    event = enrich(raw_article(text, published("2026-03-11")), AT)
    assert event.language.tag == "ms"
    assert found(event, "9 hingga 10 haribulan") == [("2026-03-09/2026-03-10", "publication")]
    assert not any("2020" in date.text for date in event.dates)
    assert spans_slice_their_text(event)


def test_an_angle_that_is_no_tag_is_text() -> None:
    assert legible("if a <b and c> d, 3 < 4", ()) == "if a <b and c> d, 3 < 4".replace("<b and c>", " " * 9)
    assert legible("x < y > z, <unknown>", ()) == "x < y > z, <unknown>"


def test_a_text_of_angles_takes_no_time_to_speak_of() -> None:
    assert len(legible("<a " * 100_000, ())) == 300_000


@settings(max_examples=50)
@given(
    st.text(),
    st.sampled_from([None, "2026-03-11", "2026-03-10T23:10:00Z", "0001-01-01", "9999-12-31T23:59:59-12:00"]),
)
def test_any_text_of_any_day_gives_an_event_whose_spans_slice_it(text: str, value: str | None) -> None:
    event = enrich(raw_article(text, published(value) if value else None), AT)
    assert spans_slice_their_text(event)
    assert event == enrich(raw_article(text, published(value) if value else None), AT)
    assert EnrichedArticle.model_validate_json(event.model_dump_json()) == event


def test_what_ingest_knows_is_kept() -> None:
    article = RawArticle.model_validate(
        {**raw_article("One.").model_dump(), "authors": ("A B",), "url": "https://example.org/1", "title": "One"}
    )
    event = enrich(article, AT)
    assert (event.article.authors, event.article.url, event.article.title) == (("A B",), "https://example.org/1", "One")
    assert event.enriched_at == AT

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.readers.decoding import decode
from services.ingest.readers.reasons import RejectReason, Unreadable

FRENCH = "Le préfet a été reçu à l'hôtel de ville ; la fête aura lieu près du château après Noël.\n" * 3
SPANISH = "El alcalde de Logroño señaló que mañana habrá más información sobre el daño del muelle.\n" * 3
CZECH = "Starosta řekl, že příští týden začnou opravy mostu přes řeku a škola zůstane zavřená.\n" * 3
POLISH = "Burmistrz powiedział, że łódź wróciła do portu późną nocą, a załoga jest już w domu.\n" * 3
RUSSIAN = "Мэр города сообщил, что новый мост откроют на следующей неделе после проверки.\n" * 3
GREEK = "Ο δήμαρχος είπε ότι η νέα γέφυρα θα ανοίξει την επόμενη εβδομάδα στο λιμάνι.\n" * 3
CHINESE = "市长星期二表示，新码头将于下周开放，预计每天接待三千名旅客。\n" * 5
TAIWANESE = "市長星期二表示，新碼頭將於下週開放，預計每天接待三千名旅客。\n" * 5
JAPANESE = "市長は火曜日、新しい桟橋が来週から利用できると発表した。一日三千人の乗客を見込んでいる。\n" * 5
KOREAN = "시장은 화요일 새 부두가 다음 주에 문을 연다고 밝혔다. 하루 삼천 명이 이용할 전망이다.\n" * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("text", ["Feri tiba.\r\nDi jeti.\n", CHINESE, RUSSIAN], ids=["malay", "chinese", "russian"])
def test_unicode_text_is_read_with_and_without_a_mark_and_its_line_ends_are_kept(encoding: str, text: str) -> None:
    content = text.encode(encoding)
    if encoding == "utf-32-be":
        content = codecs.BOM_UTF32_BE + content
    assert decode(content) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", FRENCH),
        ("latin-1", FRENCH),
        ("cp1252", SPANISH),
        ("cp1250", CZECH),
        ("iso8859-2", POLISH),
        ("cp1250", POLISH),
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("cp1253", GREEK),
        ("gb18030", CHINESE),
        ("big5", TAIWANESE),
        ("shift_jis", JAPANESE),
        ("euc-jp", JAPANESE),
        ("euc-kr", KOREAN),
    ],
)
def test_text_in_an_encoding_of_older_newsrooms_is_read(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_letters_of_an_old_encoding_are_found_far_into_a_file_of_plain_letters() -> None:
    plain = "The mayor spoke of the new bridge on Monday.\n" * 5000
    assert decode((plain + FRENCH).encode("cp1252")) == plain + FRENCH


def test_a_file_of_one_long_line_in_an_old_encoding_is_read() -> None:
    text = CHINESE.replace("\n", "") * 2000
    assert decode(text.encode("gb18030")) == text


def test_a_broken_byte_in_unicode_text_costs_one_character_and_not_the_article() -> None:
    content = FRENCH.encode()
    cut = content.replace("é".encode(), b"\xc3", 1)
    assert decode(cut) == FRENCH.replace("é", "�", 1)


def test_a_file_cut_inside_its_last_character_is_still_unicode() -> None:
    assert decode(CHINESE.strip().encode()[:-1]) == CHINESE.strip()[:-1] + "�"


def test_a_stray_control_character_does_not_cost_the_article() -> None:
    text = "Feri\x02 malam tiba di jeti. " * 1 + "Penumpang turun dengan selamat. " * 10
    assert decode(text.encode()) == text


def test_scripture_that_was_once_decoded_wrongly_does_not_cost_the_article() -> None:
    text = "Ayat itu bermaksud: " + "سلام".encode().decode("latin-1") * 40
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"abc\0def", "byte 3"),
        (b"\xef\xbb\xbfabc\0", "byte 6"),
        (b"\x01\x02\x03\x04", "byte 0"),
        (b"\xff\xfeA\0B\0\x00", "byte 6"),
        ("Ä\x01\x02".encode(), "byte 2"),
    ],
)
def test_what_is_no_text_is_refused_at_its_byte(content: bytes, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(content)
    assert refused.value.reason is RejectReason.NOT_TEXT
    assert refused.value.place == place


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_no_text(seed: int) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(random.Random(seed).randbytes(2000))
    assert refused.value.reason is RejectReason.NOT_TEXT


# Unassigned code points include the noncharacters, of which no text is made.
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"))))
def test_every_unicode_text_comes_back_as_it_was(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode()) == text

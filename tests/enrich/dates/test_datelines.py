from __future__ import annotations

import datetime as dt

import pytest

from services.enrich.dates import find_dateline

PUBLISHED = dt.date(2026, 2, 11)
DAY = dt.date(2026, 2, 10)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "NANCHANG, Feb. 10 (Xinhua) -- Farmers", ("NANCHANG, Feb. 10 (Xinhua) --", "NANCHANG", DAY, "Xinhua")),
        ("zh-Hans", "新华社北京2月10日电 记者获悉", ("新华社北京2月10日电", "北京", DAY, "Xinhua")),
        ("en", "WASHINGTON (AP) — The Senate", ("WASHINGTON (AP) —", "WASHINGTON", None, "AP")),
        ("en", "LONDON, Feb 10 (Reuters) - Oil", ("LONDON, Feb 10 (Reuters) -", "LONDON", DAY, "Reuters")),
        ("fr", "Paris, 10 février 2026 (AFP) - Le", ("Paris, 10 février 2026 (AFP) -", "Paris", DAY, "AFP")),
        ("ms", "IPOH, 10 Feb (Bernama) -- Raja", ("IPOH, 10 Feb (Bernama) --", "IPOH", DAY, "Bernama")),
        ("en", "IPOH, Feb 10 (Bernama) -- It", ("IPOH, Feb 10 (Bernama) --", "IPOH", DAY, "Bernama")),
        ("id", "Jakarta (ANTARA) - Presiden", ("Jakarta (ANTARA) -", "Jakarta", None, "Antara")),
        ("de", "Berlin (dpa) - Die Bahn", ("Berlin (dpa) -", "Berlin", None, "dpa")),
        ("es", "Madrid, 10 feb (EFE).- El Gobierno", ("Madrid, 10 feb (EFE).-", "Madrid", DAY, "EFE")),
        ("en", "MOSCOW, February 10. /TASS/. Snow", ("MOSCOW, February 10. /TASS/", "MOSCOW", DAY, "TASS")),
        ("ru", "МОСКВА, 10 февраля. /ТАСС/. Снег", ("МОСКВА, 10 февраля. /ТАСС/", "МОСКВА", DAY, "TASS")),
        ("en", "SEOUL, Feb. 10 (Yonhap) -- Exports", ("SEOUL, Feb. 10 (Yonhap) --", "SEOUL", DAY, "Yonhap")),
        ("it", "(ANSA) - ROMA, 10 FEB - Il governo", ("(ANSA) - ROMA, 10 FEB -", "ROMA", DAY, "ANSA")),
        ("ja", "【北京共同】中国外務省は", ("【北京共同】", "北京", None, "Kyodo")),
        ("ko", "(서울=연합뉴스) 김 기자 = 정부는", ("(서울=연합뉴스)", "서울", None, "Yonhap")),
        ("ms", "KUALA LUMPUR: Polis menahan", ("KUALA LUMPUR:", "KUALA LUMPUR", None, None)),
        ("ms", "KUALA LUMPUR, 10 Feb – Polis menahan", ("KUALA LUMPUR, 10 Feb –", "KUALA LUMPUR", DAY, None)),
        ("id", "JAKARTA, KOMPAS.com - Warga", ("JAKARTA, KOMPAS.com -", "JAKARTA", None, "Kompas")),
        ("id", "TEMPO.CO, Jakarta - Warga", ("TEMPO.CO, Jakarta -", "Jakarta", None, "Tempo")),
        ("en", "PARIS, Dec 30 (AFP) - Snow", ("PARIS, Dec 30 (AFP) -", "PARIS", dt.date(2025, 12, 30), "AFP")),
        ("en", "NEW DELHI, Feb 30 (PTI) -- No such day", ("NEW DELHI, Feb 30 (PTI) --", "NEW DELHI", None, "PTI")),
    ],
)
def test_each_agency_is_read_in_its_own_form(
    language: str, text: str, expected: tuple[str, str, dt.date | None, str | None]
) -> None:
    found = find_dateline(text, language, PUBLISHED)
    assert found is not None
    assert (text[found.start : found.end], found.place, found.date, found.agency) == expected


def test_a_photo_caption_may_come_first() -> None:
    text = (
        "A mayor waves in Oslo, Norway, Feb. 9, 2026. (Xinhua/A. Hansen)\n\nOSLO, Feb. 10 (Xinhua) -- Norway's capital"
    )
    found = find_dateline(text, "en", PUBLISHED)
    assert found is not None
    assert text[found.start : found.end] == "OSLO, Feb. 10 (Xinhua) --"


def test_without_a_publication_date_the_day_has_no_year() -> None:
    found = find_dateline("OSLO, Feb. 10 (Xinhua) -- Snow", "en", None)
    assert found is not None
    assert found.date is None


def test_a_year_that_is_written_needs_no_publication_date() -> None:
    found = find_dateline("OSLO, Feb. 10, 2026 (Xinhua) -- Snow", "en", None)
    assert found is not None
    assert found.date == DAY


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "WATCH: the moment the tower fell"),
        ("en", "BREAKING NEWS: a tower fell"),
        ("en", "UPDATE, Feb 10: a tower fell"),
        ("en", "Officials told the agency (Reuters) - and others - as much"),
        ("en", "He joined on Feb. 10 (AP) - or so he says"),
        ("en", "It rained in LONDON, Feb 10 (Reuters) said"),
        ("ms", "NOTA: keputusan muktamad"),
        ("id", "BACA JUGA: harga beras naik"),
        ("en", ""),
    ],
)
def test_not_every_opening_is_a_dateline(language: str, text: str) -> None:
    assert find_dateline(text, language, PUBLISHED) is None

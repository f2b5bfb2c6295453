"""Where lists know better than the model how far a name goes."""

from __future__ import annotations

import pytest

from services.enrich.entities.kinds import Found, Kind
from services.enrich.entities.whole import made_whole
from services.enrich.entities.words import words_of

BODY, PLACE, PERSON = Kind.ORGANIZATION, Kind.PLACE, Kind.PERSON


def whole(*parts: tuple[str, Kind], language: str = "ms") -> list[tuple[str, Kind]]:
    """Return what becomes of names that stand one after the other, each taken for a name of its own."""
    text = " ".join(name for name, _ in parts)
    found: list[Found] = []
    first = 0
    for name, kind in parts:
        found.append(Found(first, first := first + len(words_of(name, language)), kind, sure=True))
    words = words_of(text, language)
    names = made_whole(words, found, language)
    return [(text[words[name.first].start : words[name.after - 1].end], name.kind) for name in names]


@pytest.mark.parametrize(
    "parts",
    [
        [("Mahkamah Tinggi", BODY), ("Kuala Lumpur", PLACE)],
        [("Jabatan Forensik Hospital", BODY), ("Sungai Buloh", PLACE)],
        [("DUN", BODY), ("Johor", PLACE)],
        [("PT", BODY), ("Salma Arowana", PERSON)],
        [("Syarikat Feri", BODY), ("Utara Jaya", PLACE)],
        [("Pengadilan Negeri", BODY), ("Surabaya", PLACE)],
    ],
)
def test_a_body_goes_on_with_what_it_is_called_by(parts: list[tuple[str, Kind]]) -> None:
    assert whole(*parts) == [(" ".join(name for name, _ in parts), BODY)]


@pytest.mark.parametrize(
    "parts",
    [
        [("Hulu", PLACE), ("Terengganu", PLACE)],
        [("Bangunan", PLACE), ("Sultan Ismail", PERSON)],
        [("Jalan", PLACE), ("Tun Razak", PERSON)],
    ],
)
def test_a_place_goes_on_after_its_first_word(parts: list[tuple[str, Kind]]) -> None:
    assert whole(*parts) == [(" ".join(name for name, _ in parts), PLACE)]


@pytest.mark.parametrize(
    "parts",
    [
        [("Kementerian Kewangan", BODY), ("Malaysia", PLACE)],
        [("Kuala Lumpur", PLACE), ("Anwar Ibrahim", PERSON)],
        [("Hulu", PLACE), ("Kementerian Kewangan", BODY)],
        [("Petronas", BODY), ("Ahmad Faiz", PERSON)],
    ],
)
def test_other_names_side_by_side_stay_apart(parts: list[tuple[str, Kind]]) -> None:
    assert whole(*parts) == parts

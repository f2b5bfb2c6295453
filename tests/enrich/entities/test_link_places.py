"""Which place of a name an article means: the labelled set, and what a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities import find_entities
from services.enrich.entities.link import Link, link_places
from shared.articles import Place, Span
from tests.enrich.entities.labelled_places import HALVES, cases

NAMES = [
    "Paris",
    "PARIS",
    "Texas",
    "Georgia",
    "Jiangxi Province",
    "Santiago",
    "Nowhereville",
    "Malaysia",
    "上海",
    "",
    "a\nb",
]


@pytest.mark.parametrize("half", HALVES)
def test_most_labelled_places_are_linked_rightly_and_few_wrongly(half: str) -> None:
    found = [(case, case.link()) for case in cases(half)]
    in_country = [case.country == link.country for case, link in found if case.country]
    in_division = [case.subdivision == link.subdivision for case, link in found if case.subdivision]
    linked = [case.geonames == link.geonames for case, link in found if case.geonames]
    wrong = [link.geonames is not None and link.geonames != case.geonames for case, link in found]
    assert len(found) > 100
    assert sum(in_country) / len(in_country) >= 0.95
    assert sum(in_division) / len(in_division) >= 0.9
    assert sum(linked) / len(linked) >= 0.85
    assert sum(wrong) / len(wrong) < 0.03


def link(text: str, name: str, language: str = "en", *others: str) -> Link:
    """Link a name in a text in which it and the others are places."""
    spans = sorted((text.index(place), text.index(place) + len(place)) for place in (name, *others))
    return link_places(text, spans, language)[name]


def test_a_province_is_linked_with_its_iso_code_and_is_no_village() -> None:
    jiangxi = link("Kilang itu di Jiangxi.", "Jiangxi", "ms")
    assert (jiangxi.geonames, jiangxi.country, jiangxi.subdivision) == (1806222, "CN", "CN-JX")


def test_a_town_carries_the_division_that_it_lies_in() -> None:
    kuching = link("Banjir di Kuching surut.", "Kuching", "ms")
    assert (kuching.country, kuching.subdivision) == ("MY", "MY-13")


def test_a_name_that_may_be_the_state_or_its_city_keeps_what_both_share() -> None:
    new_york = link("He moved to New York.", "New York")
    assert (new_york.geonames, new_york.country, new_york.subdivision) == (None, "US", "US-NY")


def test_in_a_dateline_it_is_the_city() -> None:
    text = "NEW YORK, May 2 -- Shares fell."
    new_york = link_places(text, [(0, 8)], "en", [(0, 8)])["NEW YORK"]
    assert new_york.geonames == 5128581


def test_words_beside_a_name_tell_the_state_from_the_city() -> None:
    assert link("Ferries of Washington state are old.", "Washington").subdivision == "US-WA"
    assert link("The mayor of Washington spoke.", "Washington").subdivision == "US-DC"


def test_words_for_a_people_say_where_an_article_is() -> None:
    text = "Libyan oil flowed again. A Libyan engineer lives in Tripoli."
    assert link(text, "Tripoli").country == "LY"


def test_a_city_state_is_the_country() -> None:
    assert link("Rates from Singapore fell.", "Singapore").geonames == 1880251


def test_all_forms_of_a_name_in_an_article_are_one_place() -> None:
    text = "BIRMINGHAM wins. In Birmingham, Alabama, they danced."
    links = link_places(text, [(0, 10), (20, 30), (32, 39)], "en")
    assert links["BIRMINGHAM"] == links["Birmingham"]
    assert links["Birmingham"].subdivision == "US-AL"


def test_a_village_that_no_gazetteer_has_lies_where_what_stands_after_it_does() -> None:
    text = "Fire broke out in Zhufang Village, Yeping Town of Ruijin City, east China's Jiangxi Province."
    village = link(text, "Zhufang Village", "en", "Yeping Town", "Ruijin City", "China", "Jiangxi Province")
    assert (village.geonames, village.country, village.subdivision) == (None, "CN", "CN-JX")


def test_an_unknown_name_in_a_list_of_countries_lies_nowhere() -> None:
    text = "Freedonia, Mexico and Canada signed."
    assert link(text, "Freedonia", "en", "Mexico", "Canada") == Link()


def test_seas_and_rivers_of_many_countries_have_no_country() -> None:
    assert link("Fishing in the South China Sea stopped.", "South China Sea") == Link()
    assert link("The Danube rose.", "Danube") == Link()


@pytest.mark.parametrize(("language", "name"), [("en", "Asia"), ("de", "Asien"), ("id", "Asia"), ("fr", "Asie")])
def test_a_continent_has_an_id_and_no_country(language: str, name: str) -> None:
    asia = link(f"{name}.", name, language)
    assert (asia.geonames, asia.country) == (6255147, None)


def test_the_event_says_how_sure_the_link_is() -> None:
    (oslo,) = find_entities("They met in Oslo.", "en")
    assert isinstance(oslo, Place)
    assert (oslo.country, oslo.subdivision) == ("NO", "NO-03")
    assert oslo.confidence is not None
    assert oslo.confidence > 0.75


def test_the_place_of_a_dateline_carries_its_division() -> None:
    text = "MELAKA, 3 Mac (Bernama) -- Datuk Bandar hadir."
    melaka = find_entities(text, "ms", [Span(start=0, end=6)])[0]
    assert isinstance(melaka, Place)
    assert melaka.subdivision == "MY-04"


@given(names=st.lists(st.sampled_from(NAMES), max_size=12), gap=st.sampled_from([", ", " and ", " (", "'s ", ". ", ""]))
def test_any_row_of_names_gets_sound_links(names: list[str], gap: str) -> None:
    spans: list[tuple[int, int]] = []
    text = ""
    for name in names:
        spans.append((len(text), len(text) + len(name)))
        text += name + gap
    links = link_places(text, spans, "en")
    assert set(links) == set(names)
    for found in links.values():
        assert found.confidence is None or 0 < found.confidence <= 1
        assert not found.subdivision or found.subdivision.startswith(f"{found.country}-")
        assert found.latitude is None or -90 <= found.latitude <= 90
        assert found.longitude is None or -180 <= found.longitude <= 180

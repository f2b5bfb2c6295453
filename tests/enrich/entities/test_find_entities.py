"""What a reader sees of the people, organisations and places of an article."""

from __future__ import annotations

import pytest

from services.enrich.entities import find_entities
from shared.articles import Organization, Person, Place

ENGLISH = """Harbour plan wins backing
KOTA KINABALU, March 3 (Bernama) -- Transport Minister Datuk Seri Hamzah Karim said the Ministry of Transport (MOT) \
would pay for a new pier. Hamzah met Norwegian engineers in Oslo last week.

Critics were not convinced. "The plan is too small," said Amelia Chong of Borneo Ferries Sdn Bhd. Chong wants \
answers before Monday. The MOT did not reply.
"""
MALAY = """Perdana Menteri Jepun Kenji Morita tiba di Kuala Lumpur pada Isnin. Beliau bertemu Ketua Polis Negara \
Tan Sri Azlan bin Osman di Jalan Tun Perak. Menurut Kementerian Sains, Teknologi dan Inovasi, lawatan Morita ke \
Amerika Syarikat ditangguhkan. Penduduk Kampung Baru Selasih gembira.
"""
INDONESIAN = """Presiden Prancis Luc Moreau mengunjungi Surabaya, Jawa Timur, Selasa. Menurut Kementerian Pariwisata, \
Moreau juga bertemu mahasiswa Universitas Airlangga. "Kami senang," ujar Dewi Lestari. Tiongkok belum berkomentar.
"""


def names(text: str, language: str, kind: type[Person | Organization | Place]) -> set[str]:
    return {entity.name for entity in find_entities(text, language) if isinstance(entity, kind)}


def place(text: str, name: str, language: str = "en") -> Place:
    found = [entity for entity in find_entities(text, language) if isinstance(entity, Place) and entity.name == name]
    assert len(found) == 1, found
    return found[0]


def test_an_english_report_gives_its_people_bodies_and_places() -> None:
    assert names(ENGLISH, "en", Person) == {"Hamzah Karim", "Amelia Chong"}
    assert names(ENGLISH, "en", Organization) == {"Bernama", "Ministry of Transport", "Borneo Ferries Sdn Bhd"}
    assert names(ENGLISH, "en", Place) == {"KOTA KINABALU", "Oslo"}


def test_a_malay_report_gives_its_people_bodies_and_places() -> None:
    assert names(MALAY, "ms", Person) == {"Kenji Morita", "Azlan bin Osman"}
    assert names(MALAY, "ms", Organization) == {"Kementerian Sains, Teknologi dan Inovasi"}
    expected = {"Jepun", "Kuala Lumpur", "Jalan Tun Perak", "Amerika Syarikat", "Kampung Baru Selasih"}
    assert names(MALAY, "ms", Place) == expected


def test_an_indonesian_report_gives_its_people_bodies_and_places() -> None:
    assert names(INDONESIAN, "id", Person) == {"Luc Moreau", "Dewi Lestari"}
    assert names(INDONESIAN, "id", Organization) == {"Kementerian Pariwisata", "Universitas Airlangga"}
    assert names(INDONESIAN, "id", Place) == {"Prancis", "Surabaya", "Jawa Timur", "Tiongkok"}


def test_entities_are_numbered_in_order_of_first_mention() -> None:
    entities = find_entities(MALAY, "ms")
    assert [entity.id for entity in entities] == [f"e{number}" for number in range(1, len(entities) + 1)]
    starts = [entity.mentions[0].start for entity in entities]
    assert starts == sorted(starts)


def test_a_person_called_by_family_name_is_the_person_named_in_full() -> None:
    text = "Mayor Anna Lindqvist opened the bridge. Lindqvist thanked the builders. Then Lindqvist left."
    (mayor,) = find_entities(text, "en")
    assert mayor.name == "Anna Lindqvist"
    assert [mention.text for mention in mayor.mentions] == ["Anna Lindqvist", "Lindqvist", "Lindqvist"]


def test_of_two_namesakes_the_one_named_last_is_meant() -> None:
    text = "Mr Peter Holm spoke first. Holm sat down. Then Mrs Clara Holm rose. Holm was brief."
    peter, clara = find_entities(text, "en")
    assert [mention.text for mention in peter.mentions] == ["Peter Holm", "Holm"]
    assert [mention.text for mention in clara.mentions] == ["Clara Holm", "Holm"]


def test_letters_in_brackets_are_the_same_organisation() -> None:
    text = "The Department of Fisheries (DOF) closed the bay. Later the DOF opened it."
    (body,) = find_entities(text, "en")
    assert body.name == "Department of Fisheries"
    assert [mention.text for mention in body.mentions] == ["Department of Fisheries", "DOF", "DOF"]


def test_diacritics_make_no_second_place() -> None:
    text = "Kilang itu di Gànzhōu. Pekerja datang ke Ganzhou dari China."
    ganzhou = place(text, "Gànzhōu", "ms")
    assert [mention.text for mention in ganzhou.mentions] == ["Gànzhōu", "Ganzhou"]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Chinese Premier Wei Jianguo arrived.", "en", "Wei Jianguo"),
        ("We met Dr. Ruth Adeyemi there.", "en", "Ruth Adeyemi"),
        ("Kata Datuk Seri Ramli Salleh di sini.", "ms", "Ramli Salleh"),
        ("Menurut Gubernur Bali Wayan Sudarma, hujan turun.", "id", "Wayan Sudarma"),
        ("Encik Muthu a/l Raman hadir.", "ms", "Muthu a/l Raman"),
    ],
)
def test_titles_stay_outside_the_name(text: str, language: str, name: str) -> None:
    assert names(text, language, Person) == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday it rained. However, nobody came. Reading is fun, and so is walking.",
        "Pada Isnin dan Selasa hujan turun. Menurut laporan, semua selamat.",
        "The Chinese and Malay languages are taught on Friday in March.",
        "Nice weather helped. Mobile phones rang. Man and dog ran home.",
        "They watched the World Cup and spoke of the Second World War.",
        "Piala Dunia bermula pada Ahad. Akta Hasutan dipinda.",
        "Ten Ways To Cook Rice Without Burning Your Pot",
        "SEMUA ORANG MESTI HADIR PADA HARI ITU",
    ],
)
def test_ordinary_words_days_peoples_and_headlines_are_no_names(text: str) -> None:
    assert find_entities(text, "ms" if "pada" in text.lower() else "en") == ()


def test_a_name_of_the_article_is_found_in_its_headline_too() -> None:
    text = "Brunsvik Wins Third Race In A Row\nThe skier Astrid Brunsvik won on Sunday. Brunsvik smiled."
    (skier,) = find_entities(text, "en")
    assert [mention.start for mention in skier.mentions] == [0, 44, 75]


def test_a_city_is_linked_with_country_and_coordinates() -> None:
    oslo = place("They met in Oslo.", "Oslo")
    assert (oslo.geonames, oslo.country) == (3143244, "NO")
    assert oslo.latitude == pytest.approx(59.9, abs=0.1)
    assert oslo.longitude == pytest.approx(10.7, abs=0.1)


@pytest.mark.parametrize(
    ("text", "language", "name", "country"),
    [
        ("Menteri itu pulang dari Amerika Syarikat.", "ms", "Amerika Syarikat", "US"),
        ("Wakil AS menafikannya.", "ms", "AS", "US"),
        ("Delegasi tiba dari Tiongkok.", "id", "Tiongkok", "CN"),
        ("The embassy in the Philippines closed.", "en", "Philippines", "PH"),
        ("Le ministre part en Allemagne demain.", "fr", "Allemagne", "DE"),
        ("Hujan lebat di Negeri Sembilan.", "ms", "Negeri Sembilan", "MY"),
        ("A flood hit Jiangxi Province.", "en", "Jiangxi Province", "CN"),
    ],
)
def test_countries_and_regions_carry_their_country(text: str, language: str, name: str, country: str) -> None:
    assert place(text, name, language).country == country


def test_a_town_named_with_its_state_is_that_town() -> None:
    text = "She grew up in Paris, Texas, and went to school there."
    assert place(text, "Paris").country == "US"
    assert place("She grew up in Paris and went to school there.", "Paris").country == "FR"


def test_georgia_is_a_state_among_american_places_only() -> None:
    american = "The storm moved from Florida to Georgia and on to Alabama. Texas was dry."
    assert place(american, "Georgia").geonames == 4197000
    assert place("Talks between Armenia and Georgia were held in Tbilisi.", "Georgia").country == "GE"


def test_a_place_that_may_be_several_is_not_linked() -> None:
    new_york = place("He moved to New York.", "New York")
    assert (new_york.geonames, new_york.country) == (None, "US")


def test_chinese_and_thai_texts_give_countries_and_big_cities() -> None:
    assert {entity.name for entity in find_entities("日本首相昨天抵达上海。", "zh-Hans")} == {"日本", "上海"}
    assert names("นายกรัฐมนตรีเดินทางไปญี่ปุ่น", "th", Place) == {"ญี่ปุ่น"}

"""Names in the languages that have a model of their own, and in some that share one."""

from __future__ import annotations

import pytest

from services.enrich.entities import find_entities
from shared.articles import EntitiesBy, Entity, Organization, Person, Place

TEXTS = {
    "de": "Die Bürgermeisterin Anna Lindner empfing am Dienstag in Hamburg den Chef der Nordwerft AG, Jens Petersen.",
    "no": "Ordfører Ingrid Solberg møtte Nils Haugen i Bergen tirsdag, skriver Aftenposten.",
    "pt": "O ministro Carlos Almeida viajou para Lisboa, onde se reuniu com João Ferreira no Banco de Portugal.",
    "ro": "Primarul Andrei Munteanu a vizitat Timișoara împreună cu Elena Popescu, a anunțat Ministerul Sănătății.",
    "ru": "Министр Алексей Соколов встретился в Москве с Мариной Ивановой, сообщает «Интерфакс».",
    "tr": "Belediye Başkanı Mehmet Yılmaz, İzmir'de Ayşe Demir ile görüştü. Yılmaz'ın açıklamasını Milliyet yayımladı.",
    "zh-Hans": "外交部长王建国昨天在北京会见了日本大使田中明。新华社报道，王建国感谢中国银行。",
    "zh-Hant": "台北市長陳志明昨天訪問日本，會見了林美玲。",
    "ja": "東京都の山本健一知事は、大阪市でトヨタ自動車の鈴木一郎社長と会談した。",
    "th": "นายสมชาย ใจดี รัฐมนตรีว่าการกระทรวงการคลัง เดินทางไปจังหวัดเชียงใหม่",
    "hi": "मुख्यमंत्री राजेश शर्मा ने मुंबई में अनिता वर्मा से मुलाकात की और भारतीय रिज़र्व बैंक को धन्यवाद दिया।",
    "es": "La alcaldesa Ana Morales viajó a Sevilla para reunirse con Luis Herrera, del Banco de España.",
    "fr": "La ministre Claire Fontaine a rencontré Paul Mercier à Toulouse, selon Le Monde.",
    "nl": "Minister Eva de Vries sprak in Rotterdam met Pieter Jansen over de plannen.",
    "sv": "Borgmästaren Karin Nyström träffade Lars Holmgren i Göteborg på tisdagen.",
}


def found(language: str) -> dict[str, type[Entity]]:
    return {entity.name: type(entity) for entity in find_entities(TEXTS[language], language)}


@pytest.mark.parametrize(
    ("language", "kind", "names"),
    [
        ("de", Person, {"Anna Lindner", "Jens Petersen"}),
        ("de", Place, {"Hamburg"}),
        ("no", Person, {"Ingrid Solberg", "Nils Haugen"}),
        ("pt", Person, {"Carlos Almeida", "João Ferreira"}),
        ("pt", Place, {"Lisboa"}),
        ("pt", Organization, {"Banco de Portugal"}),
        ("ro", Place, {"Timișoara"}),
        ("ru", Person, {"Алексей Соколов", "Мариной Ивановой"}),
        ("tr", Person, {"Mehmet Yılmaz", "Ayşe Demir"}),
        ("tr", Place, {"İzmir"}),
        ("zh-Hans", Person, {"王建国", "田中明"}),
        ("zh-Hans", Place, {"北京", "日本"}),
        ("zh-Hant", Person, {"陳志明", "林美玲"}),
        ("zh-Hant", Place, {"日本"}),
        ("ja", Person, {"山本健一", "鈴木一郎"}),
        ("ja", Organization, {"トヨタ自動車"}),
        ("th", Organization, {"กระทรวงการคลัง"}),
        ("th", Place, {"จังหวัดเชียงใหม่"}),
        ("hi", Person, {"राजेश शर्मा", "अनिता वर्मा"}),
        ("hi", Place, {"मुंबई"}),
        ("es", Person, {"Ana Morales", "Luis Herrera"}),
        ("es", Organization, {"Banco de España"}),
        ("fr", Person, {"Claire Fontaine", "Paul Mercier"}),
        ("nl", Place, {"Rotterdam"}),
        ("sv", Person, {"Karin Nyström", "Lars Holmgren"}),
    ],
)
def test_names_are_found_in_many_languages(language: str, kind: type[Entity], names: set[str]) -> None:
    assert names <= {name for name, its in found(language).items() if its is kind}


def test_a_turkish_case_ending_is_part_of_the_mention_and_not_of_the_name() -> None:
    entities = {entity.name: entity for entity in find_entities(TEXTS["tr"], "tr")}
    assert [mention.text for mention in entities["İzmir"].mentions] == ["İzmir'de"]
    assert [mention.text for mention in entities["Mehmet Yılmaz"].mentions] == ["Mehmet Yılmaz", "Yılmaz'ın"]


def test_a_place_with_a_case_ending_is_linked() -> None:
    (place,) = (entity for entity in find_entities("Bakan dün Ankara'ya gitti.", "tr") if isinstance(entity, Place))
    assert (place.name, place.country) == ("Ankara", "TR")


def test_a_person_is_one_however_often_a_chinese_text_names_them() -> None:
    (person,) = (entity for entity in find_entities(TEXTS["zh-Hans"], "zh-Hans") if entity.name == "王建国")
    assert len(person.mentions) == 2


def test_a_country_is_a_place_in_scripts_without_capitals_too() -> None:
    assert ("भारत", Place) in {(entity.name, type(entity)) for entity in find_entities("भारत ने कहा।", "hi")}


def test_where_there_is_no_model_and_no_capital_only_known_places_are_named() -> None:
    entities = find_entities("قال أحمد إن مصر وافقت، حسب Reuters.", "ar")
    assert [entity.name for entity in entities] == ["مصر"]


def test_what_is_no_language_has_no_names() -> None:
    assert find_entities("0x7f QmFzZTY0 GET /index HTTP/1.1 ERROR Main", "und") == ()


def test_what_older_enrichers_said_is_still_understood() -> None:
    assert EntitiesBy("rules") is EntitiesBy.RULES

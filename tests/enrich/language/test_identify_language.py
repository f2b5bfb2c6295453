"""What a reader sees of the language of an article."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.language import identify_language

ENGLISH = (
    "The port board met on Tuesday to discuss the new ferry timetable. Passengers had complained for months that the "
    "last boat leaves before the evening train arrives, and the chairman promised an answer before the summer."
)
MALAY = (
    "Mesyuarat lembaga pelabuhan pada hari Selasa membincangkan jadual baharu. Penumpang mahu bot terakhir bertolak "
    "selepas ketibaan kereta api kerana ramai yang terkandas, kata pengerusi lembaga itu."
)
INDONESIAN = (
    "Rapat dewan pelabuhan pada hari Selasa membahas jadwal baru kapal feri. Penumpang ingin kapal terakhir berangkat "
    "setelah kereta api tiba karena banyak yang tertinggal, kata ketua dewan. Biaya tiketnya bisa naik sepuluh persen."
)


def test_english_malay_and_indonesian_are_told_apart() -> None:
    answers = [identify_language(text) for text in (ENGLISH, MALAY, INDONESIAN)]
    assert [answer.tag for answer in answers] == ["en", "ms", "id"]
    assert all(answer.script == "Latn" for answer in answers)
    assert all(answer.confidence > 0.9 for answer in answers)


def test_a_malay_article_full_of_english_terms_is_malay() -> None:
    text = (
        "Syarikat itu mahu membuka kilang rare earth baharu, kata jurucakapnya. Projek supply chain dan clean energy "
        "dijangka siap tahun depan, manakala kos cloud computing akan ditanggung oleh kerajaan negeri."
    )
    assert identify_language(text).tag == "ms"


def test_the_language_of_the_article_wins_over_a_quotation_in_another() -> None:
    quotation = '"We are going to build it here, whatever they say about it in the capital," '
    assert identify_language(quotation + (MALAY + " ") * 4).tag == "ms"


def test_the_other_of_a_close_pair_is_named_as_an_alternative() -> None:
    answer = identify_language("Dia datang ke rumah itu kemudian makan nasi.")
    tags = [answer.tag, *(guess.tag for guess in answer.alternatives)]
    assert {"ms", "id"} <= set(tags)
    assert answer.confidence < 0.99


def test_what_a_file_declares_decides_where_the_text_hardly_does_and_nowhere_else() -> None:
    neither = "Dia datang ke rumah itu kemudian makan nasi."
    assert identify_language(neither, "id").tag == "id"
    assert identify_language(neither, "ms-MY").tag == "ms"
    assert identify_language(MALAY, "en").tag == "ms"
    assert identify_language("2026", "en").tag == "und"


@given(st.text(max_size=20))
def test_no_declaration_makes_another_language_of_a_whole_article(declared: str) -> None:
    assert identify_language(MALAY, declared).tag == "ms"


def test_two_short_words_are_no_certainty() -> None:
    assert identify_language("Hari itu").confidence < 0.95


@pytest.mark.parametrize(
    ("text", "tag", "script"),
    [
        ("经济学家们认为，这项计划将会推动乡村产业的发展。", "zh-Hans", "Hans"),
        ("經濟學家們認為，這項計畫將會推動鄉村產業的發展。", "zh-Hant", "Hant"),
        ("Министар је рекао да ће нови мост бити отворен у септембру ове године.", "sr-Cyrl", "Cyrl"),
        ("新しい橋は九月に開通すると大臣が述べた。", "ja", "Jpan"),
        ("새 다리는 9월에 개통될 것이라고 장관이 밝혔다.", "ko", "Kore"),
        ("นายกเทศมนตรีกล่าวว่าสะพานใหม่จะเปิดในเดือนกันยายน", "th", "Thai"),
        ("قال الوزير إن الجسر الجديد سيفتح في شهر سبتمبر المقبل", "ar", "Arab"),
    ],
)
def test_scripts_are_named_and_chinese_and_serbian_carry_theirs(text: str, tag: str, script: str) -> None:
    answer = identify_language(text)
    assert (answer.tag, answer.script) == (tag, script)


@pytest.mark.parametrize("text", ["中国报告新增1,100多例（比去年多14%）。", "「本当に？」と彼は聞いた（笑）。"])
def test_figures_and_brackets_among_chinese_or_japanese_are_no_noise(text: str) -> None:
    assert identify_language(text).tag != "und"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "12,5 48.1 99 1204 7.7 88",
        "KLSE 1,604.20 -0.35% | STI 3,310.11 +0.12% | HSI 17,201.3 -1.20%",
        "https://example.org/a/b?c=1 http://example.net/path",
        'for i in range(10): x[i] = {"a": i ** 2, "b": [j for j in y if j != i]}',
        base64.b64encode(random.Random(7).randbytes(400)).decode(),
        "0b9f-22ac-77de-10fe 9c1a-4410-aa31-0f0f",
        "?!… ---- ****",
        "\x00\x00\x00",
        "\ud800\udfff\ud83d",
    ],
)
def test_what_is_no_language_is_undetermined(text: str) -> None:
    assert identify_language(text).tag == "und"


def test_ten_megabytes_have_an_answer_like_one_page() -> None:
    assert identify_language(MALAY * 50_000).tag == "ms"


@given(st.text(st.characters(codec=None), max_size=3000))
def test_any_string_has_one_answer_with_a_confidence(text: str) -> None:
    answer = identify_language(text)
    assert 0.0 <= answer.confidence <= 1.0
    assert answer.tag
    assert answer == identify_language(text)
    shares = [guess.confidence for guess in answer.alternatives]
    assert shares == sorted(shares, reverse=True)
    assert answer.tag == "und" or all(share <= answer.confidence for share in shares)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Gradsko vijeće raspravljalo je o proračunu. Tvrtka će tijekom siječnja zaposliti tisuću djelatnika.", "hr"),
        ("Gradsko vijeće raspravljalo je o budžetu. Saopćeno je da će se tokom sedmice uposliti hiljadu ljudi.", "bs"),
        ("Gradsko veće raspravljalo je o budžetu. Saopšteno je da će tokom nedelje primiti hiljadu ljudi.", "sr-Latn"),
        ("Městská rada v úterý jednala o rozpočtu na příští rok a slíbila, že přístav otevře ještě před létem.", "cs"),
        ("Mestská rada v utorok rokovala o rozpočte na budúci rok a sľúbila, že prístav otvorí ešte pred letom.", "sk"),
        ("Kommunens råd drøftede tirsdag budgettet for næste år og lovede, at havnen ville åbne inden sommer.", "da"),
        ("Kommunens råd drøftet tirsdag budsjettet for neste år og lovet at havna skal åpne før sommeren.", "no"),
        ("Kommunens råd diskuterade i tisdags budgeten för nästa år och lovade att hamnen öppnar före sommaren.", "sv"),
    ],
)  # fmt: skip
def test_neighbours_are_told_apart_by_their_words(text: str, tag: str) -> None:
    assert identify_language(text).tag == tag


def test_what_nobody_can_tell_apart_is_said_with_little_confidence() -> None:
    answer = identify_language("Ministar je rekao da je most otvoren.")
    tags = {answer.tag, *(guess.tag for guess in answer.alternatives)}
    assert {"hr", "bs", "sr-Latn"} <= tags
    assert answer.confidence < 0.9


def test_a_headline_in_bare_verbs_is_malay() -> None:
    assert identify_language("Kerajaan lulus peruntukan baik pulih jalan kampung").tag == "ms"


def test_a_short_headline_is_not_taken_for_a_language_that_few_write() -> None:
    assert identify_language("Aumenta el paro en Zaragoza").tag == "es"


def test_a_stray_sign_of_another_script_changes_nothing() -> None:
    assert identify_language("经济学家们认为，这项计划将会推动の乡村产业发展，预计明年开始实施。").tag == "zh-Hans"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-11T08:00:01.123Z INFO worker-3 [main] c.e.Handler - id=8f3a status=200 took=12ms",
        "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-import os\n+import os, sys\n def f(x):\n+    print(x)\n     return x*2",
        "id,date,open,high,low,close\n1,2026-01-02,12.1,12.9,11.8,12.2\n2,2026-01-03,12.2,12.8,12.0,12.5",
        "my_model = BigModelMaker(big_data_set)\n\n\n@first.second(\n    some_names, other_names\n)",
        "| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |",
        "xqzt bvkj wprm lkjh zzgf trwq pmnb vcxz qwrt plkj hgfd mnbv",
    ],
)
def test_logs_traces_tables_and_random_letters_are_no_language(text: str) -> None:
    assert identify_language(text).tag == "und"


def test_a_report_that_names_a_few_addresses_is_still_a_report() -> None:
    assert identify_language(ENGLISH + " See https://example.org/timetable or write to ferry@example.org.").tag == "en"


@given(st.lists(st.sampled_from(f"{MALAY} {INDONESIAN} {ENGLISH}".split()), max_size=60).map(" ".join))
def test_however_languages_are_mixed_the_confidences_are_shares_of_one_whole(text: str) -> None:
    answer = identify_language(text)
    assert sum([answer.confidence, *(guess.confidence for guess in answer.alternatives)]) <= 1 + 1e-6


@given(st.integers(min_value=1, max_value=5000))
def test_however_long_an_article_is_its_language_stays(times: int) -> None:
    assert identify_language((MALAY + "\n") * times).tag == "ms"

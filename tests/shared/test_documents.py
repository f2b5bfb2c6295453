"""What is generated from the declarations is fresh, and true."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from shared.articles import (
    Anchor,
    AnchorKind,
    Article,
    DateType,
    EnrichedArticle,
    Grain,
    Language,
    LanguageGuess,
    Mention,
    Person,
    Place,
    ResolvedDate,
)
from shared.documents import documents

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", documents(), ids=str)
def test_the_file_in_the_repository_is_what_the_declarations_give(path: Path) -> None:
    assert (ROOT / path).read_text("utf-8") == documents()[path], "run `make documents`"


def test_no_other_file_lies_among_the_schemas() -> None:
    assert set((ROOT / "schemas").iterdir()) == {ROOT / path for path in documents() if path.parts[0] == "schemas"}


def an_event() -> EnrichedArticle:
    text = "Li Qiang was in Ganzhou on Monday."
    return EnrichedArticle(
        id="1",
        article=Article(
            title=None,
            text=text,
            source="inbox/a.txt",
            media_type="text/plain",
            received_at=dt.datetime(2026, 2, 11, tzinfo=dt.UTC),
            published=None,
            dateline=None,
            authors=(),
            url=None,
        ),
        language=Language(
            tag="en", confidence=0.9, script="Latn", alternatives=(LanguageGuess(tag="ms", confidence=0.1),)
        ),
        entities=(
            Person(id="e1", name="Li Qiang", mentions=(Mention(start=0, end=8, text="Li Qiang"),)),
            Place(id="e2", name="Ganzhou", mentions=(Mention(start=16, end=23, text="Ganzhou"),), country="CN"),
        ),
        dates=(
            ResolvedDate.model_validate(
                {
                    "id": "d1",
                    "start": 27,
                    "end": 33,
                    "text": "Monday",
                    "type": DateType.DATE,
                    "grain": Grain.DAY,
                    "edtf": "2026-02-09",
                    "from": "2026-02-09",
                    "to": "2026-02-09",
                    "timex": "2026-02-09",
                    "anchor": Anchor(kind=AnchorKind.DATELINE, date=dt.date(2026, 2, 10)),
                    "rule": "weekday",
                    "confidence": 0.9,
                }
            ),
        ),
        enriched_at=dt.datetime(2026, 2, 11, tzinfo=dt.UTC),
        enricher="test",
    )


def test_an_event_is_what_its_schema_says() -> None:
    schema = json.loads((ROOT / "schemas" / "article.enriched.v1.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    event = json.loads(an_event().model_dump_json())
    jsonschema.validate(event, schema)
    assert event["dates"][0]["from"] == "2026-02-09"
    del event["dates"][0]["to"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(event, schema)


def test_an_event_survives_its_own_json() -> None:
    assert EnrichedArticle.model_validate_json(an_event().model_dump_json()) == an_event()


def test_a_field_of_a_later_version_is_ignored() -> None:
    later: dict[str, Any] = {**json.loads(an_event().model_dump_json()), "sentiment": 2}
    assert EnrichedArticle.model_validate(later) == an_event()


def test_the_asyncapi_document_names_the_three_streams_and_their_schemas() -> None:
    page = json.loads((ROOT / "schemas" / "asyncapi.json").read_text("utf-8"))
    assert page["asyncapi"] == "3.0.0"
    assert {channel["address"] for channel in page["channels"].values()} == {
        "articles.raw",
        "articles.enriched",
        "articles.dead",
    }
    for message in page["components"]["messages"].values():
        assert (ROOT / "schemas" / message["payload"]["schema"]["$ref"]).exists()

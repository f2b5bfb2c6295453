"""Names by a real GLiNER model, a tiny one whose weights are drawn by lot: `make test-gliner`.

What it takes for a name means nothing; the way there and back is that of any model.
"""

# GLiNER is there only where these tests are asked for.
# ruff: noqa: PLC0415
# pyright: reportMissingImports=false

from __future__ import annotations

import datetime as dt
import json
import string
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from services.enrich.entities import OWN
from services.enrich.entities.engines import Engine, EngineError, load_engine, recogniser_with
from services.enrich.entities.kinds import Kind
from services.enrich.flow import enrich
from shared import settings
from shared.articles import EntitiesBy
from tests.enrich.entities.test_any_text import assert_sound
from tests.support import raw_article

pytestmark = [
    pytest.mark.gliner,
    pytest.mark.timeout(300),
    # What its libraries have to say to each other's makers.
    pytest.mark.filterwarnings("default"),
]

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
TEXT = "Amelia Chong met Kenji Morita in Oslo, and both went on to Kuala Lumpur.\n"
WORDS = 24


def draw_by_lot(folder: Path) -> None:
    """Makes a model that reads letter by letter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import gliner
        import torch
        import transformers
    letters = string.ascii_letters + string.digits
    pieces = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *letters,
        *string.punctuation,
        *(f"##{one}" for one in letters),
    ]
    libraries: Any = (gliner, torch, transformers)
    models, torch_now, tokenizers = libraries
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizers.BertTokenizerFast(vocab=vocabulary, do_lower_case=False).save_pretrained(folder)
    torch_now.manual_seed(7)
    encoder = {
        "model_type": "bert",
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "vocab_size": len(pieces),
    }
    sizes: dict[str, Any] = {"hidden_size": 32, "max_len": WORDS, "max_width": 4}
    config = models.GLiNERConfig(model_name=str(folder), encoder_config=encoder, **sizes)
    models.GLiNER.from_config(config, backbone_from_pretrained=False).save_pretrained(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gliner")
    draw_by_lot(folder)
    return folder


@pytest.fixture(scope="module")
def engine(model: Path) -> Engine:
    return load_engine("gliner", str(model))


def test_a_model_in_a_folder_reads_any_language(engine: Engine) -> None:
    assert (engine.by, engine.words) == (EntitiesBy.GLINER, WORDS)
    found = list(engine.read(TEXT))
    assert found
    assert all(0 <= one.start < one.end <= len(TEXT) and one.score >= 0.5 for one in found)
    assert {one.kind for one in found} <= set(Kind)
    assert engine.reads("ms")
    assert engine.reads("und")


def test_the_event_has_its_names_by_gliner(engine: Engine) -> None:
    event = enrich(raw_article(TEXT), AT, recogniser_with(engine, OWN))
    assert event.entities_by is EntitiesBy.GLINER
    assert event.entities
    assert_sound(TEXT, event.entities)


def test_a_text_of_more_words_than_the_model_takes_is_read_to_its_end(
    engine: Engine, recwarn: pytest.WarningsRecorder
) -> None:
    text = TEXT * 40 + "上海" * 2000 + ". " + TEXT
    event = enrich(raw_article(text), AT, recogniser_with(engine, OWN))
    assert_sound(text, event.entities)
    mentions = [mention for entity in event.entities for mention in entity.mentions]
    assert max(mention.end for mention in mentions) > len(text) - len(TEXT)
    assert len(mentions) > 80
    assert not [warning for warning in recwarn if "truncated" in str(warning.message)]


def test_json_lines_are_enriched_by_it(model: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.cli", "enrich", "--workers", "1"],
        env=settings.environment(DATELINE_ENTITIES=f"gliner:{model}"),
        input=json.dumps({"id": "x", "text": TEXT}) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (event,) = map(json.loads, done.stdout.splitlines())
    assert (event["id"], event["entities_by"]) == ("x", "gliner")


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be loaded: FileNotFoundError: No config file found"):
        load_engine("gliner", str(tmp_path))


def test_what_is_neither_a_folder_nor_on_the_hub_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        EngineError, match=r"neither a folder nor could it be fetched .* name the folder of a downloaded"
    ):
        load_engine("gliner", str(tmp_path / "nothing"))

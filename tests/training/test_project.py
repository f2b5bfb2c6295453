"""Names carried over from annotated English to the same lines in other languages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from training.entities.gold import Document
from training.entities.project import projected

ENGLISH = "Mayor Anna Holm met Rolf Berg in Germany.\nNothing was said."


def carried(folder: Path, text: str, language: str = "es") -> list[Document]:
    """Return what is carried over to a text with as many lines as the English one."""
    names = {"Anna Holm": "PER", "Rolf Berg": "PER", "Germany": "LOC"}
    entities = [
        {"start": ENGLISH.index(name), "end": ENGLISH.index(name) + len(name), "label": label}
        for name, label in names.items()
    ]
    english = {"id": "ntrex-eng-d-paper.1", "lang": "en", "text": ENGLISH, "entities": entities}
    other = {"id": "ntrex-xxx-d-paper.1", "lang": language, "kind": "document", "text": text}
    for name, line in (("entities/train/ntrex.en", english), ("language/ntrex", other)):
        path = folder / f"{name}.jsonl.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    return projected(folder)


def names(document: Document) -> list[tuple[str, str]]:
    return [(document.text[mention.start : mention.end], mention.label) for mention in document.mentions]


def test_people_are_found_by_their_letters_and_places_by_their_names(tmp_path: Path) -> None:
    first, second = carried(tmp_path, "La alcaldesa Anna Holm vio a Rolf Berg en Alemania.\nNadie habló.")
    assert names(first) == [("Anna Holm", "PER"), ("Rolf Berg", "PER"), ("Alemania", "LOC")]
    assert names(second) == []
    assert first.language == "es"


def test_a_name_may_have_an_ending(tmp_path: Path) -> None:
    first, _ = carried(tmp_path, "Anna Holm spotkała Rolfa, Rolf Berga, w Niemcy.\nCisza.", "pl")
    assert ("Rolf Berga", "PER") in names(first)


def test_a_line_in_which_a_name_is_missing_is_left_out(tmp_path: Path) -> None:
    (only,) = carried(tmp_path, "La alcaldesa vio a Rolf Berg en Alemania.\nNadie habló.")
    assert only.text == "Nadie habló."


def test_a_line_in_which_a_name_goes_on_is_left_out(tmp_path: Path) -> None:
    (only,) = carried(tmp_path, "Anna Holm Larsson vio a Rolf Berg en Alemania.\nNadie habló.")
    assert only.text == "Nadie habló."


def test_other_lines_and_scripts_are_left_alone(tmp_path: Path) -> None:
    assert carried(tmp_path, "Anna Holm y Rolf Berg, Alemania.") == []
    assert carried(tmp_path, "Анна Хольм\nнет", "ru") == []

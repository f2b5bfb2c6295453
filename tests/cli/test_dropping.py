"""`dateline drop`: a file in the inbox, never half-written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.cli.dropping import drop_file


def test_a_file_is_copied_under_its_name(tmp_path: Path, inbox: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    assert drop_file(tmp_path / "a.txt", inbox).read_text() == "one"
    assert [file.name for file in inbox.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").exists()


def test_a_name_that_is_taken_is_not_overwritten(tmp_path: Path, inbox: Path) -> None:
    for text in ("one", "two", "three"):
        (tmp_path / "a.txt").write_text(text)
        drop_file(tmp_path / "a.txt", inbox)
    assert {file.name: file.read_text() for file in inbox.iterdir()} == {
        "a.txt": "one",
        "a~2.txt": "two",
        "a~3.txt": "three",
    }


def test_the_command_says_where_each_file_lies(tmp_path: Path, inbox: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATELINE_INBOX", str(inbox))
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("two")
    done = CliRunner().invoke(app, ["drop", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])
    assert done.exit_code == 0
    assert done.output.split() == [str(inbox / "a.txt"), str(inbox / "b.txt")]


def test_a_file_that_is_not_there_is_named(inbox: Path) -> None:
    done = CliRunner().invoke(app, ["drop", "--inbox", str(inbox), str(inbox / "missing.txt")])
    assert done.exit_code == 2
    assert "missing.txt" in done.output

"""An engine that is asked for and not there is told at once, by whatever would need it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shared import settings

# The environment of development has neither; make test-engines and make test-gliner have one each.
pytestmark = pytest.mark.timeout(120)

COMMANDS = {
    "dateline run": ["services.cli", "run", "--once"],
    "dateline enrich": ["services.cli", "enrich", "--workers", "3"],
    "a worker": ["services.enrich"],
    "a process of dateline enrich": ["services.enrich.lines"],
}


def started(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    here = {"DATELINE_INBOX": str(folder / "inbox"), "DATELINE_DATA_DIR": str(folder / "data")}
    return subprocess.run(
        [sys.executable, "-m", *command],
        # A server that is not there either: nobody comes so far as to ask for it.
        env=settings.environment(REDIS_URL="redis://127.0.0.1:1", **here, **variables),
        input='{"id": "1", "text": "One."}\n',
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("library", ["spacy", "gliner"])
def test_a_library_that_is_not_installed_is_named_once_with_its_remedy(
    command: str, library: str, tmp_path: Path
) -> None:
    done = started(COMMANDS[command], tmp_path, DATELINE_ENTITIES=f"{library}:some_model")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"DATELINE_ENTITIES holds '{library}:some_model'; {library} is not installed: "
        f"pip install 'dateline[{library}]'.\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_setting_is_told_by_every_process(command: str, tmp_path: Path) -> None:
    done = started(COMMANDS[command], tmp_path, DATELINE_ENTITIES="spacy")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("DATELINE_ENTITIES holds 'spacy'; it may hold dateline, spacy:PIPELINE (")
    assert done.stderr.count("\n") == 1

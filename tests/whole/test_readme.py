"""What the README shows works as it is shown."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import Server, Service, wait_until

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


@pytest.mark.timeout(120)
def test_the_subscriber_in_python_receives_an_event(
    service: Callable[..., Service], server: Server, inbox: Path, tmp_path: Path
) -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    program = tmp_path / "subscriber.py"
    program.write_text(snippet.replace("redis://localhost:6379", server.url))
    with (tmp_path / "received").open("w") as output:
        subscriber = subprocess.Popen([sys.executable, "-u", str(program)], stdout=output)
    try:
        service("services.ingest")
        service("services.enrich")
        text = "PENANG, March 10 (Bernama) -- The pier opened on Monday and Tuesday.\n"
        (inbox / "a.txt").write_text(f" date 2026-03-11 Pier opens\n\n{text}")
        wait_until((tmp_path / "received").read_text, "the subscriber to print the event", limit_s=60)
    finally:
        subscriber.kill()
        subscriber.wait()
    received = (tmp_path / "received").read_text()
    assert received.startswith(
        "Pier opens [('March 10', '2026-03-10', '2026-03-10'), ('Monday and Tuesday', '2026-03-09'"
    )


def test_the_json_that_is_named_as_what_a_file_may_hold_is_taken(service: Callable[..., Service], inbox: Path) -> None:
    named = re.search(r"A `\.json` file is\n?`\{(.*?)\}`", README)
    assert named is not None
    fields = re.findall(r'"(\w+)"', named[1])
    values = {"title": "T", "text": "The pier opened.", "published": "2026-03-11", "url": "https://example.org/"}
    (inbox / "a.json").write_text(json.dumps({field: values.get(field, "en") for field in fields}))
    ingest = service("services.ingest", "--once")
    assert ingest.wait() == 0
    assert len(ingest.log("ArticleReceived")) == 1


def test_every_file_that_is_linked_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if "://" not in target:
            assert (Path(__file__).parents[2] / target).exists(), target

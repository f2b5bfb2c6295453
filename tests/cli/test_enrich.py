"""`dateline enrich`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(120)

COMMAND = [sys.executable, "-m", "services.cli", "enrich", "--workers", "2"]


def enriched(*lines: str) -> tuple[dict[Any, dict[str, Any]], subprocess.CompletedProcess[str]]:
    done = subprocess.run(COMMAND, input="\n".join(lines) + "\n", capture_output=True, text=True, check=False)
    payloads = [json.loads(line) for line in done.stdout.splitlines()]
    return {payload["id"]: payload for payload in payloads}, done


def test_every_line_has_its_answer_with_its_id() -> None:
    lines = [json.dumps({"id": f"n{number}", "text": f"Ship {number} came on Monday."}) for number in range(40)]
    payloads, done = enriched(*lines)
    assert done.returncode == 0
    assert payloads.keys() == {f"n{number}" for number in range(40)}
    assert done.stderr == ""


def test_the_offsets_are_those_of_the_given_text_and_the_date_of_publication_is_its_anchor() -> None:
    text = "  \r\nLawatan itu pada 9 hingga 10 haribulan, kata Ahmad bin Ali di Kuala Lumpur.\r\n"
    payloads, _ = enriched(
        json.dumps({"id": 1, "text": text, "published": "2026-02-11"}), json.dumps({"id": 2, "text": text})
    )
    for payload in payloads.values():
        assert payload["article"]["text"] == text
        (date,) = (one for one in payload["dates"] if "haribulan" in one["text"])
        assert text[date["start"] : date["end"]] == date["text"] == "9 hingga 10 haribulan"
    fixed = payloads[1]["dates"][0]
    assert (fixed["from"], fixed["to"], fixed["anchor"]["kind"]) == ("2026-02-09", "2026-02-10", "publication")
    left_open = payloads[2]["dates"][0]
    assert (left_open["from"], left_open["to"], left_open["anchor"]) == (None, None, None)
    assert left_open["edtf"] == "XXXX-XX-09/XXXX-XX-10"


def test_a_bad_line_is_named_by_its_number_and_the_others_go_on() -> None:
    payloads, done = enriched(
        json.dumps({"id": "a", "text": "One."}),
        "{broken",
        "",
        json.dumps({"id": "b"}),
        json.dumps(["no object"]),
        json.dumps({"id": "c", "text": "Two.", "published": "yesterday"}),
        json.dumps({"id": "d", "text": "Three."}),
    )
    assert payloads.keys() == {"a", "d"}
    assert done.returncode == 1
    told = sorted(done.stderr.splitlines())
    assert [line.split(":")[0] for line in told] == ["line 2", "line 4", "line 5", "line 6"]
    assert "text" in told[1]
    assert "'yesterday' is no ISO 8601 day" in told[3]


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800 half a pair \udc00", "\u202e", "a" * 100_000, "1/1/" * 5000])
def test_any_text_has_an_answer(text: str) -> None:
    payloads, done = enriched(json.dumps({"id": "x", "text": text}))
    assert done.returncode == 0
    assert len(payloads["x"]["article"]["text"]) == len(text)


def test_nothing_in_is_nothing_out() -> None:
    done = subprocess.run(COMMAND, input="", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_an_answer_comes_before_the_input_ends() -> None:
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"id": "x", "text": "One."}) + "\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == "x"
    process.stdin.close()
    process.stdout.close()
    assert process.wait(30) == 0


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    lines = "".join(json.dumps({"id": str(number), "text": "One."}) + "\n" for number in range(200))
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write(lines)
    process.stdin.close()
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(60) == 1

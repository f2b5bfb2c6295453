"""`dateline run`: the whole way with one command."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from shared import settings
from shared.embedded import answers, url_of
from tests.support import Server, wait_until

pytestmark = pytest.mark.timeout(180)

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
DATELINE = [sys.executable, "-m", "services.cli"]
QUICK = {"DATELINE_SETTLE_S": "0.05", "DATELINE_SCAN_INTERVAL_S": "0.1", "COLUMNS": "200"}


def clean(**variables: str) -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    kept = {name: value for name, value in settings.environment().items() if name != "REDIS_URL"}
    return {**kept, **QUICK, **variables}


def run_once(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*DATELINE, "run", "--once", *arguments]
    return subprocess.run(
        command, cwd=folder, env=clean(**variables), capture_output=True, text=True, timeout=120, check=False
    )


def events(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


class Running:
    """A `dateline run` in a folder of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self._output = (folder / "output").open("w")
        self._process = subprocess.Popen(
            [*DATELINE, "run", *arguments], cwd=folder, env=clean(), stdout=self._output, stderr=subprocess.STDOUT
        )
        self.pid = self._process.pid

    def output(self) -> str:
        return (self.folder / "output").read_text("utf-8")

    def end(self, number: signal.Signals) -> int:
        self._process.send_signal(number)
        return self._process.wait(60)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._output.close()


@pytest.fixture
def running(tmp_path: Path) -> Generator[Running]:
    (tmp_path / "home").mkdir()
    one = Running(tmp_path / "home", "--samples", str(SAMPLES))
    yield one
    one.close()


def children_of(pid: int) -> list[int]:
    listing = subprocess.run(["ps", "-o", "pid=,ppid=", "-A"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()]
    return [child for child, parent in pairs if parent == pid]


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists() or "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()


def test_the_samples_become_events_once_and_never_again(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "in")
    first = run_once(tmp_path, "--inbox", "in")
    assert first.returncode == 0, first.stderr
    assert sorted(event["language"]["tag"] for event in events(first.stdout)) == ["en", "ms"]
    for event in events(first.stdout):
        text = event["article"]["text"]
        mentions = [mention for entity in event["entities"] for mention in entity["mentions"]]
        for found in (*mentions, *event["dates"]):
            assert text[found["start"] : found["end"]] == found["text"]
    shutil.copytree(SAMPLES, tmp_path / "in", dirs_exist_ok=True)
    again = run_once(tmp_path, "--inbox", "in")
    assert (again.returncode, again.stdout) == (0, "")
    assert "0 events, 2 duplicates, 0 rejected" in again.stderr


def test_the_events_can_go_to_a_file_and_bad_files_do_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_text("")
    (tmp_path / "in" / "good.txt").write_text("GEORGE TOWN, March 10 (Bernama) -- The harbour opened on Monday.\n")
    done = run_once(tmp_path, "--inbox", "in", "--events", "events.jsonl")
    assert (done.returncode, done.stdout) == (0, "")
    (event,) = events((tmp_path / "events.jsonl").read_text("utf-8"))
    assert event["article"]["source"] == "in/good.txt"
    assert "1 events, 0 duplicates, 1 rejected" in done.stderr
    assert "DropRejected" in done.stderr


def test_an_empty_inbox_ends_at_once(tmp_path: Path) -> None:
    done = run_once(tmp_path, "--inbox", "in")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_server_of_ones_own_is_used_where_it_is_named(server: Server, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("The harbour opened on Monday.\n")
    done = run_once(tmp_path, "--inbox", "in", REDIS_URL=server.url)
    assert len(events(done.stdout)) == 1
    assert not (tmp_path / ".dateline" / "valkey.log").exists()


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run_once(tmp_path, "--inbox", "in", REDIS_URL="redis://127.0.0.1:1")
    assert done.returncode == 1
    assert "127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_exits_with_2(tmp_path: Path) -> None:
    done = run_once(tmp_path, DATELINE_BATCH="none")
    assert done.returncode == 2
    assert done.stderr == "DATELINE_BATCH holds 'none'; it may hold a whole number from 1 to 1,000.\n"


def test_on_the_first_run_the_samples_are_shown_as_people_read_them(running: Running) -> None:
    wait_until(lambda: running.output().count("\nfile ") == 2, "both samples")
    assert "Mar 9–10, 2026" in running.output()
    assert "“Monday and Tuesday”" in running.output()
    (running.folder / "inbox" / "b.txt").write_text("JAKARTA, 10 Maret (ANTARA) - Kapal tiba pada Senin dan Selasa.\n")
    wait_until(lambda: running.output().count("\nfile ") == 3, "the dropped file")
    assert running.end(signal.SIGINT) == 0
    assert "3 events" in running.output()


def test_ctrl_c_ends_all_of_it(running: Running) -> None:
    wait_until(lambda: running.output().count("\nfile ") == 2, "both samples")
    children = children_of(running.pid)
    assert len(children) >= 3
    assert running.end(signal.SIGINT) == 0
    assert all(is_gone(child) for child in children)
    assert not answers(url_of(running.folder / ".dateline"))


def test_killed_itself_it_leaves_no_process_behind(running: Running) -> None:
    wait_until(lambda: running.output().count("\nfile ") == 2, "both samples")
    children = children_of(running.pid)
    os.kill(running.pid, signal.SIGKILL)
    wait_until(lambda: all(is_gone(child) for child in children), "every process to end")


def test_whatever_dies_is_started_again(running: Running) -> None:
    wait_until(lambda: running.output().count("\nfile ") == 2, "both samples")
    for child in children_of(running.pid):
        os.kill(child, signal.SIGKILL)
    (running.folder / "inbox" / "b.txt").write_text("The harbour opened on Monday.\n")
    wait_until(lambda: running.output().count("\nfile ") == 3, "the event after the deaths")
    assert running.output().count("ProcessRestarted") >= 3
    assert running.end(signal.SIGTERM) == 0


def test_a_second_run_in_the_same_folder_is_told_of_the_first(running: Running) -> None:
    wait_until(lambda: answers(url_of(running.folder / ".dateline")), "the first to start")
    second = run_once(running.folder)
    assert second.returncode == 1
    assert f"process {running.pid}" in second.stderr


def test_the_samples_are_dropped_only_on_the_first_run(tmp_path: Path, running: Running) -> None:
    wait_until(lambda: running.output().count("\nfile ") == 2, "both samples")
    assert running.end(signal.SIGINT) == 0
    again = Running(running.folder, "--samples", str(SAMPLES))
    try:
        wait_until(lambda: "watching" in again.output(), "the second run")
        assert list((running.folder / "inbox").glob("*.txt")) == []
        assert again.end(signal.SIGINT) == 0
        assert "0 events, 0 duplicates" in again.output()
    finally:
        again.close()
    assert tmp_path


def test_the_events_can_be_followed_from_another_terminal(running: Running) -> None:
    wait_until(lambda: running.output().count("\nfile ") == 2, "both samples")
    tail = [*DATELINE, "tail", "--json", "--no-follow", "-n", "1"]
    seen = subprocess.run(tail, cwd=running.folder, env=clean(), capture_output=True, text=True, check=True, timeout=60)
    (event,) = events(seen.stdout)
    assert event["language"]["tag"] in {"en", "ms"}
    people = subprocess.run(
        [*DATELINE, "tail", "--no-follow"],
        cwd=running.folder,
        env=clean(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert people.stdout.count("language") == 2


@pytest.mark.parametrize("command", ["tail --json -n 9", "tail -n 9"])
def test_a_reader_of_the_events_that_goes_away_ends_it_quietly(running: Running, command: str) -> None:
    wait_until(lambda: running.output().count("\nfile ") == 2, "both samples")
    follow = [*DATELINE, *command.split()]
    tail = subprocess.Popen(follow, cwd=running.folder, env=clean(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert tail.stdout
    assert tail.stderr
    tail.stdout.readline()
    tail.stdout.close()
    for number in range(3):
        (running.folder / "inbox" / f"{number}.txt").write_text(f"Ship {number} came on Monday.\n")
        wait_until(lambda: running.output().count("\nfile ") == 3 + number, "another event")  # noqa: B023  at once
    assert tail.wait(60) == 1
    assert tail.stderr.read() == b""
    tail.stderr.close()


def test_tail_without_anything_running_says_what_to_do(tmp_path: Path) -> None:
    tail = [*DATELINE, "tail"]
    done = subprocess.run(tail, cwd=tmp_path, env=clean(), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "start one, or set REDIS_URL" in done.stderr

"""What lies in the watched folder, and when it may be read."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from services.ingest.inbox import ChangingError, Drop, Inbox, Look, hints, is_unfinished, read_bytes
from services.ingest.readers import Unreadable
from shared.logbook import LeftReason, RejectReason

SETTLE_S = 1.0


def look_twice(inbox: Inbox) -> Look:
    inbox.scan(0.0)
    return inbox.scan(SETTLE_S)


def names(look: Look) -> list[str]:
    return [drop.source for drop in look.settled]


def only(folder: Path) -> Drop:
    (drop,) = look_twice(Inbox(folder, SETTLE_S)).settled
    return drop


def test_a_file_is_taken_when_it_has_stood_still(inbox: Path) -> None:
    watched = Inbox(inbox, SETTLE_S)
    (inbox / "a.txt").write_text("one")
    assert watched.scan(0.0).settled == ()
    assert watched.scan(0.9).waiting == 1
    assert names(watched.scan(1.0)) == ["inbox/a.txt"]


def test_a_file_that_grows_is_waited_for(inbox: Path) -> None:
    watched = Inbox(inbox, SETTLE_S)
    file = inbox / "a.txt"
    file.write_text("one")
    watched.scan(0.0)
    file.write_text("one and two")
    assert watched.scan(1.0).settled == ()
    assert names(watched.scan(2.0)) == ["inbox/a.txt"]


def test_a_file_replaced_by_another_of_the_same_size_and_time_is_waited_for(inbox: Path) -> None:
    watched = Inbox(inbox, SETTLE_S)
    file, other = inbox / "a.txt", inbox / ".other"
    file.write_text("one")
    other.write_text("two")
    status = file.stat()
    watched.scan(0.0)
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.rename(file)
    assert watched.scan(1.0).settled == ()


def test_files_that_were_there_before_and_those_in_subfolders_are_found(inbox: Path) -> None:
    (inbox / "sub" / "deeper").mkdir(parents=True)
    (inbox / "sub" / "deeper" / "b.txt").write_text("b")
    (inbox / "a.txt").write_text("a")
    assert names(look_twice(Inbox(inbox, SETTLE_S))) == ["inbox/a.txt", "inbox/sub/deeper/b.txt"]


@pytest.mark.parametrize(
    "name", [".hidden", "~lock", "#autosave#", "a.tmp", "a.PART", "b.crdownload", "c.swp", "d.txt~", ".a.txt.Xy12"]
)
def test_hidden_and_unfinished_names_are_left_alone(inbox: Path, name: str) -> None:
    (inbox / name).write_text("not yet")
    assert look_twice(Inbox(inbox, SETTLE_S)) == Look((), 0, ())


@pytest.mark.parametrize("name", ["template.txt", "party.txt", "a.tmp.txt", "..a", "temp"])
def test_names_that_only_look_unfinished(name: str) -> None:
    assert is_unfinished(name) is name.startswith(".")


def test_the_shelves_are_no_part_of_the_inbox_but_their_names_elsewhere_are(inbox: Path) -> None:
    for folder in ("done", "rejected", "sub/done"):
        (inbox / folder).mkdir(parents=True)
        (inbox / folder / "a.txt").write_text("a")
    assert names(look_twice(Inbox(inbox, SETTLE_S))) == ["inbox/sub/done/a.txt"]


def test_a_name_that_is_no_utf8_or_holds_a_newline_is_a_name(inbox: Path) -> None:
    Path(os.fsdecode(os.fsencode(inbox) + b"/caf\xe9.txt")).write_text("a")
    (inbox / "two\nlines..txt").write_text("b")
    assert names(look_twice(Inbox(inbox, SETTLE_S))) == ["inbox/caf\\xe9.txt", "inbox/two\nlines..txt"]


def test_a_linked_folder_is_not_walked_into(inbox: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (inbox / "way-out").symlink_to(outside)
    with pytest.raises(Unreadable) as refused:
        read_bytes(only(inbox), 100)
    assert refused.value.reason is RejectReason.SYMLINK


def test_a_link_to_a_file_is_refused_even_inside_the_inbox(inbox: Path) -> None:
    (inbox / ".target").write_text("a")
    (inbox / "link.txt").symlink_to(".target")
    with pytest.raises(Unreadable) as refused:
        read_bytes(only(inbox), 100)
    assert refused.value.reason is RejectReason.SYMLINK


def test_a_file_that_becomes_a_link_before_it_is_read_is_not_followed(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("abc")
    file = inbox / "a.txt"
    file.write_text("abc")
    drop = only(inbox)
    file.unlink()
    file.symlink_to(tmp_path / "secret")
    with pytest.raises(ChangingError):
        read_bytes(drop, 100)


def test_a_pipe_is_refused_and_nothing_waits_for_its_writer(inbox: Path) -> None:
    os.mkfifo(inbox / "pipe")
    with pytest.raises(Unreadable) as refused:
        read_bytes(only(inbox), 100)
    assert refused.value.reason is RejectReason.NOT_A_FILE


def test_a_file_over_the_limit_is_refused_unread(inbox: Path) -> None:
    with (inbox / "large.txt").open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(Unreadable) as refused:
        read_bytes(only(inbox), 5_000_000)
    assert refused.value.reason is RejectReason.TOO_LARGE
    assert "DATELINE_MAX_FILE_BYTES" in refused.value.remedy


def test_a_file_that_vanishes_is_left_alone(inbox: Path) -> None:
    (inbox / "a.txt").write_text("a")
    drop = only(inbox)
    (inbox / "a.txt").unlink()
    with pytest.raises(ChangingError) as left:
        read_bytes(drop, 100)
    assert left.value.reason is LeftReason.VANISHED


def test_a_file_that_changes_before_it_is_read_is_left_for_later(inbox: Path) -> None:
    (inbox / "a.txt").write_text("a")
    drop = only(inbox)
    (inbox / "a.txt").write_text("another")
    with pytest.raises(ChangingError) as left:
        read_bytes(drop, 100)
    assert left.value.reason is LeftReason.CHANGING


def test_a_file_that_may_not_be_read_is_refused(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (inbox / "a.txt").write_text("a")
    drop = only(inbox)

    def forbids(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbids)
    with pytest.raises(Unreadable) as refused:
        read_bytes(drop, 100)
    assert refused.value.reason is RejectReason.PERMISSION_DENIED


def test_a_folder_that_may_not_be_listed_is_named_and_the_rest_is_found(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "closed").mkdir()
    (inbox / "a.txt").write_text("a")
    lists = os.scandir

    def forbids(folder: str) -> object:
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied")
        return lists(folder)

    monkeypatch.setattr(os, "scandir", forbids)
    look = look_twice(Inbox(inbox, SETTLE_S))
    assert names(look) == ["inbox/a.txt"]
    assert [folder.source for folder in look.unreadable_folders] == ["inbox/closed"]


async def test_a_drop_is_hinted_at(inbox: Path) -> None:
    async with hints(inbox) as moved:
        while not moved.is_set():
            (inbox / "a.txt").write_text("a")
            await asyncio.sleep(0.05)


async def test_without_hints_the_inbox_is_only_scanned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with hints(tmp_path / "is not there") as moved:
        await asyncio.sleep(0.1)
        assert not moved.is_set()
    assert "LibrarySpoke" in capsys.readouterr().out


def test_of_too_many_files_one_scan_gives_some_and_the_next_the_rest(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.inbox._MOST_AT_ONCE", 2)
    for name in "abcde":
        (inbox / f"{name}.txt").write_text(name)
    watched = Inbox(inbox, 0.0)
    first = watched.scan(0.0)
    assert (names(first), first.waiting) == (["inbox/a.txt", "inbox/b.txt"], 3)
    for drop in first.settled:
        drop.path.unlink()
    assert names(watched.scan(1.0)) == ["inbox/c.txt", "inbox/d.txt"]


def test_what_is_not_wanted_now_keeps_nothing_else_from_being_given(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.inbox._MOST_AT_ONCE", 2)
    for name in "abcde":
        (inbox / f"{name}.txt").write_text(name)
    look = Inbox(inbox, 0.0).scan(0.0, lambda drop: drop.path.name >= "d")
    assert (names(look), look.waiting) == (["inbox/d.txt", "inbox/e.txt"], 0)

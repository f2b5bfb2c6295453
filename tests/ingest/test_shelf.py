"""Where drops go: nothing is overwritten, nothing lies there without its reason."""

from __future__ import annotations

import datetime as dt
import json
import os
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.inbox import ChangingError, Drop, Inbox
from services.ingest.readers import Unreadable
from services.ingest.shelf import Shelf
from shared.logbook import RejectReason

AT = dt.datetime(2026, 2, 11, 8, 30, tzinfo=dt.UTC)
BROKEN = Unreadable(RejectReason.BROKEN_JSON, detail="a comma is missing", remedy="add it", place="line 1, column 2")


def dropped(inbox: Path, name: str = "a.txt", text: str = "a") -> Drop:
    file = inbox / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    (drop,) = (drop for drop in _all(inbox) if drop.path == file)
    return drop


def _all(inbox: Path) -> tuple[Drop, ...]:
    return Inbox(inbox, 0.0).scan(0.0).settled


def test_a_done_drop_keeps_its_folder(inbox: Path) -> None:
    Shelf(inbox).done(dropped(inbox, "sub/a.txt"))
    assert (inbox / "done" / "sub" / "a.txt").read_text() == "a"
    assert _all(inbox) == ()


def test_a_second_drop_of_the_name_does_not_replace_the_first(inbox: Path) -> None:
    shelf = Shelf(inbox)
    places = {shelf.done(dropped(inbox, text=text)) for text in ("one", "two", "three")}
    assert {place.read_text() for place in places} == {"one", "two", "three"}
    assert all(place.suffix == ".txt" for place in places)


def test_a_rejected_drop_lies_beside_its_reason(inbox: Path) -> None:
    place = Shelf(inbox).reject(dropped(inbox, "b.json", "{"), BROKEN, AT)
    assert place == inbox / "rejected" / "b.json"
    assert json.loads((inbox / "rejected" / "b.json.reason.json").read_text()) == {
        "source": "inbox/b.json",
        "reason": "broken_json",
        "place": "line 1, column 2",
        "detail": "a comma is missing",
        "remedy": "add it",
        "size_bytes": 1,
        "rejected_at": "2026-02-11T08:30:00Z",
    }


def test_a_rejected_link_is_moved_itself_and_its_target_stays(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (inbox / "link").symlink_to(tmp_path / "secret")
    (drop,) = _all(inbox)
    place = Shelf(inbox).reject(drop, BROKEN, AT)
    assert place.is_symlink()
    assert (tmp_path / "secret").read_text() == "secret"


def test_the_shelves_have_the_permissions_of_the_inbox(inbox: Path) -> None:
    inbox.chmod(0o2770)
    Shelf(inbox).done(dropped(inbox, "sub/a.txt"))
    for folder in ("done", "done/sub"):
        assert (inbox / folder).stat().st_mode & 0o7777 == 0o2770


@pytest.mark.parametrize("replace", ["over it", "in place"])
def test_what_was_replaced_after_it_was_read_goes_back_to_be_read(inbox: Path, replace: str) -> None:
    drop = dropped(inbox, text="one")
    if replace == "over it":
        (inbox / ".new").write_text("two")
        (inbox / ".new").rename(inbox / "a.txt")
    else:
        (inbox / "a.txt").write_text("zwei")
    with pytest.raises(ChangingError):
        Shelf(inbox).done(drop)
    (again,) = _all(inbox)
    assert again.path.read_text() in {"two", "zwei"}
    assert list((inbox / "done").iterdir()) == []


def test_what_was_replaced_before_it_was_rejected_goes_back_without_a_reason(inbox: Path) -> None:
    drop = dropped(inbox, text="broken")
    (inbox / "a.txt").write_text("mended")
    with pytest.raises(ChangingError):
        Shelf(inbox).reject(drop, BROKEN, AT)
    assert list((inbox / "rejected").iterdir()) == []
    assert (inbox / "a.txt").read_text() == "mended"


def test_a_disk_that_fills_up_while_a_reason_is_written_leaves_no_reason_without_its_file(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, drop = Shelf(inbox), dropped(inbox, text="broken")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (inbox / "rejected").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            shelf.reject(drop, BROKEN, AT)
    assert list((inbox / "rejected").iterdir()) == []
    assert (inbox / "a.txt").read_text() == "broken"


def test_flushing_after_a_folder_went_away_is_no_error(inbox: Path) -> None:
    shelf = Shelf(inbox)
    shelf.done(dropped(inbox, "sub/a.txt"))
    (inbox / "sub").rmdir()
    shelf.flush()


@given(st.text(st.sampled_from(string.ascii_letters + "é界\n .~"), min_size=1, max_size=250))
def test_any_name_that_a_file_can_have_fits_on_both_shelves(name: str) -> None:
    name = "x" + name
    while len(os.fsencode(name)) > 255:
        name = name[:-1]
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder)
        shelf = Shelf(inbox)
        first, second = (shelf.reject(_forced(inbox, name), BROKEN, AT) for _ in range(2))
        assert first != second
        assert shelf.done(_forced(inbox, name)).exists()


def _forced(inbox: Path, name: str) -> Drop:
    from services.ingest.inbox import State  # noqa: PLC0415

    file = inbox / name
    file.write_text("a")
    return Drop(inbox, file, State.of(file.lstat()))

"""No link leads out of the inbox, whenever it is put there."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from services.ingest.beneath import folder, make_folder
from services.ingest.inbox import ChangingError, Drop, Inbox, read_bytes
from services.ingest.shelf import Shelf


def the_drop(inbox: Path) -> Drop:
    (drop,) = Inbox(inbox, 0.0).scan(0.0).settled
    return drop


def test_a_folder_that_became_a_link_is_not_read_through(inbox: Path, tmp_path: Path) -> None:
    (inbox / "sub").mkdir()
    (inbox / "sub" / "a.txt").write_text("ours")
    drop = the_drop(inbox)
    elsewhere = tmp_path / "elsewhere"
    (inbox / "sub").rename(elsewhere)
    (inbox / "sub").symlink_to(elsewhere)
    with pytest.raises(ChangingError):
        read_bytes(drop, 1000)
    with pytest.raises(NotADirectoryError):
        Shelf(inbox).done(drop)
    assert (elsewhere / "a.txt").exists()


@pytest.mark.parametrize("link", ["done", "done/sub"])
def test_a_shelf_that_is_a_link_takes_nothing_out_of_the_inbox(inbox: Path, tmp_path: Path, link: str) -> None:
    (inbox / "sub").mkdir()
    (inbox / "sub" / "a.txt").write_text("ours")
    drop = the_drop(inbox)
    outside = tmp_path / "outside"
    (outside / "sub").mkdir(parents=True)
    (inbox / link).parent.mkdir(exist_ok=True)
    (inbox / link).symlink_to(outside)
    with pytest.raises(OSError, match="Not a directory"):
        Shelf(inbox).done(drop)
    assert (inbox / "sub" / "a.txt").read_text() == "ours"
    assert list((outside / "sub").iterdir()) == []


def test_the_inbox_itself_may_be_a_link(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(inbox)
    make_folder(tmp_path / "link", PurePath("a/b"))
    with folder(tmp_path / "link", PurePath("a/b")):
        assert (inbox / "a" / "b").is_dir()

"""Where a drop goes when it is dealt with: done/, or rejected/ beside its reason.

Both lie in the inbox, so that a move is a rename on one file system, whatever is mounted. A link in the place of either
would lead out of the inbox, and is an error.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
from pathlib import Path, PurePath

from pydantic import BaseModel, ConfigDict

from services.ingest.beneath import folder, make_folder
from services.ingest.inbox import DONE, REJECTED, ChangingError, Drop, State
from services.ingest.readers.reasons import Unreadable
from shared.logbook import LeftReason, RejectReason

_REASON_SUFFIX = ".reason.json"
# What a drop is called while it is moved, before its inode and its name: hidden, so that no scan takes it.
_HELD = ".moving~"
# NAME_MAX of Linux and macOS file systems, in bytes.
_NAME_LIMIT = 255
# What is longer is no suffix that tells a format, in bytes.
_SUFFIX_LIMIT = 32


class Reason(BaseModel):
    """What lies beside a rejected file."""

    model_config = ConfigDict(frozen=True)
    source: str
    reason: RejectReason
    place: str | None
    detail: str
    remedy: str
    size_bytes: int
    rejected_at: dt.datetime


class Shelf:
    """done/ and rejected/ of one inbox."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._touched: set[PurePath] = set()

    def recover(self) -> None:
        """Puts back what an ingest that was killed had in hand.

        Raises:
            OSError: it cannot be put back; it stays there, under its hidden name.
        """
        for path, folders, files, handle in os.fwalk(self._root):
            if Path(path) == self._root:
                folders[:] = [name for name in folders if name not in {DONE, REJECTED}]
            for held in files:
                if held.startswith(_HELD):
                    _put_back(held, held.removeprefix(_HELD).partition("~")[2], handle)

    def done(self, drop: Drop) -> Path:
        """Moves a drop to done/ and says where it lies now.

        Raises:
            OSError: it cannot be moved; FileNotFoundError where it has gone.
            ChangingError: another file had taken its name; it was put back and is another drop.
        """
        return self._move(drop, PurePath(DONE) / drop.inside.parent)

    def reject(self, drop: Drop, error: Unreadable, at: dt.datetime) -> Path:
        """Moves a drop to rejected/, its reason beside it, and says where it lies now.

        Raises:
            OSError: it cannot be moved or the reason not be written; FileNotFoundError where it has gone.
            ChangingError: another file had taken its name; it was put back and is another drop.
        """
        reason = Reason(
            source=drop.source,
            reason=error.reason,
            place=error.place,
            detail=error.detail,
            remedy=error.remedy,
            size_bytes=drop.state.size,
            rejected_at=at,
        )
        return self._move(drop, PurePath(REJECTED) / drop.inside.parent, reason)

    def flush(self) -> None:
        """Puts the moves since the last call on disk."""
        for inside in self._touched:
            try:
                with folder(self._root, inside) as handle:
                    os.fsync(handle)
            except (FileNotFoundError, NotADirectoryError):
                continue
        self._touched.clear()

    def _move(self, drop: Drop, inside: PurePath, reason: Reason | None = None) -> Path:
        try:
            return self._move_to(drop, inside, reason)
        except FileNotFoundError:
            # Most often the shelf is there, so it is only made where it is missed.
            make_folder(self._root, inside)
            return self._move_to(drop, inside, reason)

    def _move_to(self, drop: Drop, inside: PurePath, reason: Reason | None) -> Path:
        with folder(self._root, drop.inside.parent) as parent, folder(self._root, inside) as shelf:
            target = _free_name(drop, shelf)
            if reason is None:
                self._move_file(drop, parent, target, shelf)
            else:
                os.stat(drop.path.name, dir_fd=parent, follow_symlinks=False)
                beside = target + _REASON_SUFFIX
                try:
                    # The reason first: a rejected file never lies there without one, even after a crash in between.
                    _write(reason.model_dump_json(indent=2) + "\n", beside, shelf)
                    self._move_file(drop, parent, target, shelf)
                except (OSError, ChangingError):
                    # Nor does a reason without its file, of which a full disk may have kept half.
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(beside, dir_fd=shelf)
                    raise
            self._touched |= {drop.inside.parent, inside}
        return self._root / inside / target

    def _move_file(self, drop: Drop, parent: int, target: str, shelf: int) -> None:
        name = drop.path.name
        # Under a name of our own first, so that what is looked at is what is moved, and a crash leaves it here.
        held = _held(drop)
        os.rename(name, held, src_dir_fd=parent, dst_dir_fd=parent)
        try:
            _compare(drop, held, parent)
            os.rename(held, target, src_dir_fd=parent, dst_dir_fd=shelf)
        except (OSError, ChangingError):
            _put_back(held, name, parent)
            raise


def _free_name(drop: Drop, shelf: int) -> str:
    name = _fitting(drop.path.name, "")
    try:
        os.stat(name, dir_fd=shelf, follow_symlinks=False)
    except FileNotFoundError:
        return name
    # Nothing on a shelf is ever overwritten by another drop; the same drop, moved again after a crash, may be.
    state = drop.state
    return _fitting(drop.path.name, f"~{state.mtime_ns:x}-{state.inode:x}")


def _held(drop: Drop) -> str:
    mark = f"{_HELD}{drop.state.inode:x}~"
    return mark + _fitting(drop.path.name, "", spare=len(mark))


def _compare(drop: Drop, held: str, folder: int) -> None:
    if State.of(os.stat(held, dir_fd=folder, follow_symlinks=False)) != drop.state:
        # A writer replaced the file after it was read: nobody has seen what lies there now.
        raise ChangingError(LeftReason.CHANGING, "the file was replaced after it was read; it is read again")


def _write(text: str, name: str, folder: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(name, flags, 0o666, dir_fd=folder), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _put_back(held: str, name: str, folder: int) -> None:
    # A link, unlike a rename, refuses a name that is taken again: then a name like it will do.
    try:
        os.link(held, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        inode = os.stat(held, dir_fd=folder, follow_symlinks=False).st_ino
        os.rename(held, _fitting(name, f"~{inode:x}"), src_dir_fd=folder, dst_dir_fd=folder)
    else:
        os.unlink(held, dir_fd=folder)


def _fitting(name: str, tag: str, spare: int = len(_REASON_SUFFIX)) -> str:
    """`name` with `tag` before its suffix, shortened so that `spare` bytes are left, by default for its reason file."""
    suffix = Path(name).suffix
    if len(os.fsencode(suffix)) > _SUFFIX_LIMIT:
        suffix = ""
    room = _NAME_LIMIT - spare - len(os.fsencode(suffix)) - len(tag)
    stem = os.fsencode(name.removesuffix(suffix))
    if len(stem) > room:
        mark = "~" + hashlib.sha256(stem).hexdigest()[:12]
        stem = os.fsencode(os.fsdecode(stem[: room - len(mark)]).rstrip("\udc80")) + mark.encode()
    return os.fsdecode(stem) + tag + suffix

"""Where a drop goes when it is dealt with: done/, or rejected/ beside its reason.

Both lie in the inbox, so that a move is a rename on one file system, whatever is mounted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.ingest.inbox import DONE, REJECTED, Drop
from services.ingest.readers.reasons import Unreadable
from shared.logbook import RejectReason

_REASON_SUFFIX = ".reason.json"
# NAME_MAX of Linux and macOS file systems, in bytes.
_NAME_LIMIT = 255


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
        self._touched: set[Path] = set()

    def done(self, drop: Drop) -> Path:
        """Moves a drop to done/ and says where it lies now.

        Raises:
            OSError: it cannot be moved; FileNotFoundError where it has gone.
        """
        return self._move(drop, self._place(drop, DONE))

    def reject(self, drop: Drop, error: Unreadable, at: dt.datetime) -> Path:
        """Moves a drop to rejected/, its reason beside it, and says where it lies now.

        Raises:
            OSError: it cannot be moved or the reason not be written; FileNotFoundError where it has gone.
        """
        target = self._place(drop, REJECTED)
        reason = Reason(
            source=drop.source,
            reason=error.reason,
            place=error.place,
            detail=error.detail,
            remedy=error.remedy,
            size_bytes=drop.state.size,
            rejected_at=at,
        )
        beside = target.with_name(target.name + _REASON_SUFFIX)
        drop.path.lstat()
        # The reason first: a rejected file never lies there without one, even after a crash in between.
        with beside.open("w", encoding="utf-8") as file:
            file.write(reason.model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return self._move(drop, target)

    def flush(self) -> None:
        """Puts the moves since the last call on disk."""
        for folder in self._touched:
            if folder.is_dir():
                handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        self._touched.clear()

    def _move(self, drop: Drop, target: Path) -> Path:
        drop.path.rename(target)
        self._touched |= {drop.path.parent, target.parent}
        return target

    def _place(self, drop: Drop, shelf: str) -> Path:
        folder = self._folder(Path(shelf) / drop.inside.parent)
        name = _fitting(drop.inside.name, "")
        # Nothing on a shelf is ever overwritten by another drop; the same drop, moved again after a crash, may be.
        if os.path.lexists(folder / name):
            state = drop.state
            name = _fitting(drop.inside.name, f"~{state.mtime_ns:x}-{state.inode:x}")
        return folder / name

    def _folder(self, inside: Path) -> Path:
        folder = self._root
        mode = self._root.stat().st_mode & 0o7777
        for part in inside.parts:
            folder /= part
            if not folder.is_dir():
                folder.mkdir(exist_ok=True)
                folder.chmod(mode)
                self._touched.add(folder.parent)
        return folder


def _fitting(name: str, tag: str) -> str:
    """`name` with `tag` before its suffix, shortened so that a reason file fits beside it."""
    path = Path(name)
    room = _NAME_LIMIT - len(_REASON_SUFFIX) - len(os.fsencode(path.suffix)) - len(tag)
    stem = os.fsencode(path.stem)
    if len(stem) > room:
        mark = "~" + hashlib.sha256(stem).hexdigest()[:12]
        stem = os.fsencode(os.fsdecode(stem[: room - len(mark)]).rstrip("\udc80")) + mark.encode()
    return os.fsdecode(stem) + tag + path.suffix

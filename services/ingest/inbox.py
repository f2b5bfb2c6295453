"""The watched folder: what lies in it, and which of it stands still.

A scan is the truth; a notification of the file system only makes the next scan come sooner. Nothing here follows a
symbolic link.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import os
import stat
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import watchfiles

from services.ingest.beneath import folder
from services.ingest.readers.reasons import Unreadable
from shared import logs
from shared.logbook import LeftReason, LibrarySpoke, RejectReason

DONE = "done"
REJECTED = "rejected"

# Names that programs give to files which they have not finished.
_UNFINISHED_ENDINGS = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".filepart",
    ".swp",
    ".swx",
    "~",
)
_UNFINISHED_BEGINNINGS = (".", "~", "#")
# So many drops are given by one scan; the rest by the next, when these are gone.
_MOST_AT_ONCE = 10_000


class Kind(StrEnum):
    """What a name in the inbox stands for."""

    FILE = "file"
    SYMLINK = "symlink"
    OTHER = "other"


class State(NamedTuple):
    """What must stand still: another size, time or file under the name is another drop."""

    kind: Kind
    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> State:
        """The state that `status` tells of."""
        kind = Kind.OTHER
        if stat.S_ISREG(status.st_mode):
            kind = Kind.FILE
        elif stat.S_ISLNK(status.st_mode):
            kind = Kind.SYMLINK
        return cls(kind, status.st_size, status.st_mtime_ns, status.st_ino)


@dataclass(frozen=True)
class Drop:
    """One file that was put into the inbox."""

    inbox: Path
    path: Path
    state: State

    @functools.cached_property
    def inside(self) -> Path:
        """Its path inside the inbox."""
        # Paths are cut as text where there are many: pathlib would take most of the time that a drop costs.
        return Path(str(self.path)[len(str(self.inbox).rstrip("/")) + 1 :])

    @functools.cached_property
    def source(self) -> str:
        """Its path from the inbox's parent; a name that is no UTF-8 is shown with escapes."""
        return os.fsencode(f"{self.inbox.name}/{self.inside}").decode("utf-8", "backslashreplace")


@dataclass(frozen=True)
class Look:
    """What one scan found."""

    settled: tuple[Drop, ...]
    """Drops that stand still, so many at most as are taken in before the next scan."""
    waiting: int
    """Files that a later scan will give: they do not stand still yet, or are too many."""
    unreadable_folders: tuple[Drop, ...]


class ChangingError(Exception):
    """The file vanished, or was written to, between the scan and the end of reading it."""

    def __init__(self, reason: LeftReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def is_unfinished(name: str) -> bool:
    """Whether a name is hidden or that of a file not yet finished."""
    return name.startswith(_UNFINISHED_BEGINNINGS) or name.lower().endswith(_UNFINISHED_ENDINGS)


class Inbox:
    """The folder `root`, scanned again and again."""

    def __init__(self, root: Path, settle_s: float) -> None:
        self.root = root.resolve()
        self._settle_s = settle_s
        # A million files may lie here while ingest holds back: what is kept of each is small.
        self._seen: dict[str, tuple[State, float]] = {}

    def scan(self, now: float, wanted: Callable[[Drop], bool] = lambda _: True) -> Look:
        """Looks at every file.

        Args:
            now: seconds on a clock that never goes back.
            wanted: whether a drop that stands still is to be given; the others are passed over.
        """
        settled: list[Drop] = []
        unreadable: list[Drop] = []
        waiting = 0
        seen: dict[str, tuple[State, float]] = {}
        for path, state in self._files(self.root, unreadable):
            before = self._seen.get(path)
            # The same object, where it stands still, so that it is kept once.
            seen[path] = before if before is not None and before[0] == state else (state, now)
            if now - seen[path][1] < self._settle_s or len(settled) == _MOST_AT_ONCE:
                waiting += 1
            elif wanted(drop := Drop(self.root, Path(path), state)):
                settled.append(drop)
        self._seen = seen
        return Look(tuple(settled), waiting, tuple(unreadable))

    def shelved(self) -> Iterator[Drop]:
        """The files in done/."""
        return (Drop(self.root, Path(path), state) for path, state in self._files(self.root / DONE, []))

    def _files(self, top: Path, unreadable: list[Drop]) -> Iterator[tuple[str, State]]:
        folders = [str(top)]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name, reverse=True)
            except FileNotFoundError:
                continue
            except OSError:
                with contextlib.suppress(OSError):
                    unreadable.append(Drop(self.root, Path(folder), State.of(os.lstat(folder))))
                continue
            is_root = folder == str(self.root)
            while entries:
                entry = entries.pop()
                if is_unfinished(entry.name) or (is_root and entry.name in {DONE, REJECTED}):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                    continue
                with contextlib.suppress(FileNotFoundError):
                    yield entry.path, State.of(entry.stat(follow_symlinks=False))


def read_bytes(drop: Drop, limit: int) -> bytes:
    """The bytes of a drop, if it is a regular file that stands still while it is read.

    Args:
        drop: as the scan found it.
        limit: bytes that a file may have at most.

    Raises:
        Unreadable: a symbolic link, no file, too large, or no permission.
        ChangingError: it vanished or changed; a later scan finds it again.
    """
    if drop.state.kind is Kind.SYMLINK:
        raise Unreadable(
            RejectReason.SYMLINK,
            detail="a symbolic link, which is never followed: it may lead out of the inbox",
            remedy="drop the file itself",
        )
    if drop.state.kind is Kind.OTHER:
        raise Unreadable(RejectReason.NOT_A_FILE, detail="a pipe, socket or device", remedy="drop a regular file")
    if drop.state.size > limit:
        raise Unreadable(
            RejectReason.TOO_LARGE,
            detail=f"{drop.state.size:,} bytes, over the limit of {limit:,}",
            remedy="split the file, or raise DATELINE_MAX_FILE_BYTES",
        )
    try:
        content, after = _read_up_to(drop, min(drop.state.size, limit) + 1)
    except FileNotFoundError as error:
        raise ChangingError(LeftReason.VANISHED, "the file went away before it was read") from error
    except PermissionError as error:
        raise Unreadable(
            RejectReason.PERMISSION_DENIED,
            detail="the file may not be read by the user that ingest runs as",
            remedy="give that user read permission and drop the file again",
        ) from error
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR}:
            raise ChangingError(LeftReason.CHANGING, "the file or a folder above it became a link") from error
        raise Unreadable(
            RejectReason.UNREADABLE,
            detail=f"reading failed: {error.strerror}",
            remedy="check the disk and drop the file again",
        ) from error
    if after != drop.state or len(content) != drop.state.size:
        raise ChangingError(LeftReason.CHANGING, "the file was written to while it was read")
    return content


def _read_up_to(drop: Drop, most: int) -> tuple[bytes, State]:
    """So many bytes of it at most (one more than there should be, so that one that grew is noticed), and its state."""
    # NOFOLLOW and NONBLOCK: the name may have become a link or a pipe since the scan.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with folder(drop.inbox, drop.inside.parent) as parent:
        handle = os.open(drop.path.name, flags, dir_fd=parent)
    try:
        content = os.read(handle, most)
        while len(content) < most and (more := os.read(handle, most - len(content))):
            content += more
        return content, State.of(os.fstat(handle))
    finally:
        os.close(handle)


@contextlib.asynccontextmanager
async def hints(root: Path) -> AsyncGenerator[asyncio.Event]:
    """An event that is set when something moves in the folder itself; in its subfolders only the scan sees it.

    Not recursive, because the watcher follows symbolic links: one to / would make it watch the whole machine.
    """
    moved, stop = asyncio.Event(), asyncio.Event()

    async def watch() -> None:
        try:
            # watchfiles leaves a part of its signature untyped.
            changes: AsyncIterator[object] = watchfiles.awatch(  # pyright: ignore[reportUnknownMemberType]
                root, recursive=False, stop_event=stop, step=50, debounce=200
            )
            async for _ in changes:
                moved.set()
        except (OSError, RuntimeError) as error:
            logs.write(LibrarySpoke(library="watchfiles", detail=f"no hints, the inbox is only scanned: {error}"))

    task = asyncio.create_task(watch())
    try:
        yield moved
    finally:
        stop.set()
        await task

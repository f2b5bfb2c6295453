"""Folders of the inbox, reached without ever following a symbolic link.

A path is resolved anew with each use, and whoever may write to the inbox may put a link in the place of a folder in
between. So each part is opened in the one before it, and what is opened stays what it is: openat(2), O_NOFOLLOW.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from pathlib import Path, PurePath

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@contextlib.contextmanager
def folder(root: Path, inside: PurePath) -> Generator[int]:
    """A handle of the folder `inside` of `root`, for the `dir_fd` of functions in `os`.

    Raises:
        OSError: FileNotFoundError where it has gone, NotADirectoryError where a part of it is a link or a file.
    """
    # The root itself may be a link: it is the operator's, not the droppers'.
    handle = os.open(root, _FOLDER)
    try:
        for part in inside.parts:
            below = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=handle)
            os.close(handle)
            handle = below
        yield handle
    finally:
        os.close(handle)


def make_folder(root: Path, inside: PurePath) -> None:
    """Makes each missing part of the folder `inside` of `root`, with the permissions of the root.

    Raises:
        OSError: it cannot be made, or a part of it is a link or a file.
    """
    mode = root.stat().st_mode & 0o7777
    for depth, part in enumerate(inside.parts):
        with folder(root, PurePath(*inside.parts[:depth])) as parent:
            try:
                os.mkdir(part, dir_fd=parent)
            except FileExistsError:
                continue
            handle = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=parent)
            try:
                os.fchmod(handle, mode)
            finally:
                os.close(handle)
            os.fsync(parent)

"""Putting a file into the inbox so that it is never seen half-written."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
from pathlib import Path


def drop_file(source: Path, inbox: Path) -> Path:
    """Copies `source` into the inbox under its name, or a free one like it, and says where it lies.

    Raises:
        OSError: it cannot be read, or the inbox not be written to.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    hidden = inbox / f".{secrets.token_hex(8)}.part"
    try:
        shutil.copyfile(source, hidden)
        for number in itertools.count(1):
            target = inbox / (source.name if number == 1 else f"{source.stem}~{number}{source.suffix}")
            try:
                # A link, unlike a rename, refuses a name that is taken.
                os.link(hidden, target)
            except FileExistsError:
                continue
            return target
    finally:
        hidden.unlink(missing_ok=True)
    raise AssertionError("unreachable")

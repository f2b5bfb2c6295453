"""The small file system that the inbox lies on, so that it can be filled up.

It is mounted in a mount namespace of this process alone (unshare(1)), and goes with it, however it ends.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Lock

# Told to the command that runs inside of the namespace.
INSIDE = "--in-own-namespace"


def enter_own_namespace(*words: str) -> None:
    """Becomes the same command, with `words`, where this user may mount; comes back where there is no such place."""
    if shutil.which("unshare") is None:
        return
    for spaces in (["--mount"], ["--user", "--map-root-user", "--mount"]):
        command = ["unshare", *spaces]
        if subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0:
            os.execvp(command[0], [*command, *sys.orig_argv, INSIDE, *words])  # noqa: S606  no shell is wanted


class Disk:
    """A tmpfs of its own under `folder`, where this process may mount; else the disk that `folder` lies on."""

    def __init__(self, folder: Path, size_bytes: int, *, mountable: bool) -> None:
        self._folder = folder
        self._ballast = folder / "ballast"
        self.inbox = folder / "inbox"
        self.small = mountable
        self.writing_in_place = Lock()
        """Held while a file is emptied and written anew, which on a full disk would leave half of it."""
        if mountable:
            options = f"size={size_bytes},mode=700"
            mount = ["mount", "-t", "tmpfs", "-o", options, "dateline-chaos", str(folder)]
            subprocess.run(mount, check=True)
        self.inbox.mkdir()

    @property
    def full(self) -> bool:
        """Whether it was filled up."""
        return self._ballast.exists()

    def fill(self) -> None:
        """Leaves no room on it."""
        with self.writing_in_place, self._ballast.open("wb", buffering=0) as ballast:
            try:
                while ballast.write(bytes(65_536)):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def clear(self) -> None:
        """Gives the room back."""
        self._ballast.unlink()

    def close(self) -> None:
        """Takes it down, with all that lies on it: a folder that something is mounted on cannot be removed."""
        if self.small:
            umount = ["umount", "--lazy", str(self._folder)]
            subprocess.run(umount, check=True)

"""Runs a command that ends with its owner, however the owner ends: `python -m shared.leash OWNER_PID COMMAND …`.

On Linux the kernel keeps the leash (PR_SET_PDEATHSIG, prctl(2)) and this process becomes the command, so nothing is
left to be killed separately. Elsewhere it stays, and looks every half second whether the owner is still its parent.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY_S = 0.5


def leashed(command: Sequence[str]) -> list[str]:
    """`command` so that it ends with this process.

    It is to be started from the main thread: the kernel's leash is held by the thread, not the process.
    """
    return [sys.executable, "-m", "shared.leash", str(os.getpid()), *command]


def _become(command: Sequence[str], owner: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    # The owner may have died before the leash was on.
    if os.getppid() == owner:
        os.execv(command[0], list(command))  # noqa: S606  no shell is wanted: the process itself becomes the command


def _walk(command: Sequence[str], owner: int) -> int:
    child = subprocess.Popen(list(command))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: child.send_signal(got))
    while child.poll() is None:
        if os.getppid() != owner:
            child.terminate()
            return child.wait()
        time.sleep(_LOOK_EVERY_S)
    return child.returncode


def main() -> None:
    """Runs the command of the arguments."""
    owner, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        _become(command, owner)
    else:
        sys.exit(_walk(command, owner))


if __name__ == "__main__":
    main()

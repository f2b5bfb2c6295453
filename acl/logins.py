#!/usr/bin/env python3
"""Makes the users of a server: for each a random password, once, and their rights anew each time.

It needs nothing but Python, and it may run as often as one likes: what was made stays, and what changed takes effect.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import secrets
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

_KEEPER = "keeper"
_PASSWORD_BYTES = 32
# How long the server may take for an answer, in seconds.
_ANSWER_LIMIT_S = 10.0


def users_in(rules: str) -> dict[str, str]:
    """The rights of each user as one line, from lines that are comments, begin a user or, indented, go on with it."""
    users: dict[str, str] = {}
    name = ""
    for line in rules.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        words = line.split()
        if not line[0].isspace():
            _, name, *words = words
            users[name] = ""
        users[name] = " ".join([users[name], *words]).strip()
    return users


def _login(file: Path, server: str, user: str) -> str:
    """The user's password; the one that its file holds, or a new one."""
    held = urlsplit(file.read_text("ascii")).password if file.exists() else None
    password = held or secrets.token_urlsafe(_PASSWORD_BYTES)
    parts = urlsplit(server)
    url = urlunsplit(parts._replace(netloc=f"{user}:{password}@{parts.netloc}"))
    # For all to read, because its owner cannot be who reads it: the folder is to be shown to one process only.
    _write(file, url + "\n", 0o444)
    return password


def _write(file: Path, text: str, mode: int) -> None:
    """Replaces a file in one step, on disk when it is done."""
    new = file.with_name(f".{file.name}.part")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as writing:
        writing.write(text)
        os.fchmod(writing.fileno(), mode)
        writing.flush()
        os.fsync(writing.fileno())
    new.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _have_read(listens: Path, password: str) -> str | None:
    """Has a running server read its users anew; gives what it complains of. One that does not run reads them later."""
    with contextlib.suppress(FileNotFoundError, ConnectionRefusedError), socket.socket(socket.AF_UNIX) as server:
        server.settimeout(_ANSWER_LIMIT_S)
        server.connect(os.fspath(listens))
        server.sendall(f"AUTH {_KEEPER} {password}\r\nACL LOAD\r\n".encode())
        with server.makefile("r", encoding="utf-8", errors="backslashreplace") as answers:
            for answer in (answers.readline().strip(), answers.readline().strip()):
                if answer != "+OK":
                    return answer
    return None


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description="Makes the users of a server and a login for each.")
    parser.add_argument("rules", type=Path, help="what each may do: users.acl")
    parser.add_argument("aclfile", type=Path, help="written for the server; of a password it holds only the SHA-256")
    parser.add_argument("logins", type=Path, help="LOGINS/USER/REDIS_URL is written for each user")
    parser.add_argument("server", help="the URL of the server, without a login")
    parser.add_argument("--socket", type=Path, help="where a running server is told; otherwise start it again")
    asked = parser.parse_args()
    lines: list[str] = []
    passwords: dict[str, str] = {}
    for user, rights in users_in(asked.rules.read_text("ascii")).items():
        word = ""
        if not {"off", "nopass"} & set(rights.split()):
            folder = asked.logins / user
            folder.mkdir(parents=True, exist_ok=True)
            passwords[user] = _login(folder / "REDIS_URL", asked.server, user)
            word = f"#{hashlib.sha256(passwords[user].encode()).hexdigest()} "
        lines.append(f"user {user} reset {word}{rights}\n")
    _write(asked.aclfile, "".join(lines), 0o600)
    complaint = _have_read(asked.socket, passwords[_KEEPER]) if asked.socket else None
    if complaint:
        sys.exit(f"the running server did not take {asked.aclfile}, which it reads when it starts: {complaint}")


if __name__ == "__main__":
    main()

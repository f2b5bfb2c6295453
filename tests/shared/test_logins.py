"""acl/logins.py, as the first container of compose.yaml runs it: before the server, and beside one that runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis.exceptions import NoPermissionError

from tests.shared.valkeys import Valkey, client_of

ACL = Path(__file__).parents[2] / "acl"


class Logins:
    """The program with its files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.rules = folder / "rules"
        self.rules.write_text((ACL / "users.acl").read_text())
        self.aclfile = folder / "users.acl"
        self.socket = folder / "valkey.sock"

    def make(self, *, code: int = 0) -> str:
        command = [sys.executable, str(ACL / "logins.py"), str(self.rules), str(self.aclfile), str(self._folder)]
        said = subprocess.run(
            [*command, f"unix://{self.socket}", "--socket", str(self.socket)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == code, said.stderr
        return said.stderr

    def url(self, user: str) -> str:
        return (self._folder / user / "REDIS_URL").read_text().strip()

    def mode(self, file: Path) -> int:
        return file.stat().st_mode & 0o777


@pytest.fixture
def logins(tmp_path: Path) -> Logins:
    return Logins(tmp_path)


@pytest.fixture
def server(logins: Logins, tmp_path: Path) -> Generator[Valkey]:
    logins.make()
    options = ("--port", "0", "--unixsocket", str(logins.socket), "--aclfile", str(logins.aclfile))
    with Valkey(tmp_path / "data", logins.url("ingest"), *options) as one:
        yield one


def test_each_user_has_a_login_of_its_own_and_no_password_is_in_the_acl_file(logins: Logins) -> None:
    logins.make()
    passwords = {urlsplit(logins.url(user)).password for user in ("ingest", "enrich", "operator", "subscriber")}
    assert len(passwords) == 4
    assert all(password and len(password) > 40 for password in passwords)
    assert not any(password in logins.aclfile.read_text() for password in passwords if password)


def test_the_rights_are_for_the_server_alone_and_a_login_for_whoever_is_shown_it(logins: Logins) -> None:
    logins.make()
    assert logins.mode(logins.aclfile) == 0o600
    assert logins.mode(logins.aclfile.parent / "ingest" / "REDIS_URL") == 0o444


def test_a_later_start_keeps_the_logins(logins: Logins) -> None:
    logins.make()
    first, rights = logins.url("ingest"), logins.aclfile.read_text()
    logins.make()
    assert (logins.url("ingest"), logins.aclfile.read_text()) == (first, rights)


def test_the_right_of_an_upgrade_takes_effect_on_a_server_that_runs(logins: Logins, server: Valkey) -> None:
    logins.rules.write_text(logins.rules.read_text().replace("+xlen ", ""))
    with client_of(server.url) as ingest:
        assert ingest.xlen("articles.raw") == 0
        logins.make()
        with pytest.raises(NoPermissionError):
            ingest.xlen("articles.raw")


def test_rights_that_the_server_does_not_understand_are_said(logins: Logins, server: Valkey) -> None:
    logins.rules.write_text(logins.rules.read_text().replace("+xlen ", "+xlength "))
    assert "+xlength" in logins.make(code=1)
    with client_of(server.url) as ingest:
        assert ingest.xlen("articles.raw") == 0


def test_a_server_that_does_not_run_any_more_is_no_hindrance(logins: Logins, server: Valkey) -> None:
    server.kill()
    assert logins.socket.exists()
    logins.make()

"""Each user of acl/users.acl may do its work on a real server, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.exceptions import AuthenticationError, NoPermissionError

from shared import settings
from shared.streams import GROUP, connect
from tests.support import Server, Service, wait_until

pytestmark = pytest.mark.delivery

ROOT = Path(__file__).parents[2]
Start = Callable[..., Service]

# Larger than a node of a stream, so that XTRIM ~ removes entries one by one.
LONG = "The harbour opened on Monday. " * 400
# Whoever may run these may do everything, or much harm.
RUINOUS = [
    "FLUSHALL",
    "FLUSHDB",
    "CONFIG GET *",
    "CONFIG SET maxmemory 1",
    "ACL LIST",
    "ACL SETUSER ingest nopass",
    "KEYS *",
    "SCAN 0",
    "INFO",
    "MONITOR",
    "CLIENT LIST",
    "CLIENT KILL TYPE normal",
    "SHUTDOWN",
    "REPLICAOF localhost 1",
    "SCRIPT FLUSH",
    "FUNCTION LIST",
    "SUBSCRIBE anything",
    "SET articles.other x",
    "GET articles.other",
    "XADD articles.other * id x",
    "DEL articles.raw",
    "DEL articles.enriched",
    "DEL articles.dead",
    "RENAME articles.enriched articles.other",
    "EXPIRE articles.enriched 1",
    "XDEL articles.enriched 1-1",
    "XSETID articles.enriched 9999999999999-0",
]
OF_OTHERS = {
    "ingest": [
        "XREAD STREAMS articles.enriched 0",
        "XREVRANGE articles.enriched + -",
        "XADD articles.enriched * id forged",
        "XADD articles.dead * id forged",
        "XRANGE articles.dead - +",
        "XREADGROUP GROUP enrich me STREAMS articles.raw >",
        "XACK articles.raw enrich 1-1",
        "XGROUP CREATE articles.enriched group 0",
        "XGROUP DESTROY articles.raw enrich",
        "XDEL articles.raw 1-1",
        "DEL dateline:article:x",
        "INCR dateline:attempts:1-1",
    ],
    "enrich": [
        "XADD articles.raw * id forged",
        "XTRIM articles.raw MAXLEN 0",
        "XDEL articles.raw 1-1",
        "XTRIM articles.enriched MAXLEN 0",
        "XREAD STREAMS articles.enriched 0",
        "XRANGE articles.dead - +",
        "XGROUP CREATE articles.enriched group 0",
        "XGROUP DESTROY articles.raw enrich",
        "DEL dateline:article:x",
        "HGETALL dateline:article:x",
        "GET dateline:attempts:1-1",
    ],
    "operator": [
        "XSETID articles.raw 9999999999999-0",
        "XGROUP DESTROY articles.raw enrich",
        "XGROUP SETID articles.enriched group 0",
        "XTRIM articles.dead MAXLEN 0",
        "DEL dateline:article:x",
        "ACL LOAD",
    ],
    "subscriber": [
        "XADD articles.enriched * id forged",
        "XTRIM articles.enriched MAXLEN 0",
        "XGROUP CREATE articles.enriched group 0",
        "XGROUP DESTROY articles.enriched group",
        "XGROUP SETID articles.enriched group 0",
        "XREAD STREAMS articles.raw 0",
        "XREADGROUP GROUP enrich me STREAMS articles.raw >",
        "XREAD STREAMS articles.dead 0",
        "HGETALL dateline:article:x",
        "EVAL return 0",
        "SCRIPT LOAD return",
    ],
    "keeper": ["XREAD STREAMS articles.enriched 0", "XLEN articles.raw", "ACL SAVE", "ACL WHOAMI"],
    "health": ["XREAD STREAMS articles.enriched 0", "XLEN articles.raw"],
}


def client_at(url: str, any_password_of: str | None = None) -> Any:
    make: Any = redis.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    login = {"username": any_password_of, "password": "any"} if any_password_of else {}
    return make(url, protocol=2, decode_responses=True, **login)


@dataclass(frozen=True)
class Users:
    """The users on a server, and one beside them who may do everything."""

    urls: Mapping[str, str]
    boss: Any

    def refused(self) -> list[str]:
        """What the server refused anybody so far; also what a script asked for."""
        return [f"{one['username']}: {one['object']}" for one in self.boss.acl_log()]


@pytest.fixture
def users(server: Server, tmp_path: Path) -> Generator[Users]:
    logins, aclfile = tmp_path / "logins", tmp_path / "users.acl"
    command = [sys.executable, str(ROOT / "acl" / "logins.py"), str(ROOT / "acl" / "users.acl")]
    subprocess.run([*command, str(aclfile), str(logins), server.url], check=True)
    with client_at(server.url) as default:
        default.execute_command("ACL", "SETUSER", "boss", "on", "nopass", "~*", "&*", "+@all")
    with client_at(server.url, "boss") as boss:
        for line in aclfile.read_text().splitlines():
            boss.execute_command("ACL", "SETUSER", *line.split()[1:])
        boss.acl_log_reset()
        yield Users({file.parent.name: file.read_text().strip() for file in logins.glob("*/REDIS_URL")}, boss)
        boss.execute_command("ACL", "SETUSER", "default", "reset", "on", "nopass", "~*", "&*", "+@all")
    with client_at(server.url) as default:
        default.acl_deluser(*(user for user in default.acl_users() if user != "default"))


@pytest.mark.parametrize("user", OF_OTHERS)
def test_a_user_is_refused_what_is_not_its_work(users: Users, server: Server, user: str) -> None:
    done: list[str] = []
    with client_at(users.urls[user]) if user in users.urls else client_at(server.url, user) as client:
        for command in RUINOUS + OF_OTHERS[user]:
            words = [*command.split(), *(["0"] if command.startswith("EVAL") else [])]
            try:
                client.execute_command(*words)
            except NoPermissionError:
                continue
            done.append(command)
    assert done == []


def test_without_a_login_the_server_answers_nothing(users: Users, server: Server) -> None:
    assert users.urls
    with client_at(server.url) as nobody, pytest.raises(AuthenticationError):
        nobody.execute_command("PING")
    with client_at(server.url, "default") as nobody, pytest.raises(AuthenticationError):
        nobody.execute_command("PING")


def test_a_health_check_needs_no_password(users: Users, server: Server) -> None:
    with client_at(server.url, "health") as check:
        assert check.ping()
    assert users.urls.keys() == OF_OTHERS.keys() - {"health"}


def test_files_become_events_and_dead_letters_are_told(users: Users, service: Start, inbox: Path) -> None:
    logins = {user: {"REDIS_URL": users.urls[user]} for user in ("ingest", "enrich")}
    # A group that reads, and never acknowledges, and so stalls.
    users.boss.xgroup_create("articles.enriched", "slow", id="0", mkstream=True)
    upkeep = {"DATELINE_UPKEEP_S": "0.2", "DATELINE_KEEP_DAYS": "0", "DATELINE_STALLED_S": "1"}
    ingest = service("services.ingest", **logins["ingest"], **upkeep)
    worker = service("services.enrich", **logins["enrich"])
    for name in ("a", "b", "c"):
        (inbox / f"{name}.txt").write_text(f"{name} {LONG}")
    wait_until(lambda: len(worker.log("ArticleEnriched")) == 3, "the events")
    wait_until(lambda: users.boss.xlen("articles.raw") == 1, "what was read to be trimmed")
    users.boss.xreadgroup("slow", "reader", {"articles.enriched": ">"}, count=1)
    wait_until(lambda: ingest.log("GroupStalled"), "the slow group to be told")
    users.boss.xadd("articles.raw", {"payload": "{"})
    wait_until(lambda: worker.log("ArticleDeadLettered"), "the dead letter")

    # What a worker held that died is claimed by the next one.
    worker.kill()
    (inbox / "d.txt").write_text(f"d {LONG}")
    wait_until(lambda: len(ingest.log("ArticleReceived")) == 4, "the article")
    users.boss.xreadgroup(GROUP, "dead-worker", {"articles.raw": ">"})
    other = service("services.enrich", **logins["enrich"])
    wait_until(lambda: other.log("ArticleEnriched"), "the claimed article's event")
    assert other.log("EntriesClaimed")

    assert (ingest.end(), other.end()) == (0, 0)
    assert users.refused() == []
    assert users.boss.xlen("articles.enriched") == 4


async def test_a_worker_may_do_what_it_does_seldom(users: Users) -> None:
    async with connect(users.urls["enrich"]) as streams:
        await streams.ensure_group()
        entry_id = users.boss.xadd("articles.raw", {"payload": "{"})
        users.boss.xreadgroup(GROUP, "me", {"articles.raw": ">"})
        assert await streams.hold([entry_id], "me") == 1
        assert await streams.begin(entry_id, "me") == 1
        assert await streams.hand_back() == 1
        assert await streams.tidy(0) == 1
    assert users.refused() == []


def test_an_operator_runs_and_looks_after_it_all(users: Users, inbox: Path, tmp_path: Path) -> None:
    def dateline(*words: str) -> str:
        variables = {"REDIS_URL": users.urls["operator"], "DATELINE_INBOX": str(inbox), "DATELINE_SETTLE_S": "0.05"}
        said = subprocess.run(
            [sys.executable, "-m", "services.cli", *words],
            env=settings.environment(**variables, DATELINE_DATA_DIR=str(tmp_path / "data")),
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr
        return said.stdout

    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    for name in ("first-broken", "second-broken"):
        users.boss.xadd("articles.raw", {"id": name, "payload": "{"})
    (event,) = dateline("run", "--once", "--workers", "1").splitlines()
    assert json.loads(event) == json.loads(dateline("tail", "--no-follow", "--json"))

    dateline("groups", "add", "mine")
    assert "articles.enriched  mine" in dateline("groups", "list")
    dateline("groups", "remove", "mine")

    assert dateline("dead", "list").count("unreadable") == 2
    dateline("dead", "requeue", "first-broken")
    dateline("dead", "drop", "second-broken")
    assert dateline("dead", "list") == ""
    assert dateline("replay", "--from", "2000-01-01").startswith("1 articles")
    assert users.refused() == []


def test_a_subscriber_reads_the_events_in_a_group_that_was_made_for_it(users: Users) -> None:
    users.boss.xgroup_create("articles.enriched", "mine", id="0", mkstream=True)
    first, second = (users.boss.xadd("articles.enriched", {"id": name}) for name in ("1", "2"))
    with client_at(users.urls["subscriber"]) as subscriber:
        assert subscriber.xread({"articles.enriched": first}) == [["articles.enriched", [(second, {"id": "2"})]]]
        subscriber.xreadgroup("mine", "dead", {"articles.enriched": ">"})
        assert subscriber.xpending("articles.enriched", "mine")["pending"] == 2
        claimed = subscriber.xautoclaim("articles.enriched", "mine", "me", 0)[1]
        assert subscriber.xack("articles.enriched", "mine", *(entry_id for entry_id, _ in claimed)) == 2
        assert subscriber.xinfo_groups("articles.enriched")[0]["name"] == "mine"
        assert subscriber.xinfo_consumers("articles.enriched", "mine")
        assert subscriber.xinfo_stream("articles.enriched")["length"] == 2
    assert users.refused() == []

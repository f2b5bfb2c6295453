"""A master, its replica and a Sentinel: the services find the master, and the one that comes after it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import redis

from tests.shared.valkeys import Valkey, client_of, free_port
from tests.support import Service, wait_until

Start = Callable[..., Service]

LOGIN = "default:a-password"
PASSWORD = LOGIN.partition(":")[2]


@dataclass(frozen=True)
class Pair:
    """A master and its replica, which a Sentinel watches."""

    url: str
    master: Valkey
    replica: Valkey


def stored(folder: Path, *options: str) -> Valkey:
    port = free_port()
    on_disk = ("--appendonly", "yes", "--appendfsync", "always")
    # Without the 5 s in which a master waits for further replicas before it sends its data to the first.
    at_once = ("--repl-diskless-sync-delay", "0")
    access = ("--port", str(port), "--requirepass", PASSWORD, "--masterauth", PASSWORD)
    return Valkey(folder, f"redis://{LOGIN}@127.0.0.1:{port}", *access, *on_disk, *at_once, *options)


def port_of(server: Valkey) -> str:
    return server.url.rpartition(":")[2]


@pytest.fixture
def pair(tmp_path: Path) -> Generator[Pair]:
    master = stored(tmp_path / "master")
    replica = stored(tmp_path / "replica", "--replicaof", f"127.0.0.1 {port_of(master)}")
    watching = free_port()
    settings = tmp_path / "sentinel.conf"
    settings.write_text(
        f"port {watching}\n"
        f"sentinel monitor articles 127.0.0.1 {port_of(master)} 1\n"
        f"sentinel auth-pass articles {PASSWORD}\n"
        "sentinel down-after-milliseconds articles 1000\n"
        "sentinel failover-timeout articles 3000\n"
    )
    sentinel = Valkey(tmp_path / "sentinel", f"redis://127.0.0.1:{watching}", str(settings), "--sentinel")
    with master, replica, sentinel:
        with client_of(sentinel.url) as asked:
            wait_until(
                lambda: [one["master-link-status"] for one in asked.sentinel_slaves("articles")] == ["ok"],
                "the Sentinel to see the replica",
            )
        # The first Sentinel that is named does not answer.
        nodes = f"127.0.0.1:{free_port()},127.0.0.1:{watching}"
        yield Pair(f"redis+sentinel://{LOGIN}@{nodes}/articles/0", master, replica)


def wait_for_the_replica(master: Valkey) -> None:
    with client_of(master.url) as client:
        wait_until(lambda: client.xpending("articles.raw", "enrich")["pending"] == 0, "the acknowledgement")
        client.set("written-last", "x")
        assert client.wait(1, 10_000) == 1


def ready(service: Service) -> bool:
    return httpx.get(f"{service.log('ServiceStarted')[0]['http']}/readyz", timeout=10).status_code == 200


def events_on(server: Valkey) -> int | None:
    # A Sentinel closes every connection to the replica that it makes the master, also that of who only looks.
    with contextlib.suppress(redis.ConnectionError), client_of(server.url) as client:
        return client.xlen("articles.enriched")
    return None


def test_both_services_go_on_with_the_replica_when_the_master_dies(pair: Pair, service: Start, inbox: Path) -> None:
    """A file dropped when the master is dead is taken in and enriched on the replica that has become the master.

    The replica has everything when the master dies: one that lags would lose what the master alone acknowledged, for
    replication is asynchronous.
    """
    ingest, worker = (service(name, REDIS_URL=pair.url) for name in ("services.ingest", "services.enrich"))
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    wait_until(lambda: events_on(pair.master) == 1, "the event of the first file")
    wait_for_the_replica(pair.master)

    pair.master.kill()
    (inbox / "b.txt").write_text("It closed again on Tuesday.\n")
    wait_until(lambda: events_on(pair.replica) == 2, "the event of the second file", 60)

    wait_until(lambda: ready(ingest) and ready(worker), "both to be ready again")
    assert [len(ingest.log(event)) for event in ("ArticleReceived", "DuplicateDropped")] == [2, 0]
    assert len(worker.log("ArticleEnriched")) == 2
    for one in (ingest, worker):
        assert PASSWORD not in one.output()
        assert one.end() == 0

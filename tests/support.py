"""What the stories of the tests need: a server that can be killed, services as processes, and patience."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol, cast

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from shared import settings
from shared.articles import Article, EnrichedArticle, Language, Published, RawArticle
from shared.embedded import EmbeddedServer
from shared.leash import leashed
from shared.streams import GROUP

PATIENCE_S = 30.0


def wait_until(holds: Callable[[], object], what: str, limit_s: float = PATIENCE_S) -> None:
    """Waits until `holds()` is true; fails with `what` otherwise."""
    deadline = monotonic() + limit_s
    while not holds():
        assert monotonic() < deadline, f"waited {limit_s} s in vain: {what}"
        sleep(0.02)


async def eventually(holds: Callable[[], object], what: str, limit_s: float = PATIENCE_S) -> None:
    """The same without blocking the event loop."""
    deadline = monotonic() + limit_s
    while not holds():
        assert monotonic() < deadline, f"waited {limit_s} s in vain: {what}"
        await asyncio.sleep(0.02)


class Server(Protocol):
    """A Redis that a test may kill; what it acknowledged is there when it is back."""

    @property
    def url(self) -> str: ...
    def kill(self) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def freeze(self) -> None: ...
    def log_of_writes(self) -> bytes: ...
    def put_back(self, log_of_writes: bytes) -> None: ...


# Where Redis and Valkey since 7.0 append what is written, until the first rewrite: relative to their data.
_WRITES = Path("appendonlydir") / "appendonly.aof.1.incr.aof"


class Embedded:
    """The embedded Valkey."""

    def __init__(self, data_dir: Path) -> None:
        self._server = EmbeddedServer(data_dir)
        self._data_dir = data_dir
        self.url = self._server.url

    def start(self) -> None:
        self._server.start()

    def kill(self) -> None:
        os.kill(self._server.pid, signal.SIGKILL)
        wait_until(lambda: self._server.exit_code is not None, "the server to die")

    def stop(self) -> None:
        self._server.stop()

    def freeze(self) -> None:
        """It takes what is sent, and neither reads nor answers it."""
        os.kill(self._server.pid, signal.SIGSTOP)

    def log_of_writes(self) -> bytes:
        """What of the writes so far would be read after a crash."""
        return (self._data_dir / _WRITES).read_bytes()

    def put_back(self, log_of_writes: bytes) -> None:
        """Makes it forget, while it is dead, what an earlier log did not hold: as a loss of power does."""
        (self._data_dir / _WRITES).write_bytes(log_of_writes)


class Container:
    """A real Redis in Docker, with its data in the container."""

    def __init__(self, image: str) -> None:
        from testcontainers.core.container import DockerContainer  # noqa: PLC0415  only where Docker is asked for

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = cast("int", free.getsockname()[1])
        command = "redis-server --protected-mode no --dir /data --appendonly yes --appendfsync always --save ''"
        self._container = DockerContainer(image).with_bind_ports(6379, port).with_command(command)
        self.url = f"redis://127.0.0.1:{port}"
        self._made = False

    def start(self) -> None:
        if self._made:
            self._container.get_wrapped_container().start()
        else:
            self._container.start()
            self._made = True
        wait_until(self._answers, "the Redis container to answer")

    def _answers(self) -> bool:
        from shared.embedded import answers  # noqa: PLC0415

        return answers(self.url)

    def kill(self) -> None:
        self._container.get_wrapped_container().kill(signal="SIGKILL")
        wait_until(lambda: not self._answers(), "the Redis container to die")

    def stop(self) -> None:
        self._container.stop()

    def freeze(self) -> None:
        self._container.get_wrapped_container().kill(signal="SIGSTOP")

    def log_of_writes(self) -> bytes:
        return self._log_of_writes()[1]

    def put_back(self, log_of_writes: bytes) -> None:
        member, _ = self._log_of_writes()
        member.size = len(log_of_writes)
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            tar.addfile(member, io.BytesIO(log_of_writes))
        wrapped: Any = self._container.get_wrapped_container()
        wrapped.put_archive(str("/data" / _WRITES.parent), archive.getvalue())

    def _log_of_writes(self) -> tuple[tarfile.TarInfo, bytes]:
        parts: Any = self._container.get_wrapped_container().get_archive(str("/data" / _WRITES))[0]
        with tarfile.open(fileobj=io.BytesIO(b"".join(parts))) as tar:
            (member,) = tar.getmembers()
            return member, cast("io.BufferedReader", tar.extractfile(member)).read()


class Service:
    """A service of Dateline as a process, its log in a file."""

    def __init__(self, module: str, url: str, log: Path, *arguments: str, **variables: str) -> None:
        self._log = log
        self._command = leashed([sys.executable, "-m", module, *arguments])
        self._environment = settings.environment(**{"REDIS_URL": url, "DATELINE_LOG_FORMAT": "json", **variables})
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    @property
    def pid(self) -> int:
        return self._process.pid

    def restart(self) -> None:
        self._process = self._start()

    @property
    def stopped(self) -> bool:
        """Whether SIGSTOP has halted it (proc(5), the field after the name)."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def heeds(self, number: signal.Signals) -> bool:
        """Whether it has begun to handle a signal (proc(5), SigCgt: one bit for each)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return bool(int(status.partition("SigCgt:")[2].split()[0], 16) >> (number - 1) & 1)

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """As the kernel does when memory is out."""
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        """As an orchestrator does; gives the exit code."""
        self._process.terminate()
        return self._process.wait(PATIENCE_S)

    def wait(self, limit_s: float = PATIENCE_S) -> int:
        return self._process.wait(limit_s)

    def log(self, event: str | None = None) -> list[dict[str, Any]]:
        """The entries that it logged, or those of one kind."""
        lines = self._log.read_text("utf-8").splitlines() if self._log.exists() else []
        entries: list[dict[str, Any]] = [json.loads(line) for line in lines if line.startswith("{") and line[-1] == "}"]
        return [entry for entry in entries if event in {None, entry["event"]}]

    def output(self) -> str:
        return self._log.read_text("utf-8")


class Onlooker:
    """What is on the server, seen by a client that knows nothing of this project; through the server's deaths."""

    def __init__(self, url: str) -> None:
        make: Any = redis.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        # It says at once that the server is away; redis-py would try again for seconds.
        self._client: Any = make(url, retry=Retry(NoBackoff(), 0))

    def payloads(self, stream: str) -> list[dict[str, Any]]:
        """What lies on a stream, in order; nothing while the server is away."""
        try:
            return [json.loads(fields[b"payload"]) for _, fields in self._client.xrange(stream)]
        except RedisError:
            return []

    def events(self) -> list[str]:
        """The article ids of the events, in order."""
        return [payload["id"] for payload in self.payloads("articles.enriched")]

    def dead_letters(self) -> list[tuple[str, str, int]]:
        """Article id, reason and attempts of each dead letter, in order."""
        letters = self.payloads("articles.dead")
        return [(letter["id"], letter["reason"], letter["attempts"]) for letter in letters]

    def twice(self) -> list[str]:
        """The articles that have more than one outcome."""
        outcomes = Counter([*self.events(), *(letter[0] for letter in self.dead_letters())])
        return [one for one, times in outcomes.items() if times > 1]

    def pending(self) -> int:
        return self._client.xpending("articles.raw", "enrich")["pending"]

    def outcomes(self) -> int | None:
        """How many events and dead letters there are; None while the server is away."""
        try:
            return self._client.xlen("articles.enriched") + self._client.xlen("articles.dead")
        except RedisError:
            return None

    def waiting(self) -> int | None:
        """How many articles have no outcome yet; None while that cannot be said."""
        try:
            (group,) = self._client.xinfo_groups("articles.raw")
        except (RedisError, ValueError):
            return None
        return None if group["lag"] is None else group["lag"] + group["pending"]

    def every_key(self) -> dict[bytes, int]:
        """Every key with its time to live, in seconds; -1 where it lives for ever."""
        return {key: self._client.ttl(key) for key in self._client.scan_iter(count=1000)}

    def command(self, *words: str | bytes) -> Any:
        return self._client.execute_command(*words)

    def close(self) -> None:
        self._client.close()


def raw_article(text: str, published: Published | None = None) -> RawArticle:
    """An article as ingest would put it."""
    return RawArticle(
        id=hashlib.sha256(text.encode()).hexdigest(),
        title=None,
        text=text,
        source="inbox/a.txt",
        media_type="text/plain",
        received_at=dt.datetime(2026, 2, 11, tzinfo=dt.UTC),
        published=published,
    )


def an_event(article: RawArticle, at: dt.datetime = dt.datetime(2026, 2, 11, tzinfo=dt.UTC)) -> EnrichedArticle:
    """An event of which only the article is true."""
    kept = {name: getattr(article, name) for name in Article.model_fields if name != "dateline"}
    return EnrichedArticle(
        id=article.id,
        article=Article(**kept, dateline=None),
        language=Language(tag="en", confidence=0.9, script="Latn"),
        entities=(),
        dates=(),
        enriched_at=at,
        enricher="test",
    )


async def read(client: Any, consumer: str, count: int = 10) -> list[str]:
    """Delivers entries to a consumer as FastStream does; gives their ids."""
    answer = await client.xreadgroup(GROUP, consumer, {"articles.raw": ">"}, count=count)
    return [entry_id.decode() for _, entries in answer for entry_id, _ in entries]

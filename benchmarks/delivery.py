"""What delivery costs beside bare redis-py, and what a million waiting articles cost, on an embedded server.

`make bench-delivery`. The server writes its AOF with `appendfsync always`. Peer and Dateline run the same scripts on
the same articles of 4 kB, in turn, each as a process of its own; the pace is read from the ids on the stream, which are
the server's clock, so what starts before the first and ends after the last counts for neither. The best of several
rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import redis

from services.enrich import app
from shared import tracing
from shared.articles import Article, EnrichedArticle, Language, RawArticle
from shared.cloudevents import EventType, cloud_event
from shared.embedded import EmbeddedServer
from shared.streams import GROUP, connect

ARTICLES, ROUNDS, BATCH, MILLION = 5_000, 3, 32, 1_000_000
WORDS = "Pelabuhan baharu itu dibuka pada Isnin dan Selasa. " * 80
AT = dt.datetime(2026, 3, 11, tzinfo=dt.UTC)


def an_article(number: int) -> RawArticle:
    """Number `number`, of about 4 kB."""
    return RawArticle(
        id=f"{number:064x}",
        title=None,
        text=f"{number} {WORDS}"[:4000],
        source=f"inbox/{number}.txt",
        media_type="text/plain",
        received_at=AT,
    )


def an_event(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
    """An event of which only the article is true: enrichment that costs nothing."""
    kept = {name: getattr(article, name) for name in Article.model_fields if name != "dateline"}
    return EnrichedArticle(
        id=article.id,
        article=Article(**kept, dateline=None),
        language=Language(tag="ms", confidence=0.9, script="Latn"),
        entities=(),
        dates=(),
        revision=article.revision,
        enriched_at=at,
        enricher="benchmark",
    )


def fields_of(kind: EventType, body: RawArticle | EnrichedArticle) -> list[str]:
    """What XADD takes."""
    return [part for pair in cloud_event(kind, "x", AT, body, tracing.new_traceparent()).items() for part in pair]


def script(client: Any, name: str) -> Any:
    """One of Dateline's scripts."""
    return client.register_script((resources.files("shared.streams") / "lua" / f"{name}.lua").read_text("utf-8"))


def client_of(url: str) -> Any:
    """Bare redis-py."""
    make: Any = redis.Redis.from_url
    return make(url)


def peer_put(url: str) -> None:
    """PUT by bare redis-py: articles that are ready, pipelined."""
    client = client_of(url)
    put = script(client, "put")
    ready = [(one.id, fields_of(EventType.RECEIVED, one)) for one in map(an_article, range(ARTICLES))]
    for first in range(0, ARTICLES, BATCH):
        pipeline = client.pipeline(transaction=False)
        for article_id, fields in ready[first : first + BATCH]:
            put(
                keys=["articles.raw", f"dateline:article:{article_id}"],
                args=[1000, 1, "x", "t", *fields],
                client=pipeline,
            )
        pipeline.execute()


def peer_commit(url: str) -> None:
    """COMMIT by bare redis-py: events that are ready, for entries that are read, pipelined."""
    client = client_of(url)
    settle = script(client, "settle")
    events = [(one.id, fields_of(EventType.ENRICHED, an_event(one, AT))) for one in map(an_article, range(ARTICLES))]
    for first in range(0, ARTICLES, BATCH):
        answer = client.xreadgroup(GROUP, "peer", {"articles.raw": ">"}, count=BATCH)
        pipeline = client.pipeline(transaction=False)
        for (entry_id, _), (article_id, fields) in zip(answer[0][1], events[first : first + BATCH], strict=True):
            attempts = b"dateline:attempts:" + entry_id
            keys = ["articles.raw", "articles.enriched", attempts, f"dateline:article:{article_id}"]
            settle(keys=keys, args=[GROUP, entry_id, 1, *fields], client=pipeline)
        pipeline.execute()


def worker() -> None:
    """Dateline's worker as it is, but for the enrichment."""
    app.enrich = an_event
    from services.enrich.__main__ import main  # noqa: PLC0415

    sys.argv = ["services.enrich"]
    main()


def pace(client: Any, stream: str) -> float:
    """Entries a second, by the ids of the stream."""
    first, last = client.xrange(stream, count=1)[0][0], client.xrevrange(stream, count=1)[0][0]
    seconds = (int(last.split(b"-")[0]) - int(first.split(b"-")[0])) / 1000
    return float((client.xlen(stream) - 1) / seconds)


def started(url: str, inbox: Path, *command: str) -> subprocess.Popen[bytes]:
    """A process on the server, its log thrown away."""
    settings = {"REDIS_URL": url, "DATELINE_INBOX": str(inbox), "DATELINE_SETTLE_S": "0.05"}
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(client: Any, stream: str, count: int) -> None:
    """Until the stream has so many entries."""
    while client.xlen(stream) < count:
        time.sleep(0.1)


def fresh(client: Any) -> None:
    """A server with nothing on it but the group."""
    client.flushall()
    client.xgroup_create("articles.raw", GROUP, id="0", mkstream=True)


def put_rounds(client: Any, url: str, work: Path) -> Iterator[tuple[float, float]]:
    """The peer's pace and ingest's, in turn."""
    for number in range(ROUNDS):
        fresh(client)
        started(url, work, "benchmarks.delivery", "peer_put", url).wait()
        theirs = pace(client, "articles.raw")
        fresh(client)
        inbox = work / f"inbox-{number}"
        inbox.mkdir()
        for one in map(an_article, range(ARTICLES)):
            (inbox / f"{one.id[-6:]}.txt").write_text(one.text)
        started(url, inbox, "services.ingest", "--once").wait()
        yield theirs, pace(client, "articles.raw")


def commit_rounds(client: Any, url: str, work: Path) -> Iterator[tuple[float, float]]:
    """The peer's pace and a worker's, in turn."""
    for _ in range(ROUNDS):
        paces: list[float] = []
        for command in (("peer_commit", url), ("worker",)):
            fresh(client)
            started(url, work, "benchmarks.delivery", "peer_put", url).wait()
            process = started(url, work, "benchmarks.delivery", *command)
            wait_for(client, "articles.enriched", ARTICLES)
            process.send_signal(signal.SIGTERM)
            process.wait()
            paces.append(pace(client, "articles.enriched"))
        yield paces[0], paces[1]


def fill(client: Any, count: int) -> None:
    """So many waiting articles, small ones; their AOF need not be on disk at once."""
    client.config_set("appendfsync", "no")
    fields = cloud_event(EventType.RECEIVED, "x", AT, an_article(1).model_copy(update={"text": "It rained."}), "t")
    for first in range(0, count, 5_000):
        pipeline = client.pipeline(transaction=False)
        for _ in range(min(5_000, count - first)):
            pipeline.xadd("articles.raw", fields)
        pipeline.execute()
    client.config_set("appendfsync", "always")


def server_cpu_s(client: Any) -> float:
    """CPU time that the server has used, in seconds."""
    info = client.info("cpu")
    return float(info["used_cpu_sys"] + info["used_cpu_user"])


async def claims(url: str, client: Any, times: int) -> float:
    """CPU time of one look for what silent workers hold, the server's and ours, in seconds."""
    async with connect(url) as streams:
        before = server_cpu_s(client) + time.process_time()
        for _ in range(times):
            await streams.claim("looker", 60_000, BATCH)
        return (server_cpu_s(client) + time.process_time() - before) / times


def waiting(client: Any, url: str, work: Path, count: int) -> None:
    """How a worker starts, reads and looks for silent ones while so many articles wait."""
    fresh(client)
    fill(client, count)
    began = time.monotonic()
    process = started(url, work, "benchmarks.delivery", "worker")
    wait_for(client, "articles.enriched", 1)
    first = time.monotonic() - began
    wait_for(client, "articles.enriched", min(count, ARTICLES))
    process.send_signal(signal.SIGTERM)
    process.wait()
    claim = asyncio.run(claims(url, client, 200))
    print(
        f"{count:>9,} waiting: first event after {first:.1f} s, {pace(client, 'articles.enriched'):,.0f} articles/s, "
        f"claiming once a second costs {claim * 100:.2f} % of a core"
    )


def table(name: str, rounds: Iterator[tuple[float, float]]) -> None:
    """The best of the rounds, and the ratio of each."""
    measured = list(rounds)
    theirs, ours = max(one for one, _ in measured), max(one for _, one in measured)
    each = ", ".join(f"{mine / peer:.2f}" for peer, mine in measured)
    print(f"{name}: bare redis-py {theirs:,.0f}/s, Dateline {ours:,.0f}/s, ratio {ours / theirs:.2f} (rounds: {each})")


def main() -> None:
    """Prints all figures."""
    parts: dict[str, Callable[..., object]] = {"peer_put": peer_put, "peer_commit": peer_commit, "worker": worker}
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("part", nargs="*", default=[], help=argparse.SUPPRESS)
    arguments.add_argument("--quick", action="store_true", help="without the million")
    asked = arguments.parse_args()
    if asked.part:
        parts[asked.part[0]](*asked.part[1:])
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        server = EmbeddedServer(work / "data")
        server.start()
        try:
            client = client_of(server.url)
            print(f"articles of 4 kB, batches of {BATCH}, appendfsync always, best of {ROUNDS} rounds")
            table("PUT", put_rounds(client, server.url, work))
            table("COMMIT", commit_rounds(client, server.url, work))
            for count in (10_000,) if asked.quick else (10_000, MILLION):
                waiting(client, server.url, work, count)
            print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        finally:
            server.stop()


if __name__ == "__main__":
    main()

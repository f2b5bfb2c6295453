"""What is left on the server when all is done and every reader has read: nothing that grows with the articles."""

from __future__ import annotations

from dataclasses import dataclass
from time import sleep

from tests.support import Onlooker, wait_until

# A node of a stream, the least that XTRIM ~ leaves (stream-node-max-entries), and the entry that a group stands on.
_TRIMMED_TO = 101
# What the dead letters, the groups and the server's own tables may take.
_NEAR_BYTES = 2_000_000
_GROUP = "chaos-reader"


@dataclass(frozen=True)
class Size:
    """Of the server's data, in bytes."""

    memory: int
    log_of_writes: int


def size(onlooker: Onlooker) -> Size:
    """How much it is now."""
    memory, persistence = onlooker.command("INFO", "memory"), onlooker.command("INFO", "persistence")
    return Size(memory["used_memory"], persistence["aof_current_size"])


def read_to_the_end(onlooker: Onlooker) -> None:
    """Lets a group have read all events."""
    onlooker.command("XGROUP", "CREATE", "articles.enriched", _GROUP, "$")


def untrimmed(onlooker: Onlooker) -> list[str]:
    """What is wrong with the trimming, once an ingest that is to keep nothing has had its time."""
    lengths: dict[str, int] = {}

    def trimmed() -> bool:
        lengths.update({stream: onlooker.command("XLEN", stream) for stream in ("articles.raw", "articles.enriched")})
        return all(length <= _TRIMMED_TO for length in lengths.values())

    try:
        wait_until(trimmed, "the streams to be trimmed")
    except AssertionError:
        return [f"{stream} was not trimmed: {length} entries" for stream, length in lengths.items()]
    return []


def forget_articles(onlooker: Onlooker) -> int:
    """Removes what is remembered of the articles, so that only the rest counts; says how many bytes it took."""
    before = size(onlooker).memory
    keys = [key for key in onlooker.every_key() if key.startswith(b"dateline:article:")]
    for first in range(0, len(keys), 1000):
        onlooker.command("DEL", *keys[first : first + 1000])
    return before - size(onlooker).memory


def rewrite_log_of_writes(onlooker: Onlooker) -> None:
    """Lets the server write its data anew."""
    onlooker.command("BGREWRITEAOF")
    sleep(0.1)
    wait_until(lambda: not _rewriting(onlooker), "the rewrite of the AOF")


def _rewriting(onlooker: Onlooker) -> bool:
    info = onlooker.command("INFO", "persistence")
    return bool(info["aof_rewrite_in_progress"] or info["aof_rewrite_scheduled"])


def problems(start: Size, end: Size) -> list[str]:
    """What has grown that should not."""
    pairs = {"memory": (start.memory, end.memory), "AOF": (start.log_of_writes, end.log_of_writes)}
    return [
        f"the server's {name} was {before:,} bytes at the start and is {after:,} at the end"
        for name, (before, after) in pairs.items()
        if after - before > _NEAR_BYTES
    ]

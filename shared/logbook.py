"""Every line that Dateline logs, declared once.

From a declaration follow the event name (the class), its level, its fields, its Prometheus counter and its place in
`LOGS.md`. Units stand in names; reasons are closed sets and become labels of the counter.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.articles import DeadReason
from shared.settings import LogLevel


class Entry(BaseModel):
    """One declared log line."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    level: ClassVar[LogLevel] = LogLevel.INFO


class ServiceStarted(Entry):
    """A service runs and answers its health checks."""

    service: str
    version: str
    server: str = Field(description="The Redis server, without its password.")
    http: str = Field(description="Address of /healthz, /readyz and /metrics.")


class ServiceStopped(Entry):
    """A service ended as it was asked to."""

    service: str


class ServerUnreachable(Entry):
    """The Redis server does not answer or refuses; said once, work goes on when it is back."""

    level: ClassVar[LogLevel] = LogLevel.ERROR
    server: str
    detail: str


class ServerBack(Entry):
    """The Redis server answers again."""

    server: str
    away_s: float = Field(description="How long it was away.")


class LibrarySpoke(Entry):
    """A library that Dateline stands on logged a warning or an error of its own."""

    level: ClassVar[LogLevel] = LogLevel.WARNING
    library: str
    detail: str


class ArticleReceived(Entry):
    """A dropped file's article is on the stream; its file moves to done/."""

    article_id: str
    source: str
    media_type: str
    size_bytes: int
    entry_id: str


class DuplicateDropped(Entry):
    """A dropped file holds an article that was taken in before; nothing is published, the file moves to done/."""

    article_id: str
    source: str
    first_source: str = Field(description="The file that it was first taken in from.")


class RejectReason(StrEnum):
    """Why a file cannot become an article."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    BROKEN_JSON = "broken_json"
    MISSING_TEXT = "missing_text"
    TOO_MANY_ARTICLES = "too_many_articles"
    BAD_FIELD = "bad_field"
    UNSUPPORTED_FORMAT = "unsupported_format"
    SYMLINK = "symlink"
    NOT_A_FILE = "not_a_file"
    PERMISSION_DENIED = "permission_denied"
    UNREADABLE = "unreadable"


class DropRejected(Entry):
    """A file cannot become an article; it lies in rejected/ beside its reason."""

    level: ClassVar[LogLevel] = LogLevel.WARNING
    source: str
    reason: RejectReason
    place: str | None = Field(description="Where in the file.")
    detail: str
    remedy: str


class LeftReason(StrEnum):
    """Why a file stays in the inbox; `unreadable` is one in done/ that a replay cannot read any more."""

    VANISHED = "vanished"
    CHANGING = "changing"
    FOLDER_UNREADABLE = "folder_unreadable"
    CANNOT_MOVE = "cannot_move"
    UNREADABLE = "unreadable"


class DropLeftAlone(Entry):
    """A file stays in the inbox or has gone from it; said once for each state of the file."""

    level: ClassVar[LogLevel] = LogLevel.WARNING
    source: str
    reason: LeftReason
    detail: str


class IntakePaused(Entry):
    """Too many articles wait for the workers: files stay in the inbox until DATELINE_LOW_WATER is reached."""

    level: ClassVar[LogLevel] = LogLevel.WARNING
    waiting: int
    high_water: int


class IntakeResumed(Entry):
    """Few enough articles wait again; files are taken in."""

    waiting: int
    paused_s: float


class ArticleReplayed(Entry):
    """An article from done/ is on the stream again, with a higher revision."""

    article_id: str
    source: str
    revision: int
    entry_id: str


class InboxDrained(Entry):
    """Everything that could be taken from the inbox has been (`--once`)."""


class ArticleEnriched(Entry):
    """An article's event is on the stream."""

    article_id: str
    revision: int = Field(description="1 at first, higher in a replay.")
    language: str
    entities: int
    dates: int
    took_ms: float = Field(description="Enriching it, without the server's part.")
    attempt: int


class ArticleDeadLettered(Entry):
    """An article was given up; it lies on the stream of dead letters with its reason."""

    level: ClassVar[LogLevel] = LogLevel.ERROR
    article_id: str
    entry_id: str
    reason: DeadReason
    detail: str
    attempts: int


class PostponeReason(StrEnum):
    """Why a delivery ended without an outcome; the article's entry is still pending, or another worker has it."""

    FAILED = "failed"
    TIMED_OUT = "timed_out"
    SHUTDOWN = "shutdown"
    SERVER_UNREACHABLE = "server_unreachable"
    TAKEN_OVER = "taken_over"
    GROUP_LOST = "group_lost"


class DeliveryPostponed(Entry):
    """A delivery ended without an outcome here; nothing is lost."""

    level: ClassVar[LogLevel] = LogLevel.WARNING
    article_id: str
    entry_id: str
    reason: PostponeReason
    detail: str


class WorkerRenewed(Entry):
    """An article was in hand for longer than DATELINE_ARTICLE_LIMIT_S; the worker starts anew to be rid of it."""

    level: ClassVar[LogLevel] = LogLevel.WARNING
    article_id: str
    held_s: float


class EntriesClaimed(Entry):
    """Articles of a worker that fell silent were taken over."""

    level: ClassVar[LogLevel] = LogLevel.WARNING
    articles: int


class GroupRecreated(Entry):
    """The stream or its consumer group had vanished (a flush?) and was made again from the start.

    Articles that lay unread on a stream that vanished are lost to the server; their files are in done/, and
    `dateline replay` brings them back.
    """

    level: ClassVar[LogLevel] = LogLevel.ERROR
    stream: str
    group: str


class StreamTrimmed(Entry):
    """Entries that every group has passed, all older than DATELINE_KEEP_DAYS, were removed from a stream."""

    level: ClassVar[LogLevel] = LogLevel.DEBUG
    stream: str
    entries: int


class GroupStalled(Entry):
    """A group has not passed an entry for longer than DATELINE_STALLED_S; its stream grows until it does.

    Said once. Nothing that it has not passed is ever removed: start its service, or `dateline groups remove` it.
    """

    level: ClassVar[LogLevel] = LogLevel.ERROR
    stream: str
    group: str
    waiting_s: int = Field(description="Age of the oldest entry that it has not passed.")
    unread: int | None = Field(description="Null where the server cannot tell.")
    pending: int = Field(description="Read and not acknowledged.")


class GroupCaughtUp(Entry):
    """A group that had stalled reads again, or was removed."""

    stream: str
    group: str


class ProcessRestarted(Entry):
    """A process of `dateline run` ended by itself and was started again."""

    level: ClassVar[LogLevel] = LogLevel.WARNING
    process: str
    exit_code: int


def entries() -> list[type[Entry]]:
    """Every declared entry, in the order of declaration."""
    return Entry.__subclasses__()

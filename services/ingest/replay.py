"""`python -m services.ingest.replay`: articles from done/ onto the stream again, each with a higher revision.

After a flush, or to have them enriched by a newer enricher. The files stay where they are.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import functools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from services.ingest.flow import articles_of
from services.ingest.inbox import DONE, ChangingError, Drop, Inbox, read_bytes
from services.ingest.level import Level
from services.ingest.readers import Unreadable
from shared import clock, logs, tracing
from shared.articles import RawArticle
from shared.logbook import ArticleReplayed, DropLeftAlone, LeftReason
from shared.service import run, server_named_in
from shared.settings import Settings
from shared.streams import Accepted, Streams, connect

# Between two looks whether few enough articles wait, in seconds.
_PAUSE_S = 0.5
# So much of an id names an article, in characters: one in four thousand million ids begins like another.
_LEAST_ID = 8


@dataclass(frozen=True)
class Wanted:
    """Which articles to replay: by when their files were taken in, or by name."""

    first: dt.datetime | None = None
    last: dt.datetime | None = None
    ids: tuple[str, ...] = ()

    def in_time(self, taken_in: dt.datetime) -> bool:
        """Whether a file that was taken in then may hold one of them."""
        return (self.first is None or taken_in >= self.first) and (self.last is None or taken_in <= self.last)

    def named(self, article_id: str) -> bool:
        """Whether an article is one of them."""
        return not self.ids or article_id.startswith(self.ids)


@dataclass
class Told:
    """What came of it."""

    files: int = 0
    replayed: int = 0
    found: set[str] = field(default_factory=set[str])


class Replay:
    """One order to replay, of one moment: its articles' revision is that second."""

    def __init__(self, streams: Streams, settings: Settings, wanted: Wanted) -> None:
        self._streams = streams
        self._settings = settings
        self._wanted = wanted
        self._revision = int(clock.now().timestamp())
        self._level = Level(settings.high_water, settings.low_water)

    async def run(self) -> Told:
        """Puts every wanted article.

        Raises:
            RedisError, OSError: the server cannot be used; what was put so far stays, and another run puts it again.
        """
        told = Told()
        ready: list[tuple[RawArticle, str]] = []
        for drop, taken_in in _done(self._settings.inbox.resolve()):
            if not self._wanted.in_time(taken_in):
                continue
            articles = await asyncio.to_thread(self._articles, drop, taken_in)
            told.files += bool(articles)
            ready += articles
            if len(ready) >= self._settings.batch:
                await self._put(ready, told)
                ready.clear()
        await self._put(ready, told)
        return told

    def _articles(self, drop: Drop, taken_in: dt.datetime) -> list[tuple[RawArticle, str]]:
        # As ingest saw it: the path is evidence of the day, and when it came in may be too.
        source = PurePosixPath(drop.source.replace(f"/{DONE}/", "/", 1))
        try:
            content = read_bytes(drop, self._settings.max_file_bytes)
            articles = [article for article, _ in articles_of(content, source, taken_in, self._settings)]
        except Unreadable as error:
            self._left(drop, LeftReason.UNREADABLE, error.detail)
            return []
        except ChangingError as error:
            self._left(drop, error.reason, error.detail)
            return []
        return [
            (
                article.model_copy(update={"revision": self._revision}),
                tracing.traceparent_from(f"{source}\0{self._revision}\0{article.id}"),
            )
            for article in articles
            if self._wanted.named(article.id)
        ]

    def _left(self, drop: Drop, reason: LeftReason, detail: str) -> None:
        logs.write(DropLeftAlone(source=drop.source, reason=reason, detail=detail))

    async def _put(self, articles: Sequence[tuple[RawArticle, str]], told: Told) -> None:
        while self._level.too_high((await self._streams.backlog()).waiting):  # noqa: ASYNC110  no event tells it
            await asyncio.sleep(_PAUSE_S)
        outcomes = await self._streams.put(articles, self._settings.seen_ttl_days * 86_400)
        for (article, traceparent), outcome in zip(articles, outcomes, strict=True):
            told.found.add(article.id)
            # The same content lies there under another name, and was put a moment ago.
            if not isinstance(outcome, Accepted):
                continue
            told.replayed += 1
            with logs.about(traceparent=traceparent):
                logs.write(
                    ArticleReplayed(
                        article_id=article.id,
                        source=article.source,
                        revision=article.revision,
                        entry_id=outcome.entry_id,
                    )
                )


def _done(inbox: Path) -> Iterator[tuple[Drop, dt.datetime]]:
    for drop in Inbox(inbox, 0.0).shelved():
        # Moving to done/ was the last change of the file itself (inode(7): ctime); its mtime is its writer's.
        try:
            taken_in = dt.datetime.fromtimestamp(drop.path.lstat().st_ctime, dt.UTC)
        except FileNotFoundError:
            continue
        yield drop, taken_in


def _moment(text: str, *, end_of_day: bool) -> dt.datetime:
    """A day, or a time; UTC where it names no offset."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a day nor a time such as 2026-02-11T08:00") from None
    if len(text) == len("2026-02-11") and end_of_day:
        moment += dt.timedelta(days=1, microseconds=-1)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _article_id(text: str) -> str:
    if len(text) < _LEAST_ID:
        raise argparse.ArgumentTypeError(f"{text!r} is too short: an article's id, or its first {_LEAST_ID} characters")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services.ingest.replay", description="Puts articles from done/ onto the stream again."
    )
    first, last = (functools.partial(_moment, end_of_day=end) for end in (False, True))
    parser.add_argument("--from", dest="first", metavar="DATE", type=first, help="taken in on that day (UTC) or later")
    parser.add_argument("--to", dest="last", metavar="DATE", type=last, help="taken in on that day (UTC) or before")
    parser.add_argument("--id", dest="ids", metavar="ID", type=_article_id, action="append", default=[])
    return parser


async def _serve(settings: Settings, wanted: Wanted) -> bool:
    async with connect(server_named_in(settings), settings.stream_prefix) as streams:
        told = await Replay(streams, settings, wanted).run()
    sys.stdout.write(f"{told.replayed} articles from {told.files} files are on the stream again\n")
    missing = [one for one in wanted.ids if not any(found.startswith(one) for found in told.found)]
    for one in missing:
        sys.stderr.write(f"no file in {settings.inbox}/{DONE} holds the article {one}\n")
    return not missing


def main() -> None:
    """Runs the command."""
    parser = _parser()
    asked = parser.parse_args()
    if not (asked.first or asked.last or asked.ids):
        parser.error("say which: --from and --to, or --id")
    wanted = Wanted(asked.first, asked.last, tuple(asked.ids))
    if not run(functools.partial(_serve, wanted=wanted)):
        sys.exit(1)


if __name__ == "__main__":
    main()

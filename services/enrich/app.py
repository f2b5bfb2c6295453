"""The enrich service, put together: the FastStream app that reads, the consumer that enriches, the health checks."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import os
import secrets
import signal
import socket
from typing import Any

from faststream import AckPolicy, FastStream
from faststream.redis import RedisBroker, RedisSentinelBroker, StreamSub
from faststream.redis.message import FAKE_CONSUMER, BatchStreamMessage, RedisBatchStreamMessage
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError

from services.enrich.consumer import Consumer
from services.enrich.engine import recogniser_in
from services.enrich.flow import enrich
from services.enrich.hand import Enrich
from shared import clock, health, logs
from shared.articles import EnrichedArticle, RawArticle
from shared.logbook import GroupRecreated, ServiceStarted, ServiceStopped
from shared.outage import Outage
from shared.service import server_named_in, when_asked_to_stop
from shared.settings import Settings
from shared.streams import (
    GROUP,
    GroupLostError,
    RawEntry,
    Streams,
    connect,
    decode,
    sentinels_in,
    without_password,
)
from shared.version import VERSION

# How long one read waits for new entries, in milliseconds: also how soon a stop is noticed by the reader.
_POLL_MS = 500
# After the server failed a command, and between two looks for entries of silent workers, in seconds.
_PAUSE_S = 1.0
# Between two removals of consumers that are long gone, in seconds.
_TIDY_S = 600.0
# How long a stop waits for the article in hand, in seconds.
_GRACE_S = 30.0
# Beyond the time limit of an article, in seconds: code that keeps even the event loop from noticing is ended by the
# kernel then.
_LAST_RESORT_S = 10.0


async def _parse(message: BatchStreamMessage) -> RedisBatchStreamMessage:
    # Raw, because FastStream's own parser drops a whole batch for one entry that it cannot read.
    # Acknowledged by COMMIT and REJECT alone: FastStream gets a consumer that acknowledges nothing.
    return RedisBatchStreamMessage(raw_message=message, body=b"", consumer=FAKE_CONSUMER, group=GROUP)


async def _decode(message: RedisBatchStreamMessage) -> list[RawEntry]:
    raw = message.raw_message
    pairs = zip(raw["message_ids"], raw["data"], strict=True)
    return [RawEntry(entry_id.decode(), decode(fields)) for entry_id, fields in pairs]


def _is_no_outage(record: logging.LogRecord) -> bool:
    return record.exc_info is None or not isinstance(record.exc_info[1], RedisError | OSError)


def _broker(url: str, **options: Any) -> RedisBroker:
    sentinels = sentinels_in(url)
    if sentinels is None:
        return RedisBroker(url, **options)
    return RedisSentinelBroker(
        sentinels.url,
        sentinels=sentinels.nodes,
        sentinel_master_name=sentinels.master,
        sentinel_kwargs=sentinels.asking,
        **options,
    )


def _reading(url: str, stream: str, consumer: Consumer, batch: int) -> tuple[FastStream, Any]:
    logger = logs.library_logger("faststream")
    # An outage is said once, by whoever notices it first; FastStream would repeat it with every read.
    logger.addFilter(_is_no_outage)
    broker = _broker(
        url,
        logger=logger,
        apply_types=False,
        graceful_timeout=_GRACE_S,
        socket_timeout=10.0,
        socket_connect_timeout=5.0,
        # What is no lost connection FastStream would try again without a pause.
        retry=Retry(ExponentialBackoff(cap=2.0, base=0.5), retries=3),
        retry_on_error=[ReadOnlyError, OutOfMemoryError],
    )
    subscriber: Any = broker.subscriber(
        stream=StreamSub(
            stream,
            group=GROUP,
            consumer=consumer.name,
            batch=True,
            max_records=batch,
            polling_interval=_POLL_MS,
        ),
        ack_policy=AckPolicy.MANUAL,
        parser=_parse,
        decoder=_decode,
    )
    subscriber(consumer.deliver)
    return FastStream(broker, logger=logger), subscriber


class _Worker:
    """Reads until it is told to stop, through outages and vanished groups."""

    def __init__(self, url: str, streams: Streams, consumer: Consumer, outage: Outage, settings: Settings) -> None:
        self._url = url
        self._streams = streams
        self._consumer = consumer
        self._outage = outage
        self._settings = settings
        self._app: FastStream | None = None
        self._subscriber: Any = None

    def stop(self) -> None:
        """Ends after the article in hand."""
        self._consumer.stop()
        if self._app is not None:
            self._app.exit()

    async def run(self) -> None:
        """Reads and enriches until stopped."""
        claims = asyncio.create_task(self._claim_now_and_then())
        try:
            had_group = False
            while not self._consumer.stopping:
                try:
                    made = await self._streams.ensure_group()
                    if made and had_group:
                        logs.write(GroupRecreated(stream=self._streams.raw, group=GROUP))
                    had_group = True
                    await self._read()
                except (RedisError, OSError) as error:
                    self._outage.note(error)
                    await asyncio.sleep(_PAUSE_S)
        finally:
            claims.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await claims

    async def _read(self) -> None:
        # FastStream ends the app for good when the group is gone, so each time is a new app.
        self._app, self._subscriber = _reading(self._url, self._streams.raw, self._consumer, self._settings.batch)
        # Its own handlers, which it sets before anything else, would end the app without telling the consumer. Not
        # after the start: that may take seconds or fail, and a stop asked for meanwhile would be lost.
        self._app.on_startup(self._take_signals)
        await self._app.run()

    async def _take_signals(self) -> None:
        when_asked_to_stop(self.stop)
        if self._consumer.stopping:
            self.stop()

    async def _claim_now_and_then(self) -> None:
        tidied = clock.monotonic()
        while not self._consumer.stopping:
            await asyncio.sleep(min(_PAUSE_S, self._settings.claim_idle_s / 4))
            try:
                await self._consumer.claim()
                self._outage.over()
                if clock.monotonic() - tidied > _TIDY_S:
                    tidied = clock.monotonic()
                    await self._streams.tidy()
            except GroupLostError:
                # The reader meets it too, and makes the group again.
                continue
            except (RedisError, OSError) as error:
                self._outage.note(error)

    async def reads(self) -> str | None:
        """What is wrong with the reading task, if anything."""
        tasks: list[asyncio.Task[None]] = self._subscriber.tasks if self._subscriber is not None else []
        if self._subscriber is None or not self._subscriber.running or all(task.done() for task in tasks):
            return "nothing reads the stream of raw articles"
        return None

    async def works(self) -> str | None:
        """What is wrong with the article in hand, if anything."""
        return self._consumer.stuck()

    async def answers(self) -> str | None:
        """What is wrong with the server, if anything."""
        await self._streams.ping()
        return self._outage.detail


def _ended_in_time(enrich: Enrich, limit_s: float) -> Enrich:
    """`enrich`, with the kernel as its guard.

    A C extension may hang without ever letting another thread run (`re` does), so that no Python code can notice. The
    alarm's own action is to end the process: the attempt is counted, and whoever runs the worker starts it again.
    """

    def guarded(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        signal.setitimer(signal.ITIMER_REAL, limit_s + _LAST_RESORT_S)
        try:
            return enrich(article, at)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    return guarded


async def serve(settings: Settings) -> bool:
    """Runs one worker until SIGTERM or SIGINT; true where it must start anew, because an article hangs in it.

    Raises:
        WrongSettingError: no server is named, the HTTP address cannot be used, or what is to find the names is not
            there.
    """
    url = server_named_in(settings)
    recogniser = recogniser_in(settings)

    def work(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
        return enrich(article, at, recogniser)

    server = without_password(url)
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
    outage = Outage(server)
    async with connect(url, settings.stream_prefix) as streams:
        consumer = Consumer(name, streams, _ended_in_time(work, settings.article_limit_s), outage, settings)
        worker = _Worker(url, streams, consumer, outage, settings)
        consumer.on_hung = worker.stop
        when_asked_to_stop(worker.stop)
        alive, ready = {"in_hand": worker.works}, {"reader": worker.reads, "server": worker.answers}
        async with health.serving(settings, alive=alive, ready=ready) as http:
            logs.write(ServiceStarted(service="enrich", version=VERSION, server=server, http=http))
            await consumer.warm_up()
            await worker.run()
            await consumer.close()
    if not consumer.hung:
        logs.write(ServiceStopped(service="enrich"))
    return consumer.hung

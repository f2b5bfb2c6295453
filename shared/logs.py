"""Writing declared entries: structlog on standard output, and a Prometheus counter for each."""

from __future__ import annotations

import itertools
import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any, TextIO, cast

import prometheus_client
import structlog

from shared.logbook import Entry, LibrarySpoke, entries
from shared.settings import LogFormat, LogLevel, Settings

# C0 and C1 control characters and the line separators: what could end a line or steer a terminal. JSON escapes some of
# them itself; the console renderer none.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """`text` with every control character escaped, so that a name or a text can forge no log line."""
    # Most are plain, and there is one in every field of every line.
    if text.isascii() and text.isprintable():
        return text
    legible = text.encode("utf-8", "backslashreplace").decode()
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), legible)


def _tame(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: one_line(value) if isinstance(value, str) else value for key, value in fields.items()}


class _LibraryHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        detail = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            detail += f": {record.exc_info[1]!r}"
        write(LibrarySpoke(library=record.name.split(".")[0], detail=detail))


def set_up(settings: Settings, output: TextIO | None = None) -> None:
    """Sets up logging for this process, on standard output by default; libraries' own warnings become entries too."""
    target = output or sys.stdout
    console = settings.log_format is LogFormat.CONSOLE or (settings.log_format is LogFormat.AUTO and target.isatty())
    renderer = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tame,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level.value),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_LibraryHandler()]
    root.setLevel(logging.WARNING)


def counter_name(entry: type[Entry]) -> str:
    """The Prometheus counter of an entry, without the `_total` that the format adds."""
    return "dateline_" + re.sub(r"(?<!^)(?=[A-Z])", "_", entry.__name__).lower()


def _closed_sets(entry: type[Entry]) -> dict[str, type[StrEnum]]:
    return {
        name: field.annotation
        for name, field in entry.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, StrEnum)
    }


def counter_labels(entry: type[Entry]) -> list[str]:
    """Its labels: the fields whose values are a closed set."""
    return list(_closed_sets(entry))


def _counter(entry: type[Entry]) -> prometheus_client.Counter:
    sets = _closed_sets(entry)
    counter = prometheus_client.Counter(counter_name(entry), (entry.__doc__ or "").split("\n")[0], list(sets))
    # Every series from the start, at 0: an alert on a series that is not there yet would miss its first rise.
    for values in itertools.product(*sets.values()) if sets else ():
        counter.labels(*(value.value for value in values))
    return counter


_COUNTERS = {entry: _counter(entry) for entry in entries()}
_METHOD = {level: level.value for level in LogLevel}


def write(entry: Entry) -> None:
    """Logs one declared entry and counts it."""
    kind = type(entry)
    fields = entry.model_dump(mode="json")
    labels = {name: str(fields[name]) for name in counter_labels(kind)}
    (_COUNTERS[kind].labels(**labels) if labels else _COUNTERS[kind]).inc()
    logger = cast("structlog.typing.FilteringBoundLogger", structlog.get_logger())
    getattr(logger, _METHOD[entry.level])(kind.__name__, **fields)


def about(**fields: str) -> AbstractContextManager[None]:
    """Fields that every entry inside carries too, for instance `article_id` and `traceparent`."""
    return structlog.contextvars.bound_contextvars(**fields)


def library_logger(name: str) -> logging.Logger:
    """A logger to hand to a library that wants one: its warnings and errors become entries, the rest is dropped."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    return logger

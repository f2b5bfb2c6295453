"""CloudEvents 1.0 as plain fields of a stream entry: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md.

Plain, so that `redis-cli XREAD` or any client in any language reads them without this project.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from shared.articles import DeadLetter, EnrichedArticle, RawArticle


class EventType(StrEnum):
    """The types of the three streams, a version in each."""

    RECEIVED = "dateline.article.received.v1"
    ENRICHED = "dateline.article.enriched.v1"
    REJECTED = "dateline.article.rejected.v1"

    @property
    def source(self) -> str:
        """The service that publishes it."""
        return "/dateline/ingest" if self is EventType.RECEIVED else "/dateline/enrich"


def cloud_event(
    kind: EventType, subject: str, at: dt.datetime, body: RawArticle | EnrichedArticle | DeadLetter, traceparent: str
) -> dict[str, str]:
    """The fields of an entry: the attributes, and `payload`, the JSON of `body`.

    Args:
        kind: says the source too.
        subject: what it is about, for a person.
        at: when it happened.
        body: the payload; its id is the event's.
        traceparent: W3C Trace Context.
    """
    return {
        "id": body.id,
        "source": kind.source,
        "type": kind.value,
        "specversion": "1.0",
        "time": at.isoformat().replace("+00:00", "Z"),
        "subject": subject,
        "datacontenttype": "application/json",
        "dataschema": f"urn:{kind.value.replace('.', ':')}",
        "traceparent": traceparent,
        "revision": str(body.revision),
        "payload": body.model_dump_json(),
    }

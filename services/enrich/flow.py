"""The way of an article through enrichment: pure, without I/O."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from services.enrich.dates import Anchors, anchor_day, find_dateline, resolve_dates
from services.enrich.entities import find_entities
from services.enrich.language import identify_language
from shared.articles import Article, EnrichedArticle, Evidence, RawArticle, Span
from shared.version import ENRICHER


def enrich(article: RawArticle, at: dt.datetime) -> EnrichedArticle:
    """Everything that Dateline knows of an article.

    Args:
        article: as ingest read it.
        at: the moment that the event is stamped with; nothing else depends on it.
    """
    text = without(article.header, article.text)
    language = identify_language(text)
    day = anchor_day(article.published, language.tag)
    received = article.published is not None and article.published.evidence is Evidence.RECEIVED
    dateline = find_dateline(text, language.tag, day)
    anchors = Anchors(
        dateline=dateline.date if dateline else None,
        publication=None if received else day,
        received=day if received else None,
    )
    return EnrichedArticle(
        id=article.id,
        article=Article(**{name: getattr(article, name) for name in _KEPT}, dateline=dateline),
        language=language,
        entities=find_entities(text, language.tag),
        dates=resolve_dates(text, language.tag, anchors),
        enriched_at=at,
        enricher=ENRICHER,
    )


_KEPT = tuple(name for name in Article.model_fields if name != "dateline")


def without(spans: Sequence[Span], text: str) -> str:
    """`text` with blanks for the spans, so that nothing is found in them and every offset stays."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text

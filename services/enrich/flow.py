"""The way of an article through enrichment: pure, without I/O."""

from __future__ import annotations

import datetime as dt

from services.enrich.dates import Anchors, anchor_day, find_dateline, resolve_dates
from services.enrich.entities import OWN, Recogniser, find_entities
from services.enrich.language import identify_language
from services.enrich.legible import legible
from shared.articles import Article, Dateline, EnrichedArticle, Evidence, RawArticle, Span
from shared.version import ENRICHER


def enrich(article: RawArticle, at: dt.datetime, recogniser: Recogniser = OWN) -> EnrichedArticle:
    """Everything that Dateline knows of an article.

    Args:
        article: as ingest read it.
        at: the moment that the event is stamped with; nothing else depends on it.
        recogniser: what finds the names.
    """
    text = legible(article.text, article.header)
    language = identify_language(text, article.declared_language)
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
        entities=find_entities(text, language.tag, _place_of(dateline, text), recogniser.find_names),
        entities_by=recogniser.by(language.tag),
        dates=resolve_dates(text, language.tag, anchors),
        revision=article.revision,
        enriched_at=at,
        enricher=ENRICHER,
    )


_KEPT = tuple(name for name in Article.model_fields if name != "dateline")


def _place_of(dateline: Dateline | None, text: str) -> tuple[Span, ...]:
    if dateline is None or dateline.place is None or "," in dateline.place:
        return ()
    start = text.find(dateline.place, dateline.start, dateline.end)
    return (Span(start=start, end=start + len(dateline.place)),) if start >= 0 else ()

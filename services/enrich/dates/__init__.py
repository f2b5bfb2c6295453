"""Temporal expressions of news texts, resolved: words per language, one grammar, one resolver. Pure."""

from services.enrich.dates.anchors import Anchors, anchor_day
from services.enrich.dates.datelines import find_dateline
from services.enrich.dates.engine import resolve_dates

__all__ = ["Anchors", "anchor_day", "find_dateline", "resolve_dates"]

"""The streams and the group of the workers, without the prefix that may stand before streams and keys."""

from __future__ import annotations

from typing import Final

RAW: Final = "articles.raw"
ENRICHED: Final = "articles.enriched"
DEAD: Final = "articles.dead"
GROUP: Final = "enrich"

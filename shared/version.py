"""The version of this Dateline, as events and logs carry it."""

from typing import Final

VERSION: Final = "0.1.0"
ENRICHER: Final = f"dateline {VERSION}"

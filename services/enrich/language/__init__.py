"""Which language an article is written in."""

from services.enrich.language.identify import identify_language

__all__ = ["identify_language"]

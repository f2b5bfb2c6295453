"""The people, organisations and places of an article, places linked to GeoNames."""

from services.enrich.entities.find import entities_by, find_entities

__all__ = ["entities_by", "find_entities"]

"""The people, organisations and places of an article, places linked to GeoNames."""

from services.enrich.entities.find import find_entities

__all__ = ["find_entities"]

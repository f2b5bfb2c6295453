"""The people, organisations and places of an article, places linked to GeoNames."""

from services.enrich.entities.find import entities_by, find_entities, own_recogniser
from services.enrich.entities.recogniser import Recogniser

__all__ = ["Recogniser", "entities_by", "find_entities", "own_recogniser"]

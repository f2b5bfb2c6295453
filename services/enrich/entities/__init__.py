"""The people, organisations and places of an article, places linked to GeoNames."""

from services.enrich.entities.find import find_entities
from services.enrich.entities.own import OWN, entities_by
from services.enrich.entities.recogniser import Recogniser

__all__ = ["OWN", "Recogniser", "entities_by", "find_entities"]

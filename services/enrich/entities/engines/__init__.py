"""Engines that people may prefer to our own: spaCy pipelines and GLiNER models, loaded only where they are chosen."""

from services.enrich.entities.engines.engine import Candidate, Engine, EngineError
from services.enrich.entities.engines.load import load_engine
from services.enrich.entities.engines.names import recogniser_with

__all__ = ["Candidate", "Engine", "EngineError", "load_engine", "recogniser_with"]

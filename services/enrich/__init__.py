"""Enrich: articles on the stream become events."""

"""Ingest: files dropped into the inbox become articles on the stream."""

"""Train the recogniser of names: `python -m training.entities DATA` (see services/enrich/entities/data/MODEL.md)."""

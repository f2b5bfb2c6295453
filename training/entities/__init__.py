"""Train the recognisers of names: `python -m training.entities DATA`.

What comes of it: services/enrich/entities/data/models/MODELS.md.
"""

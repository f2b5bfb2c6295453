"""How the data and weights that are shipped were made: recipes and model cards. Nothing here runs in a service."""

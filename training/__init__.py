"""How the data and models that are shipped were made."""

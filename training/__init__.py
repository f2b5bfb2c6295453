"""How the shipped weights were made: recipes and model cards. Nothing here runs in a service."""

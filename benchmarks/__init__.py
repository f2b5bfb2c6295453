"""Figures against peers, in one run."""

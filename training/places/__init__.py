"""How the gazetteer was made: `divisions` writes divisions.tsv, `python -m training.places` the compact file."""

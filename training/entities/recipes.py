"""Which sets each network is learnt from, and how large it is."""

from __future__ import annotations

from typing import NamedTuple

from training.entities.learn import Size

SEED = 1
_WORDS = Size(width=64, hidden=96, steps=(1, 1, 1), epochs=3, batch=1500, least_count=2, hide_language=0.05)


class Recipe(NamedTuple):
    """How one network comes to be."""

    languages: tuple[str, ...]
    """Those that it serves: their names make its file's."""
    sets: tuple[str, ...]
    """The files in `entities/train` that it is made from."""
    size: Size
    variations: dict[str, int]
    """How often a set is repeated with other names in it."""
    carried: bool = False
    """Whether names carried over from English to the same sentences in other languages are learnt too."""

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return "-".join(self.languages)


MALAY = Recipe(
    ("en", "id", "ms"),
    (
        "ntrex.en",
        "ntrex.id",
        "ntrex.ms",
        "men.en",
        "wikigold.en",
        "crossner_politics.en",
        "uner_ewt.en",
        "wnut17.en",
        "idner2k.id",
        "nergrit.id",
    ),
    _WORDS,
    # Sets whose conventions are ours, or that are few, twice.
    {"ntrex": 2, "men": 2, "wikigold": 1, "crossner_politics": 1, "idner2k": 1, "nergrit": 1},
)
EUROPEAN = Recipe(
    ("de", "no", "pt", "ro", "ru", "tr"),
    (
        "germeval.de",
        "norne.no",
        "uner_pt_bosque.pt",
        "ronec.ro",
        "factrueval.ru",
        "trwiki.tr",
        "ntrex.en",
        "wikigold.en",
        "uner_ewt.en",
    ),
    _WORDS._replace(hidden=128, batch=3000, least_count=3, hide_language=0.3),
    # Small sets twice.
    {"germeval": 2, "ronec": 2, "factrueval": 2, "uner_pt_bosque": 1, "trwiki": 1, "ntrex": 1},
    carried=True,
)
UNSPACED = Recipe(
    ("ja", "th", "zh"),
    ("ja_stockmark.ja", "thainer.th", "uner_zh_gsdsimp.zh"),
    Size(width=64, hidden=64, steps=(1, 2, 4), epochs=4, batch=3000, least_count=4, hide_language=0.05),
    {"ja_stockmark": 1, "thainer": 1, "uner_zh_gsdsimp": 1},
)
HINDI = Recipe(("hi",), ("hiner.hi",), _WORDS, {"hiner": 1})
RECIPES = (MALAY, EUROPEAN, UNSPACED, HINDI)

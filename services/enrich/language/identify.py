"""Language, script and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Protocol, cast

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.enrich.language.noise import is_noise
from services.enrich.language.pairs import malay_share
from services.enrich.language.sample import sample
from services.enrich.language.scripts import chinese_script, script_of
from shared.articles import Language, LanguageGuess

_UNDETERMINED = "und"
_SURE_OF_NOISE = 0.95
_ALTERNATIVES = 3
_LEAST_ALTERNATIVE = 0.001
# Labels of the identifier that readers of news look for under another tag: written Chinese and Arabic of a region.
_FOLDED = {"wuu": "zh", "yue": "zh", "ary": "ar", "arz": "ar", "uzs": "uz"}
_SERBIAN_SCRIPTS = {"Cyrl": "sr-Cyrl", "Latn": "sr-Latn"}


def identify_language(text: str) -> Language:
    """Return the language of a text as BCP 47, with the share of such answers that are right.

    Any string has an answer: `und` where the text is no language (numbers, code, addresses, nothing at all). Chinese
    and Serbian carry their script. The cost is bounded, whatever the length: about 1,200 characters are looked at.
    """
    part = sample(text)
    script = script_of(part)
    if is_noise(part):
        return Language(tag=_UNDETERMINED, confidence=_SURE_OF_NOISE, script=script)
    guesses = [
        LanguageGuess(tag=_tag(code, script, part), confidence=min(1.0, share)) for code, share in _ranked(part, script)
    ]
    best, *others = guesses
    alternatives = tuple(guess for guess in others if guess.confidence >= _LEAST_ALTERNATIVE)
    return Language(tag=best.tag, confidence=best.confidence, script=script, alternatives=alternatives)


class _Ranker(Protocol):
    """What the identifier, which is not typed, does for us."""

    def rank(self, instance: str, /) -> list[tuple[str, float]]: ...


class _Loader(Protocol):
    def from_model_file(self, model_file: str, *, norm_probs: bool) -> _Ranker: ...


@cache
def _identifier() -> _Ranker:
    return cast("_Loader", LanguageIdentifier).from_model_file(MODEL_FILE, norm_probs=True)


def _ranked(part: str, script: str | None) -> list[tuple[str, float]]:
    """Return the best few codes, best first, with their probabilities."""
    shares: defaultdict[str, float] = defaultdict(float)
    for code, share in _identifier().rank(part):
        shares[_FOLDED.get(code, code)] += share
    pair = shares["ms"] + shares["id"]
    if script == "Latn" and pair >= max(shares.values()) / 2:
        malay = malay_share(part, shares["ms"], shares["id"])
        shares["ms"], shares["id"] = pair * malay, pair * (1 - malay)
    return sorted(shares.items(), key=lambda item: (-item[1], item[0]))[: 1 + _ALTERNATIVES]


def _tag(code: str, script: str | None, part: str) -> str:
    match code:
        case "zxx":
            return _UNDETERMINED
        case "zh":
            return f"zh-{chinese_script(part) or 'Hans'}"
        case "sr":
            return _SERBIAN_SCRIPTS.get(script or "", code)
        case _:
            return code

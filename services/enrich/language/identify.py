"""Language, script and how sure that is."""

from __future__ import annotations

from collections import Counter

from services.enrich.language import close, general
from services.enrich.language.noise import is_noise, prose
from services.enrich.language.sample import sample
from services.enrich.language.scripts import chinese_script, script_of
from shared.articles import Language, LanguageGuess

_UNDETERMINED = "und"
_SURE_OF_NOISE = 0.99
_ALTERNATIVES = 3
_LEAST_ALTERNATIVE = 0.001
_SAMPLE = 1200
"""Characters that words are looked for in."""
_ENOUGH = 600
"""Bytes that the general identifier is shown: on documents in 82 languages it errs no more than with twice as many."""
_DECLARED = 4.0
"""Odds that a declared language adds. A choice, not a measurement: pages in any language call themselves English."""
_OTHER_NAMES = {"fil": "tl", "in": "id", "iw": "he", "msa": "ms", "nb": "no", "zsm": "ms"}
_WORTH_ASKING = 0.01
"""Probability of close languages together from which on they are told apart."""
_SERBIAN_SCRIPTS = {"Cyrl": "sr-Cyrl", "Latn": "sr-Latn"}
# Scripts that news is written in for one language only; of other languages the identifier knows none.
_SOLE = {
    "Armn": "hy", "Ethi": "am", "Geor": "ka", "Grek": "el", "Gujr": "gu", "Guru": "pa", "Hebr": "he", "Jpan": "ja",
    "Khmr": "km", "Knda": "kn", "Kore": "ko", "Laoo": "lo", "Mlym": "ml", "Mymr": "my", "Orya": "or", "Sinh": "si",
    "Taml": "ta", "Telu": "te", "Thai": "th",
}  # fmt: skip
_SURE_OF_SCRIPT = 0.99


def identify_language(text: str, declared: str | None = None) -> Language:
    """Return the language of a text as BCP 47, with the share of such answers that are right.

    `declared`, a tag that the file says of itself, is evidence beside the text: it decides where the text hardly does.

    Any string has an answer: `und` where the text is no language (numbers, code, addresses, nothing at all). Chinese
    and Serbian carry their script. The cost is bounded, whatever the length: about 1,200 characters are looked at.
    """
    part = prose(sample(text, _SAMPLE))
    chars = Counter(part)
    script = script_of(chars)
    if is_noise(part, chars):
        return Language(tag=_UNDETERMINED, confidence=_SURE_OF_NOISE, script=script)
    ranked = sorted(_shares(part, script, _base(declared or "")).items(), key=lambda item: (-item[1], item[0]))
    best, *others = (
        LanguageGuess(tag=_tag(code, script, chars), confidence=min(1.0, share))
        for code, share in ranked[: 1 + _ALTERNATIVES]
    )
    alternatives = tuple(guess for guess in others if guess.confidence >= _LEAST_ALTERNATIVE)
    return Language(tag=best.tag, confidence=best.confidence, script=script, alternatives=alternatives)


def _shares(part: str, script: str | None, declared: str) -> dict[str, float]:
    """Return the probability of each language, by its tag without a script."""
    if (sole := _SOLE.get(script or "")) is not None:
        return {sole: _SURE_OF_SCRIPT}
    shares = general.shares(sample(part, _ENOUGH * len(part) // len(part.encode("utf-8", "surrogatepass"))))
    for group in close.groups():
        if script == group.script and sum(shares.get(tag, 0.0) for tag in group.languages) >= _WORTH_ASKING:
            shares = close.weigh(group, part, shares)
    more = (_DECLARED - 1) * shares.get(declared, 0.0)
    return {tag: (share + more * (tag == declared)) / (1 + more) for tag, share in shares.items()}


def _base(tag: str) -> str:
    """A declared tag as the identifier would name it."""
    language = tag.replace("_", "-").split("-", maxsplit=1)[0].lower()
    return _OTHER_NAMES.get(language, language)


def _tag(code: str, script: str | None, chars: Counter[str]) -> str:
    match code:
        case "zxx":
            return _UNDETERMINED
        case "zh":
            return f"zh-{chinese_script(chars) or 'Hans'}"
        case "sr":
            return _SERBIAN_SCRIPTS.get(script or "", code)
        case _:
            return code

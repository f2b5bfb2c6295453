"""Names of people of many countries, from Faker (MIT) and the US census of 1990 (public domain, package `names`).

`python -m training.entities.people` writes the two lists that the recogniser looks into.
"""

from __future__ import annotations

import importlib
import textwrap
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

_LOCALES = (
    "id_ID", "en_GB", "en_IN", "en_NG", "en_KE", "en_PK", "en_TH", "en_NZ", "es_ES", "es_MX", "es_CO", "es_AR",
    "pt_BR", "pt_PT", "de_DE", "fr_FR", "it_IT", "nl_NL", "pl_PL", "ro_RO", "tr_TR", "no_NO", "sv_SE", "da_DK",
    "fi_FI", "cs_CZ", "hr_HR", "hu_HU", "vi_VN", "zu_ZA", "yo_NG", "ig_NG", "ha_NG", "sw", "az_AZ", "uz_UZ", "sl_SI",
    "sk_SK", "lt_LT", "lv_LV", "et_EE", "is_IS",
)  # fmt: skip
_CYRILLIC_AND_GREEK = ("ru_RU", "uk_UA", "bg_BG", "el_GR")
_NATIVE = {"hi": "hi_IN", "ja": "ja_JP", "th": "th_TH", "zh": "zh_CN"}
# Of the census: the most frequent names.
_GIVEN_MOST = 2500
_FAMILY_MOST = 12_000
_OUT = Path(__file__).parents[2] / "services/enrich/entities/data"


class People(NamedTuple):
    """The names of a country as they are written."""

    given: tuple[str, ...]
    family: tuple[str, ...]


def people(locale: str) -> People:
    """Return the names that Faker has for a locale, sorted."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider

    def having(start: str) -> tuple[str, ...]:
        lists = (getattr(provider, name) for name in dir(provider) if name.startswith(start))
        return tuple(sorted({name for names in lists for name in names if isinstance(name, str)}))

    return People(having("first_names"), having("last_names"))


def native(language: str) -> People | None:
    """Return the names of a language's country in a script of its own; none where it has no script of its own."""
    locale = _NATIVE.get(language)
    return people(locale) if locale else None


def everyone() -> dict[str, People]:
    """Return the names of all countries that write them in Latin letters, and have both kinds."""
    found = {locale: people(locale) for locale in _LOCALES}
    return {locale: names for locale, names in found.items() if names.given and names.family}


def _census(name: str, most: int) -> list[str]:
    lines = files("names").joinpath(name).read_text("utf-8").splitlines()
    return [line.split()[0] for line in lines[:most]]


def main() -> None:
    """Write the lists, lower-case words sorted."""
    every = [people(locale) for locale in (*_LOCALES, *_CYRILLIC_AND_GREEK)]
    given = [*_census("dist.female.first", _GIVEN_MOST), *_census("dist.male.first", _GIVEN_MOST)]
    family = _census("dist.all.last", _FAMILY_MOST)
    for file, census, index in (("given.txt", given, 0), ("family.txt", family, 1)):
        names = {
            word.lower() for name in [*census, *(name for one in every for name in one[index])] for word in name.split()
        }
        text = textwrap.fill(" ".join(sorted(names)), 120, break_long_words=False, break_on_hyphens=False)
        (_OUT / file).write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()

"""Write divisions.tsv: the first-level divisions of countries, with their GeoNames ids, ISO 3166-2 codes and names.

    python -m training.places.divisions REGIONS NAMES CODES ENGLISH

REGIONS and NAMES are data/iso3166-2.json and data/names_geonames.json of the npm package iso3166-2-db 2.3.11 (MIT; ids,
admin1 codes and names are GeoNames', CC BY 4.0; its names from OpenStreetMap are not read). CODES is iso3166-2.json of
the PyPI package iso3166-2 1.8.4 (MIT): the codes in force. ENGLISH is subdivisions/en/en.json of the npm package
cldr-subdivisions-full 48.2.0 (Unicode-3.0). A division whose code cannot be told by its name is left out.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

OUT = Path(__file__).with_name("divisions.tsv")
_KIND = re.compile(
    r"\b(province|region|state|oblast|sheng|prefecture|republic|city|county|governorate|district|department|krai|kray|"
    r"autonomous|okrug|zizhiqu|shi|provincia|departamento|departement|negeri|raion|parish|municipality|muhafazat|wilaya|"
    r"of|de|the|al|el|ad|ash|federal|territory|wilayah persekutuan)\b",
    re.IGNORECASE,
)
# GeoNames has other codes for these countries' divisions now than the package: their towns are in no division here.
_RECODED = frozenset({"VN", "TW", "YE"})
# Countries that have given codes of old divisions to others: ENGLISH has the old ones' names.
_REUSED = frozenset({"IR", "MA"})
# What the first-level divisions of some countries are grouped in.
_TOP: dict[str, Any] = {"type": "Geographical unit"}
# Codes whose division and names do not belong together in REGIONS; all of Madagascar's, which are those of provinces.
_UNSURE = frozenset({"BH-17", "NZ-WTC", "SI-196", "SI-197"})
_OTHERS = frozenset({"MG"})
# What no name tells: a code of REGIONS, and the one in force.
_TOLD = {"MX-CMX": "MX-CMX", "CZ-712": "CZ-71"}
# What REGIONS lacks.
_MORE = {"CN-NM": ["CN-NM", "20", "2035607", "Inner Mongolia", "Nei Mongol; Nei Mongol Zizhiqu"]}
_LIKE = 4
"""First letters that a code's own name must share with the division's where the whole names differ (transcriptions)."""


def _base(name: str) -> str:
    plain = unicodedata.normalize("NFKD", _KIND.sub(" ", name.replace("-", " ").replace("'", "")).lower())
    return re.sub("[^a-z0-9]", "", plain)


def _code(country: str, iso: str, names: set[str], codes: dict[str, Any], english: dict[str, str]) -> str:
    bases = {_base(name) for name in names} - {""}

    def own(code: str) -> set[str]:
        return {_base(codes[code]["name"]), _base(english.get(code.replace("-", "").lower(), ""))} - {""}

    old = f"{country}-{iso}"
    if old in _TOLD:
        return _TOLD[old]
    starts = {name[:_LIKE] for name in bases}
    if old in codes and (own(old) & bases or {name[:_LIKE] for name in own(old)} & starts):
        return old
    first = [code for code, about in codes.items() if codes.get(about["parentCode"], _TOP)["type"] == _TOP["type"]]
    same = [code for code in first if own(code) & bases]
    return same[0] if len(same) == 1 else ""


def main() -> None:
    """Reads the four files, writes the table sorted by code."""
    regions, names, codes, cldr = (json.loads(Path(path).read_text("utf-8")) for path in sys.argv[1:5])
    english: dict[str, str] = cldr["subdivisions"]["localeDisplayNames"]["subdivisions"]
    rows: dict[str, list[str]] = dict(_MORE)
    taken: set[tuple[str, str]] = set()
    for country, about in regions.items():
        known: dict[str, str] = {} if country in _REUSED else english
        for region in about["regions"]:
            key = region["reference"].get("geonames")
            called = {region["names"].get("geonames", ""), *names.get(str(key), {}).values()} - {""}
            code = _code(country, region["iso"], called | {region["name"]}, codes.get(country, {}), known)
            if not key or not code or code in rows or code in _UNSURE or country in _OTHERS:
                continue
            official = codes[country][code]["name"]
            name = known.get(code.replace("-", "").lower()) or official
            admin = "" if country in _RECODED or (country, region["admin"]) in taken else region["admin"]
            taken.add((country, admin))
            rows[code] = [code, admin, str(key), name, "; ".join(sorted((called | {official}) - {name}))]
    OUT.write_text("".join("\t".join(row) + "\n" for _, row in sorted(rows.items())), "utf-8")


if __name__ == "__main__":
    main()

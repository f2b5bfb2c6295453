"""What the labels of other people's models mean here."""

from __future__ import annotations

import pytest

from services.enrich.entities.engines.labels import kinds_by_label
from services.enrich.entities.kinds import Kind

# The labels of names in the pipelines of https://spacy.io/models, by language.
PIPELINES = {
    "en": "CARDINAL DATE EVENT FAC:place GPE:place LANGUAGE LAW LOC:place MONEY NORP ORG:organization PERSON:person "
    "PRODUCT TIME WORK_OF_ART",
    "de": "LOC:place MISC ORG:organization PER:person",
    "pt": "LOC:place MISC ORG:organization PER:person",
    "ru": "LOC:place ORG:organization PER:person",
    "nb": "DRV EVT GPE_LOC:place GPE_ORG:place LOC:place MISC ORG:organization PER:person PROD",
    "sv": "EVN LOC:place MSR OBJ ORG:organization PRS:person TME WRK",
    "pl": "date geogName:place orgName:organization persName:person placeName:place time",
    "ro": "DATETIME FACILITY:place GPE:place LOC:place NAT_REL_POL ORGANIZATION:organization PERSON:person",
    "ko": "DT LC:place OG:organization PS:person QT TI",
}


@pytest.mark.parametrize("language", PIPELINES)
def test_the_labels_of_spacys_pipelines_are_people_organisations_places_or_nothing(language: str) -> None:
    kinds = kinds_by_label("spacy")
    for labelled in PIPELINES[language].split():
        label, _, kind = labelled.partition(":")
        assert kinds.get(label) == (Kind(kind) if kind else None), label


def test_gliner_is_asked_for_each_kind() -> None:
    assert set(kinds_by_label("gliner").values()) == set(Kind)

"""The words of `words.toml`, checked and turned round for looking up."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class MetadataField(StrEnum):
    """What an article may say of itself."""

    TITLE = "title"
    PUBLISHED = "published"
    AUTHORS = "authors"
    URL = "url"
    LANGUAGE = "language"
    OTHER = "other"


class _Months(BaseModel):
    names: Annotated[tuple[tuple[str, ...], ...], Field(min_length=12, max_length=12)]


class _Clock(BaseModel):
    words: tuple[str, ...]


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: dict[MetadataField, tuple[str, ...]]
    fields: dict[str, tuple[str, ...]]
    months: _Months
    zones: dict[str, float]
    clock: _Clock


_WORDS = _Words.model_validate(
    tomllib.loads(resources.files("services.ingest.readers").joinpath("words.toml").read_text(encoding="utf-8"))
)

LABELS: Mapping[str, MetadataField] = {
    label.casefold(): field for field, labels in _WORDS.labels.items() for label in labels
}
JSON_FIELDS: Mapping[str, tuple[str, ...]] = _WORDS.fields
MONTHS: Mapping[str, int] = {
    name.casefold(): number for number, names in enumerate(_WORDS.months.names, start=1) for name in names
}
ZONES: Mapping[str, dt.timezone] = {
    name: dt.timezone(dt.timedelta(hours=hours)) for name, hours in _WORDS.zones.items()
}
CLOCK_WORDS = "|".join(re.escape(word) for word in _WORDS.clock.words)

"""The wire: what the services and their subscribers say to each other.

These types are the public contract. It changes only by adding: a reader ignores what it does not know, and a field that
once stood here keeps its name and meaning. The JSON Schemas in `schemas/` are generated from them.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

Confidence = Annotated[float, Field(ge=0.0, le=1.0, description="Share of like answers that are right, 0 to 1.")]
Offset = Annotated[int, Field(ge=0, description="Counted in Unicode code points of article.text.")]
Revision = Annotated[
    int,
    Field(
        ge=1,
        description="1 at first; of a replay the Unix second in which it was ordered. Of two events of one article the "
        "one with the higher revision holds.",
    ),
]
ArticleId = Annotated[str, StringConstraints(min_length=1, max_length=512)]


class Wire(BaseModel):
    """One value of the contract: frozen, and deaf to fields of later versions."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        allow_inf_nan=False,
    )


class Evidence(StrEnum):
    """What a publication date was read from, best first; `received` only where the operator trusts it."""

    METADATA = "metadata"
    HEADER = "header"
    URL = "url"
    PATH = "path"
    RECEIVED = "received"


# ISO 8601 as the contract carries it: a day, or a time with the offset its source gave (none where it gave none).
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def _moment(value: str) -> dt.date | dt.datetime:
    return (dt.date if _ISO_DAY.match(value) else dt.datetime).fromisoformat(value)


class Published(Wire):
    """When the article was published, as its source says it."""

    value: Annotated[
        str,
        Field(
            description="ISO 8601 day, or time with the offset that the source gave.",
            examples=["2026-02-11", "2022-12-06T23:10:00Z"],
        ),
    ]
    evidence: Evidence

    @field_validator("value")
    @classmethod
    def _is_iso(cls, value: str) -> str:
        _moment(value)
        return value

    @property
    def moment(self) -> dt.date | dt.datetime:
        """The day, or the time with its offset where one is known."""
        return _moment(self.value)


class Span(Wire):
    """A place in the text: code points `start` to `end`, the end excluded."""

    start: Offset
    end: Offset


class Mention(Span):
    """One place in the text where an entity is named; `text` is `article.text[start:end]`."""

    text: Annotated[str, StringConstraints(min_length=1)]


class Dateline(Span):
    """The line that says where, when and by whom a report was filed."""

    place: str | None = Field(description="As written, without day and agency.")
    date: dt.date | None = Field(description="Null where no publication date gives its year.")
    agency: str | None = Field(description="The agency's usual name, for instance Xinhua.")


class RawArticle(Wire):
    """An article as ingest read it from a file."""

    id: ArticleId = Field(description="sha256 of the content, hex.")
    title: str | None
    text: str = Field(description="The whole text; every offset of the event counts its code points.")
    source: str = Field(description="Path of the file, from the inbox's parent.", examples=["inbox/li-qiang.txt"])
    media_type: str = Field(examples=["text/plain", "application/json"])
    received_at: dt.datetime
    published: Published | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    declared_language: str | None = Field(default=None, description="What the file says of itself: evidence, no truth.")
    revision: Revision = 1
    header: tuple[Span, ...] = Field(
        default=(), description="Places of the text that are its own metadata: nothing is looked for there."
    )


class Article(Wire):
    """The article as the event carries it."""

    title: str | None
    text: str
    source: str
    media_type: str
    received_at: dt.datetime
    published: Published | None
    dateline: Dateline | None
    authors: tuple[str, ...]
    url: str | None


class LanguageGuess(Wire):
    """One candidate language."""

    tag: str = Field(description="BCP 47; `und` where the text is no language.", examples=["en", "ms", "zh-Hans"])
    confidence: Confidence


class Language(LanguageGuess):
    """The language of an article."""

    script: str | None = Field(description="ISO 15924 of most letters; null where there are none.", examples=["Latn"])
    alternatives: tuple[LanguageGuess, ...] = Field(default=(), description="The next best, best first.")


class Person(Wire):
    """A person named in the article."""

    type: Literal["person"] = "person"
    id: str = Field(description="Unique in this event.", examples=["e1"])
    name: str = Field(description="The fullest form of the name in the text.")
    mentions: tuple[Mention, ...] = Field(min_length=1)


class Organization(Wire):
    """An organisation named in the article."""

    type: Literal["organization"] = "organization"
    id: str = Field(description="Unique in this event.", examples=["e1"])
    name: str = Field(description="The fullest form of the name in the text.")
    mentions: tuple[Mention, ...] = Field(min_length=1)


class Place(Wire):
    """A place named in the article, linked to GeoNames where that is clear."""

    type: Literal["place"] = "place"
    id: str = Field(description="Unique in this event.", examples=["e2"])
    name: str = Field(description="The fullest form of the name in the text.")
    mentions: tuple[Mention, ...] = Field(min_length=1)
    geonames: int | None = Field(default=None, description="GeoNames id; null where it is not clear which.")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2.", examples=["CN"])
    subdivision: str | None = Field(
        default=None, description="ISO 3166-2 of the first-level division that it is or lies in.", examples=["CN-JX"]
    )
    latitude: (
        Annotated[
            float,
            Field(ge=-90, le=90, description="Degrees, WGS 84; of a country or division the middle of its towns."),
        ]
        | None
    ) = None
    longitude: (
        Annotated[
            float,
            Field(ge=-180, le=180, description="Degrees, WGS 84; of a country or division the middle of its towns."),
        ]
        | None
    ) = None
    confidence: Confidence | None = Field(
        default=None, description="Of the GeoNames id where there is one, else of the country; null without either."
    )


Entity = Annotated[Person | Organization | Place, Field(discriminator="type")]


class EntitiesBy(StrEnum):
    """By what the names of an article were found, which says how far to trust them."""

    MODEL = "model"
    SHARED_MODEL = "shared_model"
    RULES = "rules"
    GAZETTEER = "gazetteer"
    SPACY = "spacy"
    GLINER = "gliner"


class DateType(StrEnum):
    """TIMEX3's four types."""

    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    SET = "set"


class Grain(StrEnum):
    """The unit that an expression speaks in."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAYPART = "daypart"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


class AnchorKind(StrEnum):
    """Where the day comes from that a relative expression is reckoned from; never the moment of enrichment."""

    DATELINE = "dateline"
    PUBLICATION = "publication"
    TEXT = "text"
    RECEIVED = "received"


class Anchor(Wire):
    """The day that a relative expression is reckoned from."""

    kind: AnchorKind
    date: dt.date


class ResolvedDate(Mention):
    """One temporal expression of the text and what it stands for."""

    id: str = Field(description="Unique in this event.", examples=["d2"])
    type: DateType
    grain: Grain | None = Field(description="Null where the expression has none (`now`, `recently`).")
    edtf: str | None = Field(
        description="ISO 8601-2 (EDTF); unknown digits are X. Null for durations, sets and references without a day.",
        examples=["2026-02-09/2026-02-10", "XXXX-XX-09/XXXX-XX-10"],
    )
    from_: dt.date | None = Field(alias="from", description="First day, inclusive; null where open or not fixed.")
    to: dt.date | None = Field(description="Last day, inclusive; null where open or not fixed.")
    timex: str = Field(description="TIMEX3 value.", examples=["2026-02-10", "P3D", "PRESENT_REF"])
    anchor: Anchor | None = Field(description="Null where the expression needs none or none is trusted.")
    rule: str = Field(description="Name of the rule that resolved it.", examples=["weekday-pair"])
    confidence: Confidence


class EnrichedArticle(Wire):
    """The event: an article with its language, entities and dates."""

    id: ArticleId
    article: Article
    language: Language
    entities: tuple[Entity, ...]
    dates: tuple[ResolvedDate, ...]
    entities_by: EntitiesBy | None = Field(
        default=None,
        description="How names are found in this language: by a model trained on it, by one trained on other languages "
        "with capital letters, or only places that a gazetteer has; by rules in events of older enrichers; or by the "
        "spaCy pipeline or GLiNER model that the operator chose. Null in "
        "events of enrichers that did not say.",
    )
    revision: Revision = 1
    enriched_at: dt.datetime
    enricher: str = Field(examples=["dateline 0.1.0"])


class DeadReason(StrEnum):
    """Why an article was given up."""

    UNREADABLE = "unreadable"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    WORKER_DIED = "worker_died"


class DeadLetter(Wire):
    """An article that could not be enriched, kept with its reason."""

    id: ArticleId = Field(description="Article id; the entry id of the raw stream where the article is unreadable.")
    entry_id: str = Field(description="Id of its entry on the stream of raw articles.")
    reason: DeadReason
    detail: str = Field(description="What went wrong, for a person.")
    attempts: int = Field(ge=1, description="How often enriching it was begun.")
    revision: Revision = 1
    payload: str = Field(description="The payload of the raw entry, unchanged; empty where it had none.")
    rejected_at: dt.datetime

"""The one reader of the environment.

Every setting is a variable `DATELINE_…`, but for `REDIS_URL`, which other tools share; or a file of that name in
/run/secrets, where Docker and Kubernetes put what no environment should show. A wrong one is named together with what
it holds and what it may hold.
"""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

_PREFIX = "DATELINE_"
_SECRETS = Path("/run/secrets")


class WrongSettingError(Exception):
    """A setting that cannot be used; its text is for the person who set it."""


class LogFormat(StrEnum):
    """How log lines look; `auto` is console on a terminal and json elsewhere."""

    AUTO = "auto"
    JSON = "json"
    CONSOLE = "console"


class LogLevel(StrEnum):
    """The least level that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class PublicationFallback(StrEnum):
    """What stands in for the publication date of an article that names none."""

    NOTHING = "nothing"
    RECEIVED = "received"


Library = Literal["spacy", "gliner"]


@dataclass(frozen=True)
class OtherEngine:
    """What finds names in the stead of Dateline itself: a library, and the model that it is to load."""

    library: Library
    model: str

    def __str__(self) -> str:
        return f"{self.library}:{self.model}"


_ENTITIES_FORMS = (
    "dateline, spacy:PIPELINE (an installed package or a folder, for instance spacy:en_core_web_sm) or gliner:MODEL "
    "(a folder or a name on the Hugging Face hub)"
)


def _entities(named: object) -> object:
    if not isinstance(named, str) or named == "dateline":
        return named
    match named.partition(":"):
        case ("spacy" | "gliner" as library, _, model) if model.strip():
            return OtherEngine(library, model.strip())
        case _:
            raise ValueError(_ENTITIES_FORMS)


# host or host:port, and an IPv6 address only in brackets, as in any URL.
_NODE = re.compile(r"(?:[^\s:/@,\[\]]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\Z")
_REDIS_URL_FORMS = (
    "redis://HOST:PORT/DB, rediss:// for TLS, unix://PATH, or redis+sentinel://HOST:PORT,HOST:PORT/MASTER/DB; "
    "a USER:PASSWORD@ may stand before HOST"
)


def _redis_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "redis+sentinel":
        nodes = parts.netloc.rpartition("@")[2].split(",")
        master, _, db = parts.path.strip("/").partition("/")
        if not (master and all(map(_NODE.match, nodes)) and (not db or db.isdecimal())):
            raise ValueError(_REDIS_URL_FORMS)
    if parts.scheme not in {"redis", "rediss", "unix", "redis+sentinel"}:
        raise ValueError(_REDIS_URL_FORMS)
    return url


class Settings(BaseSettings):
    """What the operator decides; the defaults suit one machine."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then secrets."""
        secrets = (SecretsSettingsSource(settings_cls, _SECRETS),) if _SECRETS.is_dir() else ()
        return init_settings, env_settings, *secrets

    redis_url: Annotated[
        Annotated[str, AfterValidator(_redis_url)] | None,
        Field(validation_alias="REDIS_URL", description="Server to use; without it, an embedded one."),
    ] = None
    stream_prefix: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9:._{}-]*$", description="Put before the name of every stream and key.")
    ] = ""
    inbox: Annotated[Path, Field(description="The watched folder.")] = Path("inbox")
    data_dir: Annotated[Path, Field(description="Where the embedded server keeps its data.")] = Path(".dateline")
    http_host: Annotated[str, Field(description="Address of /healthz, /readyz and /metrics.")] = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535, description="Their port; 0 takes a free one and logs it.")] = 0
    log_format: LogFormat = LogFormat.AUTO
    log_level: LogLevel = LogLevel.INFO
    scan_interval_s: Annotated[
        float, Field(gt=0, le=3600, description="Seconds between two scans of the inbox, at most.")
    ] = 2.0
    settle_s: Annotated[
        float, Field(ge=0.05, le=3600, description="Seconds that a file must stand still before it is read.")
    ] = 1.0
    max_file_bytes: Annotated[int, Field(ge=1, le=512_000_000, description="Larger files are rejected unread.")] = (
        5_000_000
    )
    max_articles_per_file: Annotated[
        int, Field(ge=1, le=1_000_000, description="A file with more articles is rejected.")
    ] = 10_000
    publication_fallback: Annotated[
        PublicationFallback, Field(description="`received` trusts the day of arrival where a file names no date.")
    ] = PublicationFallback.NOTHING
    entities: Annotated[
        Literal["dateline"] | OtherEngine,
        NoDecode,
        BeforeValidator(_entities),
        Field(
            description="What finds the names: `dateline`, `spacy:PIPELINE` (package or folder) or `gliner:MODEL` "
            "(folder or hub name); the last two want their extra."
        ),
    ] = "dateline"
    seen_ttl_days: Annotated[
        int, Field(ge=1, le=3650, description="Days for which the same content counts as a duplicate.")
    ] = 400
    batch: Annotated[int, Field(ge=1, le=1000, description="Articles put or read in one round trip.")] = 32
    claim_idle_s: Annotated[
        float, Field(ge=1, le=86_400, description="Seconds after which a silent worker's article is taken over.")
    ] = 60.0
    article_limit_s: Annotated[
        float, Field(ge=0.1, le=86_400, description="Seconds that enriching one article may take; then it has failed.")
    ] = 60.0
    max_attempts: Annotated[
        int, Field(ge=1, le=100, description="How often an article is begun before it becomes a dead letter.")
    ] = 3
    high_water: Annotated[
        int, Field(ge=1, le=100_000_000, description="From so many waiting articles on, files stay in the inbox.")
    ] = 100_000
    low_water: Annotated[
        int, Field(ge=0, le=100_000_000, description="From so few waiting articles on, files are taken in again.")
    ] = 50_000
    keep_days: Annotated[
        float, Field(ge=0, le=3650, description="Days that an entry stays on its stream even when all have read it.")
    ] = 7.0
    upkeep_s: Annotated[
        float, Field(ge=0.1, le=86_400, description="Seconds between two trims of the streams and looks at the groups.")
    ] = 60.0
    stalled_s: Annotated[
        float, Field(ge=1, le=31_536_000, description="Age in seconds of an unread entry that makes its group stalled.")
    ] = 3600.0


def _allowed(field: str) -> str:
    schema = Settings.model_json_schema(by_alias=False)
    spec = schema["properties"][field]
    if "$ref" in spec:
        spec = {**schema["$defs"][spec["$ref"].rsplit("/", 1)[-1]], **spec}
    if "enum" in spec:
        return "one of " + ", ".join(spec["enum"])
    low, high = spec.get("minimum", spec.get("exclusiveMinimum")), spec.get("maximum")
    if low is not None and high is not None:
        over = "over " if "exclusiveMinimum" in spec else ""
        kind = "a whole number" if spec.get("type") == "integer" else "a number"
        return f"{kind} from {over}{low:,} to {high:,}"
    if "pattern" in spec:
        return f"text like {spec['pattern']}"
    return spec.get("description", "another value")


def variable(field: str) -> str:
    """The environment variable that sets `field`."""
    return "REDIS_URL" if field == "redis_url" else _PREFIX + field.upper()


def _complaint(error: ValidationError) -> str:
    lines: list[str] = []
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else ""
        field = "redis_url" if name == "REDIS_URL" else name
        may = problem["msg"].removeprefix("Value error, ") if problem["type"] == "value_error" else _allowed(field)
        # A URL may carry a password: it is named, never shown.
        holds = "an unusable value" if field == "redis_url" else repr(str(problem["input"]))
        lines.append(f"{variable(field)} holds {holds}; it may hold {may}.")
    return "\n".join(lines)


def load() -> Settings:
    """The settings of this process.

    Raises:
        WrongSettingError: a variable or a secret holds what it may not, or a `DATELINE_…` variable is none of ours.
    """
    known = sorted(variable(field) for field in Settings.model_fields)
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name not in known:
            near = difflib.get_close_matches(
                name.removeprefix(_PREFIX), [one.removeprefix(_PREFIX) for one in known], 1
            )
            meant = f"did you mean {_PREFIX}{near[0]}?" if near else "SETTINGS.md lists them all."
            raise WrongSettingError(f"{name} is no setting of Dateline; {meant}")
    try:
        loaded = Settings()
    except ValidationError as error:
        raise WrongSettingError(_complaint(error)) from error
    if loaded.low_water > loaded.high_water:
        raise WrongSettingError(
            f"{variable('low_water')} holds '{loaded.low_water}'; it may hold a whole number up to that of "
            f"{variable('high_water')}, {loaded.high_water}."
        )
    return loaded


def environment(**overrides: str) -> dict[str, str]:
    """The environment for a process that is started, with some of its variables set."""
    return {**os.environ, **overrides}

"""What finds the names, as DATELINE_ENTITIES says.

`python -m services.enrich.engine` only loads it, and ends with 2 where that cannot be: `dateline run` and `dateline
enrich` ask it before they start a worker for each core, so that what is missing is told once and what is fetched is
fetched once.
"""

from __future__ import annotations

from services.enrich.entities import OWN, Recogniser
from services.enrich.entities.engines import EngineError, load_engine, recogniser_with
from shared import settings
from shared.service import refusing_wrong_settings
from shared.settings import OtherEngine, Settings, WrongSettingError


def recogniser_in(loaded: Settings) -> Recogniser:
    """What finds the names, loaded and ready.

    Raises:
        WrongSettingError: it is not installed, or its model is not there or cannot be used.
    """
    chosen = loaded.entities
    if not isinstance(chosen, OtherEngine):
        return OWN
    try:
        return recogniser_with(load_engine(chosen.library, chosen.model), OWN)
    except EngineError as error:
        raise WrongSettingError(f"{settings.variable('entities')} holds '{chosen}'; {error}") from error


def main() -> None:
    """Loads it."""
    with refusing_wrong_settings():
        recogniser_in(settings.load())


if __name__ == "__main__":
    main()

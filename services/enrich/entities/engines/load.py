"""Loads the engine that is asked for, and nothing of the others."""

# Each library is imported where it is asked for: most people have neither, and either costs seconds.
# ruff: noqa: PLC0415

from __future__ import annotations

import warnings
from typing import Literal

from services.enrich.entities.engines.engine import Engine, EngineError


def load_engine(library: Literal["spacy", "gliner"], model: str) -> Engine:
    """Return the engine that a library makes of a model: the name of a package or of the hub, or a folder.

    Raises:
        EngineError: the library is not installed, or the model is not there or cannot be used.
    """
    try:
        with warnings.catch_warnings():
            # What libraries have to say to each other's makers.
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", FutureWarning)
            warnings.filterwarnings("ignore", module="huggingface_hub")
            if library == "spacy":
                from services.enrich.entities.engines.spacy import load
            else:
                from services.enrich.entities.engines.gliner import load
            return load(model)
    except EngineError:
        raise
    except ModuleNotFoundError as error:
        if error.name == library:
            raise EngineError(f"{library} is not installed: pip install 'dateline[{library}]'.") from error
        raise EngineError(_in_a_line(f"{error.name} is missing, which {model} wants: {error}")) from error
    except Exception as error:  # whatever a foreign library makes of a broken model
        raise EngineError(_in_a_line(f"{model} cannot be loaded: {type(error).__name__}: {error}")) from error


def _in_a_line(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= 500 else line[:499] + "…"

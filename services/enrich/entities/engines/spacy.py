"""spaCy pipelines: https://spacy.io/models, or one's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, cast

import spacy  # pyright: ignore[reportMissingImports]  an extra

from services.enrich.entities.engines.engine import Candidate, Engine, EngineError
from services.enrich.entities.engines.labels import kinds_by_label
from shared.articles import EntitiesBy

# Its own limit is a million, for which it would want gigabytes of memory. News articles are shorter than this.
_CHARACTERS = 20_000
# By their factories: what serves other ends than names, the layers that components may share, and what finds names with
# nothing else than such a layer. Rules and components of other makers may look at whatever the others say.
_FOR_OTHER_ENDS = frozenset({
    "attribute_ruler", "entity_linker", "lemmatizer", "morphologizer", "parser", "sentencizer", "senter", "spancat",
    "tagger", "textcat", "textcat_multilabel", "trainable_lemmatizer",
})  # fmt: skip
_LAYERS = frozenset({"curated_transformer", "tok2vec", "transformer"})
_NAMES_ALONE = frozenset({"beam_ner", "ner"})
# Pipelines of these are for any language.
_ANY = frozenset({"mul", "xx"})
# Where Dateline says another tag.
_TAGS = {"nb": "no"}


class _Span(Protocol):
    start_char: int
    end_char: int
    label_: str


class _Doc(Protocol):
    ents: Sequence[_Span]


class _Pipeline(Protocol):
    """As much of spaCy's `Language` as is used."""

    lang: str
    pipe_names: Sequence[str]
    pipe_labels: dict[str, Sequence[str]]

    def __call__(self, text: str) -> _Doc: ...
    def get_pipe(self, name: str) -> object: ...
    def get_pipe_meta(self, name: str) -> Any: ...
    def select_pipes(self, *, disable: list[str]) -> object: ...
    def memory_zone(self) -> AbstractContextManager[object]: ...


def load(model: str) -> Engine:
    """Return the engine of a pipeline: an installed package or a folder.

    Raises:
        EngineError: it is not there, or finds no names.
    """
    library: Any = spacy
    if not (library.util.is_package(model) or Path(model).is_dir()):
        raise EngineError(
            f"{model} is neither an installed pipeline nor a folder: python -m spacy download {model}, for those of "
            "https://spacy.io/models."
        )
    pipeline = cast("_Pipeline", library.load(model))
    kinds = kinds_by_label("spacy")
    finders = [name for name in pipeline.pipe_names if _factory(pipeline, name) not in _FOR_OTHER_ENDS | _LAYERS]
    labels = {label for name in finders for label in pipeline.pipe_labels.get(name, ())}
    if not finders or (labels and kinds.keys().isdisjoint(labels)):
        has = f"labels {', '.join(sorted(labels))}" if labels else ", ".join(pipeline.pipe_names) or "no components"
        raise EngineError(f"{model} finds no people, organisations or places: it has {has}.")
    _spare(pipeline, finders)
    _hold_to_one_thread()

    def read(piece: str) -> Iterator[Candidate]:
        # Without the zone each new word would stay in memory for good.
        with pipeline.memory_zone():
            for span in pipeline(piece).ents:
                if (kind := kinds.get(span.label_)) is not None:
                    yield Candidate(span.start_char, span.end_char, kind)

    languages = None if pipeline.lang in _ANY else frozenset({_TAGS.get(pipeline.lang, pipeline.lang)})
    return Engine(EntitiesBy.SPACY, languages, read, _CHARACTERS)


def _factory(pipeline: _Pipeline, name: str) -> str:
    return pipeline.get_pipe_meta(name).factory


def _spare(pipeline: _Pipeline, finders: list[str]) -> None:
    """Switch off what names do not need: more than half of the time that a usual pipeline takes."""
    if any(_factory(pipeline, name) not in _NAMES_ALONE for name in finders):
        return
    others = [name for name in pipeline.pipe_names if name not in finders]
    pipeline.select_pipes(disable=[name for name in others if not _feeds(pipeline, name, finders)])


def _feeds(pipeline: _Pipeline, name: str, finders: list[str]) -> bool:
    """A shared layer feeds those that listen to it; one that does not say who listens is kept."""
    if _factory(pipeline, name) in _FOR_OTHER_ENDS:
        return False
    listening = cast("Sequence[str]", getattr(pipeline.get_pipe(name), "listening_components", finders))
    return not set(finders).isdisjoint(listening)


def _hold_to_one_thread() -> None:
    # Each core has a worker already; pipelines of transformers bring PyTorch, which would take all cores for each.
    torch: Any = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)

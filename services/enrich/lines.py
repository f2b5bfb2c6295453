"""`python -m services.enrich.lines`: articles as JSON lines in, events as JSON lines out, one for each, in order.

The process behind `dateline enrich`, which runs one of it on each core. An answer begins with `+` before the event or
`-` before what is wrong with the line.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from services.enrich.engine import recogniser_in
from services.enrich.entities import Recogniser
from services.enrich.flow import enrich
from shared import clock, settings
from shared.articles import Evidence, Published, RawArticle
from shared.service import refusing_wrong_settings

# A JSON string may hold halves of surrogate pairs, which are no characters; one for one, so that offsets stay.
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class Line(BaseModel):
    """One article as `dateline enrich` takes it."""

    model_config = ConfigDict(extra="ignore")
    id: str | int
    text: str
    published: Published | None = None
    title: str | None = None

    @field_validator("text", "title", mode="before")
    @classmethod
    def _only_characters(cls, value: object) -> object:
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value

    @field_validator("published", mode="before")
    @classmethod
    def _iso(cls, value: object) -> object:
        if value is None or value == "":
            return None
        try:
            return Published(value=str(value), evidence=Evidence.METADATA)
        except ValidationError:
            raise ValueError(f"{str(value)[:40]!r} is no ISO 8601 day or time such as 2026-02-11") from None


def answer(line: bytes, recogniser: Recogniser) -> str:
    """The event of one line, after `+`; or what is wrong with it, after `-`."""
    try:
        given: Any = json.loads(line)
        article = Line.model_validate(given)
    except ValidationError as error:
        wrong = error.errors()[0]
        return f"-{'.'.join(map(str, wrong['loc'])) or 'the line'}: {wrong['msg']}"
    except (ValueError, RecursionError) as error:
        return f'-no JSON object such as {{"id": "1", "text": "…"}}: {error}'
    now = clock.now()
    event = enrich(
        RawArticle(
            id=str(article.id) or "-",
            title=article.title,
            text=article.text,
            source="stdin",
            media_type="application/json",
            received_at=now,
            published=article.published,
        ),
        now,
        recogniser,
    )
    payload = event.model_dump(mode="json")
    return "+" + json.dumps({**payload, "id": article.id}, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    """Answers each line of standard input."""
    answers = sys.stdout.buffer
    # What a library prints while it loads or works would be taken for an answer.
    with contextlib.redirect_stdout(sys.stderr):
        with refusing_wrong_settings():
            recogniser = recogniser_in(settings.load())
        for line in sys.stdin.buffer:
            try:
                said = answer(line, recogniser)
            except Exception as error:  # noqa: BLE001  one article that breaks enrichment must not take the others along
                said = f"-enriching failed: {type(error).__name__}: {error}".replace("\n", " ")
            answers.write(said.encode("utf-8", "backslashreplace") + b"\n")
            answers.flush()


if __name__ == "__main__":
    main()

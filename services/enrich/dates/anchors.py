"""From which day relative expressions are reckoned: the dateline's, else that of publication; never the present."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from services.enrich.dates.lexicon import lexicon_of
from shared.articles import Anchor, AnchorKind, Published


@dataclass(frozen=True, slots=True)
class Anchors:
    """The days that are known of an article; any may be missing.

    `received` is the day the file arrived. It is evidence of nothing and is passed only where the operator trusts it:
    it anchors only where nothing else is known, and confidence says so.
    """

    dateline: dt.date | None = None
    publication: dt.date | None = None
    received: dt.date | None = None

    @property
    def best(self) -> Anchor | None:
        """The most trusted day; a dateline comes first, for it says when the report was written."""
        known = (
            (AnchorKind.DATELINE, self.dateline),
            (AnchorKind.PUBLICATION, self.publication),
            (AnchorKind.RECEIVED, self.received),
        )
        return next((Anchor(kind=kind, date=day) for kind, day in known if day is not None), None)


def anchor_day(published: Published | None, language: str) -> dt.date | None:
    """The publisher's local day of publication.

    A time with an offset keeps its own day. A time that is only known in UTC is moved to the offset that the language's
    newspapers share, where there is one (the lexicon's `offset`): 2022-12-06T23:10Z is 7 December in Malay news.
    """
    if published is None:
        return None
    moment = published.moment
    if not isinstance(moment, dt.datetime):
        return moment
    offset = lexicon_of(language).offset
    if moment.utcoffset() == dt.timedelta(0) and offset is not None:
        try:
            return (moment.replace(tzinfo=None) + offset).date()
        except OverflowError:
            return moment.date()
    return moment.date()

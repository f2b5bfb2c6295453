"""Why a drop gives no article: one closed set for the readers, the inbox, the shelf and the log."""

from __future__ import annotations

from shared.logbook import RejectReason

__all__ = ["RejectReason", "Unreadable"]


class Unreadable(Exception):  # noqa: N818 -- the word of the design; `UnreadableError` would say it twice
    """A drop that gives no article.

    Args:
        reason: one of the closed set.
        detail: what is wrong, for a person.
        remedy: what to do about it, for the same person.
        place: where in the drop, such as "line 3, column 14", "byte 1042" or "$[3].text"; None for all of it.
    """

    def __init__(self, reason: RejectReason, *, detail: str, remedy: str, place: str | None = None) -> None:
        super().__init__(f"{detail} ({place})" if place else detail)
        self.reason = reason
        self.detail = detail
        self.remedy = remedy
        self.place = place

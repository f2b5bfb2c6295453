"""What lies on a stream, and what Redis answers when it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RawEntry:
    """An entry as it lies on a stream, not yet understood."""

    id: str
    fields: Mapping[str, str]

    @property
    def payload(self) -> str:
        """The JSON, or nothing where a foreign entry has none."""
        return self.fields.get("payload", "")

    @property
    def traceparent(self) -> str:
        """The trace that it belongs to, or nothing."""
        return self.fields.get("traceparent", "")

    @property
    def article_id(self) -> str:
        """The article's id; that of the entry where a foreign one names none."""
        return (self.fields.get("id") or self.id)[:_ID_LIMIT]

    @property
    def revision(self) -> int:
        """Which telling of the article it is; 1 where a foreign entry does not say."""
        told = self.fields.get("revision", "")
        return int(told) if _REVISION.fullmatch(told) else 1


# As the contract has it; a revision is the second of an order, in any case no number that Lua would round.
_ID_LIMIT = 512
_REVISION = re.compile(r"[1-9][0-9]{0,14}")


def decode(fields: Mapping[bytes, bytes]) -> dict[str, str]:
    """The fields of an entry as text; bytes that are no UTF-8 stay visible as escapes."""
    return {k.decode("utf-8", "backslashreplace"): v.decode("utf-8", "backslashreplace") for k, v in fields.items()}


def flat(fields: Mapping[str, str]) -> Iterable[str]:
    """Fields and values in turn, as XADD takes them."""
    return (part for pair in fields.items() for part in pair)


def entries(batch: Iterable[tuple[bytes, Mapping[bytes, bytes] | None]]) -> list[RawEntry]:
    """What XRANGE, XREAD or XAUTOCLAIM answered, without what was deleted in the meantime."""
    return [RawEntry(entry_id.decode(), decode(fields)) for entry_id, fields in batch if fields is not None]

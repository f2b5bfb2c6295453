"""W3C Trace Context: one trace from the dropped file to the event.

Format: https://www.w3.org/TR/trace-context/#traceparent-header, version 00.
"""

from __future__ import annotations

import hashlib
import re
import secrets

_TRACEPARENT = re.compile(r"00-(?P<trace>[0-9a-f]{32})-[0-9a-f]{16}-(?P<flags>[0-9a-f]{2})\Z")


def new_traceparent() -> str:
    """A traceparent that begins a trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def traceparent_from(seed: str) -> str:
    """A traceparent that begins a trace and is always the same for the same `seed`.

    So a drop that is put a second time, by a retry or after a crash, can be told from a copy of it.
    """
    digest = hashlib.sha256(seed.encode("utf-8", "surrogateescape")).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01"


def child_of(traceparent: str) -> str:
    """A new span of the same trace; a new trace where `traceparent` is none."""
    match = _TRACEPARENT.match(traceparent)
    if match is None:
        return new_traceparent()
    return f"00-{match['trace']}-{secrets.token_hex(8)}-{match['flags']}"

"""The only room that names a stream, a group or a key, or speaks Redis."""

from shared.streams.connect import Sentinels, connect, sentinels_in, without_password
from shared.streams.dead import DeadLetters, Letter
from shared.streams.entries import RawEntry, decode
from shared.streams.groups import GroupExistsError, Groups, NoSuchGroupError, Standing
from shared.streams.names import DEAD, ENRICHED, GROUP, RAW
from shared.streams.protocol import Accepted, Backlog, Begun, Duplicate, GroupLostError, Streams

__all__ = [
    "DEAD",
    "ENRICHED",
    "GROUP",
    "RAW",
    "Accepted",
    "Backlog",
    "Begun",
    "DeadLetters",
    "Duplicate",
    "GroupExistsError",
    "GroupLostError",
    "Groups",
    "Letter",
    "NoSuchGroupError",
    "RawEntry",
    "Sentinels",
    "Standing",
    "Streams",
    "connect",
    "decode",
    "sentinels_in",
    "without_password",
]

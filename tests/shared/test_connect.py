"""What the URL of a server says, and what of it may be logged."""

from __future__ import annotations

import pytest

from shared.streams import sentinels_in, without_password


@pytest.mark.parametrize(
    ("url", "logged"),
    [
        ("redis://ingest:secret@redis:6379/0", "redis://ingest:***@redis:6379/0"),
        ("unix://ingest:secret@/run/redis.sock", "unix://ingest:***@/run/redis.sock"),
        ("redis+sentinel://:secret@a:1,b:2/articles/0", "redis+sentinel://:***@a:1,b:2/articles/0"),
        ("redis://redis/0?password=secret", "redis://redis/0"),
        ("rediss://redis:6379/0?ssl_keyfile=a.key&ssl_password=secret", "rediss://redis:6379/0"),
        # Not escaped, so these reach no server.
        ("redis://ingest:sec#ret@redis/0", "redis://ingest:***@redis/0"),
        ("redis://ingest:sec?ret@redis/0", "redis://ingest:***@redis/0"),
        ("redis://ingest:sec/r@et@redis/0", "redis://ingest:***@redis/0"),
        ("redis://ingest@redis/0", "redis://ingest@redis/0"),
        ("redis://redis:6379/0", "redis://redis:6379/0"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock"),
    ],
)
def test_no_password_is_logged_wherever_it_stands_in_the_url(url: str, logged: str) -> None:
    assert without_password(url) == logged


def test_a_sentinel_url_names_the_sentinels_the_master_and_the_login_on_the_master() -> None:
    sentinels = sentinels_in("redis+sentinel://ingest:secret@a:1,[::1]:2,c/articles/3")
    assert sentinels is not None
    assert sentinels.nodes == (("a", 1), ("::1", 2), ("c", 26379))
    assert (sentinels.master, sentinels.url) == ("articles", "redis://ingest:secret@articles/3")

"""What the operator may set."""

from __future__ import annotations

import pytest

from shared import settings
from shared.settings import OtherEngine, Settings, WrongSettingError


def test_without_any_variable_the_defaults_hold(environment: pytest.MonkeyPatch) -> None:
    assert environment
    assert settings.load() == Settings()
    assert settings.load().redis_url is None


def test_an_empty_variable_is_none(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATELINE_BATCH", "")
    environment.setenv("REDIS_URL", "")
    assert settings.load() == Settings()


@pytest.mark.parametrize("url", ["redis://h:1/0", "rediss://h", "unix:///tmp/a.sock"])
def test_the_servers_that_can_be_named(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("REDIS_URL", url)
    assert settings.load().redis_url == url


@pytest.mark.parametrize(
    ("named", "means"),
    [
        ("dateline", "dateline"),
        ("spacy:en_core_web_sm", OtherEngine("spacy", "en_core_web_sm")),
        ("spacy:/models/ours", OtherEngine("spacy", "/models/ours")),
        ("gliner:urchade/gliner_multi-v2.1", OtherEngine("gliner", "urchade/gliner_multi-v2.1")),
        ("gliner:C:\\models", OtherEngine("gliner", "C:\\models")),
    ],
)
def test_what_may_find_the_names(environment: pytest.MonkeyPatch, named: str, means: str | OtherEngine) -> None:
    environment.setenv("DATELINE_ENTITIES", named)
    assert settings.load().entities == means
    assert str(settings.load().entities) == named


@pytest.mark.parametrize("named", ["spacy", "spacy:", "gliner: ", "flair:x", "dateline:x", "Spacy:x", '{"model": "x"}'])
def test_what_cannot_find_names_is_told_with_what_can(environment: pytest.MonkeyPatch, named: str) -> None:
    environment.setenv("DATELINE_ENTITIES", named)
    with pytest.raises(WrongSettingError) as wrong:
        settings.load()
    assert str(wrong.value) == (
        f"DATELINE_ENTITIES holds {named!r}; it may hold dateline, spacy:PIPELINE (an installed package or a folder, "
        "for instance spacy:en_core_web_sm) or gliner:MODEL (a folder or a name on the Hugging Face hub)."
    )


def test_a_wrong_url_is_not_shown_for_it_may_hold_a_password(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REDIS_URL", "http://user:secret@host")
    with pytest.raises(WrongSettingError) as wrong:
        settings.load()
    assert "REDIS_URL" in str(wrong.value)
    assert "redis://" in str(wrong.value)
    assert "secret" not in str(wrong.value)


def test_every_wrong_setting_is_named_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATELINE_BATCH", "0")
    environment.setenv("DATELINE_LOG_LEVEL", "loud")
    with pytest.raises(WrongSettingError) as wrong:
        settings.load()
    assert str(wrong.value).splitlines() == [
        "DATELINE_LOG_LEVEL holds 'loud'; it may hold one of debug, info, warning, error.",
        "DATELINE_BATCH holds '0'; it may hold a whole number from 1 to 1,000.",
    ]


def test_a_variable_that_is_like_none_of_ours_points_to_the_list(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATELINE_QQQQQQQ", "1")
    with pytest.raises(WrongSettingError, match=r"DATELINE_QQQQQQQ is no setting of Dateline; SETTINGS.md lists"):
        settings.load()

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.settings import load, sources


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SYNCOPATE_MODEL", "SYNCOPATE_API_KEY", "OPENAI_API_KEY", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_defaults_are_below_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/alice")
    settings = load()
    assert settings.cache == Path("/home/alice/.cache/syncopate")
    assert settings.state == Path("/home/alice/.local/state/syncopate")
    assert settings.model == ""


def test_xdg_folders_are_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/x/cache")
    monkeypatch.setenv("XDG_STATE_HOME", "/x/state")
    assert (load().cache, load().state) == (Path("/x/cache/syncopate"), Path("/x/state/syncopate"))


def test_an_unknown_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCOPATE_MODLE", "x")
    with pytest.raises(SettingsError, match="no such setting") as caught:
        load()
    assert caught.value.where == "SYNCOPATE_MODLE"


def test_a_malformed_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCOPATE_REPAIRS", "many")
    with pytest.raises(SettingsError) as caught:
        load()
    assert caught.value.where == "SYNCOPATE_REPAIRS"


@pytest.mark.parametrize("variable", ["SYNCOPATE_API_KEY", "OPENAI_API_KEY"])
def test_the_key_is_never_shown(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "sk-canary")
    settings = load()
    assert settings.api_key.get_secret_value() == "sk-canary"
    assert "canary" not in repr(settings)
    assert "canary" not in repr(sources(settings))
    (row,) = [row for row in sources(settings) if row[0] == "SYNCOPATE_API_KEY"]
    assert row[1] == "********"
    assert row[2].startswith("environment")

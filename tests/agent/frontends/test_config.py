from __future__ import annotations

from pathlib import Path

import pytest

from agent.frontends.config import config
from agent.settings import Settings, load


def test_every_setting_is_shown_and_the_key_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("SYNCOPATE_API_KEY", "sk-canary")
    monkeypatch.setenv("SYNCOPATE_MODEL", "openai:\x1b[31m")
    monkeypatch.setenv("SYNCOPATE_STATE", str(tmp_path))
    assert config(load(), as_json=False) == 0
    shown = capsys.readouterr().out
    assert "canary" not in shown
    assert "\x1b" not in shown
    for name, field in Settings.model_fields.items():
        assert f"SYNCOPATE_{name.upper()}" in shown
        assert field.description

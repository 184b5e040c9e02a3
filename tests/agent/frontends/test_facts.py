from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.domain.facts import SystemFacts
from agent.errors import FactsError
from agent.frontends.facts import facts
from agent.settings import Settings

GIVEN = {
    "ansible_os_family": "Debian",
    "ansible_distribution": "Debian",
    "ansible_machine_id": "canary",
    "audio": [{"name": "Scarlett [2i2]", "driver": "snd-usb-audio"}],
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state", cache=tmp_path / "cache")


def test_the_declared_facts_of_a_file(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(GIVEN))
    assert facts(settings, file, as_json=False) == 0
    shown = capsys.readouterr().out
    assert "Scarlett [2i2] (snd-usb-audio)" in shown
    assert "canary" not in shown
    assert facts(settings, file, as_json=True) == 0
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == set(SystemFacts.model_fields)
    file.write_text(json.dumps(printed))
    facts(settings, file, as_json=True)
    assert json.loads(capsys.readouterr().out) == printed


def test_a_file_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(FactsError) as caught:
        facts(settings, tmp_path / "none.json", as_json=True)
    assert "none.json" in str(caught.value)

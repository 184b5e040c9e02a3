from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent import wiring
from agent.adapters.diagnosis import Check
from agent.frontends.doctor import doctor
from agent.settings import Settings

GOOD = Check("git", ok=True, detail="/usr/bin/git")
POOR = Check("inxi", ok=False, detail="not found", hint="apt-get install inxi", required=False)
BAD = Check("sandbox", ok=False, detail="no namespaces", hint="allow [them]")


@pytest.mark.parametrize(("checks", "code"), [((GOOD,), 0), ((GOOD, POOR), 0), ((GOOD, POOR, BAD), 1)])
def test_only_what_is_required_fails(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    checks: tuple[Check, ...],
    code: int,
) -> None:
    monkeypatch.setattr(wiring, "checks", lambda _: checks)
    settings = Settings(state=tmp_path, cache=tmp_path)
    assert doctor(settings, as_json=False) == code
    lines = capsys.readouterr().out.splitlines()
    marks = {GOOD: ["✓ git  /usr/bin/git"], POOR: ["- inxi  not found", "    apt-get install inxi"]}
    marks[BAD] = ["✗ sandbox  no namespaces", "    allow [them]"]
    assert lines == [line for check in checks for line in marks[check]]
    assert doctor(settings, as_json=True) == code
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == [check.name for check in checks]

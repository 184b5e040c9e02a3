from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent.adapters import diagnosis, programs
from agent.adapters.instances import DEBIAN12


def test_this_machine_is_fit(base):
    checks = diagnosis.diagnose(DEBIAN12, base.parent)
    assert {check.name for check in checks} == {*programs.PROGRAMS, "subordinate ids", "sandbox", "instance debian12"}
    assert [check for check in checks if check.required and not check.ok] == []


@pytest.mark.usefixtures("refused")
def test_a_slow_instance_is_told(base):
    instance = diagnosis.diagnose(DEBIAN12, base.parent)[-1]
    assert instance.ok
    assert re.fullmatch(r"works, by copying: \d+\.\d\d s a run", instance.detail)


def test_what_is_missing_is_named_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    checks = {check.name: check for check in diagnosis.diagnose(DEBIAN12, Path("/no/such/folder"))}
    for name in ("bwrap", "sandbox"):
        assert not checks[name].ok
        assert "bwrap is not installed" in checks[name].detail
        assert "bubblewrap" in checks[name].hint
    assert not checks["instance debian12"].ok
    assert not checks["inxi"].required

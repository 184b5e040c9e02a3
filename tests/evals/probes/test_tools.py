from __future__ import annotations

from pathlib import Path

import pytest

from agent.adapters.bubblewrap import BubblewrapSandbox
from evals.changes import Change, Origin
from evals.probes.tools import added
from evals.rivals import findings
from evals.sources import Source
from knowledge.content.reader import read

MAIN = "roles/website/tasks/main.yml"


def test_what_was_there_before_is_not_added() -> None:
    assert added(["a", "b"], ["b", "b", "a", "c"]) == ["b", "c"]


@pytest.fixture
def tried(source: Source, tmp_path: Path):
    tmp_path.chmod(0o755)  # the sandbox has no user of this machine
    root = source.export(source.head, tmp_path / "out")
    (tmp_path / "out").chmod(0o755)

    def trying(*texts: str) -> list[dict]:
        changes = [
            Change(str(number), Origin.SEEDED, "kind", "example", source.head, {MAIN: text.encode()}, "")
            for number, text in enumerate(texts)
        ]
        found = findings(BubblewrapSandbox(), read(root), changes)
        return [found[change.id] for change in changes]

    return trying


def test_each_tool_finds_its_own_and_mutants_do_not_mix(tried, tree) -> None:
    good = tree.texts[MAIN]
    wrong_choice = good.replace("state: directory", "state: diretory")
    wrong_module = good.replace("ansible.builtin.stat", "ansible.builtin.statt")
    first, second, third = tried(wrong_choice, wrong_module, good)

    assert any("args[module]" in finding for finding in first["lint"])
    assert first["syntax"] == []
    assert any("statt" in error for error in second["syntax"])
    assert third == {"lint": [], "syntax": []}

from __future__ import annotations

from pathlib import Path

import pytest

from agent.authors import briefing
from agent.domain.plan import Plan, Step
from agent.ports import Brief
from knowledge.content.reader import read
from tests.fakes.values import FACTS, REQUEST


@pytest.fixture
def brief(tmp_path: Path) -> Brief:
    (tmp_path / "galaxy.yml").write_text("namespace: a\nname: b\nversion: 1.0.0\n")
    for path, text in {
        "roles/daw/tasks/main.yml": "---\n- name: One\n  ansible.builtin.debug:\n    msg: x\n",
        "roles/daw/defaults/main.yml": "---\ndaw_secret: canary\n",
        "roles/other/tasks/main.yml": "---\n- name: Unrelated\n  ansible.builtin.debug:\n    msg: x\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    return Brief(REQUEST, FACTS, (), read(tmp_path))


def step(path: str) -> Plan:
    return Plan(summary="s", steps=(Step(summary="s", role="daw", path=path, reason="r"),))


def test_the_named_file_and_its_roles_defaults_are_shown_numbered_and_redacted(brief: Brief) -> None:
    shown = briefing.files(brief, step("roles/daw/tasks/main.yml"))
    assert "=== roles/daw/tasks/main.yml\n   1 ---\n   2 - name: One" in shown
    assert "daw_secret: (redacted)" in shown
    assert "Unrelated" not in shown


@pytest.mark.parametrize("path", ["../outside", "/etc/hostname", "roles/daw/none.yml"])
def test_no_file_outside_the_content_is_shown(brief: Brief, path: str) -> None:
    (brief.content.root.parent / "outside").write_text("outside")
    shown = briefing.files(brief, step(path))
    assert path not in shown


def test_facts_leave_empty_values_out() -> None:
    assert "memtotal_mb" not in briefing.facts(FACTS)
    assert '"distribution": "Debian"' in briefing.facts(FACTS)

"""Each rule has a page, whose wrong example is caught by that rule and whose right one by none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.adapters.module_docs import InstalledModuleDocs
from agent.domain.verdict import Outcome, Report
from agent.ports import Validator
from agent.validators import READERS
from agent.validators.rulebook import NOT_ALLOWABLE, RULES, nearest
from agent.validators.syntax import Syntax
from tests.fakes.cli import ROOT
from tests.fakes.subjects import subject as subject_of
from tests.fakes.subjects import tree

PAGES = ROOT / "docs" / "rules"
BLOCK = re.compile(r"^```(?P<language>\w+) (?P<path>\S+)(?P<base> base)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
CONTENT = {
    "galaxy.yml": "namespace: acme\nname: site\nversion: 1.0.0\nreadme: README.md\nauthors: [Ann]\n",
    "playbooks/other.yml": "---\n- name: Other\n  hosts: all\n  tasks: []\n",
    "roles/web/defaults/main.yml": (
        "---\nweb_port: 80\nweb_name: site\nweb_home: /srv\nweb_source: file\nweb_motd: motd\n"
    ),
    "roles/web/files/motd": "hello\n",
    "roles/web/files/web.conf": "port=80\n",
    "roles/web/files/web.pub": "ssh-ed25519 AAAA\n",
    "roles/web/handlers/main.yml": "---\n- name: Restart web\n  ansible.builtin.debug:\n    msg: restart\n",
    "roles/web/tasks/debian.yml": "---\n[]\n",
    "roles/web/tasks/main.yml": "---\n[]\n",
    "roles/web/tasks/other.yml": "---\n[]\n",
    "roles/web/templates/web.conf.j2": "port={{ web_port }}\n",
    "roles/cache/tasks/main.yml": "---\n[]\n",
    "roles/cache/meta/argument_specs.yml": (
        "---\nargument_specs:\n  main:\n    options:\n      cache_size: {type: int, required: true}\n"
        "      cache_kind: {type: str, choices: [memory, disk]}\n"
    ),
}


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> InstalledModuleDocs:
    return InstalledModuleDocs(tmp_path_factory.mktemp("modules"))


@pytest.mark.parametrize("name", RULES)
def test_the_page_says_what_the_rule_says(name: str) -> None:
    page = " ".join((PAGES / f"{name}.md").read_text().split())
    rule = RULES[name]
    assert page.startswith(f"# {name} {rule.why}")
    assert f"Level: {rule.level}. {rule.fix}".strip() in page


@pytest.mark.parametrize("name", RULES)
def test_the_wrong_example_breaks_the_rule_and_the_right_one_none(
    name: str, docs: InstalledModuleDocs, tmp_path: Path
) -> None:
    page = (PAGES / f"{name}.md").read_text()
    wrong, right = page.split("## Wrong")[1].split("## Right")
    judges: list[Validator] = [make(docs) for make in READERS.values()]
    if name == "syntax-check":  # the only one that needs the sandbox
        judges.append(Syntax(BubblewrapSandbox()))
    assert name in broken(judged(judges, wrong, tmp_path / "wrong"))
    anyway = {"own-policy-changed"} if name == "own-policy-invalid" else set()
    assert broken(judged(judges, right, tmp_path / "right")) == anyway


def test_no_page_is_left_without_a_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == set(RULES)


def test_what_guards_the_policy_can_not_be_allowed() -> None:
    assert {"own-policy-changed", "own-policy-invalid", "role-protected"} == NOT_ALLOWABLE <= set(RULES)


def test_a_slip_finds_the_name_that_was_meant() -> None:
    assert nearest("shel", RULES) == "shell"
    assert nearest("xyzzy", RULES) == ""


def judged(judges: list[Validator], examples: str, folder: Path) -> list[Report]:
    """What they say of an agent's change that brings the examples."""
    blocks = list(BLOCK.finditer(examples))
    assert blocks
    links = {it["path"]: it["text"].strip() for it in blocks if it["language"] == "symlink"}
    files = {it["path"]: it["text"] for it in blocks if it["language"] != "symlink"}
    base = {**CONTENT, **{it["path"]: it["text"] for it in blocks if it["base"]}}
    before, after = tree(folder / "before", base), tree(folder / "after", {**base, **files})
    subject = replace(subject_of(before), after=after)
    for path, target in links.items():
        (subject.after.root / path).parent.mkdir(parents=True, exist_ok=True)
        (subject.after.root / path).symlink_to(target)
    return [it.validate(subject) for it in judges]


def broken(reports: list[Report]) -> set[str]:
    findings = {finding.rule for report in reports for finding in report.findings}
    unproven = (task for report in reports for task in report.tasks if task.outcome is Outcome.UNPROVEN)
    return findings | {task.rule for task in unproven}

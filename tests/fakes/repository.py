"""A small playbook repository in git, and the tools to run on it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from agent.adapters.git import GitRepository, resolve
from agent.context import Budget, Tools
from agent.domain.edits import Edit, InsertTask, TaskSpec
from agent.domain.plan import Plan, Step
from agent.domain.request import Request
from agent.domain.verdict import Outcome, Report
from agent.ports import Validator
from tests.fakes.ports import FakeAuthor, FakeFacts, FakeRetriever, FakeValidator

TASKS = "roles/daw/tasks/main.yml"
FILES = {
    TASKS: "---\n- name: Say hello\n  ansible.builtin.debug:\n    msg: hello\n",
    "roles/daw/defaults/main.yml": "---\ndaw_packages:\n  - audacity\n",
    "playbooks/daw.yml": "---\n- name: Set up\n  hosts: all\n  roles:\n    - daw\n",
}
PLAN = Plan(summary="install ardour", steps=(Step(summary="install ardour", role="daw", path=TASKS, reason="why"),))
TASK = TaskSpec(name="Install ardour", module="ansible.builtin.package", args={"name": "ardour", "state": "present"})
EDITS: tuple[Edit, ...] = (InsertTask(path=TASKS, task=TASK),)


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ("git", *identity, "-C", str(folder), *arguments), capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def make_repository(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """Commit ``files`` in a new repository."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=As it is")
    return folder


def request_for(folder: Path, **changes: object) -> Request:
    return Request(id="run1", words="install ardour", target=resolve(folder)).model_copy(update=changes)


def passing(name: str = "policy") -> FakeValidator:
    return FakeValidator(name, lambda _: Report(validator=name, outcome=Outcome.PROVEN))


def tools_for(
    folder: Path,
    work: Path,
    *,
    plan: Plan = PLAN,
    tries: list[tuple[Edit, ...]] | None = None,
    validators: tuple[Validator, ...] = (),
) -> Tools:
    """Real git, fakes for all the rest; folders for cache and state are made below ``work``."""
    return Tools(
        facts=FakeFacts(),
        repository=GitRepository(work / "cache", work / "state", folder),
        retriever=FakeRetriever(),
        author=FakeAuthor(plan, tries or [EDITS]),
        validators=validators or (passing(),),
        budget=Budget(),
    )

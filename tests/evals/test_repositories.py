from __future__ import annotations

from pathlib import Path

from evals.repositories import ROLES, TASKS, generate
from knowledge.content.reader import read
from tests.fakes.repository import git


def test_the_generated_repository_is_as_large_as_it_says(tmp_path: Path) -> None:
    generate(tmp_path / "r")
    content = read(tmp_path / "r")
    assert len(content.roles) == ROLES
    assert sum(1 for role in content.roles.values() for _ in role.tasks()) == ROLES * TASKS
    assert content.problems == ()
    assert git(tmp_path / "r", "status", "--porcelain") == ""

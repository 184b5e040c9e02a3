from __future__ import annotations

from random import Random

import pytest

from evals.commits import commits, fixes, replayed
from evals.sources import Source
from tests.fakes.repository import git

TASKS = "roles/website/tasks/more_tasks.yml"


def commit(source: Source, path: str, text: str, message: str) -> None:
    file = source.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    git(source.path, "add", "--all")
    git(source.path, "commit", "--quiet", f"--message={message}")


def test_commits_come_latest_first_without_the_root(source: Source) -> None:
    assert [it.subject for it in commits(source)] == ["Fix typo in state", "Start it"]


def test_only_what_changes_a_roles_content_is_replayed(source: Source) -> None:
    commit(source, "README.md", "hello", "Fix the docs")

    assert [it.subject for it in replayed(Source("x", source.path), 1)] == ["Fix typo in state"]


def test_a_small_fix_is_found(source: Source) -> None:
    (found,) = fixes(source, Random(0))

    assert found.subject == "Fix typo in state"
    assert found.content == (TASKS,)


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (TASKS, "---\n# why\n", "Fix"),
        (TASKS, "---\n- name: x\n", "Fix lint"),
        (TASKS, "---\n- name: x\n", "Add x"),
        (TASKS, "---\n" + "\n".join(f"a{n}: 1" for n in range(40)), "Fix everything"),
        ("roles/website/library/x.py", "pass\n", "Fix the module"),
    ],
)
def test_what_is_no_small_fix(source: Source, path: str, text: str, message: str) -> None:
    commit(source, path, text, message)

    found = [it.subject for it in fixes(Source("x", source.path), Random(0))]
    if text == "---\n# why\n":  # lines are taken away there, so it is one
        found.remove("Fix")
    assert found == ["Fix typo in state"]

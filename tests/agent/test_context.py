from __future__ import annotations

from pathlib import Path

from tests.fakes.repository import TASKS, git, make_repository, request_for, tools_for


def test_content_is_read_from_the_commit_and_not_from_the_work_tree(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "content")
    tools, request = tools_for(repository, tmp_path), request_for(repository)
    (repository / TASKS).write_text("---\n- name: Uncommitted\n  ansible.builtin.debug:\n")
    (repository / "roles/new/tasks").mkdir(parents=True)
    (repository / "roles/new/tasks/main.yml").write_text("---\n")
    content = tools.content(request, git(repository, "rev-parse", "HEAD^{tree}"))
    assert list(content.roles) == ["daw"]
    (task,) = [task for file in content.roles["daw"].task_files for task in file.walk()]
    assert (task.name, task.place.path, task.place.line) == ("Say hello", TASKS, 2)
    assert not content.root.is_relative_to(repository)


def test_a_target_below_the_root_sees_only_itself(tmp_path: Path) -> None:
    files = {"c/galaxy.yml": "namespace: a\nname: b\n", f"c/{TASKS}": "---\n", "roles/outside/tasks/main.yml": "---\n"}
    repository = make_repository(tmp_path / "content", files)
    request = request_for(repository / "c")
    tools = tools_for(repository, tmp_path)
    content = tools.content(request, git(repository, "rev-parse", "HEAD^{tree}"))
    assert (request.target.subpath, content.kind, list(content.roles)) == ("c", "collection", ["daw"])

import os
from pathlib import Path

from knowledge.content.discover import is_yaml, playbook_candidates, role_folders, variable_files, walk


def test_walk_lists_files_but_not_gits_own(write):
    root = write({"b/c": "", "a": "", ".git/config": "", ".hidden/x.yml": "", "b/.git/HEAD": ""})
    tree = walk(root)
    assert tree.files == (".hidden/x.yml", "a", "b/c")
    assert tree.under("b") == ("b/c",)
    assert tree.problems == ()


def test_links_out_of_the_tree_are_not_followed(write, tmp_path):
    (tmp_path / "secret").write_text("x")
    root = write({"a": ""})
    (root / "file").symlink_to(tmp_path / "secret")
    (root / "folder").symlink_to(tmp_path)
    (root / "dangling").symlink_to("/nonexistent/x")
    (root / "git").symlink_to(".git")
    (root / ".git").mkdir()
    tree = walk(root)
    assert tree.files == ("a",)
    assert [problem.path for problem in tree.problems] == ["dangling", "file", "folder", "git"]
    assert all("leads out" in problem.message for problem in tree.problems)


def test_links_inside_are_followed_once(write):
    root = write({"real/f": ""})
    (root / "link").symlink_to("real")
    (root / "again").symlink_to("real")
    (root / "g").symlink_to("real/f")
    assert walk(root).files == ("again/f", "g", "real/f")


def test_circles_end(write):
    root = write({"a/f": ""})
    (root / "a/up").symlink_to("..")
    (root / "self").symlink_to("self")
    (root / "x").symlink_to("y")
    (root / "y").symlink_to("x")
    tree = walk(root)
    assert tree.files == ("a/f",)
    assert {problem.path for problem in tree.problems} == {"a/up", "self", "x", "y"}


def test_names_that_are_not_utf8_are_reported(write):
    root = write({})
    (root / os.fsdecode(b"\xff.yml")).touch()
    assert walk(root).files == ()
    assert walk(root).problems[0].message == "the file's name is not UTF-8"


def test_unreadable_folder_is_a_problem(write, monkeypatch):
    root = write({"a/f": "", "b": ""})
    scandir = os.scandir

    def refuse(folder):
        if Path(folder).name == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    tree = walk(root)
    assert tree.files == ("b",)
    assert tree.problems[0].message == "the folder can't be read: Permission denied"


def test_roles_are_found_where_ansible_looks():
    files = (
        "playbooks/roles/p/meta/main.yml",
        "roles/a/docs/templates/x",
        "roles/a/tasks/main.yml",
        "roles/files/tasks/main.yml",
        "roles/group/b/defaults/main.yml",
        "roles/readme.md",
        "tests/roles/t/tasks/main.yml",
        ".venv/roles/v/tasks/main.yml",
    )
    assert role_folders(files) == {
        "a": ["roles/a"],
        "files": ["roles/files"],
        "group/b": ["roles/group/b"],
        "p": ["playbooks/roles/p"],
    }


def test_playbooks_and_variables_by_place():
    files = (
        "site.yml",
        "playbooks/x/y.yaml",
        "roles/a/tasks/main.yml",
        "group_vars/all.yml",
        "group_vars/all/main",
        "group_vars/all/x.txt",
        "inventories/prod/host_vars/h.yml",
        "vars/main.yml",
        "tests/group_vars/all.yml",
        ".github/workflows/ci.yml",
    )
    assert playbook_candidates(files) == ("site.yml", "playbooks/x/y.yaml")
    assert variable_files(files) == (
        "group_vars/all.yml",
        "group_vars/all/main",
        "inventories/prod/host_vars/h.yml",
        "vars/main.yml",
    )
    assert is_yaml("a.json")
    assert not is_yaml("a.ini")

"""Whatever a person's repository or machine is like: it works, or a clear error says so; nothing is lost either way."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.cli import CONTENT, TASKS, WORDS, Cli, Done
from tests.fakes.mounts import full, read_only
from tests.fakes.repository import git, make_repository

Wait = Callable[..., None]


def unchanged(repository: Path) -> Callable[[], None]:
    """Remember branch, index and files; the result holds that they are as they were."""

    def look() -> dict[str, object]:
        files = {
            file.relative_to(repository): file.read_bytes()
            for file in repository.rglob("*")
            if file.is_file() and ".git" not in file.parts
        }
        refs = git(repository, "for-each-ref"), git(repository, "rev-parse", "HEAD")
        return {"files": files, "refs": refs, "status": git(repository, "--no-optional-locks", "status", "--porcelain")}

    before = look()

    def hold() -> None:
        assert look() == before

    return hold


def says(done: Done, *words: str) -> None:
    """Hold that it ended in an error that says all of this, and what to do next."""
    assert done.code == 1
    assert done.out == ""
    message = done.err[done.err.index("error: ") :]
    assert all(word in message for word in words), message
    assert len(message.splitlines()) > 1, message


def plain_folder(folder: Path) -> None:
    shutil.rmtree(folder / ".git")


def bare(folder: Path) -> None:
    shutil.rmtree(folder)
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)


def detached(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "--detach")


def nothing_committed(folder: Path) -> None:
    shutil.rmtree(folder / ".git")
    git(folder, "init", "--quiet")


def no_content(folder: Path) -> None:
    git(folder, "rm", "--quiet", "-r", "roles", "playbooks")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=Empty")
    folder.mkdir(exist_ok=True)


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (plain_folder, "not inside a git repository"),
        (bare, "bare"),
        (detached, "detached"),
        (nothing_committed, "no commit"),
        (no_content, "Ansible content"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_repository_that_nothing_can_be_merged_into(
    cli: Cli, playbooks: Path, spoil: Callable[[Path], None], what: str
) -> None:
    spoil(playbooks)
    says(cli.propose(WORDS, "--yes", cwd=playbooks), str(playbooks), what)


def test_an_empty_collection_gets_its_first_role(cli: Cli, tmp_path: Path) -> None:
    galaxy = "namespace: a\nname: b\nversion: 1.0.0\nreadme: README.md\nauthors:\n  - Alice\n"
    collection = make_repository(tmp_path / "empty", {"galaxy.yml": galaxy})
    done = cli.propose(WORDS, "--no-merge", "--json", cwd=collection)
    assert done.code == 4, done.err
    assert "roles/users/tasks/main.yml" in done.json["proposal"]["paths"]


def test_a_repository_full_of_oddities_is_read_around_them(cli: Cli, tmp_path: Path) -> None:
    """One proposal beside every kind of file that can't be read; all of them stay as they are."""
    huge = "---\n" + "- name: Say it\n  ansible.builtin.debug:\n    msg: it\n" * 200_000
    assert len(huge) > 10_000_000
    odd = {
        "roles/broken/tasks/main.yml": "---\n- name: [\n  oops: {\n",
        "roles/huge/tasks/main.yml": huge,
        "playbooks/climb.yml": "---\n- name: Climb\n  hosts: all\n  roles:\n    - ../../../etc\n    - role: users/../users\n",
    }
    root = tmp_path / "odd"
    for path, data in {
        "roles/binary/tasks/main.yml": bytes(range(256)) * 8,
        "roles/users/files/logo.png": b"\x89PNG\r\n\x1a\n\x00\xff",
        "roles/latin/defaults/main.yml": "---\nlatin_name: Jos\xe9\n".encode("latin-1"),
    }.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_bytes(data)
    (tmp_path / "secret.yml").write_text("---\ncanary: out of the tree\n")
    (root / "group_vars").mkdir()
    (root / "group_vars/all.yml").symlink_to(tmp_path / "secret.yml")
    make_repository(root, {**CONTENT, **odd})
    done = cli.propose(WORDS, "--yes", "--json", cwd=root)
    assert done.code == 0, done.err + done.out
    document = done.json
    assert document["proposal"]["paths"] == [TASKS]
    problems = "\n".join(document["problems"])
    for path in ("roles/broken/tasks/main.yml:", "roles/huge/tasks/main.yml:", "roles/binary/", "roles/latin/"):
        assert path in problems
    assert "canary" not in done.out + done.err
    assert git(root, "diff", "--name-only", "HEAD~") == TASKS
    assert git(root, "status", "--porcelain") == ""
    assert (root / "group_vars/all.yml").is_symlink()


def test_a_locked_index_is_said_and_the_run_goes_on_when_it_is_free(cli: Cli, playbooks: Path, wait: Wait) -> None:
    wait("aa11", "alice")
    hold = unchanged(playbooks)
    lock = playbooks / ".git/index.lock"
    lock.touch()
    says(cli("approve", "aa11", cwd=playbooks), "index.lock", "syncopate resume")
    hold()
    lock.unlink()
    resumed = cli("resume", "aa11", "--json", cwd=playbooks)
    assert (resumed.code, resumed.json["status"]) == (0, "merged"), resumed.err
    assert git(playbooks, "rev-list", "--count", "HEAD") == "2"


def test_uncommitted_work_in_the_way_is_never_touched(cli: Cli, playbooks: Path, wait: Wait) -> None:
    wait("aa11", "alice")
    (playbooks / TASKS).write_text("---\n# half-done\n")
    (playbooks / "notes.txt").write_text("mine\n")
    hold = unchanged(playbooks)
    says(cli("approve", "aa11", cwd=playbooks), TASKS, "uncommitted", "syncopate resume")
    hold()


@pytest.mark.parametrize("folder", ["state", "cache", "repository"])
def test_no_permission_to_write(cli: Cli, playbooks: Path, folder: str) -> None:
    place = {"state": cli.state, "cache": cli.cache, "repository": playbooks}[folder]
    place.mkdir(exist_ok=True)
    hold = unchanged(playbooks)
    says(cli.propose(WORDS, "--yes", cwd=playbooks, prefix=read_only(place)), str(place), "writable")
    hold()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("folder", ["state", "cache", "repository"])
def test_a_full_disk(cli: Cli, playbooks: Path, tmp_path: Path, folder: str) -> None:
    place = {"state": cli.state, "cache": cli.cache, "repository": playbooks}[folder]
    place.mkdir(exist_ok=True)
    place.rename(place.with_name(f"{place.name}.original"))
    place.mkdir()
    left = tmp_path / "left"
    filled = ".git" if folder == "repository" else "."
    arguments = ("--collection", str(playbooks)) if folder != "repository" else ()
    done = cli.propose(WORDS, "--yes", *arguments, cwd=tmp_path, prefix=full(place, filled, left))
    says(done, str(place), "space")
    if folder == "repository":
        (left / ".git/filler").unlink()
        assert git(left, "rev-parse", "HEAD") == git(playbooks.with_name("playbooks.original"), "rev-parse", "HEAD")
        assert git(left, "status", "--porcelain") == ""
        git(left, "fsck", "--strict")

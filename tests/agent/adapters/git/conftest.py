"""A real repository in a temporary folder, and a user whose own git configuration is not the machine's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.adapters.git import GitRepository
from agent.domain.approval import Approval
from agent.domain.proposal import Proposal
from agent.domain.receipt import MergeReceipt
from agent.domain.request import Request, Target, TargetKind

FILES = {
    "galaxy.yml": b"namespace: me\nname: mine\n",
    "roles/audio/tasks/main.yml": b"---\n- name: One\n  ansible.builtin.debug:\n",
    "roles/audio/defaults/main.yml": b"---\naudio_packages: []\n",
    "roles/audio/files/run.sh": b"#!/bin/sh\n",
}
TASKS = "roles/audio/tasks/main.yml"
DEFAULTS = "roles/audio/defaults/main.yml"
NEW = "roles/audio/handlers/main.yml"


class Project:
    """A git work tree with a small collection in it, and what a run needs to change it."""

    tasks = TASKS
    defaults = DEFAULTS
    new = NEW

    def __init__(self, root: Path, scratch: Path) -> None:
        self.root = root
        self.scratch = scratch
        root.mkdir(parents=True, exist_ok=True)

    @classmethod
    def create(cls, root: Path, scratch: Path, files: Mapping[str, bytes] = FILES) -> Project:
        project = cls(root, scratch)
        project.git("init", "-q", "-b", "main")
        project.put(files)
        (root / "roles/audio/files/run.sh").chmod(0o755)
        project.commit("begin")
        return project

    def git(self, *arguments: str | bytes, stdin: bytes = b"") -> bytes:
        return subprocess.run(
            ["git", *arguments], cwd=self.root, input=stdin, check=True, capture_output=True
        ).stdout.rstrip(b"\n")

    def put(self, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def commit(self, message: str = "more") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.tip

    @property
    def tip(self) -> str:
        return self.git("rev-parse", "refs/heads/main").decode()

    @property
    def status(self) -> bytes:
        return self.git("status", "--porcelain", "--untracked-files=all", "-z")

    @property
    def repository(self) -> GitRepository:
        return GitRepository(self.scratch / "cache", self.scratch / "state", self.root)

    def target(self, subpath: str = "") -> Target:
        return Target(repository=str(self.root), subpath=subpath, kind=TargetKind.COLLECTION, branch="refs/heads/main")

    def request(self, name: str = "run-1", subpath: str = "") -> Request:
        return Request(id=name, words="do it", target=self.target(subpath))

    def propose(self, files: Mapping[str, bytes | None], subpath: str = "") -> Proposal:
        base = self.repository.base(self.target(subpath))
        tree, diff = self.repository.write(base, subpath, files)
        return Proposal(base=base, edits=(), tree=tree, diff=diff, paths=tuple(files))

    def approval(self, proposal: Proposal, *, granted: bool = True) -> Approval:
        return Approval(tree=proposal.tree, granted=granted, by="me", at=datetime.now(UTC))

    def merge(self, proposal: Proposal, name: str = "run-1") -> MergeReceipt:
        return self.repository.merge(self.request(name), proposal, self.approval(proposal), "Do it\n\nAs asked.")

    def change(self) -> Proposal:
        """One file changed, one added, one removed."""
        return self.propose({TASKS: b"---\n[]\n", NEW: b"---\n", DEFAULTS: None})


@pytest.fixture(autouse=True)
def own_configuration(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, so that neither the machine's configuration nor its signing keys matter."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n")
    for name in [name for name in os.environ if name.startswith("GIT_") or name == "XDG_CONFIG_HOME"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return home


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "work", tmp_path)

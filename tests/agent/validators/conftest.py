"""Small trees, and the subjects that validators judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.domain.facts import SystemFacts
from agent.domain.proposal import Base, Proposal
from agent.ports import Subject
from knowledge.content.reader import read

Files = Mapping[str, str | bytes | None]
MakeSubject = Callable[..., Subject]

COLLECTION: Files = {
    "galaxy.yml": "namespace: acme\nname: studio\nversion: 1.0.0\nreadme: README.md\nauthors: [Ann]\n",
    "meta/runtime.yml": "---\nrequires_ansible: '>=2.15.0'\n",
    "roles/audio/meta/main.yml": (
        "---\ngalaxy_info:\n  author: Ann\n  description: Sound\n  license: MIT\n  min_ansible_version: '2.15'\n"
        "dependencies: []\n"
    ),
    "roles/audio/defaults/main.yml": "---\naudio_packages:\n  - jackd2\n",
    "roles/audio/handlers/main.yml": (
        "---\n- name: Restart jack\n  ansible.builtin.service:\n    name: jack\n    state: restarted\n"
    ),
    "roles/audio/tasks/main.yml": (
        "---\n- name: Install packages\n  ansible.builtin.package:\n    name: '{{ audio_packages }}'\n"
        "    state: present\n"
    ),
    "playbooks/site.yml": "---\n- name: Everything\n  hosts: all\n  roles:\n    - role: acme.studio.audio\n",
}


def write(root: Path, files: Files) -> Path:
    """Write files below a folder; ``None`` leaves one out."""
    for path, text in files.items():
        if text is None:
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.fixture
def make_subject(tmp_path: Path) -> MakeSubject:
    """Make a subject from a base tree and what changes in it."""

    def make(
        change: Files | None = None, *, base: Files = COLLECTION, old: Files | None = None, trusted: bool = False
    ) -> Subject:
        before = {**base, **(old or {})}
        for name, files in (("before", before), ("after", {**before, **(change or {})})):
            write(tmp_path / name, files)
        return Subject(
            proposal=Proposal(base=Base(commit="c0", tree="t0"), edits=(), tree="t1", diff="", paths=()),
            facts=SystemFacts(os_family="Debian", distribution="Debian"),
            before=read(tmp_path / "before"),
            after=read(tmp_path / "after"),
            trusted=trusted,
        )

    return make


@pytest.fixture
def sandbox() -> BubblewrapSandbox:
    """The real sandbox."""
    return BubblewrapSandbox()

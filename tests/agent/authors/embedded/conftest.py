"""Content written by the test, read by the real reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from agent.authors.embedded import EmbeddedAuthor
from agent.domain.edits import Edit
from agent.domain.facts import SystemFacts
from agent.domain.plan import Plan
from agent.domain.request import Request, Target, TargetKind
from agent.ports import Brief
from knowledge.content.reader import read
from knowledge.passages import Passage

FACTS = {
    "debian": SystemFacts(
        os_family="Debian", distribution="Debian", pkg_mgr="apt", service_mgr="systemd", user_id="bob"
    ),
    "arch": SystemFacts(
        os_family="Archlinux", distribution="Archlinux", pkg_mgr="pacman", service_mgr="systemd", user_id="bob"
    ),
    "fedora": SystemFacts(
        os_family="RedHat", distribution="Fedora", pkg_mgr="dnf", service_mgr="systemd", user_id="bob"
    ),
    "root": SystemFacts(os_family="Debian", distribution="Debian", pkg_mgr="apt", user_id="root"),
}

STUDIO = {
    "galaxy.yml": "namespace: acme\nname: studio\nversion: 1.0.0\n",
    "playbooks/site.yml": """
        - hosts: workstation
          become: true
          roles:
            - acme.studio.audio
            - acme.studio.users
        """,
    "roles/audio/README.md": "# audio\n\nRecording and music production: a DAW and its plugins.\n",
    "roles/audio/defaults/main.yml": """
        audio_packages:
          debian:
            - hydrogen
          fedora:
            - qtractor
        audio_services: [rtkit-daemon]
        """,
    "roles/audio/tasks/main.yml": """
        - name: Install the audio packages
          ansible.builtin.package:
            name: "{{ audio_packages[ansible_distribution | lower] }}"
            state: present

        - name: Enable the services
          ansible.builtin.systemd_service:
            name: "{{ item }}"
            enabled: true
          loop: "{{ audio_services }}"
        """,
    "roles/users/tasks/main.yml": """
        - name: Add the user to the audio group
          ansible.builtin.user:
            name: "{{ login.user }}"
            groups: [audio, video]
            append: true
        """,
    "roles/base/tasks/main.yml": """
        - name: Read the packages file
          ansible.builtin.import_tasks: packages.yml

        - name: Configure ssh
          ansible.builtin.lineinfile:
            path: /etc/ssh/sshd_config
            line: PermitRootLogin no
          notify: Restart ssh
        """,
    "roles/base/tasks/packages.yml": """
        - name: Install tools
          ansible.builtin.apt:
            name: [curl, git]
        """,
}

Write = Callable[..., Brief]


@pytest.fixture
def brief(tmp_path: Path) -> Write:
    """Return a function that writes content and wraps it in a brief."""

    def make(
        words: str,
        files: Mapping[str, str] = STUDIO,
        *,
        facts: str = "debian",
        passages: tuple[Passage, ...] = (),
    ) -> Brief:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text).lstrip("\n"))
        target = Target(repository=str(tmp_path), kind=TargetKind.COLLECTION, branch="refs/heads/main")
        return Brief(Request(id="r1", words=words, target=target), FACTS[facts], passages, read(tmp_path))

    return make


@pytest.fixture
def ask(brief: Write) -> Callable[..., tuple[Plan, tuple[Edit, ...]]]:
    """Return a function that gives the plan of a request, and its edits."""

    def run(words: str, files: Mapping[str, str] = STUDIO, **others: object) -> tuple[Plan, tuple[Edit, ...]]:
        made = brief(words, files, **others)
        plan = EmbeddedAuthor().plan(made)
        return plan, EmbeddedAuthor().propose(made, plan, None, None) if plan.steps else ()

    return run

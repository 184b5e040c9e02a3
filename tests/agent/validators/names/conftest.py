"""A small repository with a bit of everything, and ways to change and judge it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from agent.domain.verdict import Report
from agent.validators.names.validator import Names
from agent.validators.names.view import View
from knowledge.content.reader import read

Files = Mapping[str, str | bytes | None]
Judge = Callable[..., Report]

REPOSITORY: Files = {
    "site.yml": """\
- hosts: studio
  vars:
    site_name: attic
  vars_files: [vars/site.yml]
  vars_prompt:
    - name: site_owner
  roles:
    - role: audio
      audio_card: 1
    - common
  tasks:
    - name: Say so
      ansible.builtin.debug:
        msg: "{{ site_name }} {{ site_zone }} {{ site_owner }}"
      notify: Tell everyone
  handlers:
    - name: Tell everyone
      ansible.builtin.command: wall done
""",
    "other.yml": "- hosts: others\n  roles: [lonely]\n",
    "vars/site.yml": "site_zone: cellar\n",
    "group_vars/all.yml": "admin_user: ann\nadmin_secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n",
    "host_vars/desk.yml": "desk_lamp: true\n",
    "inventory.ini": "[studio]\ndesk lamp_watts=40\n[studio:vars]\nstudio_floor=2\n",
    "filter_plugins/own.py": "class FilterModule:\n    def filters(self):\n        return {'loudest': max}\n",
    "roles/audio/defaults/main.yml": "audio_rate: 48000\naudio_packages: [jackd2]\naudio_card: 0\n",
    "roles/audio/vars/Debian.yml": "audio_service: jack\n",
    "roles/audio/meta/main.yml": "dependencies: [{role: common, common_level: 2}]\n",
    "roles/audio/meta/argument_specs.yml": """\
argument_specs:
  main:
    options:
      audio_rate: {type: int, choices: [44100, 48000]}
      audio_packages: {type: list}
      audio_card: {type: int}
      audio_owner: {type: str, required: true}
""",
    "roles/audio/handlers/main.yml": """\
- name: Restart jack
  ansible.builtin.service: {name: jack, state: restarted}
  listen: sound changed
""",
    "roles/audio/tasks/main.yml": """\
- name: Load variables
  ansible.builtin.include_vars: "{{ ansible_facts['os_family'] }}.yml"
- name: Install packages
  ansible.builtin.package: {name: "{{ audio_packages }}"}
  register: audio_installed
- name: Configure
  ansible.builtin.template: {src: jack.conf.j2, dest: /etc/jack.conf}
  notify: Restart jack
- name: Remember
  ansible.builtin.set_fact:
    audio_remembered: true
    "{{ audio_service }}_state": known
- name: More
  ansible.builtin.include_tasks: more.yml
""",
    "roles/audio/tasks/more.yml": """\
- name: Copy a file
  ansible.builtin.copy: {src: limits.conf, dest: /etc/limits.conf}
  when: audio_installed is changed
""",
    "roles/audio/templates/jack.conf.j2": "rate={{ audio_rate }}\n{% for card in [audio_card] %}{{ card }}{% endfor %}\n",
    "roles/audio/files/limits.conf": "x\n",
    "roles/common/defaults/main.yml": "common_level: 1\n",
    "roles/common/tasks/main.yml": "- name: Ping\n  ansible.builtin.ping:\n",
    "roles/common/handlers/main.yml": "- name: Reboot\n  ansible.builtin.reboot:\n",
    "roles/lonely/tasks/main.yml": "- name: Ping\n  ansible.builtin.ping:\n  register: lonely_pong\n",
    "roles/lonely/handlers/main.yml": "- name: Weep\n  ansible.builtin.command: sob\n",
}


def write(root: Path, files: Files) -> Path:
    for path, text in files.items():
        if text is not None:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.fixture
def judge(make_subject: Callable[..., object]) -> Judge:
    """Judge a change of the repository: paths with their new text, or ``None`` for a file that goes."""

    def _judge(change: Files, old: Files | None = None, base: Files = REPOSITORY) -> Report:
        subject = make_subject({path: text for path, text in change.items() if text is not None}, base=base, old=old)
        for path, text in change.items():
            if text is None:
                gone = subject.after.root / path
                gone.unlink()
                for folder in gone.parents:  # as git does, which knows no empty folders
                    if folder.is_relative_to(subject.after.root) and not any(folder.iterdir()):
                        folder.rmdir()
        return Names().validate(subject.__class__(**{**vars(subject), "after": read(subject.after.root)}))

    return _judge


@pytest.fixture
def view(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., View]:
    """The view of the repository, with some files changed."""

    def _view(change: Files | None = None) -> View:
        return View(read(write(tmp_path_factory.mktemp("view"), {**REPOSITORY, **(change or {})})))

    return _view

"""Makes a playbook repository of a given size, so that speed can be measured where no public one is at hand."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROLES = 36
TASKS = 16
SUBJECTS = (
    "audio", "backup", "browser", "desktop", "display", "docker", "editor", "firewall", "fonts", "games", "grub",
    "jack", "kernel", "locale", "mail", "media", "midi", "monitoring", "network", "nginx", "office", "pipewire",
    "printing", "python", "recording", "ruby", "shell", "ssh", "storage", "sudo", "terminal", "theme", "tuning",
    "users", "video",
    "virtualisation",
)  # fmt: skip


def generate(folder: Path) -> None:
    """Write and commit a repository of 36 roles with 16 tasks each, and a playbook that uses all of them."""
    for subject in SUBJECTS[:ROLES]:
        role = folder / "roles" / subject
        _write(
            role / "README.md", f"# {subject}\n\nSets up {subject} on a workstation: packages, files and services.\n"
        )
        _write(
            role / "defaults/main.yml", f"---\n# Packages for {subject}.\n{subject}_packages:\n  - {subject}-tools\n"
        )
        _write(role / "tasks/main.yml", "---\n" + "\n".join(_task(subject, number) for number in range(TASKS)))
    names = "".join(f"    - {subject}\n" for subject in SUBJECTS[:ROLES])
    _write(folder / "playbooks/site.yml", f"---\n- name: Set up\n  hosts: all\n  become: true\n  roles:\n{names}")
    identity = ("-c", "user.name=Bench", "-c", "user.email=bench@localhost", "-c", "commit.gpgsign=false")
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=As it is")):
        subprocess.run(("git", *identity, "-C", str(folder), *words), check=True, timeout=60)


def _task(subject: str, number: int) -> str:
    if number == 0:
        module = f'  ansible.builtin.package:\n    name: "{{{{ {subject}_packages }}}}"\n    state: present\n'
        return f"- name: Install packages for {subject}\n{module}"
    destination = f"/etc/{subject}/{number:02}.conf"
    module = f'  ansible.builtin.copy:\n    content: "{subject} {number}"\n    dest: {destination}\n    mode: "0644"\n'
    return f"- name: Write setting {number} of {subject}\n{module}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)

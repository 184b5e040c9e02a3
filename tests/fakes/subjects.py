"""Small trees of Ansible content, and subjects that touch tasks in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from agent.domain.facts import SystemFacts
from agent.domain.proposal import Base, Proposal, TouchedTask
from agent.ports import Subject
from knowledge.content.model import Content
from knowledge.content.reader import read

DEBIAN_12 = SystemFacts(
    os_family="Debian",
    distribution="Debian",
    distribution_version="12.11",
    distribution_major_version="12",
    service_mgr="systemd",
)
TASKS = "roles/audio/tasks/main.yml"


def tree(root: Path, files: Mapping[str, str]) -> Content:
    """Write files and read them back as content."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dedent(text), encoding="utf-8")
    root.chmod(0o755)  # the sandbox has no user of this machine
    return read(root)


def touching(content: Content, *names: str) -> tuple[TouchedTask, ...]:
    """The tasks and handlers of these names, in this order; all of them when no name is given."""
    files = [file for role in content.roles.values() for file in (*role.task_files, *role.handler_files)]
    files += [file for play in content.plays for file in play.task_files]
    tasks = [task for file in files for task in file.walk()]
    chosen = [task for name in names for task in tasks if task.name == name] if names else tasks
    return tuple(TouchedTask(path=it.place.path, line=it.place.line, name=it.name, role=it.role) for it in chosen)


def subject(content: Content, *names: str, facts: SystemFacts = DEBIAN_12) -> Subject:
    """A change that touches the tasks of these names."""
    base = Base(commit="c" * 40, tree="a" * 40)
    touched = touching(content, *names)
    proposal = Proposal(base=base, edits=(), tree="b" * 40, diff="", paths=(), touched=touched)
    return Subject(proposal=proposal, facts=facts, before=content, after=content)

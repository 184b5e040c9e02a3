"""The real command line: a process of its own, with folders of its own for what it keeps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# -P keeps the folder it is started in off the import path, as the installed console script does.
ENTRY = (sys.executable, "-P", "-c", "from agent.frontends.cli import main; main()")
DEBIAN_12 = {
    "ansible_os_family": "Debian",
    "ansible_distribution": "Debian",
    "ansible_distribution_version": "12.11",
    "ansible_distribution_major_version": "12",
    "ansible_service_mgr": "systemd",
}
WORDS = "add the user alice to the audio group"
"""A request that the embedded author understands and that is quick to prove."""

TASKS = "roles/users/tasks/main.yml"
"""The file that the change for it belongs in."""
CONTENT = {
    TASKS: "---\n- name: Create the group audio\n  ansible.builtin.group:\n    name: audio\n  become: true\n",
    "roles/users/README.md": "# users\n\nManages the users of the workstation and their groups, such as audio.\n",
    "roles/users/meta/main.yml": "---\ndependencies: []\n",
    "playbooks/site.yml": "---\n- name: Set up\n  hosts: all\n  roles:\n    - users\n",
}


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Cli:
    """Calls ``syncopate`` with state and cache below ``work``; instances are those that the set-up built."""

    def __init__(self, work: Path) -> None:
        self.state, self.cache, home = work / "state", work / "cache", work / "home"
        self.cache.mkdir(parents=True)
        home.mkdir()
        built = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "syncopate" / "instances"
        (self.cache / "instances").symlink_to(built)
        self.facts = work / "facts.json"
        self.facts.write_text(json.dumps(DEBIAN_12))
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "SYNCOPATE_STATE": str(self.state),
            "SYNCOPATE_CACHE": str(self.cache),
        }

    def begin(self, *arguments: str, cwd: Path, prefix: tuple[str, ...] = (), **env: str) -> subprocess.Popen[str]:
        """Start a command; ``prefix`` is a program that runs it."""
        return subprocess.Popen(
            (*prefix, *ENTRY, *arguments),
            cwd=cwd,
            env={**self.environment, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, cwd: Path, prefix: tuple[str, ...] = (), **env: str) -> Done:
        """Run a command to its end."""
        return finish(self.begin(*arguments, cwd=cwd, prefix=prefix, **env))

    def propose(self, words: str, *options: str, cwd: Path, prefix: tuple[str, ...] = (), **env: str) -> Done:
        """Propose for a Debian 12."""
        return self("propose", words, "--facts", str(self.facts), *options, cwd=cwd, prefix=prefix, **env)


def finish(process: subprocess.Popen[str], seconds: float = 240) -> Done:
    """Wait for a command, and hold that it did not end in a bug."""
    try:
        out, err = process.communicate(timeout=seconds)
    finally:
        process.kill()
    assert "Traceback" not in err, err
    return Done(process.returncode, out, err)

"""What the user's own git configuration says: who commits, what is trusted, and which files are never meant."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_WANTED = r"^(user\.(name|email)|safe\.directory|core\.excludesfile)$"
_KEPT = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}
_TRUSTED_SCOPES = {"system", "global"}


@dataclass(frozen=True)
class Identity:
    """Name and address for commits, the user's ``safe.directory`` entries in order, and list of ignored files."""

    name: str
    email: str
    safe_directories: tuple[str, ...] = ()
    excludes_file: str = ""


def read(program: str, root: Path) -> Identity:
    """Ask git, as the user would, in the folder ``root``.

    Only values are read: ``git config`` starts no program. A repository may say who commits in it (as git allows), but
    never that it is itself to be trusted.

    Returns:
        The identity; ``syncopate <syncopate@localhost>`` where the user configured none.
    """
    # The user's whole environment, since the location of the configuration depends on it; minus what would make git
    # look at another repository, or write traces.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT}
    done = subprocess.run(
        [program, "-C", str(root), "config", "--null", "--show-scope", "--get-regexp", _WANTED],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    values: dict[str, str] = {}
    trusted: list[str] = []
    fields = os.fsdecode(done.stdout).split("\0")[:-1]
    for scope, pair in zip(fields[::2], fields[1::2], strict=False):
        key, _, value = pair.partition("\n")
        if key != "safe.directory":
            values[key] = value
        elif scope in _TRUSTED_SCOPES:
            trusted.append(value)
    excludes = values.get("core.excludesfile", "")
    name, email = values.get("user.name", "").strip(), values.get("user.email", "").strip()
    return Identity(name or "syncopate", email or "syncopate@localhost", tuple(trusted), excludes)

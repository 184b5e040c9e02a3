"""Which content a command is about."""

from __future__ import annotations

from pathlib import Path

from agent.adapters.git import resolve
from agent.domain.request import Target
from agent.errors import ContentError, RepositoryError


def find_target(given: Path | None) -> Target:
    """The content at the given path, else the nearest enclosing one, else ``./collection``.

    Raises:
        RepositoryError: it is not in a git repository that a change can be merged into.
        ContentError: there is no Ansible content.
    """
    if given is not None:
        return resolve(given)
    here = Path.cwd()
    try:
        return resolve(here)
    except (ContentError, RepositoryError):  # nothing here, or not in git; the folder may be a repository of its own
        if (here / "collection").is_dir():
            return resolve(here / "collection")
        raise

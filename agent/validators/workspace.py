"""How a target's tree is presented inside the sandbox, shared by every validator that runs an Ansible tool.

A tree is bound read-only where Ansible looks for content of its kind, without what would change how the tools
themselves behave: version control, tool configuration, and the plugins that the *controller* would load. Modules and
``module_utils`` stay visible, since they run on the instance, are what tasks call, and can't be changed by a proposal
(the policy forbids it). Nothing is copied: a folder with something to hide is bound entry by entry instead of whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from knowledge.content.model import Content

PROBES = Path(__file__).parent / "probes"
PROBES_INSIDE = "/syncopate/probes"
"""Where the probes stand inside; ``python -m probes.NAME`` runs one."""
TURN = "/work/tree"
"""Where :mod:`agent.validators.probes.trees` shows the one or the other of two trees."""

CONFIGURATION = re.compile(r"ansible\.cfg|\.ansible(-lint.*)?|\.yamllint.*|\.git(attributes|modules)?")
"""Names of what the tools are configured by; :func:`configures` also knows the places."""
LEFTOVERS = frozenset({".venv", ".cache", ".tox", "__pycache__"})
PAYLOAD = frozenset({"files", "templates"})
"""Folders of what is brought to a target: whatever a file in there is called, it is content."""

CONTROLLER_PLUGINS = frozenset({
    "action_plugins", "become_plugins", "cache_plugins", "callback_plugins", "cliconf_plugins", "connection_plugins",
    "filter_plugins", "httpapi_plugins", "inventory_plugins", "lookup_plugins", "netconf_plugins", "shell_plugins",
    "strategy_plugins", "terminal_plugins", "test_plugins", "vars_plugins",
})  # fmt: skip
SAFE_IN_PLUGINS = frozenset({"modules", "module_utils", "doc_fragments"})

ENVIRONMENT: Mapping[str, str] = {
    "ANSIBLE_CONFIG": f"{PROBES_INSIDE}/ansible.cfg",
    "ANSIBLE_HOME": "/work/.ansible",
    "ANSIBLE_LOCAL_TEMP": "/work/.ansible/tmp",
    "ANSIBLE_NOCOLOR": "true",
    "ANSIBLE_NOCOWS": "true",
    "ANSIBLE_RETRY_FILES_ENABLED": "false",
    "ANSIBLE_DEVEL_WARNING": "false",
    "ANSIBLE_DEPRECATION_WARNINGS": "false",
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "NO_COLOR": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONPATH": "/syncopate",
}


@dataclass(frozen=True)
class Workspace:
    """A tree as a sandboxed tool sees it.

    Attributes:
        root: absolute path of the content's root inside the sandbox.
        read_only: what to bind, host path -> path inside, parents before children.
        env: the environment that makes Ansible find the content, and nothing else.
    """

    root: str
    read_only: Mapping[Path, str]
    env: Mapping[str, str]

    def inside(self, path: str) -> str:
        """The path inside the sandbox of a file given relative to the content's root."""
        return f"{self.root}/{path}"


def workspace(content: Content, prefix: str = "") -> Workspace:
    """Say how to present a tree to an Ansible tool.

    Args:
        content: the tree; its ``root`` is a private unpacked copy.
        prefix: folder inside the sandbox below which everything is put, such as ``/before`` when two trees are shown.
    """
    root = f"{prefix}{_home(content)}"
    binds = dict(visible(content.root, root))
    binds[PROBES] = PROBES_INSIDE
    return Workspace(root=root, read_only=binds, env={**ENVIRONMENT, **_search_paths(content, root, prefix)})


def side_by_side(before: Content, after: Content) -> tuple[Mapping[Path, str], str, Mapping[str, str]]:
    """Say how to present two trees at once, below ``/before`` and ``/after``, to be seen in turn at ``/work/tree``.

    Returns:
        What to bind; the content's root relative to ``/work/tree``; the environment that looks there.
    """
    seen = workspace(after, prefix=TURN)
    old = workspace(replace(before, kind=after.kind, name=after.name), prefix="/before")
    new = workspace(after, prefix="/after")
    return {**old.read_only, **new.read_only}, seen.root.removeprefix(f"{TURN}/"), seen.env


def visible(root: Path, inside: str) -> Iterator[tuple[Path, str]]:
    """The fewest binds that show a tree without what must stay hidden: pairs of host path and path inside."""
    yield from _visible(root, PurePosixPath(), inside)


def configures(path: PurePosixPath) -> bool:
    """Whether a file or folder of a tree configures git, Ansible or a linter."""
    return path.parts[:1] == (".config",) or CONFIGURATION.fullmatch(path.name) is not None


def is_payload(path: PurePosixPath) -> bool:
    """Whether a file or folder is, or lies in, what is brought to a target (a role may be named ``files``, too)."""
    parts = path.parts
    return any(part in PAYLOAD and parts[:number][-1:] != ("roles",) for number, part in enumerate(parts))


def _home(content: Content) -> str:
    if content.kind == "collection":
        namespace, _, name = content.name.partition(".")
        return f"/collections/ansible_collections/{_safe(namespace)}/{_safe(name)}"
    return f"/roles/{_safe(content.name)}" if content.kind == "role" else "/repository"


def _search_paths(content: Content, root: str, prefix: str) -> dict[str, str]:
    if content.kind == "collection":
        return {"ANSIBLE_COLLECTIONS_PATH": f"{prefix}/collections", "ANSIBLE_ROLES_PATH": f"{root}/roles"}
    if content.kind == "role":
        return {"ANSIBLE_COLLECTIONS_PATH": f"{prefix}/collections", "ANSIBLE_ROLES_PATH": f"{prefix}/roles"}
    return {"ANSIBLE_COLLECTIONS_PATH": f"{root}/collections", "ANSIBLE_ROLES_PATH": f"{root}/roles"}


def _safe(name: str) -> str:
    """A name that is one path component and that the tools can work with (``+`` and blanks break ansible-lint)."""
    return re.sub(r"[^\w.-]", "_", name).strip(".") or "unnamed"


def _visible(root: Path, path: PurePosixPath, inside: str) -> Iterator[tuple[Path, str]]:
    folder = root / path
    if not _hides_something(root, path):
        yield folder, inside
        return
    for entry in sorted(folder.iterdir()):
        below, shown_at = path / entry.name, f"{inside}/{entry.name}"
        if _hidden(root, below):
            continue
        if _is_folder(entry):
            yield from _visible(root, below, shown_at)
        elif _stays_inside(entry, root):
            yield entry, shown_at


def _hidden(root: Path, path: PurePosixPath) -> bool:
    if is_payload(path):
        return False
    if configures(path) or path.name in LEFTOVERS or path.name in CONTROLLER_PLUGINS:
        return True
    in_plugins = path.parent.name == "plugins" and _is_collection(root / path.parent.parent)
    return in_plugins and path.name not in SAFE_IN_PLUGINS


def _is_collection(folder: Path) -> bool:
    return (folder / "galaxy.yml").exists() or (folder / "MANIFEST.json").exists()


def _is_folder(entry: Path) -> bool:
    return entry.is_dir() and not entry.is_symlink()


def _hides_something(root: Path, path: PurePosixPath) -> bool:
    return not is_payload(path) and any(
        _hidden(root, path / entry.name) or (_is_folder(entry) and _hides_something(root, path / entry.name))
        for entry in (root / path).iterdir()
    )


def _stays_inside(entry: Path, root: Path) -> bool:
    """A symbolic link is bound as what it points to, so it may only point into the tree."""
    return not entry.is_symlink() or (entry.exists() and entry.resolve().is_relative_to(root.resolve()))

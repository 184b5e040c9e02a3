"""Files that a proposal has no business with, and files that can't be judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from agent.ports import Subject
from agent.validators.changes import Changes
from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Sources
from agent.validators.workspace import CONTROLLER_PLUGINS, configures, is_payload

PROGRAM_FOLDERS = CONTROLLER_PLUGINS | {"library", "module_utils"}
PROSE = frozenset({".md", ".rst"})
OWN_POLICY = ".syncopate.yml"
LINK_MODE = re.compile(r"^(?:new file mode|new mode) (?:120000|160000)$", re.MULTILINE)


def files(subject: Subject, changed: Changes) -> Iterator[Hit]:
    """Hits for the changed paths themselves, removed ones included."""
    for path in (*changed.present, *changed.removed):
        for rule in _rules(path, subject.after.kind):
            yield Hit(rule, path, 0, f"`{path}`", path)
    for path in changed.present:
        if (subject.after.root / path).is_symlink():
            yield Hit("symbolic-link", path, 0, f"`{path}` is a symbolic link", path)
    # links that lead out of the tree are not unpacked, but the diff tells of them
    for match in LINK_MODE.finditer(subject.proposal.diff):
        yield Hit("symbolic-link", "", 0, f"the diff says `{match[0]}`", match[0])


def unreadable(found: Sources) -> Iterator[Hit]:
    """Hits for changed files that can't be judged."""
    for trouble in found.troubles:
        yield Hit("unreadable", trouble.path, trouble.line, trouble.message, trouble.message)


def _rules(path: str, kind: str) -> Iterator[str]:
    place = PurePosixPath(path)
    parts = place.parts
    if parts[-1] == OWN_POLICY:
        yield "own-policy-changed"
    if is_payload(place) or place.suffix in PROSE:
        return
    if any(map(configures, (place, *place.parents))):
        yield "configuration-changed"
    if not PROGRAM_FOLDERS.isdisjoint(parts[:-1]) or _in_collection_plugins(parts, kind):
        yield "plugin-changed"


def _in_collection_plugins(parts: tuple[str, ...], kind: str) -> bool:
    if kind == "collection" and parts[0] == "plugins":
        return True
    return "ansible_collections" in parts and "plugins" in parts[:-1]

"""The changed files as the rules look at them: every YAML scalar and every text, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from knowledge.content.discover import is_yaml
from knowledge.content.model import Content
from knowledge.content.source import Unreadable, read_text
from knowledge.content.values import construct
from knowledge.content.yaml_lines import Mapping, Node, Scalar, Sequence, YamlTrouble, compose

YAML_FOLDERS = frozenset({"group_vars", "host_vars", "defaults", "vars", "tasks", "handlers", "meta"})
"""Below these Ansible reads YAML also from files without an ending."""
VAULT = re.compile(r"\s*\$ANSIBLE_VAULT;")


@dataclass(frozen=True)
class Text:
    """A piece of text that the change may have brought.

    Attributes:
        path: its file.
        line: where it begins; of a YAML block scalar, the line below its ``|`` or ``>``.
        keys: the keys that lead to it in its YAML document (``"0"`` for list items); empty for a whole file.
        text: the text.
        tag: its YAML tag; empty for a whole file.
        is_key: whether it is a mapping's key rather than a value.
        last: the last line it can reach to; 0 when that is not known.
    """

    path: str
    line: int
    keys: tuple[str, ...]
    text: str
    tag: str = ""
    is_key: bool = False
    last: int = 0

    def line_of(self, line: int) -> int:
        """The file's line of a line of the text; a folded text has fewer lines than its place, or more."""
        found = self.line + line - 1
        return min(found, max(self.last, self.line)) if self.last else found

    @property
    def key(self) -> str:
        """The nearest key that is a name, not a list index."""
        return next((key for key in reversed(self.keys) if not key.isdigit()), "")


@dataclass(frozen=True)
class Entry:
    """A mapping that is an item of a list, as tasks, blocks and plays are."""

    path: str
    line: int
    node: Mapping

    def get(self, name: str) -> object:
        """A key's plain value; ``None`` when absent."""
        return construct(self.node.get(name))

    @property
    def name(self) -> str:
        """Its ``name``, or an empty text."""
        name = self.get("name")
        return name if isinstance(name, str) else ""


@dataclass(frozen=True)
class Trouble:
    """A file that can't be judged, and why."""

    path: str
    line: int
    message: str


@dataclass
class Sources:
    """What the rules look at.

    Attributes:
        scalars: values and keys of YAML files.
        entries: items of their lists.
        yaml: the whole text of each, comments included.
        files: whole files that are not YAML.
        troubles: files that can't be judged.
    """

    scalars: list[Text] = field(default_factory=list)
    yaml: list[Text] = field(default_factory=list)
    files: list[Text] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def sources(content: Content, paths: Iterable[str]) -> Sources:
    """Read files of a tree; links are not followed, and binary files below ``files/`` are content, not trouble."""
    found = Sources()
    for path in paths:
        if not (content.root / path).is_symlink():
            _read(content.root, path, found)
    return found


def _read(root: Path, path: str, found: Sources) -> None:
    try:
        text = read_text(root, path)
    except Unreadable as reason:
        if _expects_text(path):
            found.troubles.append(Trouble(path, 0, str(reason)))
        return
    if not _expects_yaml(path) or VAULT.match(text):
        found.files.append(Text(path, 1, (), text))
        return
    found.yaml.append(Text(path, 1, (), text))
    try:
        document = compose(text)
    except YamlTrouble as trouble:
        found.troubles.append(Trouble(path, trouble.line, trouble.message))
        return
    if document.root is not None:
        _walk(path, document.root, (), found)
    # of a duplicate key only the last value is seen here, and nobody should have to know which one Ansible takes
    found.troubles += [Trouble(path, line, message) for line, message in document.doubts]


def _walk(path: str, node: Node, keys: tuple[str, ...], found: Sources) -> None:
    if isinstance(node, Scalar):
        found.scalars.append(Text(path, node.text_line, keys, node.text, node.tag, last=node.end_line))
    elif isinstance(node, Sequence):
        for number, (item, (line, _)) in enumerate(zip(node.items, node.spans, strict=True)):
            if isinstance(item, Mapping):
                found.entries.append(Entry(path, line, item))
            _walk(path, item, (*keys, str(number)), found)
    else:
        for key, value in node.pairs:
            name = key.text if isinstance(key, Scalar) else str(construct(key))
            found.scalars.append(Text(path, key.line, keys, name, is_key=True, last=key.end_line))
            _walk(path, value, (*keys, name), found)


def _expects_yaml(path: str) -> bool:
    parts = PurePosixPath(path)
    if "templates" in parts.parts[:-1] or "files" in parts.parts[:-1]:
        return False
    return is_yaml(path) or (not parts.suffix and not YAML_FOLDERS.isdisjoint(parts.parts[:-1]))


def _expects_text(path: str) -> bool:
    return _expects_yaml(path) or is_template_file(path)


def is_template_file(path: str) -> bool:
    """Whether Ansible would read the file as a template."""
    return path.endswith(".j2") or "templates" in PurePosixPath(path).parts[:-1]

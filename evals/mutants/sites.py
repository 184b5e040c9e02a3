"""Where a fault can be put: the tasks of a tree, as text with exact places.

Reads with PyYAML alone, not with syncopate's own reader: what measures must not share the eyes of what is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from ansible.playbook.handler import Handler

TASK_FILE = re.compile(r"(?P<role>(.*/)?)(?P<kind>tasks|handlers)/.+\.ya?ml")
TEXT = re.compile(r".*\.(ya?ml|j2)|(.*/)?templates/.+")
NOT_OURS = re.compile(r"(^|/)(molecule|tests|test|plugins|docs|\.[^/]+|examples|skel\w*)/")
KEYWORDS = frozenset(Handler.fattributes) | {"action", "local_action", "listen", "block", "rescue", "always"}
LOOPS = ("loop", "with_items", "with_list", "with_dict", "with_together", "with_flattened")


@dataclass(frozen=True)
class Fault:
    """One thing that was made wrong.

    Attributes:
        files: new texts by path; ``None`` removes a file.
        path: where the fault stands.
        line: its line; 0 for a whole file.
        what: it in a few words.
    """

    files: Mapping[str, str | None]
    path: str
    line: int
    what: str


@dataclass(frozen=True)
class Tree:
    """The texts of a tree that is known to be good, by path."""

    name: str
    texts: Mapping[str, str]

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every task and handler of its roles."""
        return tuple(site for path, text in sorted(self.texts.items()) for site in _sites(self, path, text))

    def under(self, folder: str) -> dict[str, str]:
        """Texts below a folder, by their path below it."""
        return {path.removeprefix(folder): text for path, text in self.texts.items() if path.startswith(folder)}

    def defined(self, role: str) -> frozenset[str]:
        """Variables that a role's defaults and vars define."""
        files = (*self.under(f"{role}defaults/").values(), *self.under(f"{role}vars/").values())
        return frozenset(name for text in files for name in re.findall(r"^(\w{6,}):", text, re.MULTILINE))


def read_tree(name: str, root: Path) -> Tree:
    """Read the YAML files and templates of a folder that are its content, not its tests."""
    texts = {}
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root).as_posix()
        if TEXT.fullmatch(path) and not NOT_OURS.search(f"/{path}") and file.is_file() and not file.is_symlink():
            try:
                texts[path] = file.read_bytes().decode()
            except UnicodeDecodeError:
                continue
    return Tree(name, texts)


@dataclass(frozen=True)
class Site:
    """A task or handler."""

    tree: Tree
    path: str
    node: Any

    @cached_property
    def text(self) -> str:
        """The text of its file."""
        return self.tree.texts[self.path]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offset of each line of the file."""
        return (0, *(match.end() for match in re.finditer("\n", self.text)))

    @property
    def role(self) -> str:
        """Folder of its role with a slash at the end, or an empty text when that is the root."""
        found = TASK_FILE.fullmatch(self.path)
        return found["role"] if found else ""

    @property
    def is_handler(self) -> bool:
        """Whether it stands in ``handlers/``."""
        found = TASK_FILE.fullmatch(self.path)
        return bool(found and found["kind"] == "handlers")

    @property
    def line(self) -> int:
        """Its first line."""
        return int(self.node.start_mark.line) + 1

    @cached_property
    def pairs(self) -> dict[str, tuple[Any, Any]]:
        """Key and value nodes by key."""
        return {str(key.value): (key, value) for key, value in self.node.value}

    @cached_property
    def module(self) -> str:
        """The module as it is written, or an empty text for a block."""
        names = [key for key in self.pairs if key not in KEYWORDS and not key.startswith("with_")]
        return names[0] if len(names) == 1 else ""

    @property
    def short(self) -> str:
        """The module's last name."""
        return self.module.rpartition(".")[2]

    @cached_property
    def args(self) -> dict[str, tuple[Any, Any]]:
        """Key and value nodes of the module's arguments, where they are a mapping with a line for each."""
        value = self.pairs[self.module][1] if self.module else None
        if not isinstance(value, yaml.MappingNode) or value.flow_style:
            return {}
        return {str(key.value): (key, inner) for key, inner in value.value}

    def start(self, node: Any) -> int:
        """Offset of a node's first character."""
        return self.starts[int(node.start_mark.line)] + int(node.start_mark.column)

    def end(self, node: Any) -> int:
        """Offset behind a scalar's or flow collection's last character."""
        return self.starts[int(node.end_mark.line)] + int(node.end_mark.column)

    def raw(self, node: Any) -> str:
        """A node as it is written."""
        return self.text[self.start(node) : self.end(node)]

    def last_line(self, node: Any) -> int:
        """Zero-based last line of a node."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.last_line(last[1] if isinstance(last, tuple) else last)
        line = int(node.end_mark.line)
        return line - 1 if node.end_mark.column == 0 and line > node.start_mark.line else line

    def spliced(self, start: int, end: int, new: str, what: str) -> Fault:
        """The fault of writing ``new`` between two offsets."""
        text = self.text[:start] + new + self.text[end:]
        return Fault({self.path: text}, self.path, self.text.count("\n", 0, start) + 1, what)

    def replaced(self, node: Any, new: str, what: str) -> Fault:
        """The fault of writing ``new`` in a node's place."""
        return self.spliced(self.start(node), self.end(node), new, what)

    def without(self, pair: tuple[Any, Any], what: str) -> Fault | None:
        """The fault of leaving a key out; ``None`` where it shares its line with a dash."""
        first, last = int(pair[0].start_mark.line), self.last_line(pair[1])
        if self.text[self.starts[first] : self.start(pair[0])].strip():
            return None
        return self.spliced(self.starts[first], self._line_start(last + 1), "", what)

    def with_line(self, beside: tuple[Any, Any], line: str, what: str) -> Fault:
        """The fault of writing a line behind a key and its value, indented as the key is."""
        at = self._line_start(self.last_line(beside[1]) + 1)
        newline = "" if self.text[:at].endswith("\n") else "\n"
        return self.spliced(at, at, f"{newline}{' ' * int(beside[0].start_mark.column)}{line}\n", what)

    def with_task(self, task: str, what: str) -> Fault:
        """The fault of one more task, behind this one."""
        indent = " " * (int(self.node.start_mark.column) - 2)
        body = "".join(f"{indent}{line}\n" for line in task.strip("\n").splitlines())
        at = self._line_start(self.last_line(self.node) + 1)
        newline = "" if self.text[:at].endswith("\n") else "\n"
        fault = self.spliced(at, at, f"{newline}\n{body}", what)
        return Fault(fault.files, fault.path, fault.line + 1, what)

    def strings(self) -> Iterator[Any]:
        """Every scalar of the task but names, children of blocks excepted."""
        for key, (_, value) in self.pairs.items():
            if key not in {"name", "block", "rescue", "always", "tags", "register", "notify", "listen"}:
                yield from _scalars(value)

    def _line_start(self, line: int) -> int:
        return self.starts[line] if line < len(self.starts) else len(self.text)


def _scalars(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.ScalarNode):
        yield node
        return
    for child in node.value:
        yield from _scalars(child[1] if isinstance(child, tuple) else child)


def _sites(tree: Tree, path: str, text: str) -> Iterator[Site]:
    if not TASK_FILE.fullmatch(path) or "\r" in text or "\t" in text:
        return
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return
    if isinstance(root, yaml.SequenceNode) and not root.flow_style:
        yield from _tasks(tree, path, root)


def _tasks(tree: Tree, path: str, items: Any) -> Iterator[Site]:
    for node in items.value:
        if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
            continue
        site = Site(tree, path, node)
        if any(key.startswith("<<") for key in site.pairs) or not node.start_mark.column:
            continue
        yield site
        for part in ("block", "rescue", "always"):
            if part in site.pairs and isinstance(site.pairs[part][1], yaml.SequenceNode):
                yield from _tasks(tree, path, site.pairs[part][1])


def parses(text: str) -> bool:
    """Whether a text is YAML."""
    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    return True

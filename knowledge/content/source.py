"""One text file of a content tree, and the trouble met while reading it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.content.model import Place, Problem
from knowledge.content.yaml_lines import Document, Node, YamlTrouble, compose

MAX_BYTES = 5_000_000


class Unreadable(Exception):
    """A file that is no text we read, and why."""


def read_text(root: Path, path: str) -> str:
    """Return a file's text without byte order mark; line ends stay as they are.

    Raises:
        Unreadable: too large, binary, not UTF-8, no regular file, or the system refused.
    """
    try:
        descriptor = os.open(root / path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreadable("not a regular file")
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"can't be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 1_000_000} MB; skipped")
    if b"\0" in data:
        raise Unreadable("binary, not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"not UTF-8 (line {line})") from error


@dataclass
class Troubles:
    """Collects what could not be read."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: str, line: int, message: str) -> None:
        """Note a problem."""
        self.found.append(Problem(path, line, message))


@dataclass(frozen=True)
class YamlFile:
    """A parsed YAML file of a role (or of none)."""

    path: str
    role: str
    document: Document
    troubles: Troubles

    @property
    def root(self) -> Node | None:
        """The document's tree; ``None`` for an empty file."""
        return self.document.root

    def place(self, line: int, end_line: int) -> Place:
        """A place in this file."""
        return Place(self.path, line, max(line, end_line))

    def report(self, line: int, message: str) -> None:
        """Note a problem of this file."""
        self.troubles.add(self.path, line, message)


def read_yaml(root: Path, path: str, role: str, troubles: Troubles) -> YamlFile | None:
    """Parse a file; ``None`` (and a problem) when it can't be."""
    try:
        document = compose(read_text(root, path))
    except Unreadable as reason:
        troubles.add(path, 0, str(reason))
        return None
    except YamlTrouble as trouble:
        troubles.add(path, trouble.line, trouble.message)
        return None
    for line, message in document.doubts:
        troubles.add(path, line, message)
    return YamlFile(path, role, document, troubles)

"""What the text of a repository tells of names beyond their definitions; read once, when first asked."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from knowledge.content.source import Unreadable, read_text

# every repetition is bounded or can end in one way only: the text is anybody's
_NAME = r"([A-Za-z_]\w*)"
_GUARDED = re.compile(
    rf"(?<![\w.]){_NAME}(?:\.\w+|\[[^\]\n]{{0,200}}\]|\.get\([^)\n]{{0,200}}\))*[\s)\]]*"
    r"(?:\|\s*(?:ansible\.builtin\.)?(?:default|d|mandatory)\b|is\s+(?:not\s+)?(?:un)?defined\b)"
)
_QUOTED = re.compile(rf"[\"']{_NAME}[\"']\s+(?:not\s+)?in\s+(?:hostvars|vars)\b")
_SET = re.compile(r"\{%[-+]?\s*(?:set|for|macro|import|from|with|call)\b(.{0,500}?)%\}", re.DOTALL)
_TEMPLATE_VARS = re.compile(r"template_vars\s*=(.{0,2000})", re.DOTALL)
_ASSIGNED = re.compile(rf"^[ \t\-]*[\"']?{_NAME}[\"']?[ \t]*[:=]", re.MULTILINE)
_WORD = re.compile(_NAME)
_VAULT = "$ANSIBLE_VAULT"
_PROSE = frozenset({".md", ".rst", ".adoc"})
_PROGRAM_FOLDERS = frozenset({"library", "module_utils", "plugins"})
_PAYLOAD = frozenset({"files"})
_SETTINGS = frozenset({"", ".yml", ".yaml", ".json", ".ini", ".cfg", ".j2", ".example", ".sample"})


class Mentions:
    """Names in the text of a repository.

    Args:
        root: the repository's folder.
        files: its files.
        read: the files whose variables are known otherwise: task files, playbooks.
    """

    def __init__(self, root: Path, files: Collection[str], read: frozenset[str]) -> None:
        self._root = root
        self._files = files
        self._read = read

    @cached_property
    def guarded(self) -> frozenset[str]:
        """Names that some expression tests for being defined or gives a default: optional inputs."""
        found: set[str] = set()
        for _, text in self._content:
            found.update(_GUARDED.findall(text))
            found.update(_QUOTED.findall(text))
        return frozenset(found)

    @cached_property
    def local_to_templates(self) -> frozenset[str]:
        """Names that a template sets, which those it includes see, or that a lookup hands over."""
        found: set[str] = set()
        for _, text in self._content:
            for match in (*_SET.findall(text), *_TEMPLATE_VARS.findall(text)):
                found.update(_WORD.findall(match))
        return frozenset(found)

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Names given a value in files that nothing else here reads: tests, scenarios, examples."""
        found: set[str] = set()
        for path, text in self._content:
            if path not in self._read:
                found.update(_ASSIGNED.findall(text))
        return frozenset(found)

    @cached_property
    def programmed(self) -> frozenset[str]:
        """Words of the repository's own modules and plugins, which may set facts."""
        return frozenset(word for path in self._programs() for word in _WORD.findall(self._text(path)))

    @cached_property
    def sealed(self) -> tuple[str, ...]:
        """Files that are encrypted as a whole, so that nobody can tell what they define."""
        return tuple(path for path, text in self._content if text.startswith(_VAULT))

    @cached_property
    def plugin_strings(self) -> frozenset[str] | None:
        """String constants of the repository's own filter and test plugins; ``None`` when one does not parse."""
        found: set[str] = set()
        for path in self._programs():
            text = self._text(path)
            if path.endswith(".py") and ("FilterModule" in text or "TestModule" in text):
                try:
                    found.update(strings(text))
                except (SyntaxError, ValueError, RecursionError, MemoryError):
                    return None
        return frozenset(found)

    def documented(self, among: Collection[str] | None = None) -> frozenset[str]:
        """Words of the prose: of all of it except changelogs, or of these files only."""
        return self._prose if among is None else self._words(path for path in self._prose_files() if path in among)

    @cached_property
    def _prose(self) -> frozenset[str]:
        return self._words(self._prose_files())

    def _prose_files(self) -> Iterator[str]:
        for path in self._files:
            if PurePosixPath(path).suffix in _PROSE and "changelog" not in path.lower():
                yield path

    def _words(self, paths: Iterator[str]) -> frozenset[str]:
        return frozenset(word for path in paths for word in _WORD.findall(self._text(path)))

    @cached_property
    def _content(self) -> tuple[tuple[str, str], ...]:
        """Files that may hold Jinja or variables, with their texts."""
        return tuple((path, self._text(path)) for path in self._files if _is_content(PurePosixPath(path)))

    def _programs(self) -> Iterator[str]:
        for path in self._files:
            folders = PurePosixPath(path).parts[:-1]
            if any(it in _PROGRAM_FOLDERS or it.endswith("_plugins") for it in folders) and "files" not in folders:
                yield path

    def _text(self, path: str) -> str:
        try:
            return read_text(self._root, path)
        except Unreadable:
            return ""


def strings(program: str) -> Iterator[str]:
    """Yield every string constant and keyword of a Python program: among them the names of its plugins.

    Raises:
        SyntaxError: it is no Python (or, as ``ast`` has it, ``ValueError``, ``RecursionError``, ``MemoryError``).
    """
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def _is_content(path: PurePosixPath) -> bool:
    folders = path.parts[:-1]
    if "templates" in folders:
        return True
    return path.suffix in _SETTINGS and _PAYLOAD.isdisjoint(folders)

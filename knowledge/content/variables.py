"""Variables of defaults, vars, group_vars and host_vars files."""

from __future__ import annotations

import re

from knowledge.content.model import Scope, Variable
from knowledge.content.source import YamlFile
from knowledge.content.values import construct
from knowledge.content.yaml_lines import Mapping, Scalar

_RULE = re.compile(r"[\s#=*~_-]*")


def read_variables(file: YamlFile, scope: Scope) -> tuple[Variable, ...]:
    """Read a file's top-level variables; an empty file has none."""
    root = file.root
    if root is None or (isinstance(root, Scalar) and not root.text):
        return ()
    if not isinstance(root, Mapping):
        if not (isinstance(root, Scalar) and root.text.startswith("$ANSIBLE_VAULT")):
            file.report(root.line, "a mapping of variables was expected here")
        return ()
    return tuple(
        Variable(
            place=file.place(key.line, value.end_line),
            name=str(construct(key)),
            value=construct(value),
            scope=scope,
            role=file.role,
            comment=comment_above(file.document.lines, key.line),
        )
        for key, value in root.pairs
    )


def comment_above(lines: tuple[str, ...], line: int) -> str:
    """Return the comment lines directly above a line, without hashes and drawn rules."""
    comment: list[str] = []
    for text in reversed(lines[: line - 1]):
        stripped = text.strip()
        if not stripped.startswith("#"):
            break
        if not _RULE.fullmatch(stripped):
            comment.append(stripped.lstrip("#").strip())
    return "\n".join(reversed(comment))

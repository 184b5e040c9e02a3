"""Runs ansible-lint's rules over the changed files of two trees.

Reads ``{"root": ..., "after": {"tree": ..., "paths": [...]}, "before": {...}}`` from standard input: ``tree`` is the
folder a tree is presented in, ``root`` the content's root inside it, ``paths`` are relative to that root. Reports
``{"after": {"findings": [...], "troubles": [...]}, "before": ...}``; ``before`` is linted only when there is something
to compare.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ansible.plugins.list import list_plugins
from ansiblelint.app import App
from ansiblelint.config import options
from ansiblelint.constants import DEFAULT_RULESDIR
from ansiblelint.rules import RulesCollection
from ansiblelint.runner import Runner

from .trees import TREE, isolated, report

BROKEN = "internal-error"
"""The rule under which ansible-lint reports its own crashes: a trouble, not a finding."""


def main() -> None:
    """Lint, and report."""
    job = json.load(sys.stdin)
    # ansible-lint starts `ansible` by name
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    linter = Linter(TREE / job["root"])
    passes = {"after": isolated(job["after"]["tree"], linter.lint, job["after"]["paths"])}
    if passes["after"]["findings"] and job["before"]["paths"]:
        passes["before"] = isolated(job["before"]["tree"], linter.lint, job["before"]["paths"])
    report(passes)


class Explicit(Runner):
    """Lints what it was given, not what that includes."""

    def find_children(self, lintable: Any) -> list[Any]:
        """Find the children, for what that makes known of collections and plugins, and leave them alone."""
        super().find_children(lintable)
        return []


class Linter:
    """ansible-lint, imported and configured by us alone: no profile, no configuration or ignore file, offline."""

    def __init__(self, root: Path) -> None:
        options.offline = True
        options.configured = True
        options.quiet = True
        options.project_dir = str(root)
        options.cache_dir = Path(os.environ["ANSIBLE_HOME"])
        self.root = root
        self.app = App(options)
        self.rules = RulesCollection(app=self.app, rulesdirs=[Path(DEFAULT_RULESDIR)], options=options)

    def lint(self, paths: Sequence[str]) -> dict[str, Any]:
        """Lint files one by one: a crash of the linter on one of them says nothing about the others."""
        os.chdir(self.root)
        self.app.runtime.enable_plugin_loader()
        self.app.runtime.plugins.become = become_methods()
        findings: list[dict[str, Any]] = []
        troubles: list[dict[str, str]] = []
        for path in paths:
            try:
                matches = Explicit(path, rules=self.rules, project_dir=".", _skip_ansible_syntax_check=True).run()
            except Exception as error:  # noqa: BLE001 - whatever breaks the linter is reported, never swallowed
                troubles.append({"path": path, "message": f"{type(error).__name__}: {error}"})
                continue
            lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
            for match in matches:
                if match.rule.id == BROKEN:
                    troubles.append({"path": path, "message": f"{match.message} {match.details}".strip()})
                else:
                    findings.append(described(match, path, lines))
        return {"findings": findings, "troubles": troubles}


def become_methods() -> dict[str, str]:
    """Names that ``become_method`` may have.

    ansible-lint would start ``ansible-doc`` for them, a second's work, and then refuse the short ones (``sudo``).
    """
    names = list_plugins("become")
    return dict.fromkeys([*names, *(name.rpartition(".")[2] for name in names)], "")


def described(match: Any, path: str, lines: Sequence[str]) -> dict[str, Any]:
    """A finding as plain data, with the text of its line, by which it is known again when lines shift."""
    return {
        "rule": str(match.tag or match.rule.id),
        "path": path,
        "line": match.lineno,
        "message": str(match.message),
        "details": str(match.details or ""),
        "text": lines[match.lineno - 1].strip() if match.lineno <= len(lines) else "",
    }


if __name__ == "__main__":
    main()

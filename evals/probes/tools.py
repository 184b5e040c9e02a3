"""What Ansible's own tools find in mutants of one tree: ansible-lint alone, and ansible-playbook --syntax-check.

Reads ``{"base": ..., "root": ..., "mutants": [{"id": ..., "files": {...}, "plays": [...]}, ...]}`` from standard
input: ``base`` is where the good tree is presented, ``root`` the content's root below it. The tree is copied to where
it can be written, and each mutant stands in its place in turn. Reports ``{id: {"lint": [...], "syntax": [...]}}``: what
is found in the mutant and was not found in the good tree.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ansiblelint.runner import Runner

from agent.validators.probes.lint import Linter, become_methods
from agent.validators.probes.syntax import syntax_error
from agent.validators.probes.trees import TREE, isolated, report

COPY = Path("/work/copy")
LINTABLE = (".yml", ".yaml", ".j2", ".json", ".md")


def main() -> None:
    """Try every mutant, and report."""
    job = json.load(sys.stdin)
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    shutil.copytree(job["base"], COPY, symlinks=True)
    tools = Tools(job["root"])
    report({mutant["id"]: tools.found(mutant) for mutant in job["mutants"]})


class Tools:
    """Ansible's tools, with the good tree's findings remembered."""

    def __init__(self, root: str) -> None:
        self.root = COPY / root
        self.linter = Alone(TREE / root)
        self.lint = cache(lambda path: isolated(str(COPY), self.linter.check, [path]))
        self.syntax = cache(lambda play: isolated(str(COPY), self._load, play))

    def found(self, mutant: Mapping[str, Any]) -> dict[str, Any]:
        """What is found in a mutant only."""
        files = mutant["files"]
        paths = [path for path, text in files.items() if text is not None and path.endswith(LINTABLE)]
        old = [finding for path in paths if (self.root / path).exists() for finding in self.lint(path)]
        errors = [self.syntax(play) for play in mutant["plays"]]
        saved = {path: _content(self.root / path) for path in files}
        _write(self.root, {path: None if text is None else text.encode() for path, text in files.items()})
        new = isolated(str(COPY), self.linter.check, paths) if paths else []
        now = [isolated(str(COPY), self._load, play) for play in mutant["plays"]]
        _write(self.root, saved)
        fresh = [error for error, before in zip(now, errors, strict=True) if error and not before]
        return {"lint": added(old, new), "syntax": fresh}

    def _load(self, play: str) -> str | None:
        playbook = f"/work/check-{abs(hash(play))}.yml"
        if play.startswith("["):
            Path(playbook).write_text(play, encoding="utf-8")
        error = syntax_error(playbook if play.startswith("[") else play)
        return str(error["message"]) if error else None


class Alone(Linter):
    """ansible-lint as its command line has it: its own syntax check, and the files that a file includes."""

    def check(self, paths: Sequence[str]) -> list[str]:
        """What it finds in files, each as one text without line numbers."""
        os.chdir(self.root)
        self.app.runtime.enable_plugin_loader()
        self.app.runtime.plugins.become = become_methods()
        found = []
        for path in paths:
            try:
                matches = Runner(path, rules=self.rules, project_dir=".").run()
            except Exception as error:  # noqa: BLE001 - its command line would end with a traceback
                found.append(f"internal-error {path} {type(error).__name__}: {error}")
                continue
            found += [f"{match.tag or match.rule.id} {match.filename} {match.message}" for match in matches]
        return found


def added(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """What occurs more often than it did."""
    return sorted((Counter(new) - Counter(old)).elements())[:20]


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def _write(root: Path, files: Mapping[str, bytes | None]) -> None:
    for path, content in files.items():
        file = root / path
        file.unlink(missing_ok=True)
        if content is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


if __name__ == "__main__":
    main()

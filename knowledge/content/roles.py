"""A role: its task files, variables, argument spec, templates and README."""

from __future__ import annotations

from typing import Any

from knowledge.content.argument_specs import read_options
from knowledge.content.discover import Tree, is_yaml
from knowledge.content.includes import missing
from knowledge.content.model import ArgumentOption, Role, Scope, TaskFile, Variable
from knowledge.content.readme import is_stub
from knowledge.content.source import Troubles, Unreadable, read_text, read_yaml
from knowledge.content.tasks import read_task_file
from knowledge.content.values import construct
from knowledge.content.variables import read_variables

_README = "README.md"
_META = ("meta/main.yml", "meta/main.yaml")
_SPECS = ("meta/argument_specs.yml", "meta/argument_specs.yaml")


def read_role(tree: Tree, name: str, folder: str, troubles: Troubles) -> Role:
    """Read the role in ``folder`` (empty: the root itself)."""
    return _RoleReader(tree, name, folder, troubles).read()


class _RoleReader:
    def __init__(self, tree: Tree, name: str, folder: str, troubles: Troubles) -> None:
        self.tree = tree
        self.name = name
        self.folder = folder
        self.prefix = f"{folder}/" if folder else ""
        self.files = tree.under(folder)
        self.troubles = troubles

    def read(self) -> Role:
        meta, meta_options = self._meta()
        return Role(
            name=self.name,
            path=self.folder,
            task_files=self._task_files("tasks"),
            handler_files=self._task_files("handlers"),
            variables=self._variables("defaults", Scope.DEFAULTS) + self._variables("vars", Scope.VARS),
            options=self._options() or meta_options,
            templates=self._below("templates"),
            files=self._below("files"),
            meta=meta,
            readme=self._readme(),
        )

    def _below(self, folder: str) -> tuple[str, ...]:
        return tuple(path for path in self.files if path.startswith(f"{self.prefix}{folder}/"))

    def _yaml_below(self, folder: str) -> list[str]:
        """YAML files of a folder, those named ``main`` first."""
        found = [path for path in self._below(folder) if is_yaml(path) or path == f"{self.prefix}{folder}/main"]
        main = f"{self.prefix}{folder}/main"
        return sorted(found, key=lambda path: (not path.startswith((f"{main}.", f"{main}/")) and path != main, path))

    def _task_files(self, folder: str) -> tuple[TaskFile, ...]:
        """Read a folder's task files, then those elsewhere in the content that they include."""
        found: list[TaskFile] = []
        pending = self._yaml_below(folder)
        tried: set[str] = set()
        while pending:
            files = (read_yaml(self.tree.root, path, self.name, self.troubles) for path in pending)
            found.extend(read_task_file(file) for file in files if file)
            tried.update(pending)
            pending = [path for path in missing(found, self.folder, self.tree.present) if path not in tried]
        return tuple(found)

    def _variables(self, folder: str, scope: Scope) -> tuple[Variable, ...]:
        files = (read_yaml(self.tree.root, path, self.name, self.troubles) for path in self._yaml_below(folder))
        return tuple(variable for file in files if file for variable in read_variables(file, scope))

    def _meta(self) -> tuple[dict[str, Any], tuple[ArgumentOption, ...]]:
        for path in self._present(_META):
            file = read_yaml(self.tree.root, path, self.name, self.troubles)
            if file is None or file.root is None:
                break
            meta = construct(file.root)
            if isinstance(meta, dict):
                return {str(key): value for key, value in meta.items()}, read_options(file)
            if meta is not None:
                file.report(1, "a mapping was expected here")
        return {}, ()

    def _options(self) -> tuple[ArgumentOption, ...]:
        for path in self._present(_SPECS):
            file = read_yaml(self.tree.root, path, self.name, self.troubles)
            return read_options(file) if file else ()
        return ()

    def _readme(self) -> str | None:
        for path in self._present((_README,)):
            try:
                text = read_text(self.tree.root, path)
            except Unreadable as reason:
                self.troubles.add(path, 0, str(reason))
                return None
            return None if is_stub(text) else text
        return None

    def _present(self, names: tuple[str, ...]) -> list[str]:
        return [f"{self.prefix}{name}" for name in names if f"{self.prefix}{name}" in self.files]

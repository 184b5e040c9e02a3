"""The documentation of our own Ansible installation, parsed once for the tests of a process."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from agent.adapters.module_docs import InstalledModuleDocs
from knowledge.content.model import Task
from knowledge.content.source import Troubles, YamlFile
from knowledge.content.tasks import read_tasks
from knowledge.content.yaml_lines import compose


@pytest.fixture(scope="session")
def docs(tmp_path_factory: pytest.TempPathFactory) -> InstalledModuleDocs:
    return InstalledModuleDocs(tmp_path_factory.mktemp("module_docs"))


@pytest.fixture
def read_task() -> Callable[[str], Task]:
    """Read the one task in a text, such as ``copy: {src: a, dest: b}``."""

    def read(text: str) -> Task:
        document = compose(f"- {textwrap.indent(textwrap.dedent(text), '  ').strip()}\n")
        (task,) = read_tasks(YamlFile("tasks/main.yml", "", document, Troubles()), document.root)
        return task

    return read

"""Tasks, handlers and blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from knowledge.content import freeform
from knowledge.content.keywords import ACTIONS, BLOCK_SECTIONS, is_keyword
from knowledge.content.model import Task, TaskFile
from knowledge.content.source import YamlFile
from knowledge.content.values import construct, text_of
from knowledge.content.yaml_lines import Mapping, Node, Scalar, Sequence


def read_task_file(file: YamlFile) -> TaskFile:
    """Read a whole file as a list of tasks; an empty file has none."""
    return TaskFile(file.path, file.role, read_tasks(file, file.root))


def read_tasks(file: YamlFile, node: Node | None, blocks: tuple[Task, ...] = ()) -> tuple[Task, ...]:
    """Read a node as a list of tasks; what is not a task becomes a problem."""
    if node is None or (isinstance(node, Scalar) and not node.text):
        return ()
    if not isinstance(node, Sequence):
        file.report(node.line, "a list of tasks was expected here")
        return ()
    tasks = []
    for item, (line, end_line) in zip(node.items, node.spans, strict=True):
        if not isinstance(item, Mapping):
            file.report(line, "a task was expected here: a mapping with a module")
            continue
        task = _read_task(_Context(file, line, end_line, blocks), item)
        if task is not None:
            tasks.append(task)
    return tuple(tasks)


@dataclass(frozen=True)
class _Context:
    file: YamlFile
    line: int
    end_line: int
    blocks: tuple[Task, ...]

    def task(self, name: str, module: str, args: dict[str, Any], keywords: dict[str, Any]) -> Task:
        place = self.file.place(self.line, self.end_line)
        return Task(place, name, module, args, keywords, self.file.role, self.blocks)


def _read_task(context: _Context, node: Mapping) -> Task | None:
    keys = {text_of(key): value for key, value in node.pairs}
    name = text_of(keys.get("name"))
    if any(section in keys for section in BLOCK_SECTIONS):
        return _read_block(context, name, keys)
    modules = [key for key in keys if not is_keyword(key)]
    if len(modules) != 1:
        found = f"found {', '.join(modules)}" if modules else "found none"
        context.file.report(context.line, f"a task names exactly one module; {found}")
        if not modules:
            return None
    keywords = {key: construct(value) for key, value in keys.items() if is_keyword(key) and key not in {"name", "args"}}
    module, args = _read_action(modules[0], construct(keys[modules[0]]))
    if modules[0] == "local_action":
        keywords.setdefault("delegate_to", "localhost")
    extra = construct(keys.get("args"))
    if isinstance(extra, dict):
        args = _text_keys(extra) | args
    elif extra is not None:
        keywords["args"] = extra
    return context.task(name, module, args, keywords)


def _read_block(context: _Context, name: str, keys: dict[str, Node]) -> Task:
    keywords = {key: construct(value) for key, value in keys.items() if key not in {"name", *BLOCK_SECTIONS}}
    block = context.task(name, "block", {}, keywords)
    inside = (*context.blocks, block)
    children = [read_tasks(context.file, keys[section], inside) for section in BLOCK_SECTIONS if section in keys]
    return replace(block, children=tuple(task for section in children for task in section))


def _read_action(key: str, value: Any) -> tuple[str, dict[str, Any]]:
    """Return the module and its arguments, whichever of Ansible's spellings was used."""
    if key not in ACTIONS:
        return key, _arguments(key, value)
    if isinstance(value, dict):
        rest = _text_keys(value)
        module = str(rest.pop("module", ""))
        inline, _, raw = module.partition(" ")
        return inline, _arguments(inline, raw or None) | rest
    module, _, raw = str(value or "").strip().partition(" ")
    return module, _arguments(module, raw or None)


def _arguments(module: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, dict):
        return _text_keys(value)
    if isinstance(value, str):
        return dict(freeform.parse(module, value))
    return {"_raw_params": value}


def _text_keys(mapping: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in mapping.items()}

"""Argument specs: the ``main`` entry point's options."""

from __future__ import annotations

from typing import Any

from knowledge.content.model import ArgumentOption
from knowledge.content.source import YamlFile
from knowledge.content.values import construct
from knowledge.content.yaml_lines import Mapping, Node


def read_options(file: YamlFile) -> tuple[ArgumentOption, ...]:
    """Read ``argument_specs.main.options`` of ``meta/argument_specs.yml`` or ``meta/main.yml``."""
    node: Node | None = file.root
    for step in ("argument_specs", "main", "options"):
        if not isinstance(node, Mapping):
            return ()
        node = node.get(step)
    if not isinstance(node, Mapping):
        return ()
    options = []
    for key, value in node.pairs:
        if isinstance(value, Mapping):
            options.append(_option(file, str(construct(key)), key.line, value))
        else:
            file.report(key.line, "an option of an argument spec must be a mapping")
    return tuple(options)


def _option(file: YamlFile, name: str, line: int, node: Mapping) -> ArgumentOption:
    spec: dict[str, Any] = construct(node)
    choices = spec.get("choices")
    description = spec.get("description", "")
    lines = description if isinstance(description, list) else [description]
    return ArgumentOption(
        place=file.place(line, node.end_line),
        name=name,
        type=str(spec.get("type", "str")),
        required=spec.get("required") is True,
        default=spec.get("default"),
        choices=tuple(choices) if isinstance(choices, list) else (),
        description=" ".join(str(line).strip() for line in lines if line),
    )

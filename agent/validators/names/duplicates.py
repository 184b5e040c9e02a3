"""Keys that stand twice in one mapping."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from agent.validators.names.faults import Fault
from agent.validators.names.view import View
from knowledge.content.discover import is_yaml
from knowledge.content.yaml_lines import YamlTrouble, compose

_PAYLOAD = frozenset({"files", "templates"})


def duplicates(view: View, paths: frozenset[str]) -> Iterator[Fault]:
    """Yield the duplicate keys of the judged YAML files; what is not YAML is the policy's business."""
    for path in sorted(paths):
        if not is_yaml(path) or not _PAYLOAD.isdisjoint(PurePosixPath(path).parts[:-1]):
            continue
        try:
            doubts = compose(view.text(path)).doubts
        except YamlTrouble:
            continue
        for line, message in doubts:
            if message.startswith("duplicate key"):
                yield Fault("key-duplicate", path, line, message, message)

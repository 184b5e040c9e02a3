"""Constructs that a person may want, and an agent may not decide upon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from agent.validators.policy.rules import Hit
from agent.validators.policy.sources import Entry, Sources
from knowledge.content.jinja import DELIMITERS
from knowledge.content.keywords import ACTIONS, is_keyword, short_name

SHELLS = frozenset({"shell", "raw", "script", "expect", "win_shell"})
SHELL_COMMAND = re.compile(r"\s*(?:\S*/)?(?:ba|z|k|da|a|fi)?sh\s+(?:\S+\s+)*-\w*c\b")
INCLUDES: Mapping[str, tuple[str, ...]] = {
    "include_tasks": ("file", "_raw_params"),
    "import_tasks": ("file", "_raw_params"),
    "include_role": ("name", "tasks_from"),
    "import_role": ("name", "tasks_from"),
    "import_playbook": ("file", "_raw_params"),
    "include": ("file", "_raw_params"),
}
SECTIONS = frozenset({"block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "handlers", "roles"})

UNLINTED = "skip_ansible_lint"
"""The tag that keeps ansible-lint from looking at a task."""


def consent(found: Sources) -> Iterator[Hit]:
    """Hits in every entry of a list that looks like a task, a block or a play."""
    for entry in found.entries:
        action = _action(entry)
        for rule, what in (*_module(entry), *_keywords(entry)):
            yield Hit(rule, entry.path, entry.line, what, f"{what} {action!r}", entry.name)


def _action(entry: Entry) -> list[tuple[str, object]]:
    """What the entry does: everything but Ansible's keywords and what is nested in it."""
    names = [name for key, _ in entry.node.pairs if (name := getattr(key, "text", ""))]
    kept = (name for name in names if name == "args" or not (is_keyword(name) or name in SECTIONS))
    return [(name, entry.get(name)) for name in kept]


def _module(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, value in _action(entry):
        module, args = _spelled_out(name, value)
        if module in SHELLS or (module == "command" and SHELL_COMMAND.match(_command_line(args))):
            yield "shell", f"`{module}`"
        if any("{{" in str(_argument(args, option)) for option in INCLUDES.get(module, ())):
            yield "templated-include", f"`{module}` of a template"
        if isinstance(args, dict) and not DELIMITERS.isdisjoint(map(str, args)):
            yield "jinja-delimiters", f"`{module}` with delimiters of its own"
    role = entry.get("role")
    if isinstance(role, str) and "{{" in role:
        yield "templated-include", "a role named by a template"


def _keywords(entry: Entry) -> Iterator[tuple[str, str]]:
    check_mode = entry.get("check_mode")
    if check_mode is not None and check_mode is not True:
        yield "check-mode-off", f"`check_mode: {str(check_mode).lower()}`"
    if entry.get("delegate_to") is not None:
        yield "delegated", f"`delegate_to: {entry.get('delegate_to')}`"
    if entry.get("local_action") is not None:
        yield "delegated", "`local_action`"
    if UNLINTED in str(entry.get("tags")):
        yield "lint-silenced", f"the tag `{UNLINTED}`"


def _spelled_out(name: str, value: object) -> tuple[str, object]:
    """Return the module's short name and its arguments, whichever of Ansible's spellings was used."""
    if name not in ACTIONS:
        return short_name(name), value
    if isinstance(value, dict):
        return short_name(str(value.get("module", "")).partition(" ")[0]), value
    module, _, raw = str(value or "").strip().partition(" ")
    return short_name(module), raw


def _argument(args: object, option: str) -> object:
    if isinstance(args, dict):
        return args.get(option, "")
    return args if option in ("_raw_params", "name") else ""


def _command_line(args: object) -> str:
    if not isinstance(args, dict):
        return str(args or "")
    argv = args.get("argv")
    if isinstance(argv, list):
        return " ".join(map(str, argv))
    return str(args.get("cmd") or args.get("_raw_params") or "")

"""Writes a selection down as a play that ansible-playbook can run in check mode. Pure.

Every task stands on a line of its own, as YAML in flow style with its context around it as blocks, so that an event's
``path:line`` tells which task it is about. Keywords that would hide a failure, wait, or lead elsewhere are dropped.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from agent.validators.context import Home, only_play
from agent.validators.selection import Selected, Selection
from knowledge.content.keywords import short_name
from knowledge.content.model import Content, Scope, Tagged, Variable

HOST = "instance"
CONTEXT = frozenset(
    {"become", "become_exe", "become_flags", "become_method", "become_user", "check_mode", "collections", "diff"}
    | {"environment", "module_defaults", "no_log", "vars", "when"}
)
"""Keywords that reach from a block or an include into its tasks."""

DROPPED = frozenset(
    {"any_errors_fatal", "async", "debugger", "delay", "failed_when", "ignore_errors", "ignore_unreachable", "listen"}
    | {"notify", "poll", "port", "remote_user", "retries", "run_once", "tags", "throttle", "timeout", "until"}
)
KEPT_FOR_NEEDS = frozenset({"failed_when"})
PLAY_KEYWORDS = frozenset({"environment", "module_defaults", "vars", "vars_files", "collections"})

_UNPRINTABLE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class Purpose(StrEnum):
    """Why a line is in the play."""

    TASK = "task"
    PRECONDITION = "precondition"


@dataclass(frozen=True)
class Line:
    """A line of the synthesised play: which task it is for, and why."""

    ref: str
    purpose: Purpose


@dataclass(frozen=True)
class Synthesis:
    """What the probe needs to run.

    Attributes:
        files: path below the content's root -> text, to be put in.
        hidden: paths below the content's root that must not be seen beside them.
        playbooks: paths below the content's root, in the order to run.
        variables: text of the variables file for every host.
        lines: ``path:line`` below the content's root -> what stands there.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    playbooks: tuple[str, ...] = ()
    variables: str = "{}\n"
    lines: Mapping[str, Line] = field(default_factory=dict)


def synthesise(content: Content, selection: Selection, service_mgr: str = "") -> Synthesis:
    """Write the play for a selection.

    Args:
        content: the new tree.
        selection: what to run.
        service_mgr: what manages services on the target; nothing does in an instance, where it can't be found out.
    """
    files: dict[str, str] = {}
    lines: dict[str, Line] = {}
    hidden = ["group_vars", "host_vars"]
    playbooks = []
    for number, (key, chosen) in enumerate(selection.tasks.items()):
        home = selection.homes[key]
        folder = _folder(content, home)
        playbook = posixpath.join(folder, f".syncopate-{number}.yml")
        body = list(_body(chosen))
        indent = "" if home.role else "  "
        text = "".join(f"{indent}- {flow(item)}\n" for item, _ in body)
        path, head = playbook, _play_head(content, home, _subset(selection.names, text), service_mgr)
        if home.role:
            files[playbook] = head
            path, head = posixpath.join(home.role.path, "tasks", "main.yml"), ""
            hidden += [posixpath.join(home.role.path, name) for name in ("tasks", "handlers", "meta")]
        first = head.count("\n") + 1
        files[path] = head + text
        lines |= {f"{path}:{first + offset}": line for offset, (_, line) in enumerate(body)}
        playbooks.append(playbook)
        hidden += [posixpath.join(folder, name) for name in ("group_vars", "host_vars")]
    return Synthesis(files, tuple(hidden), tuple(playbooks), flow(_everywhere(content)) + "\n", lines)


def flow(value: Any) -> str:
    """A value as YAML in flow style, on one line; a tagged scalar keeps its tag."""
    if isinstance(value, Tagged):
        tag = value.tag if value.tag in {"!vault", "!vault-encrypted", "!unsafe"} else ""
        return f"{tag} {_quoted(value.text)}".lstrip()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(str(key))}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _folder(content: Content, home: Home) -> str:
    """Where the playbook stands: beside its own, or beside the one that names the role."""
    play = home.play or only_play(content, home)
    return posixpath.dirname(play.place.path) if play else ""


def _play_head(content: Content, home: Home, gather: tuple[str, ...], service_mgr: str) -> str:
    play = home.play or only_play(content, home)
    kept = {key: value for key, value in play.keywords.items() if key in PLAY_KEYWORDS} if play else {}
    if home.role:
        kept = {key: value for key, value in kept.items() if key == "vars"}
        prefix = f"{content.name}." if content.kind == "collection" else ""
        kept["roles"] = [f"{prefix}{home.role.name}"]
    if service_mgr == "systemd":
        kept["module_defaults"] = {"ansible.builtin.service": {"use": "systemd"}, **kept.get("module_defaults", {})}
    head: dict[str, Any] = {"hosts": HOST, "gather_facts": True, "gather_subset": list(gather), **kept}
    text = "".join(f"  {key}: {flow(value)}\n" for key, value in head.items())
    return f"-{text[1:]}" + ("" if home.role else "  tasks:\n")


def _subset(names: Iterable[str], text: str) -> tuple[str, ...]:
    """What to gather: the cheap facts, and the dear ones where a name asks for them."""
    wanted = " ".join((*names, text))
    asked = {
        "hardware": r"\b(ansible_)?(mem|swap|processor|devices|mounts|uptime|bios|product)",
        "network": r"\b(ansible_)?(default_ipv|all_ipv|interfaces|fqdn|domain)",
        "virtual": r"\b(ansible_)?virtualization",
    }
    return ("!all", "min", *(subset for subset, pattern in asked.items() if re.search(pattern, wanted)))


def _body(chosen: Iterable[Selected]) -> Iterator[tuple[Any, Line]]:
    needed = {ref for selected in chosen for ref in selected.needs}
    for selected in chosen:
        kept = _kept(selected.task.keywords, DROPPED - KEPT_FOR_NEEDS if selected.ref in needed else DROPPED)
        if check := precondition(selected):
            asked = {**_kept(kept, {"register", "changed_when"}), **check, "check_mode": True}
            asked["vars"] = {**kept.get("vars", {}), **check.get("vars", {})}
            yield _inside(selected.context, asked), Line(selected.ref, Purpose.PRECONDITION)
        yield _inside(selected.context, {**_action(selected), **kept}), Line(selected.ref, Purpose.TASK)


def _inside(context: Iterable[Mapping[str, Any]], task: Mapping[str, Any]) -> Mapping[str, Any]:
    """The task in its blocks. It never ends the play: every task is judged on its own."""
    inner: Mapping[str, Any] = {**task, "ignore_errors": True}
    for keywords in reversed(tuple(context)):
        kept = {key: value for key, value in keywords.items() if key in CONTEXT}
        inner = {**kept, "block": [inner]} if kept else inner
    return inner


def _kept(keywords: Mapping[str, Any], dropped: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in keywords.items() if key not in dropped}


def _action(selected: Selected) -> dict[str, Any]:
    task = selected.task
    named = {"name": task.name} if task.name else {}
    if "_raw_params" not in task.args:
        return {**named, task.module: task.args}
    rest = {key: value for key, value in task.args.items() if key != "_raw_params"}
    raw = {**named, task.module: task.args["_raw_params"]}
    return {**raw, "args": rest} if rest else raw


def precondition(selected: Selected) -> dict[str, Any] | None:
    """A second question for modules whose check mode says "would change" without looking.

    ``copy`` and ``template`` don't look whether the folder and the owner of a new file exist; ``user`` does not look
    whether the groups of a new user do.
    """
    task, args = selected.task, selected.task.args
    if short_name(task.module) in {"copy", "template"}:
        dest = args.get("dest")
        if not isinstance(dest, str) or dest.rstrip().endswith("/"):
            return None
        owner = {key: args[key] for key in ("owner", "group") if key in args}
        where = {"path": "{{ syncopate_dest | dirname }}", "state": "directory"}
        return {"ansible.builtin.file": {**where, **owner}, "vars": {"syncopate_dest": dest}}
    if short_name(task.module) == "user" and args.get("state", "present") == "present":
        groups = {key: args[key] for key in ("group", "groups") if args.get(key)}
        return {"ansible.builtin.user": {"name": "root", "append": True, **groups}} if groups else None
    return None


def _everywhere(content: Content) -> dict[str, Any]:
    """Variables of the group that every host is in; nobody else's, since no host was chosen."""
    return {it.name: it.value for it in content.variables if for_every_host(it)}


def for_every_host(variable: Variable) -> bool:
    """Whether it stands in ``group_vars/all``."""
    folders = variable.place.path.split("/")
    if variable.scope is not Scope.GROUP_VARS or "group_vars" not in folders[:-1]:
        return False
    return folders[folders.index("group_vars") + 1].partition(".")[0] == "all"

"""What a task does, in the words a person would search for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from knowledge.content.includes import conditions
from knowledge.content.model import Task
from knowledge.sources.prose import clip, one_line, sentence_list
from knowledge.sources.secrets import HIDDEN, is_secret, redact, redact_text

PACKAGE_MODULES = frozenset(
    {
        "package", "apt", "dnf", "dnf5", "yum", "pacman", "aur", "zypper", "apk", "pip", "gem", "npm", "flatpak",
        "snap", "homebrew", "portage", "xbps", "cargo", "pipx",
    }
)  # fmt: skip
SERVICE_MODULES = frozenset({"service", "systemd", "systemd_service", "sysvinit", "runit"})
WRITING_MODULES = frozenset(
    {"copy", "template", "lineinfile", "blockinfile", "replace", "ini_file", "get_url", "assemble", "xml"}
)
CHATTER = frozenset(
    {
        "debug", "meta", "setup", "gather_facts", "package_facts", "service_facts", "set_fact", "assert", "fail",
        "stat", "pause", "block",
    }
)  # fmt: skip
"""Modules that change nothing a person would look for."""
_KEY_ARGUMENTS = (
    "name", "pkg", "state", "enabled", "dest", "path", "src", "repo", "url", "line", "regexp", "section", "option",
    "value", "groups", "group", "append", "user", "domain", "limit_type", "limit_item", "mode", "creates", "scope",
)  # fmt: skip
_HARMLESS = frozenset({"name", "state", "path", "dest"})


def base_name(module: str) -> str:
    """``community.general.pacman`` -> ``pacman``."""
    return module.rsplit(".", 1)[-1]


def describe(task: Task) -> str:
    """Return what a task does, with which module and main arguments, and when."""
    task = without_secrets(task)
    subject = f"'{task.name}'" if task.name else "(unnamed)"
    parts = [f"{subject} {clip(_action(task), 400)} with {task.module}"]
    if arguments := _arguments(task):
        parts.append(f" ({arguments})")
    if when := conditions(task):
        parts.append(f", when {clip(' and '.join(when), 160)}")
    if notified := strings(task.keywords.get("notify")):
        parts.append(f", notifies {sentence_list(notified, 4)}")
    return redact_text(" ".join("".join(parts).split())) + "."


def without_secrets(task: Task) -> Task:
    """Return a task whose arguments can be shown; of one with ``no_log`` only what it is about."""
    args: dict[str, Any] = redact(dict(task.args))
    if task.keywords.get("no_log") not in (None, False):
        args = {key: value for key, value in args.items() if key in _HARMLESS}
    if any(is_secret(str(args.get(key, ""))) for key in ("option", "key", "name", "regexp", "line")):
        args = {key: HIDDEN if key in {"value", "line"} else value for key, value in args.items()}
    return replace(task, args=args, name=redact_text(task.name))


def strings(value: Any) -> list[str]:
    """Return a string, or the strings of a list."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item]


def target_names(task: Task, *keys: str) -> list[str]:
    """Return what a task names under the first of the keys it has; commas separate names in a string."""
    args = without_secrets(task).args
    found = next((args[key] for key in keys if key in args), None)
    return [name for text in strings(found) for name in _split(text)]


def _split(text: str) -> list[str]:
    return [text] if "{{" in text else [part.strip() for part in text.split(",")]


def _arguments(task: Task) -> str:
    shown = [f"{key}: {one_line(task.args[key], 80)}" for key in _KEY_ARGUMENTS if key in task.args]
    return clip(", ".join(shown), 240)


def _action(task: Task) -> str:
    name = base_name(task.module)
    if name in PACKAGE_MODULES:
        return _package(task)
    if name in SERVICE_MODULES:
        return _service(task)
    return _ACTIONS.get(name, _other)(task)


def _package(task: Task) -> str:
    verb = "removes" if task.args.get("state") in {"absent", "removed"} else "installs"
    names = target_names(task, "name", "pkg", "deb", "package", "list")
    return f"{verb} packages {sentence_list(names, 30)}" if names else "refreshes the package lists"


def _service(task: Task) -> str:
    verbs = {"started": "starts", "stopped": "stops", "restarted": "restarts", "reloaded": "reloads"}
    verb = [verbs[state]] if (state := task.args.get("state")) in verbs else []
    enabled = task.args.get("enabled")
    if enabled is not None:
        verb.append("enables" if enabled not in (False, "no", "false") else "disables")
    names = target_names(task, "name", "unit", "service")
    return f"{' and '.join(verb) or 'manages'} the service {sentence_list(names)}"


def _file(task: Task) -> str:
    path = one_line(task.args.get("path", task.args.get("dest", task.args.get("name"))))
    match task.args.get("state"):
        case "directory":
            return f"creates the directory {path}"
        case "absent":
            return f"removes {path}"
        case "link" | "hard":
            return f"links {path} to {one_line(task.args.get('src'))}"
        case _:
            return f"sets owner and permissions of {path}"


def _write(task: Task) -> str:
    dest = one_line(task.args.get("dest", task.args.get("path", "")))
    source = one_line(task.args.get("src", task.args.get("url", "")))
    verb = {"get_url": "downloads", "template": "writes from a template"}.get(base_name(task.module), "writes")
    return f"{verb} the file {dest}" + (f" from {source}" if source else "")


def _edit(task: Task) -> str:
    return f"edits the file {one_line(task.args.get('path', task.args.get('dest', '')))}"


def _user(task: Task) -> str:
    name = one_line(task.args.get("name", task.args.get("user")))
    if task.args.get("state") == "absent":
        return f"removes the user {name}"
    groups = one_line(task.args.get("groups", task.args.get("group")))
    return f"adds the user {name} to groups {groups}" if groups else f"creates the user {name}"


def _command(task: Task) -> str:
    command = task.args.get("_raw_params", task.args.get("cmd", task.args.get("argv", "")))
    return f"runs the command {one_line(command, 200)}"


def _named(verb: str, *keys: str) -> Callable[[Task], str]:
    def describe_named(task: Task) -> str:
        return f"{verb} {sentence_list(target_names(task, *keys))}".strip()

    return describe_named


def _other(task: Task) -> str:
    names = [one_line(task.args[key], 80) for key in ("name", "path", "dest", "_raw_params") if task.args.get(key)]
    return f"manages {names[0]}" if names else "acts"


_ACTIONS: dict[str, Callable[[Task], str]] = {
    "file": _file,
    **dict.fromkeys(("copy", "template", "get_url", "assemble"), _write),
    **dict.fromkeys(("lineinfile", "blockinfile", "replace", "ini_file", "xml"), _edit),
    **dict.fromkeys(("command", "shell", "raw", "script"), _command),
    "user": _user,
    "group": _named("creates the group", "name"),
    "git": _named("clones the repository", "repo"),
    "unarchive": _named("unpacks", "src"),
    "synchronize": _named("synchronises the folder", "dest"),
    "sysctl": _named("sets the kernel parameter", "name", "key"),
    "modprobe": _named("loads the kernel module", "name"),
    "pam_limits": _named("sets a resource limit for", "domain"),
    "cron": _named("schedules the cron job", "name"),
    "mount": _named("mounts", "path", "name"),
    "include_tasks": _named("includes the task file", "_raw_params", "file"),
    "import_tasks": _named("includes the task file", "_raw_params", "file"),
    "include_role": _named("runs the role", "name"),
    "import_role": _named("runs the role", "name"),
    "include_vars": _named("loads variables from", "_raw_params", "file"),
    "apt_repository": _named("adds the package repository", "repo"),
    "yum_repository": _named("adds the package repository", "name"),
    "hostname": _named("sets the host name", "name"),
}

"""Faults in what a task refers to: handlers, files, templates, task files, roles."""

from __future__ import annotations

from random import Random
from typing import Any

import yaml

from evals.mutants.misspelling import misspelt
from evals.mutants.sites import Fault, Site


def notify_misspelt(site: Site, rng: Random) -> Fault | None:
    """A handler's name, misspelt where it is notified."""
    node = _notified(site, rng)
    wrong = node and misspelt_words(node.value, rng)
    return site.replaced(node, _quoted(wrong), f"notify: {wrong}") if wrong else None


def notify_of_nothing(site: Site, rng: Random) -> Fault | None:
    """A handler notified that nobody wrote."""
    if not site.module or "notify" in site.pairs or site.is_handler:
        return None
    name = rng.choice(("Restart the service", "Reload configuration", "Rebuild cache", "Update grub"))
    return site.with_line(site.pairs[site.module], f"notify: {name}", f"notify: {name}")


def handler_renamed(site: Site, _rng: Random) -> Fault | None:
    """A handler that got another name than the one it is notified by."""
    name = site.pairs.get("name")
    if not site.is_handler or name is None or "listen" in site.pairs:
        return None
    notifying = [it for it in site.tree.sites if it.role == site.role and name[1].value in _notifications(it)]
    if not notifying:
        return None
    wrong = f"{name[1].value} now"
    return site.replaced(name[1], _quoted(wrong), f"handler renamed to {wrong!r}")


def template_missing(site: Site, rng: Random) -> Fault | None:
    """A template that does not exist."""
    return _missing(site, rng, "template", "templates/")


def file_missing(site: Site, rng: Random) -> Fault | None:
    """A file to copy that does not exist."""
    return _missing(site, rng, "copy", "files/")


def template_removed(site: Site, _rng: Random) -> Fault | None:
    """A template that was deleted and is still used."""
    path = _source(site, "template", "templates/")
    return Fault({path: None}, path, 0, f"{path} deleted") if path in site.tree.texts else None


def task_file_missing(site: Site, rng: Random) -> Fault | None:
    """A task file that does not exist."""
    if site.short not in {"include_tasks", "import_tasks"}:
        return None
    value = site.args["file"][1] if "file" in site.args else site.pairs[site.module][1]
    if not isinstance(value, yaml.ScalarNode) or "{{" in value.value:
        return None
    stem, dot, ending = str(value.value).rpartition(".")
    wrong = misspelt(stem.rpartition("/")[2], rng)
    new = f"{stem[: -len(stem.rpartition('/')[2])]}{wrong}{dot}{ending}"
    return site.replaced(value, new, f"{site.short}: {new}") if wrong else None


def role_missing(site: Site, rng: Random) -> Fault | None:
    """A role of the same content that is called by a wrong name."""
    if site.is_handler or "roles/" not in site.role:  # a single role may well call one that is elsewhere
        return None
    name = site.role.rstrip("/").rpartition("/")[2]
    wrong = misspelt(name, rng)
    if not wrong:
        return None
    task = f"- name: Bring in the other role\n  ansible.builtin.include_role:\n    name: {wrong}\n"
    return site.with_task(task, f"include_role: {wrong}")


def misspelt_words(text: str, rng: Random) -> str | None:
    """A text with one of its words misspelt."""
    words = [word for word in text.split() if word.isalpha() and misspelt(word, rng)]
    if not words or "{{" in text:
        return None
    word = rng.choice(words)
    return text.replace(word, str(misspelt(word, rng)), 1)


def _notified(site: Site, rng: Random) -> Any:
    handlers = {
        str(other.pairs["name"][1].value)
        for other in site.tree.sites
        if other.is_handler and other.role == site.role and "name" in other.pairs
    }
    nodes = [node for node in _notifications(site).values() if node.value in handlers]
    return rng.choice(nodes) if nodes else None


def _notifications(site: Site) -> dict[str, Any]:
    if "notify" not in site.pairs:
        return {}
    value = site.pairs["notify"][1]
    nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
    return {str(node.value): node for node in nodes if isinstance(node, yaml.ScalarNode)}


def _quoted(text: str | None) -> str:
    return '"{}"'.format((text or "").replace("\\", "\\\\").replace('"', '\\"'))


def _source(site: Site, module: str, folder: str) -> str:
    """Path of the file that a task names literally, or an empty text."""
    if site.short != module or "src" not in site.args:
        return ""
    value = site.args["src"][1]
    if not isinstance(value, yaml.ScalarNode) or "{{" in value.value or value.value.startswith("/"):
        return ""
    return f"{site.role}{folder}{str(value.value).removeprefix('./')}"


def _missing(site: Site, rng: Random, module: str, folder: str) -> Fault | None:
    if not _source(site, module, folder):
        return None
    value = site.args["src"][1]
    head, slash, name = str(value.value).rpartition("/")
    stem, dot, ending = name.partition(".")
    wrong = misspelt(stem, rng)
    new = f"{head}{slash}{wrong}{dot}{ending}"
    return site.replaced(value, new, f"{module}: src: {new}") if wrong else None

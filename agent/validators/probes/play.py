"""Runs a synthesised play in check mode through ansible-runner. Runs inside the sandbox, on its own.

Reads ``{"source": ..., "root": ..., "files": {...}, "hidden": [...], "playbooks": [...], "variables": ...,
"connection": {...}}`` from standard input. ``source`` is where the tree is presented; below ``root`` it is shown again
as links, without ``hidden`` and with ``files`` put in.

Writes one JSON object a line to file descriptor 3: a ``task`` for every result on a synthesised line, and one ``end``.
The descriptor is not inherited by what ansible-runner starts, and this process is not dumpable, so that code of the
play can't open it through ``/proc``. What is written is still testimony: it is checked again outside.
"""

from __future__ import annotations

import ctypes
import difflib
import json
import os
import posixpath
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ansible_runner
from ansible.release import __version__

RESULTS = 3
PR_SET_DUMPABLE = 4
LONGEST = 4000
"""Characters of a message or a diff that are let through."""
MOST_ITEMS = 200
WORK = Path("/work")


def main() -> None:
    """Run, and report."""
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.set_inheritable(RESULTS, False)
    job = json.load(sys.stdin)
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    build(Path(job["source"]), Path(job["root"]), job["files"], job["hidden"])
    with os.fdopen(RESULTS, "w", encoding="utf-8") as pipe:
        run(job, Reporter(job["root"], pipe))


def build(source: Path, root: Path, files: Mapping[str, str], hidden: list[str]) -> None:
    """Show ``source`` at ``root``: links to whole folders, real folders only on the way to a file that is put in."""
    real = {""}
    for path in files:
        while path := posixpath.dirname(path):
            real.add(path)
    for folder in sorted(real):
        (root / folder).mkdir(parents=True)
        if folder in hidden or not (source / folder).is_dir():
            continue
        for entry in sorted((source / folder).iterdir()):
            path = posixpath.join(folder, entry.name)
            if path not in real and path not in hidden and path not in files:
                (root / path).symlink_to(entry)
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")


def run(job: Mapping[str, Any], reporter: Reporter) -> None:
    """Run the playbooks in one go, so that facts are gathered once."""
    data = WORK / "runner"
    inventory = data / "inventory"
    (inventory / "group_vars").mkdir(parents=True)
    (inventory / "hosts").write_text("instance\n", encoding="utf-8")
    (inventory / "group_vars" / "all.yml").write_text(job["variables"], encoding="utf-8")
    imports = [{"import_playbook": posixpath.join(job["root"], path)} for path in job["playbooks"]]
    (data / "play.yml").write_text(json.dumps(imports), encoding="utf-8")
    done = ansible_runner.run(
        private_data_dir=str(data),
        playbook=str(data / "play.yml"),
        inventory=str(inventory),
        extravars=job["connection"],
        cmdline="--check --diff -v",
        event_handler=reporter.hear,
        quiet=True,
    )
    reporter.end(done.rc if isinstance(done.rc, int) else -1, str(done.status), __version__)


class Reporter:
    """Hears ansible-runner's events and passes on what matters, cut to size."""

    def __init__(self, root: str, pipe: Any) -> None:
        self._root = root
        self._pipe = pipe
        self._items: dict[str, list[dict[str, Any]]] = {}
        self._said: list[str] = []

    def hear(self, event: Mapping[str, Any]) -> bool:
        """Take one event; nothing is kept on disk."""
        kind, data = str(event.get("event")), event.get("event_data") or {}
        if kind in {"verbose", "error", "warning", "deprecated", "system_warning"}:
            self._said.append(str(event.get("stdout", ""))[:LONGEST])
        elif kind.startswith("runner_item_on_"):
            items = self._items.setdefault(str(data.get("task_uuid")), [])
            if len(items) < MOST_ITEMS:
                items.append(part(kind, data.get("res") or {}))
        elif kind in {"runner_on_ok", "runner_on_failed", "runner_on_skipped", "runner_on_unreachable"}:
            self._task(kind, data, str(event.get("stdout", "")))
        return False

    def end(self, returncode: int, status: str, version: str) -> None:
        """Say that all was said."""
        words = "\n".join(line for line in self._said if line)[-LONGEST:].replace(f"{self._root}/", "")
        self._write({"kind": "end", "returncode": returncode, "status": status, "version": version, "said": words})

    def _task(self, kind: str, data: Mapping[str, Any], shown: str) -> None:
        path, _, line = str(data.get("task_path", "")).rpartition(":")
        result = data.get("res") or skipped(shown)
        parts = self._items.pop(str(data.get("task_uuid")), []) or [part(kind, result)]
        place = path.removeprefix(f"{self._root}/")
        self._write({"kind": "task", "place": f"{place}:{line}", "status": kind.rpartition("_")[2], "parts": parts})

    def _write(self, said: Mapping[str, Any]) -> None:
        self._pipe.write(json.dumps(said) + "\n")
        self._pipe.flush()


def skipped(shown: str) -> dict[str, Any]:
    """The result of a skipped task: ansible-runner's event has it only in the line that is shown."""
    _, _, text = shown.partition(" => ")
    start = text.find("{")
    try:
        result, _ = json.JSONDecoder().raw_decode(text[start:])
    except ValueError:
        return {}
    return result if isinstance(result, dict) else {}


def part(kind: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """What one result, or one item of a loop, says."""
    words = [result.get("msg") or result.get("censored") or result.get("stderr"), result.get("module_stderr")]
    before = result["diff"].get("before") if isinstance(result.get("diff"), Mapping) else None
    condition = result.get("false_condition", "")
    return {
        "status": kind.rpartition("_")[2],
        "changed": result.get("changed") is True,
        "message": "\n".join(str(it) for it in words if it)[:LONGEST],
        "skipped": str(result.get("skip_reason") or result.get("skipped_reason") or "")[:LONGEST],
        "condition": str(condition)[:LONGEST],
        "warnings": [str(it)[:LONGEST] for it in result.get("warnings") or []][:10],
        "state": str(result.get("state") or "")[:100],
        "absent": isinstance(before, Mapping) and before.get("state") == "absent",
        "censored": "censored" in result,
        "diff": "\n".join(differences(result.get("diff")))[:LONGEST],
    }


def differences(diff: Any) -> Iterator[str]:
    """A module's diff as unified text."""
    for it in diff if isinstance(diff, list) else [diff]:
        if not isinstance(it, Mapping):
            continue
        if it.get("prepared"):
            yield str(it["prepared"]).rstrip("\n")
        if "before" in it or "after" in it:
            old, new = lines_of(it.get("before")), lines_of(it.get("after"))
            before, after = (header(it.get(f"{side}_header"), side) for side in ("before", "after"))
            yield from difflib.unified_diff(old, new, before, after, lineterm="")


def header(name: Any, side: str) -> str:
    """How a side is called; a file of the controller's own is named without its folder, which means nothing outside."""
    text = str(name or side)
    return posixpath.basename(text) if text.startswith(f"{WORK}/") else text


def lines_of(side: Any) -> list[str]:
    """One side of a diff as lines; a mapping is shown as YAML-like pairs."""
    if isinstance(side, Mapping):
        return [f"{key}: {json.dumps(value)}" for key, value in side.items()]
    return str(side or "").splitlines()


if __name__ == "__main__":
    main()

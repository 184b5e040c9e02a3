"""Ansible can load what the change touches: ``ansible-playbook --syntax-check`` finds nothing new."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from agent.domain.value import Value
from agent.domain.verdict import Finding, Outcome, Report
from agent.errors import ToolError
from agent.ports import Command, Completed, Sandbox, Subject
from agent.validators.changes import changes
from agent.validators.testimony import broken, complete
from agent.validators.workspace import TURN, side_by_side
from knowledge.content.model import Content, Role


@dataclass(frozen=True)
class Check:
    """One play to be checked.

    Attributes:
        path: the changed file it is about, relative to the content's root.
        play: text of a synthesised play; empty when ``path`` is a playbook itself.
    """

    path: str
    play: str = ""


class SyntaxFault(Value):
    """The first error of a play, as Ansible words it; ``path`` is absolute and empty when Ansible names none."""

    message: str
    path: str
    line: int


class Checked(Value):
    """What became of a check, after the change and, where it failed, before it."""

    after: SyntaxFault | None
    before: SyntaxFault | None


class Syntax:
    """Loads changed playbooks, and changed roles through a synthesised play, in the sandbox.

    A file that did not load before either is unproven: Ansible stops at its first error.
    """

    name = "syntax"

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def validate(self, subject: Subject) -> Report:
        """Check what the change touches.

        Raises:
            ToolError: ansible-playbook, or the probe around it, broke.
            SandboxUnavailable: this machine can't isolate.
        """
        touched = changes(subject.before.root, subject.after.root).present
        read_only, folder, env = side_by_side(subject.before, subject.after)
        root = f"{TURN}/{folder}/"
        todo = tuple(checks(subject.after, touched, root))
        if not todo:
            return Report(validator=self.name, outcome=Outcome.PROVEN, reason="the change touches no play and no role")
        done = self._sandbox.run(_command(todo, root, read_only, env))
        return self._report(todo, _parse(done, len(todo)), root)

    def _report(self, todo: Sequence[Check], results: Sequence[Checked], root: str) -> Report:
        findings: list[Finding] = []
        unproven: list[str] = []
        for check, result in zip(todo, results, strict=True):
            if result.after is None:
                continue
            if result.before is not None and _same(result.before, result.after):
                unproven.append(f"{check.path} could not be loaded before the change either: {result.after.message}")
                continue
            finding = self._finding(check, result.after, root)
            if finding not in findings:
                findings.append(finding)
        if findings:
            return Report(validator=self.name, outcome=Outcome.REFUTED, findings=tuple(findings))
        if unproven:
            return Report(validator=self.name, outcome=Outcome.UNPROVEN, reason="; ".join(dict.fromkeys(unproven)))
        return Report(validator=self.name, outcome=Outcome.PROVEN, reason=f"plays loaded: {len(todo)}")

    def _finding(self, check: Check, fault: SyntaxFault, root: str) -> Finding:
        inside = fault.path.startswith(root)
        return Finding(
            validator=self.name,
            rule="syntax-check",
            path=fault.path.removeprefix(root) if inside else check.path,
            line=fault.line if inside else 0,
            message=fault.message.replace(root, ""),
        )


def checks(content: Content, touched: Sequence[str], root: str) -> Iterator[Check]:
    """What has to be loaded to judge the touched files: playbooks, roles, and task files that roles only include.

    Args:
        content: the new tree.
        touched: files of the change that are in it.
        root: where the tool sees the content's root, with a slash at the end.
    """
    playbooks = {play.place.path for play in content.plays}
    yield from (Check(path=path) for path in touched if path in playbooks)
    for role in content.roles.values():
        own = [path for path in touched if _belongs(path, role)]
        if own:
            yield Check(path=own[0], play=_play(content, role, "main", root))
        task_files = {task_file.path for task_file in role.task_files}
        for path in own:
            entry = path.removeprefix(f"{_folder(role)}tasks/")
            if path in task_files and entry not in ("main.yml", "main.yaml"):
                yield Check(path=path, play=_play(content, role, entry, root))


def _belongs(path: str, role: Role) -> bool:
    """Whether a file is one that loading its role reads."""
    return re.match(r"(tasks|handlers|defaults|vars|meta)/", path.removeprefix(_folder(role))) is not None and (
        path.startswith(_folder(role))
    )


def _folder(role: Role) -> str:
    return "" if role.path in ("", ".") else f"{role.path}/"


def _play(content: Content, role: Role, entry: str, root: str) -> str:
    """A play that loads one task file of a role, and with it the role's variables, handlers and dependencies."""
    # a role of a collection is only known by its full name if that is one: `obs-studio` is reached by its path
    of_collection = content.kind == "collection" and role.path == f"roles/{role.name}" and role.name.isidentifier()
    name = f"{content.name}.{role.name}" if of_collection else f"{root}{role.path}".rstrip("/")
    task = {"ansible.builtin.import_role": {"name": name, "tasks_from": entry}}
    return json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}])


def _same(before: SyntaxFault, after: SyntaxFault) -> bool:
    return before.message == after.message and before.path == after.path


def _command(todo: Sequence[Check], root: str, read_only: Mapping[Path, str], env: Mapping[str, str]) -> Command:
    job = {
        "after": "/after",
        "before": "/before",
        "checks": [{"path": f"{root}{check.path}", "play": check.play} for check in todo],
    }
    return Command(
        argv=(sys.executable, "-m", "probes.syntax"),
        read_only=read_only,
        stdin=json.dumps(job).encode(),
        env=env,
        results=True,
    )


def _parse(done: Completed, expected: int) -> Sequence[Checked]:
    complete("ansible-playbook", done)
    if done.returncode != 0 or not done.results:
        raise broken("ansible-playbook", done)
    try:
        results = TypeAdapter(tuple[Checked, ...]).validate_json(done.results)
    except ValidationError as error:
        raise ToolError(
            "the syntax check's report is not what it should be", hint=f"{error.error_count()} fields are wrong."
        ) from error
    if len(results) != expected:
        raise ToolError(f"the syntax check reported {len(results)} of {expected} plays")
    return results

"""The touched tasks do what they should, as far as check mode in an instance can show."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from agent.domain.facts import SystemFacts
from agent.domain.proposal import TouchedTask
from agent.domain.verdict import Finding, Outcome, Report, TaskResult, worst
from agent.errors import ToolError
from agent.ports import Command, Completed, Sandbox, Subject
from agent.validators.attribution import Attribution
from agent.validators.play import Synthesis, synthesise
from agent.validators.selection import select
from agent.validators.testimony import broken, complete
from agent.validators.triage import EndEvent, TaskEvent
from agent.validators.workspace import PROBES_INSIDE, Workspace, workspace

CONNECTION = {
    "ansible_connection": "instance",
    "ansible_instance_socket": "/run/syncopate/instance.sock",
    "ansible_python_interpreter": "/usr/bin/python3",
}
"""Given as extra variables, so that no content can lead a task elsewhere."""
REACH = {"ANSIBLE_CONNECTION_PLUGINS": "/run/syncopate/connection_plugins", "ANSIBLE_PIPELINING": "true"}
"""How Ansible finds the connection to the instance, and makes do with one round trip for a module."""


@dataclass(frozen=True)
class System:
    """What an instance is, in the words of Ansible's facts."""

    os_family: str
    distribution: str
    major_version: str

    def __str__(self) -> str:
        return f"{self.distribution} {self.major_version}".strip()


@dataclass(frozen=True)
class Testimony:
    """What the probe said, held to its schema: events by their line, and the end."""

    events: Mapping[str, TaskEvent]
    end: EndEvent


class CheckMode:
    """Runs the touched tasks with ``--check --diff`` in a disposable instance of the target's distribution.

    Args:
        sandbox: where the controller and the instance run.
        instance: base root of the instance.
        system: what that root is.
    """

    name = "check_mode"

    def __init__(self, sandbox: Sandbox, instance: Path, system: System) -> None:
        self._sandbox = sandbox
        self._instance = instance
        self._system = system

    def validate(self, subject: Subject) -> Report:
        """Run the touched tasks, each judged on its own.

        Raises:
            ToolError: Ansible, or the probe around it, broke or told no coherent story.
            SandboxUnavailable: this machine can't isolate.
        """
        started = time.monotonic()
        touched = subject.proposal.touched
        if not touched:
            return self._report(started, (), (), "no task is concerned, nothing to run")
        if reason := mismatch(self._system, subject.facts):
            return self._report(started, _all_unproven(touched, reason), (), reason)
        selection = select(subject.after, touched, lambda path: _text(subject.after.root, path))
        if not selection.tasks:
            tasks = tuple(_unproven(it, selection.left_out[it.ref]) for it in touched)
            return self._report(started, tasks, (), "none of the tasks can be run in check mode")
        synthesis = synthesise(subject.after, selection, subject.facts.service_mgr)
        testimony = self._run(subject, synthesis)
        attribution = Attribution(subject.after, selection, synthesis.lines, testimony.events, testimony.end)
        tasks, findings = attribution.results(touched)
        return self._report(
            started, tasks, findings, f"check mode in {self._system}, ansible-core {testimony.end.version}"
        )

    def _run(self, subject: Subject, synthesis: Synthesis) -> Testimony:
        bound, shown = workspace(subject.after), workspace(subject.after, prefix="/work/tree")
        done = complete("check mode", self._sandbox.run(_command(bound, shown, synthesis, self._instance)))
        return testimony(done)

    def _report(
        self, started: float, tasks: tuple[TaskResult, ...], findings: tuple[Finding, ...], reason: str
    ) -> Report:
        outcomes = [task.outcome for task in tasks] or [Outcome.UNPROVEN]
        if findings:
            outcomes.append(Outcome.REFUTED)
        return Report(
            validator=self.name,
            outcome=worst(outcomes),
            findings=findings,
            tasks=tasks,
            reason=reason,
            seconds=time.monotonic() - started,
        )


def mismatch(instance: System, facts: SystemFacts) -> str:
    """Why nothing that holds in the instance says anything of the target, or an empty text."""
    version = facts.distribution_major_version or facts.distribution_version.partition(".")[0]
    target = System(facts.os_family, facts.distribution, version if version.isdigit() else "")
    if target == instance:
        return ""
    unknown = " of an unknown version" if target.distribution == instance.distribution and not version else ""
    return f"the instance is {instance}, the target {target}{unknown}"


def testimony(done: Completed) -> Testimony:
    """Read what the probe wrote; every line is held to its schema, and there is exactly one end.

    Raises:
        ToolError: the probe broke, the end is missing, a line is malformed or said twice.
    """
    lines = done.results.decode(errors="replace").splitlines()
    events: dict[str, TaskEvent] = {}
    end: EndEvent | None = None
    for event in _parsed(lines):
        if end is not None:
            raise ToolError("check mode went on talking after its end", hint=_HINT)
        if isinstance(event, EndEvent):
            end = event
        elif event.place in events:
            raise ToolError("check mode told two results for one task", where=event.place, hint=_HINT)
        else:
            events[event.place] = event
    if end is None:
        raise broken("check mode", done)
    return Testimony(events, end)


_HINT = "Something in the play forged or garbled the results; the proposal was not judged."
_EVENT: TypeAdapter[TaskEvent | EndEvent] = TypeAdapter(TaskEvent | EndEvent)


def _parsed(lines: Iterable[str]) -> Iterator[TaskEvent | EndEvent]:
    for number, line in enumerate(lines, start=1):
        try:
            yield _EVENT.validate_json(line)
        except ValidationError as error:
            raise ToolError(f"line {number} of check mode's results is not what it should be", hint=_HINT) from error


def _command(bound: Workspace, shown: Workspace, synthesis: Synthesis, instance: Path) -> Command:
    job = {
        "source": bound.root,
        "root": shown.root,
        "files": dict(synthesis.files),
        "hidden": list(synthesis.hidden),
        "playbooks": list(synthesis.playbooks),
        "variables": synthesis.variables,
        "connection": CONNECTION,
    }
    return Command(
        argv=(sys.executable, f"{PROBES_INSIDE}/play.py"),
        read_only=bound.read_only,
        stdin=json.dumps(job).encode(),
        env={**shown.env, **REACH},
        instance=instance,
        results=True,
    )


def _text(root: Path, path: str) -> str:
    """Text of a file inside the tree; nothing for what leads out of it or is no text."""
    file = (root / path).resolve()
    if not file.is_relative_to(root.resolve()) or not file.is_file():
        return ""
    return file.read_text(encoding="utf-8", errors="replace")


def _unproven(task: TouchedTask, reason: str) -> TaskResult:
    return TaskResult(ref=task.ref, name=task.name, outcome=Outcome.UNPROVEN, reason=reason)


def _all_unproven(touched: Iterable[TouchedTask], reason: str) -> tuple[TaskResult, ...]:
    return tuple(_unproven(task, reason) for task in touched)

"""Tells a real defect from what an instance in check mode can't show. Pure.

A task fails in check mode for many reasons that are no fault of its own: what an earlier task would have created is
not there, nothing runs as init, there is no network, a value is known on the real host only. Those leave it unproven.
It is refuted only for what would be wrong on any host. A failure nobody can place is unproven, in the module's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from agent.domain.value import Value
from agent.domain.verdict import Outcome
from knowledge.content.keywords import short_name
from knowledge.content.model import Task

LONGEST_DIFF = 4000
LONGEST_REASON = 600
SERVICES = frozenset({"service", "systemd", "systemd_service", "sysvinit", "runit", "openrc"})
NO_UNIT = "not there yet: no unit of this name is installed in the instance"
RUNNING = frozenset({"started", "stopped", "restarted", "reloaded", "running"})

Status = Literal["ok", "failed", "skipped", "unreachable"]


class Part(Value):
    """One result, or one item of a loop.

    Attributes:
        status: as Ansible names it.
        changed: whether it would change something.
        message: the module's words.
        skipped: why it was skipped, ``condition`` the condition that was false.
        warnings: the module's warnings.
        state: the state it reports.
        absent: whether what it would manage is absent.
        censored: whether ``no_log`` hides all else.
        diff: what it would change.
    """

    status: Status
    changed: bool
    message: str = Field(max_length=LONGEST_DIFF)
    skipped: str = Field(max_length=LONGEST_DIFF)
    condition: str = Field(max_length=LONGEST_DIFF)
    warnings: tuple[str, ...]
    state: str
    absent: bool
    censored: bool
    diff: str = Field(max_length=LONGEST_DIFF)


class TaskEvent(Value):
    """The result of the task on one line of the synthesised play."""

    kind: Literal["task"]
    place: str
    status: Status
    parts: tuple[Part, ...] = Field(min_length=1, max_length=1000)


class EndEvent(Value):
    """The last event: the play ran to its end. ``said`` is what Ansible said besides the results."""

    kind: Literal["end"]
    returncode: int
    status: str
    version: str = Field(pattern=r"^[0-9][0-9A-Za-z.+-]{0,30}$")
    said: str


@dataclass(frozen=True)
class Judgement:
    """What a result shows. ``rule`` names the defect of a refuted task."""

    outcome: Outcome
    reason: str
    diff: str = ""
    rule: str = ""


@dataclass(frozen=True)
class _Kind:
    pattern: re.Pattern[str]
    outcome: Outcome
    label: str


def _unproven(label: str, pattern: str) -> _Kind:
    return _Kind(re.compile(pattern, re.IGNORECASE), Outcome.UNPROVEN, label)


def _defect(rule: str, pattern: str) -> _Kind:
    return _Kind(re.compile(pattern, re.IGNORECASE), Outcome.REFUTED, rule)


KINDS = (
    _unproven("locked by vault", r"attempting to decrypt|no vault secrets|vault password"),
    _unproven("undefined", r"' is undefined|has no attribute '|has no element "),
    _unproven(
        "no init",
        r"not been booted with systemd|connect to (system )?bus|service manager .* not|init system \(pid 1\)"
        r"|service is in unknown state",
    ),
    _unproven(
        "no network",
        r"could not resolve|name resolution|name or service not known|network is unreachable|connection refused"
        r"|update apt cache|urlopen error|request failed|failed to fetch|no route to host|connection timed out",
    ),
    _unproven("becoming another user is not possible here", r"become user|unprivileged become|incorrect su password"),
    _defect("unsupported-parameter", r"unsupported parameters for"),
    _defect("invalid-choice", r"value of \S+ must be one(?: or more)? of"),
    _defect(
        "missing-argument",
        r"missing required arguments|missing parameter|one of the following is required"
        r"|\bis \S+ but (all|any) of the following are missing|required together",
    ),
    _defect(
        "invalid-value", r"unable to convert to|mode must be in octal|invalid mode|mutually exclusive|invalid symbolic"
    ),
    _unproven("unknown here", r"no (filter|test) named '[\w]+\.[\w.]+'"),
    _defect(
        "template-error",
        r"syntax error in (template|expression)|no (filter|test) named|templatesyntaxerror|template error",
    ),
    _unproven("a file of the controller's own", r"could not find or access '/.*on the ansible controller"),
    _defect("file-missing", r"could not find or access '(?s:.*)on the ansible controller"),
    _defect("package-unknown", r"no package matching|unable to locate package|no package .* available"),
    _unproven("the module is not for this system", r"only supported on|not supported on this|unsupported platform"),
    _unproven("needs a library", r"required python library|no module named"),
    _unproven(
        "not there yet",
        r"could not find the requested service|does(n't| not) exist|no such file or directory|failed to look up"
        r"|unknown user|is absent, cannot continue|required executable|unable to change directory|not found",
    ),
)


def judge(task: Task, event: TaskEvent, precondition: TaskEvent | None = None) -> Judgement:
    """Say what a task's result shows, given the answer to its precondition, where it has one."""
    verdicts = [_part(task, part) for part in event.parts if not _passed_over(event, part)]
    if precondition is not None and event.status == "ok":
        verdicts += [_precondition(part) for part in precondition.parts if part.status != "skipped"]
    nothing = Judgement(Outcome.UNPROVEN, "no item of its loop was run")
    worst = min(verdicts, key=lambda it: _ORDER[it.outcome], default=nothing)
    diff = "" if task.keywords.get("no_log") else "\n".join(part.diff for part in event.parts if part.diff)
    if worst.outcome is Outcome.PROVEN:
        changes = any(part.changed for part in event.parts)
        hidden = any(part.censored for part in event.parts)
        worst = Judgement(Outcome.PROVEN, _seen(task, changes) if not hidden else "no failure; no_log hides the rest")
    return Judgement(worst.outcome, _in_a_line(worst.reason), diff[:LONGEST_DIFF], worst.rule)


def _in_a_line(reason: str) -> str:
    """Modules say things over many lines, and at length; a reason stands beside a task."""
    line = " ".join(reason.split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"


_ORDER = {Outcome.REFUTED: 0, Outcome.UNPROVEN: 1, Outcome.PROVEN: 2}


def _seen(task: Task, changes: bool) -> str:
    if task.keywords.get("check_mode") in (None, True):
        return "would change" if changes else "no change"
    return "ran for real: " + ("changed" if changes else "no change")


def _passed_over(event: TaskEvent, part: Part) -> bool:
    """Whether a loop's item was skipped by its condition while others were not: that is how loops choose."""
    return event.status != "skipped" and part.status == "skipped" and bool(part.condition)


def _part(task: Task, part: Part) -> Judgement:
    if part.status in {"failed", "unreachable"}:
        return Judgement(Outcome.UNPROVEN, NO_UNIT) if _lacks_unit(task, part) else failure(part.message)
    if part.status == "skipped":
        return Judgement(Outcome.UNPROVEN, _why_skipped(part))
    if missing := awaited(part.warnings):
        return Judgement(Outcome.UNPROVEN, f"not there yet: {missing}")
    if state := _running_state(task, part):
        changes = "would change" if part.changed else "no change"
        return Judgement(Outcome.UNPROVEN, f"no init: the instance can't show `state: {state}` (check mode: {changes})")
    return Judgement(Outcome.PROVEN, "")


def _lacks_unit(task: Task, part: Part) -> bool:
    """Whether the unit is what is missing: asked without an init, ``systemctl`` finds every unit that has a file.

    For one that has none, the module's last resort is a bare ``systemctl``, whose complaint about the init it repeats.
    """
    return short_name(task.module) in SERVICES and "not been booted with systemd" in part.message


def failure(message: str) -> Judgement:
    """Sort a module's error message."""
    words = re.sub(r"^Task failed: ", "", message.strip()) or "it failed and did not say why"
    for kind in KINDS:
        if kind.pattern.search(words):
            if kind.label == "undefined":
                return Judgement(Outcome.UNPROVEN, _undefined(words))
            if kind.outcome is Outcome.REFUTED:
                return Judgement(Outcome.REFUTED, words, rule=kind.label)
            return Judgement(Outcome.UNPROVEN, f"{kind.label}: {words}")
    return Judgement(Outcome.UNPROVEN, f"failed here: {words}")


def awaited(warnings: Iterable[str]) -> str:
    """The user or group that a module expects some earlier task to create, or an empty text."""
    found = (re.search(r"failed to look up ((?:user|group) \S+?)\.? Create", warning) for warning in warnings)
    return next((match[1] for match in found if match), "")


def _undefined(words: str) -> str:
    match = re.search(r"'([^']+)' is undefined", words)
    return f"variable '{match[1]}' is undefined" if match else f"a value is undefined: {words}"


def _why_skipped(part: Part) -> str:
    if part.condition:
        return f"condition is false here: {part.condition}"
    if "check mode" in part.message:
        return f"check mode does not run it: {part.message}"
    return part.skipped or part.message or "skipped, for no reason given"


def _running_state(task: Task, part: Part) -> str:
    if short_name(task.module) not in SERVICES:
        return ""
    states: tuple[Any, ...] = (task.args.get("state"), part.state)
    return next((state for state in states if isinstance(state, str) and state in RUNNING), "")


def _precondition(part: Part) -> Judgement:
    if part.status in {"failed", "unreachable"}:
        return failure(part.message)
    if part.absent:
        return Judgement(Outcome.UNPROVEN, "not there yet: the folder of its destination")
    if missing := awaited(part.warnings):
        return Judgement(Outcome.UNPROVEN, f"not there yet: {missing}")
    return Judgement(Outcome.PROVEN, "")

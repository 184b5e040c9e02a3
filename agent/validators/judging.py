"""Judges a change by the validators that need neither a model nor an instance."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from agent.domain.verdict import Outcome, Report, Verdict
from agent.errors import SandboxUnavailable, SyncopateError
from agent.ports import Subject, Validator


@dataclass(frozen=True)
class Judgement:
    """A verdict, and what kept a tool from its work.

    Attributes:
        verdict: a report for each validator; one whose tool could not work is unproven.
        breakages: the errors of tools that broke; a missing sandbox is none.
    """

    verdict: Verdict
    breakages: tuple[SyncopateError, ...] = ()


def judge(subject: Subject, readers: Sequence[Validator], tools: Sequence[Validator]) -> Judgement:
    """Let every validator have its say.

    The first reader is the policy: when it refutes the change, no tool is run on it. The tools are processes of their
    own, so they run while the other readers read.

    Args:
        subject: the change.
        readers: validators that execute nothing, the policy first.
        tools: validators that run Ansible's tools in the sandbox.
    """
    policy, *others = readers
    reports = [_timed(policy, subject)]
    refuted = reports[0].outcome is Outcome.REFUTED
    with ThreadPoolExecutor(max_workers=max(1, len(tools))) as pool:
        running = [] if refuted else [pool.submit(_timed, tool, subject) for tool in tools]
        reports += [_timed(reader, subject) for reader in others]
        said = [_result(tool, future) for tool, future in zip(tools, running, strict=False)]
    if refuted:
        said = [(_not_run(tool, "not run, since policy refuted the change"), None) for tool in tools]
    reports += [report for report, _ in said]
    breakages = tuple(error for _, error in said if error is not None)
    return Judgement(Verdict(tree=subject.proposal.tree, reports=tuple(reports)), breakages)


def _timed(validator: Validator, subject: Subject) -> Report:
    started = time.monotonic()
    report = validator.validate(subject)
    return report.model_copy(update={"seconds": round(time.monotonic() - started, 3)})


def _result(tool: Validator, running: Future[Report]) -> tuple[Report, SyncopateError | None]:
    try:
        return running.result(), None
    except SandboxUnavailable as error:
        hint = f" {error.hint}" if error.hint else ""
        return _not_run(tool, f"no sandbox on this machine: {error.what}.{hint}"), None
    except SyncopateError as error:
        return _not_run(tool, f"its tool broke: {error.what}"), error


def _not_run(tool: Validator, reason: str) -> Report:
    return Report(validator=tool.name, outcome=Outcome.UNPROVEN, reason=reason)

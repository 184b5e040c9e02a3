"""The change adds nothing that ansible-lint objects to."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Hashable, Iterable

from pydantic import Field, ValidationError

from agent.domain.value import Value
from agent.domain.verdict import Finding, Outcome, Report
from agent.errors import ToolError
from agent.ports import Command, Completed, Sandbox, Subject
from agent.validators.changes import changes
from agent.validators.testimony import broken, complete
from agent.validators.workspace import side_by_side

LINTABLE = (".yml", ".yaml", ".j2", ".json", ".md")


class Match(Value):
    """One finding as the probe reports it; ``text`` is what stands on its line."""

    rule: str
    path: str
    line: int = Field(ge=1)
    message: str
    details: str
    text: str


class Trouble(Value):
    """A file that ansible-lint broke on."""

    path: str
    message: str


class Pass(Value):
    """What the linter says of one tree."""

    findings: tuple[Match, ...]
    troubles: tuple[Trouble, ...]


class Passes(Value):
    """The probe's whole report; ``before`` is absent when ``after`` left nothing to compare."""

    after: Pass
    before: Pass = Pass(findings=(), troubles=())


class Lint:
    """Runs ansible-lint over the changed files, before and after, and reports what is new.

    No profile (``production`` would drop the argument checks), our own configuration, offline, in the sandbox. The
    syntax check that ansible-lint would make is left to the validator of that name.
    """

    name = "lint"

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def validate(self, subject: Subject) -> Report:
        """Lint the files that the change touches.

        Raises:
            ToolError: ansible-lint, or the probe around it, broke.
            SandboxUnavailable: this machine can't isolate.
        """
        touched = changes(subject.before.root, subject.after.root)
        paths = [path for path in touched.present if path.endswith(LINTABLE)]
        if not paths:
            return Report(validator=self.name, outcome=Outcome.PROVEN, reason="nothing in the change can be linted")
        passes = _parse(
            self._sandbox.run(_command(subject, paths, [path for path in paths if path in touched.altered]))
        )
        findings = tuple(self._finding(match) for match in added(passes.before.findings, passes.after.findings))
        if findings:
            return Report(validator=self.name, outcome=Outcome.REFUTED, findings=findings)
        if passes.after.troubles:
            reason = "; ".join(f"ansible-lint broke on {it.path}: {it.message}" for it in passes.after.troubles)
            return Report(validator=self.name, outcome=Outcome.UNPROVEN, reason=reason)
        old = len(passes.after.findings)
        reason = f"files linted: {len(paths)}; old findings: {old}"
        return Report(validator=self.name, outcome=Outcome.PROVEN, reason=reason)

    def _finding(self, match: Match) -> Finding:
        return Finding(
            validator=self.name,
            rule=match.rule,
            path=match.path,
            line=match.line,
            message=match.message,
            fix=match.details,
        )


def added(before: Iterable[Match], after: Iterable[Match]) -> list[Match]:
    """What the change adds: findings are known again by rule, message and the text of their line, and counted.

    Each old finding pays for an equal new one in its own file, then for an equal one elsewhere (a task that moved).
    """
    old = tuple(before)
    in_place: Counter[Hashable] = Counter((match.path, *_content(match)) for match in old)
    unpaid = [match for match in after if not _take(in_place, (match.path, *_content(match)))]
    elsewhere: Counter[Hashable] = Counter(key[1:] for key in in_place.elements() if isinstance(key, tuple))
    return [match for match in unpaid if not _take(elsewhere, _content(match))]


def _content(match: Match) -> tuple[str, str, str]:
    return match.rule, match.message, match.text


def _take(purse: Counter[Hashable], key: Hashable) -> bool:
    if purse[key] <= 0:
        return False
    purse[key] -= 1
    return True


def _command(subject: Subject, after: list[str], before: list[str]) -> Command:
    read_only, root, env = side_by_side(subject.before, subject.after)
    job = {
        "root": root,
        "after": {"tree": "/after", "paths": after},
        "before": {"tree": "/before", "paths": before},
    }
    return Command(
        argv=(sys.executable, "-m", "probes.lint"),
        read_only=read_only,
        stdin=json.dumps(job).encode(),
        env=env,
        results=True,
    )


def _parse(done: Completed) -> Passes:
    complete("ansible-lint", done)
    if done.returncode != 0 or not done.results:
        raise broken("ansible-lint", done)
    try:
        return Passes.model_validate_json(done.results)
    except ValidationError as error:
        raise ToolError(
            "ansible-lint's report is not what it should be", hint=f"{error.error_count()} fields are wrong."
        ) from error

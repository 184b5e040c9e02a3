"""The repository's own policy, ``.syncopate.yml``: always that of the base, so that no change can allow itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agent.domain.repository_policy import Allowance, RepositoryPolicy
from agent.domain.verdict import Finding, Outcome, Report, TaskResult, worst
from agent.ports import Subject, Validator
from agent.validators.changes import changes
from agent.validators.rulebook import NOT_ALLOWABLE, RULES, nearest
from knowledge.content.source import Unreadable, read_text
from knowledge.content.values import construct
from knowledge.content.yaml_lines import Mapping, Node, Sequence, YamlTrouble, compose

FILE = ".syncopate.yml"
"""Where it stands: at the root of the content."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with the file, and where."""

    line: int
    message: str


def read(root: Path) -> tuple[RepositoryPolicy, tuple[Fault, ...]]:
    """Read the policy below ``root``; with any fault in it, it allows and protects nothing."""
    nothing = RepositoryPolicy()
    if not (root / FILE).exists() or (root / FILE).is_symlink():
        return nothing, ()
    try:
        tree = compose(read_text(root, FILE)).root
    except Unreadable as reason:
        return nothing, (Fault(0, str(reason)),)
    except YamlTrouble as trouble:
        return nothing, (Fault(trouble.line, trouble.message),)
    if tree is None:
        return nothing, ()
    try:
        policy = RepositoryPolicy.model_validate(construct(tree))
    except ValidationError as error:
        return nothing, tuple(_fault(tree, problem) for problem in error.errors())
    faults = tuple(_rule_faults(tree, policy))
    return (nothing if faults else policy), faults


class Protection:
    """Holds a change against the protected roles of the base, and a new policy against its schema."""

    name = "policy"

    def validate(self, subject: Subject) -> Report:
        """Judge the change; nothing runs."""
        policy, old_faults = read(subject.before.root)
        changed = changes(subject.before.root, subject.after.root)
        paths = (*changed.present, *changed.removed)
        findings = tuple(_invalid(fault) for fault in read(subject.after.root)[1]) if FILE in paths else ()
        tasks = (*_broken(old_faults), *_protected(policy, subject, paths))
        outcome = Outcome.REFUTED if findings else Outcome.UNPROVEN if tasks else Outcome.PROVEN
        return Report(validator=self.name, outcome=outcome, findings=findings, tasks=tasks)


class Governed:
    """A validator, and others under its name, whose findings the policy of the base may allow."""

    def __init__(self, validator: Validator, *others: Validator) -> None:
        self.name = validator.name
        self._validators = (validator, *others)

    def validate(self, subject: Subject) -> Report:
        """Judge the change, and leave out what is allowed; the report says what was."""
        reports = [validator.validate(subject) for validator in self._validators]
        policy, _ = read(subject.before.root)
        whole = Report(
            validator=self.name,
            outcome=worst(report.outcome for report in reports),
            findings=tuple(finding for report in reports for finding in report.findings),
            tasks=tuple(task for report in reports for task in report.tasks),
            reason="; ".join(report.reason for report in reports if report.reason),
        )
        return permit(whole, policy.allow, trusted=subject.trusted)


def permit(report: Report, allowances: tuple[Allowance, ...], *, trusted: bool) -> Report:
    """A report without what is allowed."""
    used: list[str] = []

    def allowed(rule: str, path: str) -> bool:
        found = next((it for it in allowances if it.covers(rule, path, trusted=trusted)), None)
        if found is not None:
            used.append(f"{rule} is allowed: {found.reason}")
        return found is not None

    findings = tuple(it for it in report.findings if not allowed(it.rule, it.path))
    tasks = tuple(it for it in report.tasks if not allowed(it.rule, it.ref.rpartition(":")[0]))
    if not used:
        return report
    if not findings:  # a refuted task rests on findings
        tasks = tuple(it for it in tasks if it.outcome is not Outcome.REFUTED)
    left = [Outcome.REFUTED] * bool(findings) + [task.outcome for task in tasks]
    whole_unproven = report.outcome is Outcome.UNPROVEN and not report.tasks
    outcome = Outcome.UNPROVEN if whole_unproven else worst(left)
    reason = "; ".join(
        dict.fromkeys([*used, *([report.reason] if outcome is report.outcome and report.reason else [])])
    )
    return report.model_copy(update={"outcome": outcome, "findings": findings, "tasks": tasks, "reason": reason})


def _rule_faults(tree: Node, policy: RepositoryPolicy) -> Iterator[Fault]:
    for number, allowance in enumerate(policy.allow):
        line = _line(tree, ("allow", number, "rule"))
        if allowance.rule in NOT_ALLOWABLE:
            yield Fault(line, f"the rule {allowance.rule} can't be allowed: it guards this file")
        elif allowance.rule not in RULES:
            yield Fault(line, f"there is no rule {allowance.rule!r}{_meant(allowance.rule, tuple(RULES))}")


def _fault(tree: Node, problem: ErrorDetails) -> Fault:
    where, line = problem["loc"], _line(tree, problem["loc"])
    name = ".".join(map(str, where))
    if problem["type"] != "extra_forbidden":
        return Fault(line, f"{name}: {problem['msg']}" if name else problem["msg"])
    model: type[BaseModel] = RepositoryPolicy if len(where) == 1 else Allowance
    return Fault(line, f"there is no key {where[-1]!r} here{_meant(str(where[-1]), tuple(model.model_fields))}")


def _meant(name: str, known: tuple[str, ...]) -> str:
    found = nearest(name, known)
    return f"; did you mean {found!r}?" if found else ""


def _line(node: Node, where: tuple[int | str, ...]) -> int:
    """The line of what pydantic names, or of the nearest thing around it."""
    line = node.line
    for step in where:
        if isinstance(node, Mapping):
            pair = next(((key, value) for key, value in node.pairs if getattr(key, "text", None) == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].line, pair[1]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            line, node = node.spans[step][0], node.items[step]
        else:
            break
    return line


def _invalid(fault: Fault) -> Finding:
    rule = RULES["own-policy-invalid"]
    return Finding(
        validator=Protection.name,
        rule="own-policy-invalid",
        path=FILE,
        line=fault.line,
        message=f"{fault.message}: {rule.why}",
        fix=rule.fix,
    )


def _broken(faults: tuple[Fault, ...]) -> Iterator[TaskResult]:
    for fault in faults:
        yield _unproven("own-policy-invalid", f"{FILE}:{fault.line}", FILE, f"in the base, {fault.message}")


def _protected(policy: RepositoryPolicy, subject: Subject, paths: tuple[str, ...]) -> Iterator[TaskResult]:
    for name in policy.protected_roles:
        roles = [content.roles[name] for content in (subject.before, subject.after) if name in content.roles]
        folders = {f"{role.path}/" if role.path not in ("", ".") else "" for role in roles}
        touched = next((path for path in paths for folder in folders if path.startswith(folder)), None)
        if touched is not None:
            yield _unproven("role-protected", f"{touched}:0", f"role {name}", f"the role {name} is changed")


def _unproven(rule: str, ref: str, name: str, what: str) -> TaskResult:
    reason = f"{what}: {RULES[rule].why}"
    return TaskResult(ref=ref, name=name, outcome=Outcome.UNPROVEN, reason=reason, rule=rule)

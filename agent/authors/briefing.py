"""Puts what an author may see into words for a chat model: redacted, numbered, bounded."""

from __future__ import annotations

from collections.abc import Iterable

from agent.authors.redaction import redact
from agent.domain.facts import SystemFacts
from agent.domain.plan import Plan
from agent.domain.verdict import Verdict
from agent.ports import Brief
from knowledge.content.model import Content, Role
from knowledge.passages import Passage

MOST_LINES = 400


def facts(system: SystemFacts) -> str:
    """The declared facts as JSON, empty ones left out."""
    return system.model_dump_json(exclude_defaults=True, indent=1)


def documentation(passages: Iterable[Passage]) -> str:
    """Each passage under its place."""
    return redact("\n\n".join(f"[{passage.ref}] {passage.text}" for passage in passages)) or "(none found)"


def roles(content: Content) -> str:
    """One line a role: the files a step may name."""
    return "\n".join(f"- {role.name}: {', '.join(_files(role))}" for role in content.roles.values()) or "(no roles)"


def files(brief: Brief, plan: Plan) -> str:
    """The files a plan concerns, with line numbers; besides the named ones, their roles' defaults and handlers."""
    named = [step.path for step in plan.steps]
    concerned = {step.role for step in plan.steps}
    for role in brief.content.roles.values():
        if role.name in concerned:
            named += [variable.place.path for variable in role.variables]
            named += [task_file.path for task_file in role.handler_files]
    shown = [_numbered(brief.content, path) for path in dict.fromkeys(named)]
    return "\n\n".join(text for text in shown if text) or "(none exists yet)"


def findings(verdict: Verdict) -> str:
    """What a proposal was refuted for, a line each."""
    return redact(
        "\n".join(f"- {found.path}:{found.line} [{found.rule}] {found.message}" for found in verdict.findings)
    )


def _files(role: Role) -> list[str]:
    paths = [task_file.path for task_file in (*role.task_files, *role.handler_files)]
    return [*paths, *dict.fromkeys(variable.place.path for variable in role.variables)]


def _numbered(content: Content, path: str) -> str:
    file = content.root / path
    inside = file.resolve().is_relative_to(content.root.resolve())
    if not (inside and file.is_file()):
        return ""
    lines = redact(file.read_text(encoding="utf-8", errors="replace")).splitlines()
    numbered = [f"{number:4} {line}" for number, line in enumerate(lines[:MOST_LINES], start=1)]
    if len(lines) > MOST_LINES:
        numbered.append(f"     ({len(lines) - MOST_LINES} more lines are not shown)")
    return "\n".join([f"=== {path}", *numbered])

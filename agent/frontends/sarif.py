"""A verdict as SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from agent.domain.verdict import Outcome, Verdict
from agent.frontends.findings import Remark, remarks
from agent.validators.rulebook import RULES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Outcome.REFUTED: "error", Outcome.UNPROVEN: "warning"}


def sarif(verdict: Verdict, prefix: str) -> dict[str, Any]:
    """Return the log: refuted is an error, unproven a warning, and a validator that could not work a notification.

    Args:
        verdict: what was judged.
        prefix: path of the content in its repository, with a slash at the end, or empty.
    """
    found = remarks(verdict)
    ids = list(dict.fromkeys(_id(remark) for remark in found))
    unproven = [it for it in verdict.reports if it.outcome is Outcome.UNPROVEN and not it.tasks]
    driver = {
        "name": "syncopate",
        "semanticVersion": version("syncopate"),
        "rules": [_rule(name, found) for name in ids],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "warning", "message": {"text": f"{it.validator} is unproven: {it.reason}"}}
                    for it in unproven
                ],
            }
        ],
        "results": [_result(remark, ids.index(_id(remark)), prefix) for remark in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _id(remark: Remark) -> str:
    return remark.rule or remark.validator


def _rule(name: str, found: tuple[Remark, ...]) -> dict[str, Any]:
    known = RULES.get(name)
    if known is None:
        validator = next(remark.validator for remark in found if _id(remark) == name)
        return {"id": name, "shortDescription": {"text": f"{name}, reported by {validator}"}}
    return {
        "id": name,
        "shortDescription": {"text": known.why},
        "help": {"text": f"{known.why} {known.fix}\n\nsyncopate rule {name}"},
    }


def _result(remark: Remark, index: int, prefix: str) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(f"{prefix}{remark.path}"), "uriBaseId": "SRCROOT"}}
    if remark.line:
        location["region"] = {"startLine": remark.line}
    text = f"{remark.message} {remark.advice}".strip()
    return {
        "ruleId": _id(remark),
        "ruleIndex": index,
        "level": _LEVELS[remark.outcome],
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }

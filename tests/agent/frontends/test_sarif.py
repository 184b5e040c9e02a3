"""SARIF 2.1.0: what its schema requires of the parts that are written."""

from __future__ import annotations

import json
from typing import Any

from agent.domain.verdict import Finding, Outcome, Report, TaskResult, Verdict
from agent.frontends.sarif import sarif

FOUND = Finding(validator="policy", rule="shell", path="roles/a b/+.yml", line=3, message="bad", fix="Do not.")
WHOLE = Finding(validator="lint", rule="yaml[truthy]", path="x.yml", line=0, message="bad")
ASKED = TaskResult(ref="c.yml:7", name="x", outcome=Outcome.UNPROVEN, reason="look", rule="shell")
VERDICT = Verdict(
    tree="t",
    reports=(
        Report(validator="policy", outcome=Outcome.REFUTED, findings=(FOUND,), tasks=(ASKED,)),
        Report(validator="lint", outcome=Outcome.REFUTED, findings=(WHOLE,)),
        Report(validator="syntax", outcome=Outcome.UNPROVEN, reason="no sandbox"),
    ),
)


def run() -> dict[str, Any]:
    log = json.loads(json.dumps(sarif(VERDICT, "collection/")))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    return dict(log["runs"][0])


def test_each_result_names_its_rule_and_place() -> None:
    rules = run()["tool"]["driver"]["rules"]
    results = run()["results"]
    assert [(it["ruleId"], it["level"]) for it in results] == [
        ("shell", "error"),
        ("yaml[truthy]", "error"),
        ("shell", "warning"),
    ]
    assert all(rules[it["ruleIndex"]]["id"] == it["ruleId"] for it in results)
    place = results[0]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "collection/roles/a%20b/%2B.yml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3},
    }
    assert "region" not in results[1]["locations"][0]["physicalLocation"]
    assert results[0]["message"]["text"] == "bad Instead: Do not."


def test_our_rules_carry_help() -> None:
    ours, theirs = run()["tool"]["driver"]["rules"]
    assert "syncopate rule shell" in ours["help"]["text"]
    assert theirs["shortDescription"]["text"] == "yaml[truthy], reported by lint"


def test_a_validator_that_could_not_work_is_told() -> None:
    (invocation,) = run()["invocations"]
    (told,) = invocation["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == ("warning", "syntax is unproven: no sandbox")

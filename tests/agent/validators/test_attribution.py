from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.domain.verdict import Finding, Outcome, TaskResult
from agent.errors import ToolError
from agent.validators.attribution import Attribution
from agent.validators.play import synthesise
from agent.validators.selection import select
from agent.validators.triage import EndEvent, TaskEvent
from tests.fakes.subjects import TASKS, touching, tree

OK = {"status": "ok", "changed": True}
UNKNOWN = {"status": "failed", "message": "No package matching 'x' is available"}
DEFECT = {"status": "failed", "message": "Unsupported parameters for (x) module: y"}
NOT_RUN = {"status": "skipped", "message": "Command would have run if not in check mode"}
BLANK: dict[str, Any] = {
    "changed": False,
    "message": "",
    "skipped": "",
    "condition": "",
    "warnings": [],
    "state": "",
    "absent": False,
    "censored": False,
    "diff": "",
}


def attributed(
    root: Path, text: str, answers: dict[str, dict[str, Any]], *names: str, said: str = "", **files: str
) -> tuple[dict[str, TaskResult], tuple[Finding, ...]]:
    """Results by task name when the tasks answer so; a task without an answer has no result."""
    content = tree(root, {TASKS: text, **files})
    touched = touching(content, *names)
    selection = select(content, touched, lambda _: "")
    synthesis = synthesise(content, selection)
    named = {task.ref: task.name for task in touching(content)}
    events = {}
    for place, line in synthesis.lines.items():
        answer = answers.get(named[line.ref])
        if answer is not None:
            data = {"kind": "task", "place": place, "status": answer["status"], "parts": [{**BLANK, **answer}]}
            events[place] = TaskEvent.model_validate(data)
    end = EndEvent(kind="end", returncode=4, status="failed", version="2.19.1", said=said)
    results, findings = Attribution(content, selection, synthesis.lines, events, end).results(touched)
    return {it.name: it for it in results}, findings


def test_a_repository_that_was_not_added_yet_may_have_the_package(tmp_path: Path) -> None:
    install = "- {name: Install, apt: {name: x}}\n"
    results, findings = attributed(tmp_path / "a", install, {"Install": UNKNOWN})
    assert (results["Install"].outcome, [it.rule for it in findings]) == (Outcome.REFUTED, ["package-unknown"])
    text = "- {name: Add, ansible.builtin.apt_repository: {repo: deb x}}\n" + install
    results, findings = attributed(tmp_path / "b", text, {"Install": UNKNOWN}, "Install")
    assert (results["Install"].outcome, findings) == (Outcome.UNPROVEN, ())
    assert results["Install"].reason.startswith("not there yet: ")


def test_a_group_that_another_task_makes_is_told(tmp_path: Path) -> None:
    text = "- {name: Make, group: {name: studio}}\n- {name: Join, user: {name: bob, groups: [studio]}}\n"
    missing = {"status": "failed", "message": "Group studio does not exist"}
    results, _ = attributed(tmp_path, text, {"Make": OK, "Join": missing})
    assert results["Join"].outcome is Outcome.UNPROVEN
    assert results["Join"].reason == (
        f"not there yet: Group studio does not exist ({TASKS}:1 makes it, but not in check mode)"
    )


HOLLOW = """\
- {name: Ask, command: id, register: a}
- {name: Compute, set_fact: {b: "{{ a.stdout }}"}}
- {name: Use, apt: {name: "{{ b }}"}}
"""


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(OK, Outcome.UNPROVEN), (UNKNOWN, Outcome.UNPROVEN), (DEFECT, Outcome.REFUTED)],
)
def test_what_rests_on_a_value_nobody_has_is_not_shown(
    tmp_path: Path, answer: dict[str, Any], outcome: Outcome
) -> None:
    results, _ = attributed(tmp_path, HOLLOW, {"Ask": NOT_RUN, "Compute": OK, "Use": answer}, "Use")
    assert results["Use"].outcome is outcome
    if outcome is Outcome.UNPROVEN:
        assert results["Use"].reason.startswith(f"it rests on {TASKS}:2: check mode does not run it")


def test_a_false_condition_gives_a_real_value(tmp_path: Path) -> None:
    skipped = {"status": "skipped", "condition": "false"}
    results, _ = attributed(tmp_path, HOLLOW, {"Ask": skipped, "Compute": OK, "Use": OK}, "Use")
    assert results["Use"].outcome is Outcome.PROVEN


def test_a_block_is_not_refuted_for_a_task_that_was_there_before(tmp_path: Path) -> None:
    text = "- name: Block\n  block:\n    - {name: Old, file: {path: /x}}\n"
    results, findings = attributed(tmp_path / "a", text, {"Old": DEFECT}, "Block")
    assert (results["Block"].outcome, findings) == (Outcome.UNPROVEN, ())
    assert results["Block"].reason.startswith(f"{TASKS}:3: Unsupported")
    results, findings = attributed(tmp_path / "b", text, {"Old": DEFECT}, "Block", "Old")
    assert (results["Block"].outcome, len(findings)) == (Outcome.REFUTED, 1)


TWO = "- {name: One, debug: {msg: x}}\n- {name: Two, no.such.module: {msg: x}}\n"
UNRESOLVED = "couldn't resolve module/action 'no.such.module'. This often indicates a misspelling"


def test_the_task_that_ansible_could_not_load_is_named(tmp_path: Path) -> None:
    said = f"[ERROR]: {UNRESOLVED}\nOrigin: {TASKS}:2:14\n"
    results, findings = attributed(tmp_path, TWO, {}, said=said)
    assert results["One"].reason == f"it did not run: {UNRESOLVED}"
    assert (results["Two"].outcome, findings[0].rule) == (Outcome.REFUTED, "module-unknown")
    said = f"[WARNING]: Error loading plugin: No module named 'ansible_collections.no'\n{said}"
    results, findings = attributed(tmp_path, TWO, {}, said=said)
    assert (results["Two"].reason, findings) == ("the collection no.such is not installed", ())
    results, findings = attributed(tmp_path, TWO, {}, said=f"[ERROR]: conflicting actions\nOrigin: {TASKS}:2:1\n")
    assert findings[0].rule == "task-malformed"


def test_a_run_that_did_nothing_for_no_fault_of_the_content_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="ran nothing"):
        attributed(tmp_path, TWO, {}, said="[ERROR]: broken\nOrigin: /run/syncopate/plugin.py:1:1\n")
    results, _ = attributed(tmp_path, TWO, {}, said="[ERROR]: Attempting to decrypt but no vault secrets found\n")
    assert {it.outcome for it in results.values()} == {Outcome.UNPROVEN}


def test_a_task_whose_result_got_lost_is_unproven(tmp_path: Path) -> None:
    results, _ = attributed(tmp_path, TWO, {"One": OK})
    assert results["One"].outcome is Outcome.PROVEN
    assert results["Two"].reason == "it did not run: the run ended with failed and no result"


@pytest.mark.parametrize("notify", ["Tell", "topic", "audio : Tell", "other role's", "{{ computed }}"])
def test_a_notify_that_resolves(tmp_path: Path, notify: str) -> None:
    text = f'- {{name: One, debug: {{msg: x}}, notify: ["{notify}"]}}\n'
    files = {
        "roles/audio/handlers/main.yml": "- {name: Tell, debug: {msg: x}, listen: topic}\n",
        "roles/video/tasks/main.yml": "- {name: Other, debug: {msg: x}}\n",
        "roles/video/handlers/main.yml": "- {name: other role's, debug: {msg: x}}\n",
    }
    results, _ = attributed(tmp_path, text, {"One": OK}, "One", **files)
    assert results["One"].outcome is Outcome.PROVEN


def test_a_notify_that_nothing_answers_is_refuted_with_the_diff_kept(tmp_path: Path) -> None:
    text = "- {name: One, debug: {msg: x}, notify: Nobody}\n"
    results, findings = attributed(tmp_path, text, {"One": {**OK, "diff": "+x"}})
    assert (findings[0].rule, results["One"].diff) == ("handler-unknown", "+x")


def test_an_unreachable_instance_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="could not be reached: gone"):
        attributed(tmp_path, TWO, {"One": {"status": "unreachable", "message": "gone"}})

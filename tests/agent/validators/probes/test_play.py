from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from agent.validators.probes.play import LONGEST, MOST_ITEMS, Reporter, build, differences, part, skipped
from agent.validators.triage import EndEvent, TaskEvent

ROOT = "/work/tree/repository"


def heard(*events: tuple[str, dict[str, Any], str]) -> list[dict[str, Any]]:
    pipe = io.StringIO()
    reporter = Reporter(ROOT, pipe)
    for kind, data, stdout in events:
        assert reporter.hear({"event": kind, "event_data": data, "stdout": stdout}) is False
    reporter.end(0, "successful", "2.19.1")
    return [json.loads(line) for line in pipe.getvalue().splitlines()]


def test_a_tree_of_links_with_files_put_in_and_others_hidden(tmp_path: Path) -> None:
    source, root = tmp_path / "source", tmp_path / "root"
    for path in ("roles/a/tasks/main.yml", "roles/a/files/x", "roles/b/files/y", "group_vars/all.yml", "README.md"):
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text("old")
    build(source, root, {"roles/a/tasks/main.yml": "new"}, ["group_vars", "roles/a/tasks"])
    assert (root / "roles/a/tasks/main.yml").read_text() == "new"
    assert (source / "roles/a/tasks/main.yml").read_text() == "old"
    assert (root / "roles/a/files/../../b/files/y").read_text() == "old"
    assert (root / "roles/b").is_symlink()
    assert not (root / "group_vars").exists()


def test_a_result_as_it_is_held_to_account() -> None:
    result = {"changed": True, "diff": {"before": "a\n", "after": "b\n"}, "state": "file"}
    data = {"task_path": f"{ROOT}/roles/a/tasks/main.yml:3", "task_uuid": "u", "res": result}
    task, end = heard(("runner_on_ok", data, ""))
    event = TaskEvent.model_validate(task)
    assert (event.place, event.status) == ("roles/a/tasks/main.yml:3", "ok")
    assert event.parts[0].diff == "--- before\n+++ after\n@@ -1 +1 @@\n-a\n+b"
    assert EndEvent.model_validate(end).version == "2.19.1"


def test_items_of_a_loop_are_told_one_by_one_and_bounded() -> None:
    data = {"task_path": f"{ROOT}/x:1", "task_uuid": "u"}
    items = [("runner_item_on_failed", {**data, "res": {"msg": str(number)}}, "") for number in range(MOST_ITEMS + 5)]
    task, _ = heard(*items, ("runner_on_failed", {**data, "res": {"msg": "One or more items failed"}}, ""))
    assert [it["message"] for it in task["parts"]] == [str(number) for number in range(MOST_ITEMS)]


def test_the_reason_of_a_skip_is_taken_from_the_line_that_is_shown() -> None:
    shown = 'skipping: [instance] => {"changed": false, "false_condition": "x", "skip_reason": "it was False"}'
    task, _ = heard(("runner_on_skipped", {"task_path": f"{ROOT}/x:1", "task_uuid": "u"}, shown))
    assert (task["parts"][0]["condition"], task["parts"][0]["skipped"]) == ("x", "it was False")


@pytest.mark.parametrize("shown", ["", "skipping: [instance]", "skipping => {broken", "skipping => [1]"])
def test_a_skip_without_a_reason(shown: str) -> None:
    assert skipped(shown) == {}


def test_what_ansible_says_besides_is_kept_without_our_folders() -> None:
    (end,) = heard(("verbose", {}, "[ERROR]: bad"), ("verbose", {}, f"Origin: {ROOT}/x.yml:1:2"), ("verbose", {}, ""))
    assert end["said"] == "[ERROR]: bad\nOrigin: x.yml:1:2"


def test_words_and_diffs_are_cut() -> None:
    said = part("runner_on_failed", {"msg": "m" * 9000, "diff": {"prepared": "d" * 9000}, "warnings": ["w"] * 50})
    assert (len(said["message"]), len(said["diff"]), len(said["warnings"])) == (LONGEST, LONGEST, 10)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({"msg": "short", "module_stderr": "long"}, "short\nlong"),
        ({"stderr": "words"}, "words"),
        ({"censored": "hidden"}, "hidden"),
        ({}, ""),
    ],
)
def test_the_modules_words(result: dict[str, str], message: str) -> None:
    assert part("runner_on_failed", result)["message"] == message


def test_what_no_log_hides_is_marked() -> None:
    assert part("runner_on_ok", {"censored": "hidden"})["censored"] is True


def test_a_thing_that_is_absent_is_marked() -> None:
    assert part("runner_on_ok", {"diff": {"before": {"state": "absent"}, "after": {"state": "directory"}}})["absent"]
    assert not part("runner_on_ok", {"diff": {"before": "absent"}})["absent"]


def test_diffs_of_every_shape() -> None:
    assert list(differences(None)) == list(differences("text")) == list(differences({})) == []
    files = {"before": "", "after": "x\n", "after_header": "/work/.ansible/tmp/y/limits.j2"}
    assert list(differences([files]))[:2] == ["--- before", "+++ limits.j2"]
    assert list(differences({"before": {"mode": 1}, "after": {"mode": 2}}))[-2:] == ["-mode: 1", "+mode: 2"]

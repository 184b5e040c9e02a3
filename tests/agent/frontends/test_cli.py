"""The command line as a person or a script meets it: a process, its output and its exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.fakes.cli import TASKS, WORDS, Cli
from tests.fakes.repository import git

COMMANDS = [
    "propose",
    "check",
    "rule",
    "facts",
    "index",
    "list",
    "show",
    "approve",
    "reject",
    "resume",
    "undo",
    "config",
    "doctor",
]


def test_the_life_of_a_change(cli: Cli, playbooks: Path) -> None:
    """One proposal, proven for real, through every verb that concerns it."""
    before = (playbooks / TASKS).read_text()
    assert cli("list", "--json", cwd=playbooks).json == []

    proposed = cli.propose(WORDS, "--no-merge", "--json", cwd=playbooks)
    assert proposed.code == 4, proposed.err
    document = proposed.json
    assert document["status"] == "awaiting approval"
    assert document["validators"] == [
        {"name": name, "outcome": "proven"} for name in ("policy", "arguments", "names", "syntax", "lint", "check_mode")
    ]
    assert document["proposal"]["paths"] == [TASKS]
    assert document["facts"]["distribution"] == "Debian"
    assert re.search(r"^· plan +Add alice to the group audio", proposed.err, re.MULTILINE)
    assert re.search(r"^✓ check_mode +proven \(\d", proposed.err, re.MULTILINE)
    assert (playbooks / TASKS).read_text() == before

    run = document["id"]
    assert cli("list", "--json", cwd=playbooks).json == [{"id": run, "status": "awaiting approval", "request": WORDS}]
    shown = cli("show", run[:4], cwd=playbooks)
    assert shown.code == 0
    assert "+- name: Add alice to the group audio" in shown.out
    assert f"syncopate approve {run}" in shown.out

    slip = cli("approve", run, "--accept", "x.yml:1", cwd=playbooks)
    assert (slip.code, slip.out) == (2, "")
    assert "nothing is unproven" in slip.err

    approved = cli("approve", run, "--json", cwd=playbooks)
    assert (approved.code, approved.json["status"]) == (0, "merged"), approved.err
    assert approved.json["receipt"]["commit"] == git(playbooks, "rev-parse", "HEAD")
    assert git(playbooks, "status", "--porcelain") == ""
    assert git(playbooks, "diff", "--name-only", "HEAD~") == TASKS
    assert (playbooks / TASKS).read_text().startswith(before)
    again = cli("resume", run, cwd=playbooks)
    assert (again.code, again.out) == (2, "")
    assert "merged" in again.err

    undone = cli("undo", run, "--json", cwd=playbooks)
    assert (undone.code, undone.json["status"]) == (0, "undone"), undone.err
    assert (playbooks / TASKS).read_text() == before
    assert git(playbooks, "rev-list", "--count", "HEAD") == "3"


def test_help_lists_every_command_and_the_exit_codes(cli: Cli, tmp_path: Path) -> None:
    helped = cli("--help", cwd=tmp_path)
    assert helped.code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\w", helped.out, re.MULTILINE)
    codes = " ".join(helped.out.split("Exit codes:")[1].split())
    assert codes == "0 done, 1 error, 2 usage, 3 refuted, 4 awaiting approval, 130 interrupted."
    assert not cli.state.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["propose", "x", "--frobnicate"],
        ["frobnicate"],
        ["propose"],
        ["propose", " "],
        ["propose", "x", "--collection", "nowhere"],
        ["propose", "x", "--yes", "--no-merge"],
        ["show", "nothing"],
    ],
    ids=" ".join,
)
def test_what_can_not_be_meant_is_a_usage_error(cli: Cli, playbooks: Path, arguments: list[str]) -> None:
    done = cli(*arguments, cwd=playbooks)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_an_unknown_setting_is_a_usage_error(cli: Cli, tmp_path: Path) -> None:
    done = cli("config", cwd=tmp_path, SYNCOPATE_COLOUR="red")
    assert (done.code, done.out) == (2, "")
    assert "SYNCOPATE_COLOUR" in done.err


def test_config_says_where_a_value_comes_from_and_masks_the_key(cli: Cli, tmp_path: Path) -> None:
    done = cli("config", "--json", cwd=tmp_path, OPENAI_API_KEY="sk-canary", SYNCOPATE_REPAIRS="1")
    assert done.code == 0
    assert "canary" not in done.out + done.err
    rows = {row.pop("name"): row for row in done.json}
    assert rows["SYNCOPATE_API_KEY"] == {"value": "********", "source": "environment (OPENAI_API_KEY)"}
    assert rows["SYNCOPATE_REPAIRS"] == {"value": "1", "source": "environment"}
    assert rows["SYNCOPATE_PASSAGES"] == {"value": "24", "source": "default"}


def test_doctor_finds_nothing_wrong_after_the_set_up(cli: Cli, tmp_path: Path) -> None:
    done = cli("doctor", "--json", cwd=tmp_path)
    assert done.code == 0, done.out
    assert [row["name"] for row in done.json if row["required"] and not row["ok"]] == []
    assert {"git", "bwrap", "sandbox", "instance debian12"} <= {row["name"] for row in done.json}


def test_doctor_says_what_is_missing_and_what_to_do(cli: Cli, tmp_path: Path) -> None:
    done = cli("doctor", cwd=tmp_path, SYNCOPATE_CACHE=str(tmp_path / "elsewhere"))
    assert done.code == 1
    assert re.search(r"^✗ instance debian12 .*never built.*\n +.*make setup", done.out, re.MULTILINE)


def test_facts_keep_what_is_declared_and_nothing_else(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    private = {
        "ansible_machine_id": "canary",
        "ansible_env": {"TOKEN": "canary"},
        "ansible_all_ipv4_addresses": ["canary"],
    }
    file.write_text(json.dumps({"ansible_os_family": "Debian", "ansible_distribution": "Debian", **private}))
    done = cli("facts", "--file", str(file), "--json", cwd=tmp_path)
    assert (done.code, done.json["distribution"]) == (0, "Debian")
    assert "canary" not in done.out


def test_nobody_listening_is_no_error(cli: Cli, tmp_path: Path) -> None:
    process = cli.begin("config", cwd=tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")


def test_a_folder_that_looks_like_our_own_package_is_not_imported(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "agent").mkdir()
    (tmp_path / "agent/__init__.py").write_text("raise SystemExit('imported from the folder')\n")
    assert cli("--help", cwd=tmp_path).code == 0

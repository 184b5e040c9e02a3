"""``syncopate check``, in this process; the sandbox is used where it matters."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from agent import wiring
from agent.domain.verdict import Outcome, Report
from agent.errors import ContentError, RepositoryError, SandboxUnavailable, ToolError, UsageError
from agent.frontends import check as frontend
from agent.frontends.options import Choice, Format
from agent.settings import Settings
from tests.fakes.cli import ENTRY, TASKS, Cli
from tests.fakes.ports import FakeValidator
from tests.fakes.repository import git

GOOD = "\n- name: Create the group video\n  ansible.builtin.group:\n    name: video\n  become: true\n"
PIPE = "\n- name: Ask\n  ansible.builtin.debug:\n    msg: \"{{ lookup('pipe', 'id') }}\"\n"
SHELL = "\n- name: Run\n  ansible.builtin.shell: echo hi\n  changed_when: false\n"
Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run it in a folder, without the sandbox; returns the exit code and what was printed."""
    monkeypatch.setattr(wiring, "static_tools", tuple)

    def run(where: Path, what: str | None = None, form: Format = Format.TEXT, **options: object) -> tuple[int, str]:
        monkeypatch.chdir(where)
        code = frontend.check(settings, Choice(what, **options), form)  # type: ignore[arg-type]
        return code, capsys.readouterr().out

    return run


def add(repository: Path, text: str, path: str = TASKS) -> None:
    file = repository / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as out:
        out.write(text)


def test_nothing_wrong(check: Check, playbooks: Path) -> None:
    add(playbooks, GOOD)
    code, out = check(playbooks)
    assert code == 0
    assert "1 file of" in out
    assert "nothing is wrong with the change" in out


def test_a_dangerous_change_is_refuted_with_place_rule_reason_and_fix(check: Check, playbooks: Path) -> None:
    add(playbooks, PIPE)
    code, out = check(playbooks)
    assert code == 3
    assert f"{TASKS}:9\n  refuted: lookup-executes\n    lookup `pipe`: Lookups run on the controller" in out
    assert "    Instead: Use a task with `ansible.builtin.command`" in out
    assert all(len(line) <= 80 for line in out.splitlines()[1:])


def test_what_needs_consent_is_shown_but_does_not_stop_a_person(check: Check, playbooks: Path) -> None:
    add(playbooks, SHELL)
    code, out = check(playbooks)
    assert code == 0
    assert f"{TASKS}:7\n  unproven: shell\n" in out
    assert "needs a person" in out


def test_old_mess_is_not_judged_but_with_all(check: Check, playbooks: Path) -> None:
    add(playbooks, PIPE)
    git(playbooks, "commit", "-qam", "mess")
    add(playbooks, GOOD)
    assert check(playbooks)[0] == 0
    code, out = check(playbooks, everything=True)
    assert (code, "lookup-executes" in out) == (3, True)


def test_all_keeps_the_base_s_own_policy(check: Check, playbooks: Path) -> None:
    add(playbooks, "allow:\n  - rule: lookup-executes\n    reason: we know\n", ".syncopate.yml")
    add(playbooks, PIPE)
    assert check(playbooks)[0] == 3
    git(playbooks, "add", "-A")
    git(playbooks, "commit", "-qm", "allow")
    code, out = check(playbooks, everything=True)
    assert (code, "lookup-executes is allowed: we know" in out) == (0, True)


def test_staged_revision_range_and_collection(check: Check, playbooks: Path, tmp_path: Path) -> None:
    add(playbooks, PIPE)
    assert check(playbooks, staged=True)[0] == 0
    git(playbooks, "add", "-A")
    assert check(playbooks, staged=True)[0] == 3
    git(playbooks, "commit", "-qm", "bad")
    add(playbooks, GOOD)
    git(playbooks, "commit", "-qam", "good")
    assert [check(playbooks, rev)[0] for rev in ("HEAD", "HEAD~1", "HEAD~2..HEAD")] == [0, 3, 3]
    assert check(tmp_path, "HEAD~1", collection=playbooks)[0] == 3


def test_paths_are_as_seen_from_here(check: Check, playbooks: Path, tmp_path: Path) -> None:
    add(playbooks, PIPE)
    code, out = check(tmp_path, str(playbooks / "roles"))
    assert (code, f"{playbooks.name}/{TASKS}:9" in out) == (3, True)


def test_json(check: Check, playbooks: Path) -> None:
    add(playbooks, PIPE + SHELL)
    code, out = check(playbooks, form=Format.JSON)
    document = json.loads(out)
    assert (code, document["outcome"], document["paths"]) == (3, "refuted", [TASKS])
    (policy,) = [it for it in document["validators"] if it["name"] == "policy"]
    assert policy["outcome"] == "refuted"
    (finding,) = policy["findings"]
    assert {key: finding[key] for key in ("rule", "path", "line")} == {
        "rule": "lookup-executes",
        "path": TASKS,
        "line": 9,
    }
    assert [it["rule"] for it in policy["unproven"]] == ["shell"]


def test_sarif(check: Check, playbooks: Path) -> None:
    add(playbooks, PIPE)
    assert json.loads(check(playbooks, form=Format.SARIF)[1])["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (SandboxUnavailable("no bwrap"), (0, "no sandbox on this machine")),
        (ToolError("it broke"), (1, "its tool broke")),
    ],
)
def test_without_a_working_tool_the_readers_still_say_theirs(
    check: Check, playbooks: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, end: tuple[int, str]
) -> None:
    def broken(_: object) -> Report:
        raise error

    monkeypatch.setattr(wiring, "static_tools", lambda: (FakeValidator("lint", broken),))
    add(playbooks, GOOD)
    code, out = check(playbooks)
    assert code == end[0]
    assert end[1] in " ".join(out.split())
    add(playbooks, PIPE)
    assert check(playbooks)[0] == 3


def test_new_lint_findings_refute_and_old_ones_do_not(
    check: Check, playbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the real tools
    add(playbooks, "\n- name: old mess\n  command: touch /x\n")
    git(playbooks, "commit", "-qam", "mess")
    add(playbooks, "\n- name: new mess\n  command: touch /y\n")
    code, out = check(playbooks)
    assert code == 3
    assert f"{TASKS}:10\n  refuted: name[casing]" in out
    assert f"{TASKS}:7\n" not in out


# What people do to their repositories


def test_yaml_that_does_not_parse(check: Check, playbooks: Path) -> None:
    add(playbooks, "- name: x\n  debug:\n   msg: [1\n")
    code, out = check(playbooks)
    assert code == 3
    assert "refuted: unreadable" in out
    assert "expected" in out


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("crlf", b"---\r\n- name: Run\r\n  ansible.builtin.shell: echo hi\r\n"),
        ("bom", b"\xef\xbb\xbf---\n- name: Run\n  ansible.builtin.shell: echo hi\n"),
        ("with + and space", b"---\n- name: Run\n  ansible.builtin.shell: echo hi\n"),
        ("new\nline", b"---\n- name: Run\n  ansible.builtin.shell: echo hi\n"),
    ],
)
def test_odd_files_are_judged_all_the_same(check: Check, playbooks: Path, name: str, data: bytes) -> None:
    (playbooks / f"roles/users/tasks/{name}.yml").write_bytes(data)
    code, out = check(playbooks)
    assert (code, "unproven: shell" in out) == (0, True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"---\n- name: x\n\tdebug:\n", "unreadable"),
        (b"- x\n" * 2_600_000, "larger than 5 MB"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_what_can_not_be_judged_is_refuted_with_the_reason(
    check: Check, playbooks: Path, data: bytes, words: str
) -> None:
    (playbooks / "roles/users/tasks/x.yml").write_bytes(data)
    code, out = check(playbooks)
    assert (code, words in " ".join(out.split())) == (3, True)


def test_cyclic_imports_and_roles_end(check: Check, playbooks: Path) -> None:
    add(playbooks, "\n- name: Again\n  ansible.builtin.import_tasks: main.yml\n")
    (playbooks / "roles/users/meta/main.yml").write_text("---\ndependencies: [users]\n")
    assert check(playbooks)[0] in {0, 3}


def test_vaulted_files_are_judged_without_their_password(check: Check, playbooks: Path) -> None:
    add(playbooks, "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "roles/users/vars/main.yml")
    add(playbooks, "secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n", "group_vars/all.yml")
    assert check(playbooks)[0] == 0


def test_an_unfinished_merge(check: Check, playbooks: Path) -> None:
    git(playbooks, "switch", "-qc", "other")
    add(playbooks, SHELL)
    git(playbooks, "commit", "-qam", "other")
    git(playbooks, "switch", "-q", "main")
    add(playbooks, GOOD)
    git(playbooks, "commit", "-qam", "main")
    with pytest.raises(Exception, match="merge"):
        git(playbooks, "merge", "other")
    for options in ({}, {"staged": True}):
        with pytest.raises(RepositoryError, match="a merge is not finished"):
            check(playbooks, **options)


def test_before_the_first_commit_everything_is_new(check: Check, playbooks: Path) -> None:
    shutil.rmtree(playbooks / ".git")
    git(playbooks, "init", "-q")
    add(playbooks, PIPE)
    code, out = check(playbooks)
    assert (code, "nothing is committed yet" in out, "lookup-executes" in out) == (3, True, True)


def test_a_revision_or_place_that_is_not_there(check: Check, playbooks: Path, tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="there is no commit 'nowhere'"):
        check(playbooks, "nowhere")
    with pytest.raises(RepositoryError, match="not inside a git repository"):
        check(tmp_path)
    shutil.rmtree(playbooks / "roles")
    shutil.rmtree(playbooks / "playbooks")
    with pytest.raises(ContentError):
        check(playbooks)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice("HEAD", staged=True), "contradict"),
        (Choice("roles", collection=Path()), "two paths"),
        (Choice("HEAD"), "both a path and a revision"),
    ],
)
def test_contradictions(playbooks: Path, monkeypatch: pytest.MonkeyPatch, choice: Choice, words: str) -> None:
    monkeypatch.chdir(playbooks)
    if words.startswith("both"):
        (playbooks / "HEAD").mkdir()
    with pytest.raises(UsageError, match=words):
        frontend.chosen(choice)


def test_a_collection_below_the_root_is_found(check: Check, playbooks: Path) -> None:
    (playbooks / "collection").mkdir()
    for name in ("roles", "playbooks"):
        (playbooks / name).rename(playbooks / "collection" / name)
    git(playbooks, "add", "-A")
    git(playbooks, "commit", "-qm", "move")
    add(playbooks, PIPE, f"collection/{TASKS}")
    code, out = check(playbooks)
    assert (code, f"collection/{TASKS}:9" in out) == (3, True)


def test_as_a_command(cli: Cli, playbooks: Path) -> None:
    add(playbooks, PIPE)
    index = (playbooks / ".git/index").read_bytes()
    done = cli("check", "--format", "json", cwd=playbooks)
    assert (done.code, done.json["outcome"]) == (3, "refuted")
    assert (playbooks / ".git/index").read_bytes() == index
    assert cli("check", "nowhere", cwd=playbooks).code == 1
    assert cli("check", "--format", "xml", cwd=playbooks).code == 2


def test_as_a_hook_of_git_commit(cli: Cli, playbooks: Path) -> None:
    """``git commit -a`` commits another index than the usual one; the hook has to judge that."""
    hook = playbooks / ".git/hooks/pre-commit"
    settings = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in cli.environment.items())
    hook.write_text(f"#!/bin/sh\n{settings}exec {shlex.join(ENTRY)} check --staged\n")
    hook.chmod(0o755)
    add(playbooks, PIPE)
    refused = subprocess.run(
        ["git", "-C", str(playbooks), "commit", "-am", "bad"], capture_output=True, text=True, check=False, timeout=60
    )
    assert refused.returncode == 1
    assert "lookup-executes" in refused.stdout + refused.stderr
    assert git(playbooks, "rev-list", "--count", "HEAD") == "1"


def test_unproven_is_not_refuted(check: Check, playbooks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsure(_: object) -> Report:
        return Report(validator="syntax", outcome=Outcome.UNPROVEN, reason="it did not load before either")

    monkeypatch.setattr(wiring, "static_tools", lambda: (FakeValidator("syntax", unsure),))
    code, out = check(playbooks)
    assert (code, "it did not load before either" in out) == (0, True)

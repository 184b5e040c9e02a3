"""The probe's report, as it leaves the sandbox."""

from __future__ import annotations

import json
import sys

from agent.ports import Command
from agent.validators.workspace import side_by_side

TASKS = "roles/audio/tasks/main.yml"
SITE = "playbooks/site.yml"


def lint(subject, sandbox, after, before):
    binds, root, env = side_by_side(subject.before, subject.after)
    job = {"root": root, "after": {"tree": "/after", "paths": after}, "before": {"tree": "/before", "paths": before}}
    command = Command(
        argv=(sys.executable, "-m", "probes.lint"),
        read_only=binds,
        stdin=json.dumps(job).encode(),
        env=env,
        results=True,
    )
    return json.loads(sandbox.run(command).results)


def test_findings_come_with_the_text_of_their_line(make_subject, sandbox):
    subject = make_subject({TASKS: "---\n- name: X\n  command: ls\n"}, old={TASKS: "---\n- command: ls\n"})
    said = lint(subject, sandbox, [TASKS], [TASKS])
    texts = {(match["rule"], match["line"]): match["text"] for match in said["after"]["findings"]}

    assert texts["fqcn[action-core]", 3] == "command: ls"
    assert "name[missing]" in {match["rule"] for match in said["before"]["findings"]}
    assert said["after"]["troubles"] == []


def test_only_the_given_files_are_linted_and_the_base_only_if_needed(make_subject, sandbox):
    subject = make_subject({TASKS: "---\n- name: x\n  command: ls\n"})
    said = lint(subject, sandbox, [SITE], [SITE])

    assert said == {"after": {"findings": [], "troubles": []}}

"""The probe's report, as it leaves the sandbox."""

from __future__ import annotations

import json
import sys

from agent.ports import Command
from agent.validators.workspace import side_by_side

TASKS = "roles/audio/tasks/main.yml"


def test_the_base_is_asked_only_where_the_change_fails(make_subject, sandbox):
    subject = make_subject({TASKS: "---\n- name: X\n  nosuch:\n", "playbooks/broken.yml": "- hosts: [\n"})
    binds, root, env = side_by_side(subject.before, subject.after)
    play = json.dumps([{"hosts": "localhost", "gather_facts": False, "roles": ["acme.studio.audio"]}])
    job = {
        "after": "/after",
        "before": "/before",
        "checks": [{"path": "x", "play": play}, {"path": f"/work/tree/{root}/playbooks/broken.yml", "play": ""}],
    }
    done = sandbox.run(
        Command(
            argv=(sys.executable, "-m", "probes.syntax"),
            read_only=binds,
            stdin=json.dumps(job).encode(),
            env=env,
            results=True,
        )
    )
    role, playbook = json.loads(done.results)

    assert "nosuch" in role["after"]["message"]
    assert (role["after"]["path"], role["after"]["line"]) == (f"/work/tree/{root}/{TASKS}", 2)
    assert role["before"] is None
    assert playbook["after"]["message"] != playbook["before"]["message"]

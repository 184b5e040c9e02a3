"""Two trees, seen in turn under one path, by children that can't reach the results."""

from __future__ import annotations

import json

import pytest

from agent.ports import Command
from agent.validators.workspace import ENVIRONMENT, PROBES, PROBES_INSIDE

SHOW = """
import os
from probes.trees import TREE, isolated, report

def look(name):
    return {"says": (TREE / name).read_text(), "results": os.path.exists("/proc/self/fd/3")}

report([isolated("/one", look, "a"), isolated("/two", look, "a"), os.path.exists("/proc/self/fd/3")])
"""
DIE = "from probes.trees import isolated; isolated('/one', lambda _: 1 / 0, None)"


@pytest.fixture
def run(sandbox, tmp_path):
    def run(program: str):
        binds = {PROBES: PROBES_INSIDE}
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "a").write_text(name)
            binds[tmp_path / name] = f"/{name}"
        return sandbox.run(Command(argv=("python3", "-c", program), read_only=binds, env=ENVIRONMENT, results=True))

    return run


def test_each_child_sees_its_tree_and_no_results(run):
    one, two, parent_has_results = json.loads(run(SHOW).results)

    assert (one["says"], two["says"]) == ("one", "two")
    assert (one["results"], two["results"], parent_has_results) == (False, False, True)


def test_a_dead_child_ends_its_parent(run):
    done = run(DIE)

    assert done.returncode != 0
    assert done.results == b""
    assert b"ZeroDivisionError" in done.stderr

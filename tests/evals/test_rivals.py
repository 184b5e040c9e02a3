from __future__ import annotations

import json
from dataclasses import replace

import pytest

from agent.errors import ToolError
from agent.ports import Command, Completed
from evals.changes import Change, Origin, reversed_changes
from evals.rivals import BATCH, batches, findings
from evals.sources import Source
from knowledge.content.reader import read


@pytest.fixture
def undone(source: Source) -> Change:
    return reversed_changes([source], 1, seed=1)[0]


class Telling:
    def __init__(self, returncode: int = 0) -> None:
        self.returncode = returncode
        self.jobs: list[dict] = []

    def run(self, command: Command) -> Completed:
        self.jobs.append(json.loads(command.stdin))
        said = json.dumps({it["id"]: {"lint": [], "syntax": []} for it in self.jobs[-1]["mutants"]}).encode()
        return Completed(self.returncode, b"", b"why", said, 1.0)


def test_a_play_with_the_changed_role_is_checked(source: Source, undone: Change, tmp_path) -> None:
    sandbox = Telling()
    found = findings(sandbox, read(source.export(undone.base, tmp_path)), [undone])

    assert set(found) == {undone.id}
    (mutant,) = sandbox.jobs[0]["mutants"]
    assert json.loads(mutant["plays"][0])[0]["roles"][0]["role"].endswith("/roles/website")


def test_a_broken_tool_is_an_error(source: Source, undone: Change, tmp_path) -> None:
    with pytest.raises(ToolError):
        findings(Telling(returncode=1), read(source.export(undone.base, tmp_path)), [undone])


def test_changes_to_one_tree_share_a_sandbox(undone: Change) -> None:
    many = [replace(undone, id=str(number), origin=Origin.SEEDED) for number in range(BATCH + 1)]
    other = replace(undone, base="other")

    assert sorted(len(batch) for batch in batches([*many, other])) == [1, 1, BATCH]

"""Every value comes back from a checkpoint, in another process, as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from agent.adapters.checkpoints import checkpoints
from agent.graph import build_graph
from agent.state import State
from tests.fakes.values import full_state

READ_BACK = """
import sys
from pathlib import Path
from agent.adapters.checkpoints import checkpoints
from agent.graph import build_graph
from tests.fakes.values import full_state

with checkpoints(Path(sys.argv[1])) as saver:
    values = build_graph(saver).get_state({"configurable": {"thread_id": "x"}}).values
for key, expected in full_state().items():
    assert values[key] == expected, (key, values[key], expected)
    assert type(values[key]) is type(expected), key
assert [type(edit) for edit in values["proposal"].edits] == [type(edit) for edit in full_state()["proposal"].edits]
print("equal", len(values))
"""


def test_a_second_process_reads_every_value_back_equal(tmp_path: Path) -> None:
    with checkpoints(tmp_path) as saver:
        build_graph(saver).update_state({"configurable": {"thread_id": "x"}}, full_state(), as_node="merge")
    done = subprocess.run(
        [sys.executable, "-c", READ_BACK, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split() == ["equal", str(len(full_state()))], done.stderr


def test_the_example_sets_every_key() -> None:
    assert set(full_state()) == set(State.__annotations__)

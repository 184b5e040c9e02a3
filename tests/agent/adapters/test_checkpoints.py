from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from agent.adapters.checkpoints import checkpoints, exclusive, run_ids
from agent.errors import RunBusy, StateError
from agent.graph import build_graph
from tests.fakes.cli import ROOT
from tests.fakes.values import full_state

_READ = """
import sys
from pathlib import Path
from agent.adapters.checkpoints import checkpoints
from agent.graph import build_graph
from tests.fakes.values import full_state
with checkpoints(Path(sys.argv[1])) as saver:
    found = build_graph(saver).get_state({"configurable": {"thread_id": "aa11"}}).values
assert found == full_state(), found
assert {name: type(value) for name, value in found.items()} == {n: type(v) for n, v in full_state().items()}
"""
_HOLD = """
import sys
from pathlib import Path
from agent.adapters.checkpoints import exclusive
with exclusive(Path(sys.argv[1]), "aa11"):
    print("held", flush=True)
    sys.stdin.read()
"""


def config(run_id: str) -> Any:
    return {"configurable": {"thread_id": run_id}}


def keep(state: Path, run_id: str, values: Mapping[str, Any]) -> None:
    with checkpoints(state) as saver:
        build_graph(saver).update_state(config(run_id), dict(values), as_node="merge")


def test_every_value_comes_back_equal_in_another_process(tmp_path: Path) -> None:
    keep(tmp_path, "aa11", full_state())
    subprocess.run([sys.executable, "-c", _READ, str(tmp_path)], check=True, cwd=ROOT, timeout=60)


def test_runs_are_listed_newest_first_by_their_last_step(tmp_path: Path) -> None:
    for run_id in ("aa11", "bb22", "aa11"):
        keep(tmp_path, run_id, full_state())
    with checkpoints(tmp_path) as saver:
        assert run_ids(saver) == ("aa11", "bb22")


def test_nobody_else_may_look_into_the_folder(tmp_path: Path) -> None:
    with checkpoints(tmp_path / "state"):
        pass
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_trouble_of_whoever_uses_the_store_is_not_the_stores(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), checkpoints(tmp_path):
        raise BrokenPipeError


def test_a_type_that_is_not_ours_is_not_brought_to_life(tmp_path: Path) -> None:
    """A checkpoint is data on disk; it must not choose what code runs."""
    assert os.environ["LANGGRAPH_STRICT_MSGPACK"] == "true"
    keep(tmp_path, "aa11", full_state())
    with sqlite3.connect(tmp_path / "runs.sqlite") as connection:
        rows = connection.execute("SELECT rowid, checkpoint FROM checkpoints").fetchall()
        for rowid, data in rows:
            foreign = data.replace(b"agent.domain.request", b"http.cookiejar_xxxxx"[:20])
            connection.execute("UPDATE checkpoints SET checkpoint = ? WHERE rowid = ?", (foreign, rowid))
    with checkpoints(tmp_path) as saver:
        values = build_graph(saver).get_state(config("aa11")).values
    assert isinstance(values["request"], dict)


def test_a_run_is_held_by_one_process_and_free_when_it_is_killed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    with holder.stdin, holder.stdout:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RunBusy), exclusive(tmp_path, "aa11"):
            pass
        with exclusive(tmp_path, "bb22"):
            pass
        holder.kill()
        holder.wait(10)
        with exclusive(tmp_path, "aa11"):
            pass


def test_a_folder_that_can_not_hold_locks_is_said(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("")
    with pytest.raises(StateError, match="locked"), exclusive(tmp_path, "aa11"):
        pass

"""What Ansible's own tools find in the same changes. They execute what they read, so they run in the sandbox."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import groupby
from pathlib import Path
from typing import Any

from agent.adapters.bubblewrap import BubblewrapSandbox
from agent.errors import ToolError
from agent.ports import Command, Limits, Sandbox
from agent.validators.workspace import PROBES, TURN, workspace
from evals.changes import Change
from evals.sources import Source
from knowledge.content.model import Content
from knowledge.content.reader import read

RIVALS = Path(__file__).parent / "probes"
PROGRAMS = {RIVALS: "/syncopate/evals/probes"} | {
    PROBES / name: f"/syncopate/agent/validators/probes/{name}" for name in ("lint.py", "syntax.py", "trees.py")
}
"""What runs inside, under the names that it has outside."""
BATCH = 20
"""Changes that share one start of the sandbox."""
ROLE = re.compile(r"(?P<role>(.*/)?)(tasks|handlers|defaults|vars|meta|templates|files)/.+")
LIMITS = Limits(seconds=900.0)

Results = dict[str, dict[str, Any]]


def tried(
    changes: Sequence[Change], sources: Sequence[Source], scratch: Path, workers: int
) -> Iterator[tuple[str, Any]]:
    """Try changes in parallel; yields id and findings as they come."""
    with ThreadPoolExecutor(workers) as pool:
        known = {source.name: source for source in sources}
        pending = [pool.submit(_tried, known[batch[0].source], batch, scratch) for batch in batches(changes)]
        for done in as_completed(pending):
            yield from done.result().items()


def batches(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Changes to the same tree together, :data:`BATCH` at most."""
    ordered = sorted(changes, key=lambda change: (change.source, change.base, change.id))
    for _, group in groupby(ordered, key=lambda change: (change.source, change.base)):
        same = list(group)
        yield from (same[at : at + BATCH] for at in range(0, len(same), BATCH))


def _tried(source: Source, batch: Sequence[Change], scratch: Path) -> Results:
    folder = Path(tempfile.mkdtemp(prefix="rivals-", dir=scratch))
    folder.chmod(0o755)
    try:
        return findings(BubblewrapSandbox(), read(source.export(batch[0].base, folder)), batch)
    except ToolError as error:
        if len(batch) == 1:
            return {batch[0].id: {"lint": [], "syntax": [], "broken": str(error)[:300]}}
        halves = (batch[: len(batch) // 2], batch[len(batch) // 2 :])
        return {key: value for half in halves for key, value in _tried(source, half, scratch).items()}
    finally:
        shutil.rmtree(folder)


def findings(sandbox: Sandbox, base: Content, batch: Sequence[Change]) -> Results:
    """What the tools find in changes to one tree.

    Raises:
        ToolError: they broke.
    """
    shown, seen = workspace(base, prefix="/base"), workspace(base, prefix=TURN)
    root = seen.root.removeprefix(f"{TURN}/")
    job = {"base": "/base", "root": root, "mutants": [_described(change, base, seen.root) for change in batch]}
    done = sandbox.run(
        Command(
            argv=(sys.executable, "-m", "evals.probes.tools"),
            read_only={**shown.read_only, **PROGRAMS},
            stdin=json.dumps(job).encode(),
            env=seen.env,
            results=True,
            limits=LIMITS,
        )
    )
    if done.returncode != 0 or done.timed_out or not done.results:
        raise ToolError(f"Ansible's tools broke: {done.stderr.decode(errors='replace')[-300:]}")
    return dict(json.loads(done.results))


def _described(change: Change, base: Content, root: str) -> Mapping[str, Any]:
    files = {
        path: None if content is None else content.decode(errors="replace") for path, content in change.files.items()
    }
    return {"id": change.id, "files": files, "plays": sorted(set(_plays(change, base, root)))}


def _plays(change: Change, base: Content, root: str) -> Iterator[str]:
    """A play with each changed role, as a person would have one, and the changed playbooks themselves."""
    playbooks = {play.place.path for play in base.plays}
    for path in change.files:
        role = ROLE.fullmatch(path)
        if path in playbooks:
            yield f"{root}/{path}"
        elif role:
            name = f"{root}/{role['role']}".rstrip("/")
            yield json.dumps([{"hosts": "localhost", "gather_facts": False, "roles": [{"role": name}]}])

"""``python -m evals.gate``: how good the static gate is. Writes docs/gate.md and docs/gate.svg.

Known-good roles get one fault each; real bug fixes are undone; real commits are replayed. The gate judges all of them,
beside ansible-lint alone and ansible-lint with ``ansible-playbook --syntax-check``. Repositories to measure on are
given as ``--repository [NAME=]PATH[:SUBPATH][@REVISION]``, git work trees or git directories; without any, only this
project's own collection is measured, and the report says so.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import agent
from agent.errors import SyncopateError
from evals import changes, judgements
from evals.gate_chart import chart
from evals.gate_report import report
from evals.gate_scores import Measured
from evals.judging import BROKEN, Group, judged
from evals.results import Results, digest
from evals.rivals import tried
from evals.sources import Source, parsed

ROOT = Path(agent.__file__).resolve().parent.parent
OWN = Source("workstation", ROOT, "collection")
SEED = 1
MEMORY = Path("/dev/shm")  # noqa: S108 - thousands of trees come and go: a disk takes ten times as long
READERS = ("agent/validators", "agent/adapters/module_docs", "knowledge/content")
PROBES = ("agent/validators/probes", "evals/probes", "evals/rivals.py")
RIVALS = (*PROBES, "agent/validators/workspace.py")
TOOLS = (*PROBES[:1], *(f"agent/validators/{name}.py" for name in ("lint", "syntax", "workspace", "changes")))
"""What the answers depend on, besides the changes: results of other code are not used again."""
Answers = Callable[[Sequence[changes.Change], Sequence[Source], Path, int], Iterable[tuple[str, Any]]]


def main() -> None:
    """Measure and write the report."""
    options = _parser().parse_args()
    try:
        sources = (OWN, *(parsed(text) for text in options.repository))
    except SyncopateError as error:
        sys.exit(str(error))
    scratch = options.scratch
    scratch.mkdir(parents=True, exist_ok=True)
    scratch.chmod(0o755)
    todo = collect(sources, options, scratch)
    ours, theirs = measure(todo, sources, scratch, options.workers)
    measured = Measured(
        sources=sources,
        changes=tuple(todo),
        ours=ours,
        theirs=theirs,
        judgements=judgements.read(),
        seed=options.seed,
        date=options.date,
    )
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.with_suffix(".svg").write_text(chart(measured), encoding="utf-8")
    options.out.write_text(report(measured, options.out.with_suffix(".svg").name), encoding="utf-8")
    sys.stderr.write(f"written: {options.out}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure the static gate and write docs/gate.md and docs/gate.svg.")
    parser.add_argument("--repository", action="append", default=[], metavar="[NAME=]PATH[:SUBPATH][@REVISION]")
    parser.add_argument("--mutants", type=int, default=500, help="how many faults are put in")
    parser.add_argument("--fixes", type=int, default=120, help="how many bug fixes are undone")
    parser.add_argument("--commits", type=int, default=50, help="how many commits of each repository are replayed")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "syncopate-gate")
    parser.add_argument("--date", default=datetime.now(UTC).date().isoformat(), help="the date in the report")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "gate.md")
    return parser


def collect(sources: Sequence[Source], options: argparse.Namespace, scratch: Path) -> list[changes.Change]:
    """Everything that is to be judged; what this project's own history holds is not public proof."""
    public = [source for source in sources if source is not OWN]
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        seeded = changes.seeded_changes(sources, Path(folder), options.mutants, options.seed)
    return [
        *seeded,
        *changes.reversed_changes(public, options.fixes, options.seed),
        *changes.replayed_changes(public, options.commits),
        *changes.whole_changes(sources),
    ]


def measure(
    todo: Sequence[changes.Change], sources: Sequence[Source], scratch: Path, workers: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the gate and the other tools say of each change, by its id; what is known already is not asked again."""
    faulty = [change for change in todo if change.kind]
    with tempfile.TemporaryDirectory(prefix="syncopate-gate-", dir=MEMORY if MEMORY.is_dir() else scratch) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the sandbox has no user of this machine

        def ask(store: Results, asked: Sequence[changes.Change], title: str, answers: Answers) -> dict[str, Any]:
            new = [change for change in asked if _open(store.known.get(change.id))]
            store.collect(answers(new, sources, folder, workers), len(new), title)
            return store.known

        read = ask(_results(scratch, "readers", READERS), todo, "the gate, reading", partial(judged, Group.READERS))
        theirs = ask(_results(scratch, "rivals", RIVALS), faulty, "ansible-lint and --syntax-check", tried)
        ran = ask(_results(scratch, "tools", TOOLS), todo, "the gate, syntax and lint", partial(judged, Group.TOOLS))
    return {change.id: {**read[change.id], **ran[change.id]} for change in todo}, theirs


def _open(result: Any) -> bool:
    """Whether a change has still to be asked about: there is no answer, or a tool broke over it."""
    return result is None or "broken" in result or any(it["outcome"] == BROKEN for it in _reports(result))


def _reports(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [it for it in result.values() if isinstance(it, dict)]


def _results(scratch: Path, name: str, code: Sequence[str]) -> Results:
    """Results of the code as it is now."""
    return Results(scratch / f"{name}-{digest(*(ROOT / path for path in code))}.jsonl")


if __name__ == "__main__":
    main()

"""``make bench``: how long the main job takes, beside what a person would otherwise run. Writes docs/bench.md.

``python -m evals.bench --repository PATH`` measures on a playbook repository of your own (a git work tree; it is
copied, not touched); without it a repository of 36 roles is generated.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from evals.repositories import generate
from evals.timing import Command, Sample, measure

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REPORT = ROOT / "docs" / "bench.md"
WORDS = "install ardour and add the user to the audio group"
FACTS = {
    "os_family": "Debian",
    "distribution": "Debian",
    "distribution_version": "12",
    "distribution_major_version": "12",
}
STOPPED = frozenset({0, 4})  # done, or proven and waiting for approval


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description="Measure syncopate's speed and write docs/bench.md.")
    parser.add_argument("--repository", type=Path, help="playbook repository to measure on; else one is generated")
    parser.add_argument("--runs", type=int, default=5, help="how often each command is run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="syncopate-bench-") as scratch:
        sections = [
            ("The command line answers", "`syncopate --help`", measure(_help(Path(scratch)), options.runs)),
            ("The demo, set up before", "`make demo`", measure(_demo(), max(1, options.runs // 2))),
            (
                "A proposal by the embedded author, index warm",
                f'`syncopate propose "{WORDS}"` against the same checks run one by one on the whole repository',
                measure(_proposal(Path(scratch), options.repository), max(1, options.runs // 2)),
            ),
        ]
    REPORT.write_text(_report(sections, options.repository))
    sys.stdout.write(REPORT.read_text())


def _help(scratch: Path) -> list[Command]:
    env = _environment(scratch)
    return [
        Command("syncopate --help", [str(BIN / "syncopate"), "--help"], scratch, env),
        Command("ansible-playbook --help", [str(BIN / "ansible-playbook"), "--help"], scratch, env),
    ]


def _demo() -> list[Command]:
    return [Command("make demo", ["make", "demo"], ROOT, dict(os.environ))]


def _proposal(scratch: Path, given: Path | None) -> list[Command]:
    repository, env = scratch / "repository", _environment(scratch)
    if given is None:
        generate(repository)
    else:
        shutil.copytree(given, repository, symlinks=True)
    facts = scratch / "facts.json"
    facts.write_text(json.dumps(FACTS))
    propose = [str(BIN / "syncopate"), "propose", WORDS, "--facts", str(facts), "--no-merge", "--json"]
    ours = Command("syncopate propose", propose, repository, env, STOPPED)
    subprocess.run(ours.argv, cwd=repository, env=env, capture_output=True, check=False, timeout=600)  # warms the index
    playbook = next(iter(sorted((repository / "playbooks").glob("*.yml"))))
    lint = [str(BIN / "ansible-lint"), "--offline", "-q", "--nocolor"]
    syntax = [str(BIN / "ansible-playbook"), "--syntax-check", str(playbook)]
    lint_command = Command("ansible-lint", lint, repository, env, frozenset({0, 2}))
    return [
        ours,
        lint_command,
        Command("ansible-playbook --syntax-check", syntax, repository, env, frozenset(range(9))),
    ]


def _environment(scratch: Path) -> dict[str, str]:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return {
        **os.environ,
        "PATH": path,
        "SYNCOPATE_STATE": str(scratch / "state"),
        "ANSIBLE_HOME": str(scratch / "home"),
    }


def _report(sections: list[tuple[str, str, tuple[Sample, ...]]], repository: Path | None) -> str:
    source = repository.name if repository else "generated (36 roles)"
    lines = [
        "# Speed",
        "",
        "Written by `make bench`; whole commands, timed in turn on one machine, median of the runs. The ratio is",
        "to the first line of each table.",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores, repository: {source}.",
    ]
    for title, what, samples in sections:
        first = samples[0].median
        lines += [
            "",
            f"## {title}",
            "",
            what,
            "",
            "| command | median, s | spread, s | runs | ratio |",
            "|---|---|---|---|---|",
        ]
        for sample in samples:
            cells = (sample.label, f"{sample.median:.2f}", sample.spread, len(sample.seconds))
            lines.append(f"| {' | '.join(map(str, cells))} | {sample.median / first:.1f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()

from __future__ import annotations

from pathlib import Path

import pytest

from evals.results import Results, digest


def test_a_cut_measurement_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "results.jsonl"
    Results(file).collect([("a", 1), ("b", {"x": 2})], 2, "working")
    with file.open("a") as out:
        out.write('{"id": "c", "res')

    assert Results(file).known == {"a": 1, "b": {"x": 2}}
    assert "working: 2/2" in capsys.readouterr().err


def test_other_code_has_another_digest(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("1")
    first = digest(tmp_path)
    (tmp_path / "notes.txt").write_text("no code")
    same = digest(tmp_path)
    (tmp_path / "x.py").write_text("2")

    assert first == same != digest(tmp_path)
    assert digest(tmp_path / "x.py") == digest(tmp_path)

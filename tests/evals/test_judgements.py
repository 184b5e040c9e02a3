from __future__ import annotations

from pathlib import Path

import pytest

from evals.judgements import Judgements, read

TEXT = """
refutations:
  - {rule: "lint/*", justified: true, why: style}
  - {repository: r, commit: abc, rule: "lint/x", justified: false, why: not here}
fixes:
  - {repository: r, commit: abc, visible: true, why: seen}
  - {repository: r, commit: abd, visible: false, why: unseen}
"""


@pytest.fixture
def judgements(tmp_path: Path) -> Judgements:
    file = tmp_path / "judgements.yaml"
    file.write_text(TEXT)
    return read(file)


def test_the_most_particular_judgement_counts(judgements: Judgements) -> None:
    here, there = (judgements.of("r", commit, "lint/x", "message") for commit in ("abcdef", "other"))

    assert here is not None
    assert not here.justified
    assert there is not None
    assert there.justified
    assert judgements.of("r", "abcdef", "names/x", "message") is None


def test_what_nobody_looked_at_is_unjudged(judgements: Judgements) -> None:
    assert [judgements.visible("r", it) for it in ("abc1", "abd1", "abe1")] == ["visible", "invisible", "unjudged"]


def test_the_committed_judgements_can_be_read() -> None:
    assert read().fixes


def test_a_misspelt_field_is_no_judgement(tmp_path: Path) -> None:
    file = tmp_path / "judgements.yaml"
    file.write_text("fixes:\n  - {repository: r, commit: c, visibel: true, why: w}\n")
    with pytest.raises(ValueError, match="visibel"):
        read(file)

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import RepositoryError
from evals.sources import LARGEST, Source, changed, parsed
from tests.fakes.repository import git, make_repository


def test_a_commit_is_written_out_under_the_sources_name(source: Source, tmp_path: Path) -> None:
    root = source.export(source.head, tmp_path / "out")

    assert root.name == "example"
    assert "state: started" in (root / "roles/website/tasks/more_tasks.yml").read_text()


def test_only_the_subpath_is_read_and_large_files_are_emptied(tmp_path: Path) -> None:
    folder = make_repository(tmp_path / "r", {"a/x.yml": "x", "a/big": "b" * (LARGEST + 1), "b/y.yml": "y"})
    root = Source("r", folder, "a").export("HEAD", tmp_path / "out")

    assert {path.name: path.stat().st_size for path in root.iterdir()} == {"x.yml": 1, "big": 0}


def test_a_changed_tree_leaves_its_base_alone(source: Source, tmp_path: Path) -> None:
    base = source.export(source.head, tmp_path / "out")
    path = "roles/website/tasks/main.yml"
    root = changed(base, tmp_path / "new", {path: b"new", "roles/website/files/page.html": None, "added": b"a"})

    assert (root / path).read_bytes() == b"new"
    assert (base / path).read_bytes() != b"new"
    assert not (root / "roles/website/files/page.html").exists()
    assert (base / "roles/website/files/page.html").exists()
    assert (root / "added").exists()
    assert not (base / "added").exists()


def test_how_a_source_is_given(source: Source) -> None:
    plain, full = parsed(str(source.path)), parsed(f"mine={source.path}:roles/website@HEAD^")

    assert (plain.name, plain.subpath, plain.head) == ("example", "", source.head)
    assert (full.name, full.subpath) == ("mine", "roles/website")
    assert full.head == git(source.path, "rev-parse", "HEAD^")


@pytest.mark.parametrize("text", ["/nonexistent", "x=/tmp/nothing/here"])
def test_a_source_that_is_none(text: str) -> None:
    with pytest.raises(RepositoryError):
        parsed(text)


def test_a_revision_that_is_none(source: Source) -> None:
    with pytest.raises(RepositoryError):
        parsed(f"{source.path}@no-such-thing")

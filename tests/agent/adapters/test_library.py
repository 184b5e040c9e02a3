from __future__ import annotations

from pathlib import Path

import pytest

from agent.adapters.library import Library, scope_of
from knowledge.content.model import Content
from knowledge.embeddings import ChosenEmbedding
from knowledge.errors import EmbeddingUnavailable
from knowledge.index import Index
from tests.fakes.embedding import WordEmbedding, chosen
from tests.fakes.subjects import tree


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return tree(
        tmp_path / "content",
        {
            "roles/audio/README.md": "# audio\n\nLow latency audio with a realtime kernel.\n",
            "roles/audio/tasks/main.yml": "---\n- name: Install jackd\n  ansible.builtin.package:\n    name: jackd2\n",
            "roles/web/README.md": "# web\n\nServes pages by a proxy.\n",
            "roles/web/tasks/main.yml": "---\n- name: [\n",
        },
    )


def library(folder: Path, scope: str, embedding: WordEmbedding | None = None) -> Library:
    return Library(Index(folder, chosen(embedding or WordEmbedding())), scope)


def test_found_with_file_and_line_and_what_could_not_be_read(content: Content, tmp_path: Path) -> None:
    found = library(tmp_path / "index", "a").retrieve(content, "realtime audio", limit=2)
    assert found.passages[0].role == "audio"
    assert len(found.passages) <= 2
    assert [problem.split(":")[0] for problem in found.problems] == ["roles/web/tasks/main.yml"]


def test_what_did_not_change_is_not_embedded_again(content: Content, tmp_path: Path) -> None:
    embedding = WordEmbedding()
    books = library(tmp_path / "index", "a", embedding)
    heard: list[tuple[int, int]] = []
    first = books.update(content, lambda done, whole: heard.append((done, whole)))
    assert first.added == heard[-1][0] == heard[-1][1]
    embedding.asked.clear()
    again = books.update(content)
    assert (again.added, again.kept) == (0, first.added)
    assert embedding.asked == []
    books.rebuild()
    assert books.update(content) == first


def test_targets_share_the_index_and_never_mix(content: Content, tmp_path: Path) -> None:
    library(tmp_path / "index", "a").update(content)
    other = tree(
        tmp_path / "other", {"roles/disk/README.md": "# disk\n\nPartitions.\n", "roles/disk/tasks/main.yml": "---\n"}
    )
    found = library(tmp_path / "index", "b").retrieve(other, "realtime audio", limit=10)
    assert {passage.role for passage in found.passages} <= {"disk"}


def test_without_an_embedding_it_is_said(content: Content, tmp_path: Path) -> None:
    def absent() -> WordEmbedding:
        raise EmbeddingUnavailable("no weights")

    books = Library(Index(tmp_path / "index", ChosenEmbedding((absent,))), "a")
    found = books.retrieve(content, "realtime", limit=3)
    assert found.passages[0].path == "roles/audio/README.md"
    assert found.notice == books.notice == "retrieval is lexical only, without embeddings: no weights"


def test_scopes_differ_by_repository_and_folder() -> None:
    assert len({scope_of("/a", ""), scope_of("/a", "b"), scope_of("/b", ""), scope_of("/a/b", "c")}) == 4
    assert scope_of("/a", "") == "/a"

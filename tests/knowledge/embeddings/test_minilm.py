from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.embeddings.minilm import PACKAGE, MiniLM
from knowledge.errors import EmbeddingUnavailable

REFERENCE = Path(__file__).parents[2] / "fixtures" / "minilm_reference.json"
"""Vectors that PyTorch and transformers give for the same weights, in float32, rounded to six digits."""


@pytest.fixture(scope="module")
def minilm():
    return MiniLM.load()


@pytest.fixture(scope="module")
def reference():
    return json.loads(REFERENCE.read_text(encoding="utf-8"))


def test_vectors_equal_those_of_pytorch(minilm, reference):
    vectors = minilm.embed([entry["text"] for entry in reference])
    for entry, vector in zip(reference, vectors, strict=True):
        expected = np.array(entry["vector"], np.float32)
        assert vector @ expected / np.linalg.norm(expected) >= 0.99999
        assert np.abs(vector - expected).max() < 1e-5


def test_close_in_meaning_is_close_in_space(minilm):
    query, near, far = minilm.embed(["install a synthesizer", "adds a music package", "rotates the log files"])
    assert query @ near > query @ far


def test_two_threads_get_the_same_vectors(minilm, reference):
    texts = [entry["text"] for entry in reference]
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(minilm.embed, (texts, texts))
    assert np.array_equal(one, other)


def test_the_package_is_never_imported(minilm):
    assert PACKAGE not in sys.modules


def test_without_the_package_there_is_no_embedding(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EmbeddingUnavailable, match="not installed"):
        MiniLM.load()


@pytest.fixture
def copied_package(monkeypatch, tmp_path):
    """The package's model files in a folder that a test may change."""
    installed = Path(importlib.util.find_spec(PACKAGE).submodule_search_locations[0]) / "model"
    model = tmp_path / "model"
    model.mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        shutil.copy(installed / name, model)
    spec = importlib.machinery.ModuleSpec(PACKAGE, None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    return model


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_changed_file_is_not_loaded(copied_package, name):
    with (copied_package / name).open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    with pytest.raises(EmbeddingUnavailable, match="sha256 differs") as caught:
        MiniLM.load()
    assert caught.value.where == str(copied_package / name)


def test_an_unreadable_file_is_reported(copied_package):
    (copied_package / "model.safetensors").unlink()
    with pytest.raises(EmbeddingUnavailable, match="can't be read"):
        MiniLM.load()

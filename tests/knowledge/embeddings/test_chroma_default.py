from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from knowledge.embeddings.chroma_default import BATCH, ChromaDefault
from knowledge.errors import EmbeddingUnavailable

TINY = Path(__file__).parents[2] / "fixtures" / "tiny_encoder.onnx"
"""An encoder that gives each token the vector of its own: a = (0, 1, 0), b = (0, 0, 1), c = (1, 1, 0)."""


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / ".cache" / "chroma" / "onnx_models" / "all-MiniLM-L6-v2" / "onnx"
    folder.mkdir(parents=True)
    shutil.copy(TINY, folder / "model.onnx")
    tokenizer = Tokenizer(WordLevel({"[PAD]": 0, "[UNK]": 1, "a": 2, "b": 3, "c": 4}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def test_vectors_are_the_normalised_mean_of_the_tokens(folder):
    vectors = ChromaDefault.load().embed(["a", "a b", "a a c"])
    expected = np.array([[0, 1, 0], [0, 1, 1], [1, 3, 0]], float)
    assert np.allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)


def test_order_holds_over_many_batches(folder):
    texts = ["a", "b", "a b"] * BATCH
    vectors = ChromaDefault.load().embed(texts)
    assert vectors.shape == (3 * BATCH, 3)
    assert np.allclose(vectors[:3], vectors[-3:])


def test_it_is_unavailable_when_chroma_never_downloaded_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(EmbeddingUnavailable, match="not on disk"):
        ChromaDefault.load()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_file_is_reported(folder, name):
    (folder / name).write_bytes(b"damaged")
    with pytest.raises(EmbeddingUnavailable, match="can't be loaded"):
        ChromaDefault.load()

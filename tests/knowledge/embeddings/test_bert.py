from __future__ import annotations

import numpy as np
import pytest

from knowledge.embeddings.bert import HIDDEN, LAYERS, Bert

RANDOM = np.random.default_rng(7)


def random(*shape):
    return (RANDOM.standard_normal(shape) * 0.1).astype(np.float32)


@pytest.fixture(scope="module")
def bert():
    tensors = {
        "embeddings.word_embeddings.weight": random(50, HIDDEN),
        "embeddings.position_embeddings.weight": random(300, HIDDEN),
        "embeddings.token_type_embeddings.weight": random(2, HIDDEN),
        **norm("embeddings.LayerNorm"),
    }
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            tensors |= dense(f"{layer}.attention.self.{part}", HIDDEN, HIDDEN)
        tensors |= dense(f"{layer}.attention.output.dense", HIDDEN, HIDDEN)
        tensors |= norm(f"{layer}.attention.output.LayerNorm") | norm(f"{layer}.output.LayerNorm")
        tensors |= dense(f"{layer}.intermediate.dense", 4 * HIDDEN, HIDDEN)
        tensors |= dense(f"{layer}.output.dense", HIDDEN, 4 * HIDDEN)
    return Bert(tensors)


def dense(name, rows, columns):
    return {f"{name}.weight": random(rows, columns), f"{name}.bias": random(rows)}


def norm(name):
    return {f"{name}.weight": 1 + random(HIDDEN), f"{name}.bias": random(HIDDEN)}


def test_a_sentence_means_the_same_alone_and_in_company(bert):
    sentences = [list(RANDOM.integers(0, 50, length)) for length in (200, 3, 77, 3, 1, 256, 77, 40, 9)]
    together = bert.encode(sentences)
    for sentence, vector in zip(sentences, together, strict=True):
        assert np.allclose(bert.encode([sentence])[0], vector, atol=1e-5)


def test_vectors_have_unit_length(bert):
    assert np.allclose(np.linalg.norm(bert.encode([[1, 2, 3], [4]]), axis=1), 1, atol=1e-6)


def test_the_order_of_words_matters(bert):
    one, other = bert.encode([[1, 2, 3], [3, 2, 1]])
    assert one @ other < 0.9999


def test_no_sentences_give_no_vectors(bert):
    assert bert.encode([]).shape == (0, HIDDEN)

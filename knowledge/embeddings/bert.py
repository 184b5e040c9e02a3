"""The BERT encoder of all-MiniLM-L6-v2 in plain numpy: sentences in, one unit vector each out.

Sentences are not padded. The tokens of several sentences stand one after the other in one matrix, so that every dense
layer is a single large product; only attention looks at each sentence alone. Sentences of equal length stand together
and share a stacked product.

Devlin et al. 2019, *BERT: Pre-training of Deep Bidirectional Transformers*; Reimers and Gurevych 2019,
*Sentence-BERT* (mean pooling).
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings.blas import single_threaded
from knowledge.embeddings.gelu import gelu

Floats = NDArray[np.float32]

LAYERS = 6
HEADS = 12
HIDDEN = 384
HEAD = HIDDEN // HEADS
EPSILON = np.float32(1e-12)
BLOCK_TOKENS = 384
"""Tokens a thread encodes at once: enough for fast products, few enough that the matrices stay in its cache."""


@dataclass(frozen=True)
class _Dense:
    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        y = x @ self.weight
        y += self.bias
        return y


@dataclass(frozen=True)
class _Norm:
    gain: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """Layer normalisation, in place."""
        x -= x.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(HIDDEN)
        x *= np.float32(1) / np.sqrt(variance + EPSILON)
        x *= self.gain
        x += self.bias
        return x


@dataclass(frozen=True)
class _Layer:
    qkv: _Dense
    attended: _Dense
    attended_norm: _Norm
    up: Floats
    up_bias: Floats
    down: _Dense
    down_norm: _Norm

    def __call__(self, x: Floats, lengths: Sequence[int]) -> Floats:
        attended = self.attended(_attention(self.qkv(x), lengths))
        attended += x
        x = self.attended_norm(attended)
        wide = x @ self.up
        gelu(wide, self.up_bias)
        y = self.down(wide)
        y += x
        return self.down_norm(y)


def _attention(qkv: Floats, lengths: Sequence[int]) -> Floats:
    """Multi-head attention of each sentence over itself; queries carry the scale already."""
    context = np.empty((len(qkv), HIDDEN), np.float32)
    start = 0
    for length, same in groupby(lengths):
        count = len(list(same))
        rows = slice(start, start + count * length)
        start = rows.stop
        heads = qkv[rows].reshape(count, length, 3, HEADS, HEAD).transpose(2, 0, 3, 1, 4)
        weights = heads[0] @ heads[1].swapaxes(-1, -2)
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        total = weights.sum(axis=-1, keepdims=True)
        mixed = weights @ heads[2]
        mixed /= total
        context[rows].reshape(count, length, HEADS, HEAD)[...] = mixed.transpose(0, 2, 1, 3)
    return context


class Bert:
    """The encoder with its weights.

    Args:
        tensors: name -> array, as the checkpoint names them.

    Raises:
        KeyError: a tensor is missing.
    """

    def __init__(self, tensors: Mapping[str, Floats]) -> None:
        self._words = tensors["embeddings.word_embeddings.weight"]
        self._positions = (
            tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = _norm(tensors, "embeddings.LayerNorm")
        self._layers = tuple(_layer(tensors, f"encoder.layer.{number}") for number in range(LAYERS))

    def encode(self, sentences: Sequence[Sequence[int]]) -> Floats:
        """Return one unit vector for each sentence of token ids, in the order given."""
        vectors = np.empty((len(sentences), HIDDEN), np.float32)
        blocks = list(_blocks(sentences))

        def encode(block: list[int]) -> None:
            vectors[block] = self._encode_block([sentences[index] for index in block])

        with single_threaded(), ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
            # The longest sentences first, so that no thread is left with them in the end.
            list(threads.map(encode, reversed(blocks)))
        return vectors

    def _encode_block(self, sentences: Sequence[Sequence[int]]) -> Floats:
        lengths = [len(sentence) for sentence in sentences]
        x = self._words[np.concatenate([np.asarray(sentence, np.int64) for sentence in sentences])]
        x += self._positions[np.concatenate([np.arange(length) for length in lengths])]
        x = self._norm(x)
        for layer in self._layers:
            x = layer(x, lengths)
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        # The sum has the direction of the mean, and only the direction is kept.
        pooled = np.add.reduceat(x, starts, axis=0)
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        return pooled


def _blocks(sentences: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Split into lists of indices, sorted by length, each holding about ``BLOCK_TOKENS`` tokens."""
    block: list[int] = []
    tokens = 0
    for index in sorted(range(len(sentences)), key=lambda index: len(sentences[index])):
        block.append(index)
        tokens += len(sentences[index])
        if tokens >= BLOCK_TOKENS:
            yield block
            block, tokens = [], 0
    if block:
        yield block


def _dense(tensors: Mapping[str, Floats], name: str) -> _Dense:
    return _Dense(np.ascontiguousarray(tensors[f"{name}.weight"].T), tensors[f"{name}.bias"])


def _norm(tensors: Mapping[str, Floats], name: str) -> _Norm:
    return _Norm(tensors[f"{name}.weight"], tensors[f"{name}.bias"])


def _layer(tensors: Mapping[str, Floats], name: str) -> _Layer:
    query, key, value = (_dense(tensors, f"{name}.attention.self.{part}") for part in ("query", "key", "value"))
    scale = np.float32(1 / math.sqrt(HEAD))
    up = _dense(tensors, f"{name}.intermediate.dense")
    return _Layer(
        qkv=_Dense(
            np.hstack((query.weight * scale, key.weight, value.weight)),
            np.hstack((query.bias * scale, key.bias, value.bias)),
        ),
        attended=_dense(tensors, f"{name}.attention.output.dense"),
        attended_norm=_norm(tensors, f"{name}.attention.output.LayerNorm"),
        up=up.weight,
        up_bias=up.bias,
        down=_dense(tensors, f"{name}.output.dense"),
        down_norm=_norm(tensors, f"{name}.output.LayerNorm"),
    )

"""An embedding that needs no weights: a bag of words, hashed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import ChosenEmbedding


class WordEmbedding:
    """Texts that share words are close; it remembers what it was asked to embed."""

    def __init__(self, name: str = "words") -> None:
        self.name = name
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        vectors = np.zeros((len(texts), 256), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split() or ["nothing"]:
                row[zlib.crc32(word.encode()) % 256] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def chosen(embedding: WordEmbedding) -> ChosenEmbedding:
    """The embedding as a choice that found it."""
    return ChosenEmbedding((lambda: embedding,))


LEXICAL = ChosenEmbedding(())
"""A choice that found no embedding."""

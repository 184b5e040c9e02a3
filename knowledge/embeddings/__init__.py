"""Sentence embeddings: which one this machine has, chosen without ever touching the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from knowledge.embeddings.chroma_default import ChromaDefault
from knowledge.embeddings.minilm import MiniLM
from knowledge.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ChosenEmbedding", "Embedding", "choose_embedding"]


class Embedding(Protocol):
    """Turns texts into vectors whose inner product says how close the texts are in meaning."""

    name: str
    """Names the model and its weights: equal names mean comparable vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector for each text, in order.

        Raises:
            EmbeddingUnavailable: no vectors can be computed.
        """
        ...


class ChosenEmbedding:
    """The first of some embeddings that can be loaded, and why not a better one. Nothing is loaded before it is asked.

    Args:
        candidates: load one embedding each, best first, or raise :class:`EmbeddingUnavailable`.
    """

    def __init__(self, candidates: Sequence[Callable[[], Embedding]]) -> None:
        self._candidates = candidates

    @property
    def model(self) -> Embedding | None:
        """What to embed with; ``None`` means lexical retrieval only."""
        return self._choice[0]

    @property
    def notice(self) -> str:
        """What a person should know: what is used instead of the best embedding, and why; empty for the best."""
        model, problems = self._choice
        if not problems:
            return ""
        used = f"embeddings come from {model.name}" if model else "retrieval is lexical only, without embeddings"
        return f"{used}: {'; '.join(problems)}"

    @cached_property
    def _choice(self) -> tuple[Embedding | None, tuple[str, ...]]:
        problems: list[str] = []
        for load in self._candidates:
            try:
                return load(), tuple(problems)
            except EmbeddingUnavailable as error:
                problems.append(f"{error.where}: {error.what}" if error.where else error.what)
        return None, tuple(problems)


def choose_embedding() -> ChosenEmbedding:
    """The packaged MiniLM, else Chroma's default model where it is on disk, else none."""
    return ChosenEmbedding((MiniLM.load, ChromaDefault.load))

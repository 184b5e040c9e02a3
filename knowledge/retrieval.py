"""Hybrid retrieval: dense and lexical rankings of a scope's passages, fused.

The rankings are fused by reciprocal rank fusion (Cormack, Clarke and Büttcher 2009, *Reciprocal Rank Fusion outperforms
Condorcet and individual Rank Learning Methods*): a passage scores the sum of ``1 / (60 + rank)`` over the rankings that
hold it, so that a cosine similarity and a BM25 score need no common scale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from knowledge.index import Index
from knowledge.passages import Passage

if TYPE_CHECKING:
    from bm25s import BM25

RANK_CONSTANT = 60
POOL = 4
"""Each ranking gives this many times the passages asked for, since near-duplicates are dropped after the fusion."""
MIN_SIMILARITY = 0.3
"""Cosine similarity below which a passage has nothing to do with the query; unrelated texts stay under it."""
NEAR_DUPLICATE = 0.9
"""Jaccard similarity of their terms from which two passages of one role say the same."""

SHORT = 3
"""Words of so few letters are no plurals: ``nas``, ``dns``."""

_IDENTIFIER = re.compile(r"[^\W_]+(?:[_.-]+[^\W_]+)*")
_PART = re.compile(r"[^\W_]+")


class HybridRetriever:
    """Finds the passages of one scope.

    Args:
        index: where they are.
        scope: whose they are.
    """

    def __init__(self, index: Index, scope: str) -> None:
        self._index = index
        self._scope = scope
        self._lexical: tuple[str, LexicalRanking] | None = None

    def retrieve(self, query: str, *, limit: int) -> tuple[Passage, ...]:
        """Return at most ``limit`` passages, best first; none when nothing matches.

        Raises:
            IndexUnavailable: the index can't be used.
            EmbeddingUnavailable: the query can't be embedded.
        """
        query = query.encode("utf-8", "replace").decode()
        if limit < 1 or not query.strip():
            return ()
        pool = limit * POOL
        lexical = self._ranking().rank(query, limit=pool)
        dense = [
            passage for passage in self._index.search(self._scope, query, limit=pool) if passage.score >= MIN_SIMILARITY
        ]
        return tuple(_distinct(fuse((dense, lexical)), limit))

    def _ranking(self) -> LexicalRanking:
        """The lexical ranking of the store's present state."""
        generation = self._index.generation
        if self._lexical is None or self._lexical[0] != generation:
            self._lexical = (generation, LexicalRanking(self._index.passages(self._scope)))
        return self._lexical[1]


class LexicalRanking:
    """Okapi BM25 over passages, their roles and paths included."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._bm25 = _bm25([_terms_of(passage) for passage in passages])

    def rank(self, query: str, *, limit: int) -> list[Passage]:
        """Return at most ``limit`` passages that share a term with the query, best first."""
        wanted = terms(query)
        if self._bm25 is None or not wanted:
            return []
        scores = self._bm25.get_scores(wanted)
        best = (-scores).argsort(kind="stable")[:limit]
        return [
            self._passages[index].model_copy(update={"score": float(scores[index])})
            for index in best
            if scores[index] > 0
        ]


def terms(text: str) -> list[str]:
    """Split a text into terms: whole identifiers and their parts, in lower case, plurals cut, stop words dropped.

    ``audio_packages`` gives ``audio_packages``, ``audio`` and ``package``.
    """
    # bm25s costs 0.3 s to import.
    from bm25s.stopwords import STOPWORDS_EN  # noqa: PLC0415

    found: list[str] = []
    for identifier in _IDENTIFIER.findall(text.lower()):
        parts = _PART.findall(identifier)
        if len(parts) > 1:
            found.append(identifier)
        found.extend(_singular(part) for part in parts if part not in STOPWORDS_EN)
    return found


def fuse(rankings: Sequence[Sequence[Passage]]) -> list[Passage]:
    """Reciprocal rank fusion; each passage of the result carries its fused score."""
    scores: dict[Passage, float] = {}
    for ranking in rankings:
        for rank, found in enumerate(ranking, start=1):
            passage = found.model_copy(update={"score": 0.0})
            scores[passage] = scores.get(passage, 0.0) + 1 / (RANK_CONSTANT + rank)
    best = sorted(scores, key=lambda passage: -scores[passage])
    return [passage.model_copy(update={"score": scores[passage]}) for passage in best]


def _distinct(passages: Sequence[Passage], limit: int) -> Iterator[Passage]:
    """The first ``limit`` passages, leaving out those that repeat a better one of the same role."""
    kept: list[tuple[str, frozenset[str]]] = []
    for passage in passages:
        if len(kept) == limit:
            return
        words = frozenset(terms(passage.text))
        if not any(role == passage.role and _alike(words, other) for role, other in kept):
            kept.append((passage.role, words))
            yield passage


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    union = len(one | other)
    return union == 0 or len(one & other) / union >= NEAR_DUPLICATE


def _terms_of(passage: Passage) -> list[str]:
    return terms(f"{passage.role} {passage.path} {passage.text}")


def _bm25(documents: list[list[str]]) -> BM25 | None:
    """The BM25 index, or ``None`` when no document has a term."""
    if not any(documents):
        return None
    from bm25s import BM25  # noqa: PLC0415

    bm25 = BM25()
    bm25.index(documents, show_progress=False)
    return bm25


def _singular(word: str) -> str:
    """The S-stemmer of Harman 1991, *How effective is suffixing?*."""
    if len(word) <= SHORT:
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")):
        return word[:-1]
    return word

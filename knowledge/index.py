"""Passages in Chroma, in a folder: incremental, shared by processes, never half-read.

The folder holds::

    chroma/       the store: one Chroma collection per embedding and chunking version
    generation    a name for the store's present state, new with every write
    store.lock    held for each touch of the store, so that nobody reads what is being written
    write.lock    held for a whole update: one writer at a time

A client that is open does not see what another process wrote; it is opened again when the generation changed. A scope
is the absolute path of the content described: several contents share one store without mixing.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from knowledge.embeddings import ChosenEmbedding
from knowledge.errors import IndexUnavailable
from knowledge.passages import Passage

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings
    from chromadb.types import Where
    from numpy.typing import NDArray

CHUNKING = 1
"""Version of the way content is cut into passages; a new one starts a new Chroma collection."""
BATCH = 256
"""Passages embedded and written at once: what a killed update can lose."""
REBUILD = "Rebuild it with `syncopate index --rebuild`."

Progress = Callable[[int, int], None]
"""Told how many of how many new passages are done."""


@dataclass(frozen=True)
class UpdateReport:
    """How many passages an update added, removed and found unchanged."""

    added: int
    removed: int
    kept: int


@dataclass(frozen=True)
class _Snapshot:
    """What a scope held at a generation; ``vectors`` has a row for each passage, or is ``None`` without any."""

    generation: str
    passages: tuple[Passage, ...]
    vectors: NDArray[np.float32] | None


class Index:
    """The passages of any number of scopes.

    Args:
        folder: where the store is or will be.
        embedding: what to embed with; without a model, the store serves lexical retrieval only.
        wait: seconds to wait for another process that holds the index.
    """

    def __init__(self, folder: Path, embedding: ChosenEmbedding, *, wait: float = 30.0) -> None:
        self._folder = folder.absolute()
        self.embedding = embedding
        self._wait = wait
        self._snapshots: dict[str, _Snapshot] = {}

    @property
    def generation(self) -> str:
        """Names the store's present state; empty when nothing was ever written."""
        return _generation(self._folder)

    def update(self, scope: str, passages: Iterable[Passage], progress: Progress | None = None) -> UpdateReport:
        """Make the scope hold exactly these passages; what is unchanged is neither embedded nor written again.

        Raises:
            IndexUnavailable: the store is locked, damaged or can't be written.
            EmbeddingUnavailable: the embedding failed.
        """
        wanted = {_identity(scope, passage): passage for passage in passages}
        with self._held("write.lock"):
            with self._store() as collection:
                present = set(collection.get(where={"scope": scope}, include=[])["ids"])
            missing = [identity for identity in wanted if identity not in present]
            for start in range(0, len(missing), BATCH):
                batch = missing[start : start + BATCH]
                self._add(scope, {identity: wanted[identity] for identity in batch})
                if progress:
                    progress(start + len(batch), len(missing))
            stale = sorted(present - wanted.keys())
            self._remove(stale)
        return UpdateReport(added=len(missing), removed=len(stale), kept=len(wanted) - len(missing))

    def passages(self, scope: str) -> tuple[Passage, ...]:
        """Return all passages of a scope, in the order of their places.

        Raises:
            IndexUnavailable: the store is locked or damaged.
        """
        return self._snapshot(scope).passages

    def search(self, scope: str, query: str, *, limit: int) -> tuple[Passage, ...]:
        """Return the passages closest in meaning, best first, scored by cosine similarity; none without embedding.

        Raises:
            IndexUnavailable: the store is locked or damaged.
            EmbeddingUnavailable: the embedding failed.
        """
        model, snapshot = self.embedding.model, self._snapshot(scope)
        if model is None or snapshot.vectors is None:
            return ()
        # Compared one by one: Chroma's approximate search, filtered by scope, now and then misses a passage altogether,
        # and the passages are in memory for the lexical ranking anyway.
        similarities = snapshot.vectors @ model.embed([query])[0]
        best = (-similarities).argsort(kind="stable")[:limit]
        return tuple(
            snapshot.passages[place].model_copy(update={"score": float(similarities[place])}) for place in best
        )

    def rebuild(self) -> None:
        """Throw the store away, damaged or not; the next update fills a new one.

        Raises:
            IndexUnavailable: the store is locked or can't be removed.
        """
        with self._held("write.lock"), self._held("store.lock"):
            _close(self._folder)
            try:
                if (self._folder / "chroma").exists():
                    shutil.rmtree(self._folder / "chroma")
                _change_generation(self._folder)
            except OSError as error:
                raise _unwritable(self._folder, error) from error

    def _snapshot(self, scope: str) -> _Snapshot:
        """What the scope holds, read again when the generation changed."""
        generation = self.generation
        known = self._snapshots.get(scope)
        if known is None or known.generation != generation:
            known = self._snapshots[scope] = self._read(scope, generation)
        return known

    def _read(self, scope: str, generation: str) -> _Snapshot:
        if not generation:
            return _Snapshot(generation, (), None)
        embedded = self.embedding.model is not None
        with self._store() as collection:
            found = collection.get(
                where={"scope": scope},
                include=["documents", "metadatas", "embeddings"] if embedded else ["documents", "metadatas"],
            )
        rows = zip(found["documents"] or (), found["metadatas"] or (), strict=True)
        passages = [_passage(text, metadata) for text, metadata in rows]
        order = sorted(
            range(len(passages)), key=lambda row: (passages[row].path, passages[row].line, passages[row].text)
        )
        vectors = cast("NDArray[np.float32]", found["embeddings"])[order] if embedded and order else None
        return _Snapshot(generation, tuple(passages[row] for row in order), vectors)

    def _add(self, scope: str, batch: Mapping[str, Passage]) -> None:
        """Embed what was never embedded before, and write the batch."""
        texts = {_digest(passage.text): passage.text for passage in batch.values()}
        vectors = self._vectors(texts)
        with self._writing() as collection:
            collection.upsert(
                ids=list(batch),
                embeddings=[vectors[_digest(passage.text)] for passage in batch.values()],
                documents=[passage.text for passage in batch.values()],
                metadatas=[_metadata(scope, passage) for passage in batch.values()],
            )

    def _remove(self, identities: Sequence[str]) -> None:
        for start in range(0, len(identities), BATCH):
            with self._writing() as collection:
                collection.delete(ids=list(identities[start : start + BATCH]))

    def _vectors(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Vectors by text digest: those the store has, of whatever scope, and fresh ones for the rest."""
        model = self.embedding.model
        if model is None:
            # Chroma wants a vector with every passage; this one is never searched for.
            return {digest: [1.0] for digest in texts}
        same_text = cast("Where", {"text": {"$in": list(texts)}})
        with self._store() as collection:
            found = collection.get(where=same_text, include=["embeddings", "metadatas"])
        rows = zip(found["metadatas"] or (), cast("NDArray[np.float32]", found["embeddings"]), strict=True)
        known: dict[str, Any] = {str(metadata["text"]): vector for metadata, vector in rows}
        fresh = [digest for digest in texts if digest not in known]
        if fresh:
            known.update(zip(fresh, model.embed([texts[digest] for digest in fresh]), strict=True))
        return known

    @contextmanager
    def _store(self) -> Iterator[Collection]:
        """The Chroma collection, while nobody else touches the store."""
        with self._held("store.lock"), _translated(self._folder):
            model = self.embedding.model.name if self.embedding.model else "lexical"
            # No embedding function: Chroma's default one would download its model.
            yield _client(self._folder).get_or_create_collection(
                f"passages-{model}-{CHUNKING}", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )

    @contextmanager
    def _writing(self) -> Iterator[Collection]:
        """The Chroma collection for a write. Even a writer killed in the middle of it makes readers look again."""
        with self._store() as collection:
            _change_generation(self._folder)
            yield collection

    @contextmanager
    def _held(self, name: str) -> Iterator[None]:
        """Hold one of the folder's locks."""
        # filelock costs 0.08 s to import.
        from filelock import FileLock, Timeout  # noqa: PLC0415

        lock = FileLock(self._folder / name, timeout=self._wait)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise IndexUnavailable(
                f"another process has held the documentation index for {self._wait:g} s",
                where=str(self._folder),
                hint="Wait until it has finished, then try again.",
            ) from error
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        try:
            yield
        finally:
            lock.release()


_clients: dict[Path, tuple[str, Client]] = {}
"""Open clients with the generation each has seen. Chroma allows a process one client per folder; so do we."""


def _client(folder: Path) -> Client:
    """The folder's client, opened again when another process has written. Call with the store's lock held."""
    generation = _generation(folder)
    if folder in _clients:
        seen, client = _clients[folder]
        if seen == generation:
            return client
        _close(folder)
    client = _open(folder)
    _clients[folder] = (generation, client)
    return client


def _open(folder: Path) -> Client:
    """Make a client; the one place where that is done, for a Chroma server would be another branch here."""
    chromadb = _chromadb()
    try:
        return cast("Client", chromadb.PersistentClient(folder / "chroma", settings=_settings()))
    except (chromadb.errors.ChromaError, ValueError) as error:
        # Chroma remembers what it failed to open, and would fail on it again after a rebuild.
        chromadb.api.shared_system_client.SharedSystemClient.clear_system_cache()
        if isinstance(error, ValueError):
            raise _damaged(folder, error) from error
        raise


def _chromadb() -> ModuleType:
    """Import Chroma, which costs 0.9 s and reads ``.env`` in the current folder, whosever that is."""
    try:
        import chromadb  # noqa: PLC0415
    except ValueError as error:
        raise IndexUnavailable(
            f"Chroma can't read its settings: {error}",
            where=str(Path.cwd() / ".env"),
            hint="Run the command in another folder, or correct the CHROMA_ variables in that file or the environment.",
        ) from error
    return chromadb


def _settings() -> Settings:
    """Chroma's settings, all that could reach the network or start foreign code said here.

    Without this, Chroma would take them from the environment and from ``.env`` in the current folder, which may belong
    to an untrusted repository.
    """
    from chromadb.config import Settings  # noqa: PLC0415 - part of chromadb

    return Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
        chroma_otel_granularity="none",
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_product_telemetry_impl="chromadb.telemetry.product.posthog.Posthog",
        chroma_client_auth_provider=None,
        allow_reset=False,
    )


def _close(folder: Path) -> None:
    if folder in _clients:
        _, client = _clients.pop(folder)
        client.close()


def _generation(folder: Path) -> str:
    try:
        return (folder / "generation").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _unwritable(folder, error) from error


def _change_generation(folder: Path) -> None:
    """Give the store's next state a name; the client of this process need not be opened again for it."""
    generation = uuid.uuid4().hex
    (folder / "generation").write_text(generation, encoding="ascii")
    if folder in _clients:
        _clients[folder] = (generation, _clients[folder][1])


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Turn what Chroma and the system raise into :class:`IndexUnavailable`."""
    chroma_error = _chromadb().errors.ChromaError
    try:
        yield
    except OSError as error:
        raise _unwritable(folder, error) from error
    except chroma_error as error:
        if any(code in str(error) for code in _UNWRITABLE):
            raise _unwritable(folder, error) from error
        raise _damaged(folder, error) from error


_UNWRITABLE = ("(code: 5)", "(code: 8)", "(code: 10)", "(code: 13)", "(code: 14)", "(code: 778)", "os error")
"""How SQLite and the system say busy, read-only, input/output error, full and can't open, in Chroma's messages."""


def _damaged(folder: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(f"the documentation index is damaged: {error}", where=str(folder), hint=REBUILD)


def _unwritable(folder: Path, error: Exception) -> IndexUnavailable:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return IndexUnavailable(
        f"the documentation index can't be opened or written: {reason}",
        where=str(folder),
        hint="Check that the folder is writable and its disk has room, or choose another one.",
    )


def _identity(scope: str, passage: Passage) -> str:
    """A passage's id: equal only for the same text, told of the same lines of the same content."""
    return _digest("\0".join((scope, passage.model_dump_json(exclude={"score"}))))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _metadata(scope: str, passage: Passage) -> dict[str, str | int]:
    place = passage.model_dump(mode="json", include={"path", "line", "end_line", "kind", "role"})
    return {"scope": scope, "text": _digest(passage.text), **place}


def _passage(text: str, metadata: Mapping[str, Any]) -> Passage:
    fields = {name: metadata[name] for name in ("path", "line", "end_line", "kind", "role")}
    return Passage(text=text, **fields)

"""Chroma's default embedding, where its model is on disk already.

Chroma's own class would download the model when it is missing. This one reads the same files with the same library
and has no way to the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]
    from tokenizers import Tokenizer

MAX_TOKENS = 256
BATCH = 32


class ChromaDefault:
    """Sentence embeddings of 384 dimensions, by onnxruntime."""

    name = "all-MiniLM-L6-v2-onnx"

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls) -> ChromaDefault:
        """Load the files that Chroma downloaded in some earlier use.

        Raises:
            EmbeddingUnavailable: they are absent or damaged.
        """
        folder = Path.home() / ".cache" / "chroma" / "onnx_models" / "all-MiniLM-L6-v2" / "onnx"
        if not (folder / "model.onnx").is_file():
            raise EmbeddingUnavailable("Chroma's default model is not on disk")
        # onnxruntime costs 0.1 s to import and is needed only where the packaged weights are not installed.
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = SessionOptions()
        options.log_severity_level = 4
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            session = InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise bare subclasses of Exception
            raise EmbeddingUnavailable(
                f"Chroma's default model can't be loaded: {error}",
                where=str(folder),
                hint="Remove the folder, or run `make setup` again to install the packaged model.",
            ) from error
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.enable_padding()
        return cls(session, tokenizer)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector for each text, in order; what exceeds 256 tokens is not looked at."""
        import numpy as np  # noqa: PLC0415 - loaded by onnxruntime already

        batches = [self._embed_batch(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate(batches) if batches else np.empty((0, 0), np.float32)

    def _embed_batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np  # noqa: PLC0415 - loaded by onnxruntime already

        encodings = self._tokenizer.encode_batch(list(texts))
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = np.asarray(self._session.run(None, inputs)[0], np.float32)
        pooled = (hidden * mask[:, :, None]).sum(axis=1).astype(np.float32)
        unit: NDArray[np.float32] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

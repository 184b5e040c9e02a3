from __future__ import annotations

import contextlib

import numpy as np
import pytest

from knowledge.embeddings import blas


def test_the_number_of_threads_is_restored_even_after_an_error():
    openblas = blas._openblas()
    if openblas is None:
        pytest.skip("this numpy was built without OpenBLAS")
    before = openblas.scipy_openblas_get_num_threads64_()
    with contextlib.suppress(ZeroDivisionError), blas.single_threaded():
        assert openblas.scipy_openblas_get_num_threads64_() == 1
        raise ZeroDivisionError
    assert openblas.scipy_openblas_get_num_threads64_() == before


def test_another_library_than_openblas_is_left_alone(monkeypatch):
    monkeypatch.setattr(blas, "_openblas", lambda: None)
    with blas.single_threaded():
        assert (np.eye(3) @ np.ones(3)).sum() == 3

from __future__ import annotations

import math

import numpy as np

from knowledge.embeddings.gelu import gelu


def test_gelu_is_exact_to_single_precision():
    points = np.linspace(-12, 12, 64 * 1500).astype(np.float32)
    x = points.reshape(-1, 64).copy()
    gelu(x, np.zeros(64, np.float32))
    exact = np.array([value * (1 + math.erf(value / math.sqrt(2))) / 2 for value in points.astype(float)])
    # One unit in the last place of the result or of 1, whichever is larger.
    assert np.all(np.abs(x.ravel() - exact) <= 1.2e-7 * np.maximum(1, np.abs(exact)))
    assert np.all(np.abs(x.ravel() - exact)[points < -4] <= 1e-8)


def test_gelu_adds_the_bias_to_every_row():
    x = np.zeros((130, 3), np.float32)
    gelu(x, np.array([-100, 0, 100], np.float32))
    assert np.allclose(x, [0, 0, 100], atol=1e-5)

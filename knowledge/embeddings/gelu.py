"""The Gaussian error linear unit, exact, in numpy (which has no ``erf``).

``gelu(x) = x * Phi(x)`` with ``Phi`` the normal distribution function, and by its symmetry
``gelu(x) = max(x, 0) - |x| * Phi(-|x|)``. Subtracting the small tail keeps the precision that ``1 + erf`` would lose.
The tail has the form of Abramowitz and Stegun 7.1.26, ``Phi(-a) = exp(-a * a / 2) * polynomial(1 / (1 + p * a))``;
the coefficients here are fitted (minimax, degree 6), which makes the result exact to 1e-8 before rounding.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_P = np.float32(0.4)
_COEFFICIENTS = tuple(
    np.float32(coefficient)
    for coefficient in (0.0574316882, -0.258485269, 0.345141044, 0.00934541461, 0.190046324, 0.156521214)
)
"""Of the powers 6 to 1; there is no constant, since the tail vanishes at infinity."""
_ROWS = 64
"""Rows worked on at once, so that the scratch arrays stay in the second-level cache."""


def gelu(x: Floats, bias: Floats) -> None:
    """Replace each row of the matrix ``x`` by ``gelu(row + bias)``, in place."""
    scratch = np.empty((3, min(_ROWS, len(x)), x.shape[1]), np.float32)
    for start in range(0, len(x), _ROWS):
        rows = x[start : start + _ROWS]
        rows += bias
        tail = _tail(rows, scratch[:, : len(rows)])
        np.maximum(rows, np.float32(0), out=rows)
        rows -= tail


def _tail(x: Floats, scratch: Iterable[Floats]) -> Floats:
    """``|x| * Phi(-|x|)``; ``scratch`` is three arrays of the shape of ``x``."""
    size, t, tail = scratch
    np.abs(x, out=size)
    np.multiply(size, _P, out=t)
    t += np.float32(1)
    np.reciprocal(t, out=t)
    np.multiply(t, _COEFFICIENTS[0], out=tail)
    for coefficient in _COEFFICIENTS[1:]:
        tail += coefficient
        tail *= t
    tail *= size
    size *= size
    size *= np.float32(-0.5)
    np.exp(size, out=size)
    tail *= size
    return tail

"""How much two labels agree (weights) or differ (distances), for scales finer than same or not.

Weights are matrices over the categories in their order, 1 on the diagonal. Distances are
functions of the labels and of how often each occurs; alpha takes their squares as given here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import cast

import numpy as np

from qualcode.core.agreement.ratings import Floats

Distance = Callable[[Sequence[Hashable], Floats], Floats]
"""From the labels and their frequencies to the squared difference of each pair of labels."""


def linear(size: int) -> Floats:
    """Weights that fall evenly from 1 to 0 over `size` ordered categories (Cicchetti 1971)."""
    return 1 - _steps(size) / (size - 1)


def quadratic(size: int) -> Floats:
    """Weights that fall with the square of the steps between two categories (Cohen 1968)."""
    return 1 - (_steps(size) / (size - 1)) ** 2


def _steps(size: int) -> Floats:
    places = np.arange(size, dtype=np.float64)
    return np.abs(places[:, np.newaxis] - places)


def nominal(labels: Sequence[Hashable], _frequencies: Floats) -> Floats:
    """0 for the same label, 1 for any two different ones."""
    return 1 - np.eye(len(labels))


def ordinal(_labels: Sequence[Hashable], frequencies: Floats) -> Floats:
    """Squared number of ranks between two labels, ranks counted by the labels given."""
    ranks = np.cumsum(frequencies) - frequencies / 2
    return np.asarray((ranks[:, np.newaxis] - ranks) ** 2)


def interval(labels: Sequence[Hashable], _frequencies: Floats) -> Floats:
    """Squared difference of two numbers."""
    values = _numbers(labels)
    return np.asarray((values[:, np.newaxis] - values) ** 2)


def ratio(labels: Sequence[Hashable], _frequencies: Floats) -> Floats:
    """Squared difference of two numbers as a share of their sum; 0 where the sum is 0."""
    values = _numbers(labels)
    total = values[:, np.newaxis] + values
    difference = values[:, np.newaxis] - values
    return np.divide(difference, total, out=np.zeros_like(total), where=total != 0) ** 2


def _numbers(labels: Sequence[Hashable]) -> Floats:
    return np.array([float(cast("float", label)) for label in labels])

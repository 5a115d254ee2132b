"""Every coefficient of every code and of all codes pooled, with intervals over transcripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qualcode.core.agreement import tally
from qualcode.core.agreement.bootstrap import Intervals, percentile_intervals, resamples
from qualcode.core.agreement.counts import Counts, Sums
from qualcode.core.agreement.ratings import Floats
from qualcode.core.agreement.tally import Coefficient, Figure, value

JOINT = "joint_alpha"
VALENCE = "valence_"
"""What stands before the name of a coefficient of valence."""

_CONCLUSIVE: dict[str, Callable[[Sums], Figure]] = {
    Coefficient.KAPPA: tally.kappa,
    Coefficient.ALPHA: tally.alpha,
    Coefficient.AC1: tally.ac1,
    JOINT: tally.joint_alpha,
    VALENCE + Coefficient.ALPHA: tally.valence_alpha,
}
_DESCRIPTIVE: dict[str, Callable[[Sums], Figure]] = {
    Coefficient.PERCENT: tally.percent,
    Coefficient.DICE: tally.dice,
    Coefficient.FLEISS: tally.fleiss,
    Coefficient.BRENNAN_PREDIGER: tally.brennan_prediger,
}
CONCLUSIVE = tuple(_CONCLUSIVE)
"""Coefficients on which conclusions are founded, and which therefore get an interval."""

TENTATIVE = 0.667
RELIABLE = 0.800
"""Krippendorff's limits: under the first, conclude nothing; from the second on, rely on it."""

_CODES_AT_ONCE = 16
"""Codes whose draws are held together: few, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Coefficients by name; the last entry of each array is of all codes pooled."""

    values: dict[str, Floats]
    intervals: dict[str, Intervals]
    """Of `CONCLUSIVE` coefficients; empty where there were no draws."""


def measure(counts: Counts, draws: int, seed: int) -> Measured:
    """All coefficients; with `draws`, intervals for those on which conclusions are founded."""
    total = counts.total()
    sums = total.sums
    found = {name: figure(sums) for name, figure in {**_CONCLUSIVE, **_DESCRIPTIVE}.items()}
    found |= {VALENCE + name: figure for name, figure in tally.of_valence(total).items()}
    values = {name: value(*map(_with_pooled, figure)) for name, figure in found.items()}
    return Measured(values, _intervals(counts, draws, seed) if draws else {})


def _with_pooled(by_code: Floats) -> Floats:
    return np.append(by_code, by_code.sum())


def _intervals(counts: Counts, draws: int, seed: int) -> dict[str, Intervals]:
    """Intervals by code and pooled.

    Draws are in single precision: wrong by a millionth where their number leaves a hundredth.
    """
    codes, transcripts = counts.units.shape
    times = resamples(transcripts, draws, seed).astype(np.float32)
    drawn = np.empty((len(CONCLUSIVE), codes + 1, draws), dtype=np.float32)
    pooled = np.zeros((len(CONCLUSIVE), 2, draws))
    for first in range(0, codes, _CODES_AT_ONCE):
        some = slice(first, min(first + _CODES_AT_ONCE, codes))
        sums = counts.resampled(some, times)
        for row, figure in enumerate(_CONCLUSIVE.values()):
            observed, expected = figure(sums)
            drawn[row, some] = value(observed, expected)
            pooled[row] += observed.sum(axis=0), expected.sum(axis=0)
    drawn[:, -1] = value(pooled[:, 0], pooled[:, 1])
    intervals = percentile_intervals(drawn, (TENTATIVE, RELIABLE))
    return dict(zip(CONCLUSIVE, intervals, strict=True))

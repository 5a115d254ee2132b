"""Every coefficient of every code and of all codes pooled, with intervals over transcripts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from qualcode.core.agreement.bootstrap import Intervals, percentile_intervals, resamples
from qualcode.core.agreement.counts import Counts
from qualcode.core.agreement.ratings import Floats
from qualcode.core.agreement.tally import (
    Coefficient,
    Figure,
    Tally,
    expected_of_alpha,
    mixed_pairs,
    value,
)

JOINT = "joint_alpha"
VALENCE = "valence_"
"""What stands before the name of a coefficient of valence."""
CONCLUSIVE = (
    Coefficient.KAPPA,
    Coefficient.ALPHA,
    Coefficient.AC1,
    JOINT,
    VALENCE + Coefficient.ALPHA,
)
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
    found = {**conclusive(total), **descriptive(total)}
    values = {name: value(*map(_with_pooled, figure)) for name, figure in found.items()}
    return Measured(values, _intervals(counts, draws, seed) if draws else {})


def conclusive(counts: Counts) -> dict[str, Figure]:
    """Observed and expected disagreement of each code in the `CONCLUSIVE` coefficients."""
    given = Tally.binary(counts.units, counts.both, counts.first, counts.second)
    unlike = given.given - counts.both - counts.alike
    mixed = mixed_pairs(counts.units, counts.given)
    judged = counts.judged.sum(axis=0) / 2
    return {
        Coefficient.KAPPA: given.figure(Coefficient.KAPPA),
        Coefficient.ALPHA: given.figure(Coefficient.ALPHA),
        Coefficient.AC1: given.figure(Coefficient.AC1),
        JOINT: (unlike, expected_of_alpha(counts.units, mixed)),
        VALENCE + Coefficient.ALPHA: (
            judged - counts.judged_alike,
            expected_of_alpha(judged, mixed_pairs(judged, counts.judged)),
        ),
    }


def descriptive(total: Counts) -> dict[str, Figure]:
    """The same in the other coefficients, which describe the data at hand."""
    given = Tally.binary(total.units, total.both, total.first, total.second)
    first, second = total.judged_by_first, total.judged - total.judged_by_first
    scale = np.maximum(np.count_nonzero(total.judged, axis=0), 2).astype(np.float64)
    valence = Tally.nominal(total.judged_alike, first, second, scale)
    return {
        Coefficient.PERCENT: given.figure(Coefficient.PERCENT),
        Coefficient.DICE: given.figure(Coefficient.DICE),
        VALENCE + Coefficient.PERCENT: valence.figure(Coefficient.PERCENT),
        VALENCE + Coefficient.KAPPA: valence.figure(Coefficient.KAPPA),
        VALENCE + Coefficient.AC1: valence.figure(Coefficient.AC1),
    }


def _with_pooled(by_code: Floats) -> Floats:
    return np.append(by_code, by_code.sum())


def _intervals(counts: Counts, draws: int, seed: int) -> dict[str, Intervals]:
    """Intervals by code and pooled.

    Draws are in single precision: wrong by a millionth where their number leaves a hundredth.
    """
    single = replace(counts, table=counts.table.astype(np.float32))
    codes, transcripts = counts.table.shape[1:]
    times = resamples(transcripts, draws, seed).astype(np.float32)
    drawn = np.empty((len(CONCLUSIVE), codes + 1, draws), dtype=np.float32)
    sums = np.zeros((len(CONCLUSIVE), 2, draws))
    for first in range(0, codes, _CODES_AT_ONCE):
        some = slice(first, min(first + _CODES_AT_ONCE, codes))
        found = conclusive(single.resampled(some, times))
        for row, name in enumerate(CONCLUSIVE):
            observed, expected = found[name]
            drawn[row, some] = value(observed, expected)
            sums[row] += observed.sum(axis=0), expected.sum(axis=0)
    drawn[:, -1] = value(sums[:, 0], sums[:, 1])
    intervals = percentile_intervals(drawn, (TENTATIVE, RELIABLE))
    return dict(zip(CONCLUSIVE, intervals, strict=True))

"""Every coefficient of every code and of all codes pooled, with intervals over transcripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from qualcode.core.agreement.bootstrap import Intervals, percentile_intervals, resamples
from qualcode.core.agreement.counts import Counts
from qualcode.core.agreement.ratings import Floats
from qualcode.core.agreement.tally import Coefficient, Tally, value

JOINT = "joint_alpha"
VALENCE = "valence_"
"""What stands before the name of a coefficient of valence."""
OF_VALENCE = (Coefficient.PERCENT, Coefficient.KAPPA, Coefficient.ALPHA, Coefficient.AC1)
WITH_INTERVAL = (
    Coefficient.KAPPA,
    Coefficient.ALPHA,
    Coefficient.AC1,
    JOINT,
    VALENCE + Coefficient.ALPHA,
)
"""Those on which conclusions are founded; shares and overlap describe the data at hand."""

TENTATIVE = 0.667
RELIABLE = 0.800
"""Krippendorff's limits: under the first, conclude nothing; from the second on, rely on it."""

_CODES_AT_ONCE = 8
"""Codes whose draws are held together: few, so that they stay in the processor's cache."""

Figure = tuple[Floats, Floats]
"""Observed and expected disagreement."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Coefficients by name; the last entry of each array is of all codes pooled."""

    values: dict[str, Floats]
    intervals: dict[str, Intervals]
    """Empty where there were no draws."""


def measure(counts: Counts, draws: int, seed: int) -> Measured:
    """All coefficients; with `draws`, intervals for those in `WITH_INTERVAL`."""
    total = counts.total()
    scale = labels_used(total)
    found = figures(total, scale)
    values = {name: value(*map(_with_pooled, figure)) for name, figure in found.items()}
    return Measured(values, _intervals(counts, scale, draws, seed) if draws else {})


def figures(counts: Counts, scale: Floats) -> dict[str, Figure]:
    """Observed and expected disagreement of each code in each coefficient."""
    given = Tally.binary(counts.units, counts.both, counts.first, counts.second)
    valence = Tally.nominal(counts.judged_alike, *counts.judged, scale)
    return {
        **{name: (given.unlike, given.expected(name)) for name in Coefficient},
        JOINT: _joint(counts),
        **{VALENCE + name: (valence.unlike, valence.expected(name)) for name in OF_VALENCE},
    }


def labels_used(total: Counts) -> Floats:
    """By code, how many valences (or sets of them) were given; at least two."""
    first, second = total.judged
    several: Floats = np.count_nonzero(first + second, axis=0).astype(np.float64)
    return np.maximum(several, 2)


def _joint(counts: Counts) -> Figure:
    """Alpha of code and valence as one label, "not given" being one of them."""
    given = counts.given.sum(axis=0)
    mixed = given * (4 * counts.units - given) - (counts.given**2).sum(axis=0)
    return given - counts.both - counts.alike, mixed / np.maximum(4 * counts.units - 2, 1)


def _with_pooled(by_code: Floats) -> Floats:
    return np.append(by_code, by_code.sum())


def _intervals(counts: Counts, scale: Floats, draws: int, seed: int) -> dict[str, Intervals]:
    """Intervals by code and pooled.

    Draws are in single precision: wrong by a millionth where their number leaves a hundredth.
    """
    single = replace(counts, table=counts.table.astype(np.float32))
    times = resamples(counts.table.shape[-1], draws, seed).astype(np.float32)
    parts: dict[str, list[Intervals]] = {name: [] for name in WITH_INTERVAL}
    sums = {name: np.zeros((2, draws)) for name in WITH_INTERVAL}
    for codes in _chunks(counts.table.shape[1]):
        found = figures(single.resampled(codes, times), scale[codes, np.newaxis])
        for name in WITH_INTERVAL:
            observed, expected = found[name]
            parts[name].append(_limits(name, value(observed, expected)))
            sums[name] += observed.sum(axis=0), expected.sum(axis=0)
    for name, (observed, expected) in sums.items():
        parts[name].append(_limits(name, value(observed, expected)[np.newaxis]))
    return {name: Intervals.joined(several) for name, several in parts.items()}


def _limits(name: str, drawn: Floats) -> Intervals:
    thresholds = (TENTATIVE, RELIABLE) if name == Coefficient.ALPHA else ()
    return percentile_intervals(drawn, thresholds)


def _chunks(codes: int) -> Iterator[slice]:
    return (slice(first, first + _CODES_AT_ONCE) for first in range(0, codes, _CODES_AT_ONCE))

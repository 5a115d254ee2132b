"""Coefficients of several coders as arrays: for all codes, sources and draws at once.

Each coefficient is 1 − observed / expected disagreement, both counted in units. What differs is
what a coefficient expects:

- percent: disagreement on every unit;
- Dice: on every unit that a coder gave the code, counted for each coder;
- Conger's kappa (Cohen's for two): what the coders' own frequencies give by chance;
- Fleiss' kappa (Scott's pi for two): what their common frequencies give;
- Krippendorff's alpha: the same, labels drawn without putting back;
- Brennan and Prediger: what labels spread evenly give;
- Gwet's AC1: what units hard to label give.

Several codes are *pooled* as 1 − (sum of observed) / (sum of expected): so alpha by its
definition for several categories (Krippendorff 1995 and 2004), so kappa by De Vries, Elliott,
Kanouse and Teleki 2008 ("Using pooled kappa to summarize interrater agreement across many
items", Field Methods 20: 272-282), who find it more widely applicable and more efficient than a
mean of kappas, which gives a rare code the weight of a frequent one. The others are pooled the
same way, so that the figures of one row can be compared; for Dice and percent that is to take
the units of all codes together. A code that nobody used adds nothing to any of them: otherwise a
long codebook would look like good agreement.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from qualcode.core.agreement.counts import Counts, Sums
from qualcode.core.agreement.ratings import Floats


class Coefficient(StrEnum):
    """What agreement is told by, under the names of the report."""

    PERCENT = "percent"
    DICE = "dice"
    KAPPA = "kappa"
    FLEISS = "fleiss"
    BRENNAN_PREDIGER = "brennan_prediger"
    ALPHA = "alpha"
    AC1 = "ac1"


Figure = tuple[Floats, Floats]
"""Observed disagreement, and that at which the coefficient is 0; both 0: undecidable."""


def alpha(sums: Sums) -> Figure:
    """Krippendorff's alpha of the code being given or not."""
    given = sums.given.sum(axis=0)
    return sums.unlike, given * (sums.values - given) / np.maximum(sums.values - 1, 1)


def kappa(sums: Sums) -> Figure:
    """Conger's kappa 1980 of the same; Cohen's for two coders."""
    own = sums.given / np.maximum(sums.seen, 1)
    coders, total = sums.coders, own.sum(axis=0)
    alike = total**2 - np.einsum("c...,c...->...", own, own)
    chance = ((coders - 1) * total - alike) * (2 / (coders * (coders - 1)))
    return sums.share, sums.units * chance


def fleiss(sums: Sums) -> Figure:
    """Fleiss' kappa of the same; Scott's pi for two coders."""
    return sums.share, _mixed(sums)


def ac1(sums: Sums) -> Figure:
    """Gwet's AC1 of the same."""
    mixed = _mixed(sums)
    return sums.share, (sums.units - mixed) * (mixed > 0)


def brennan_prediger(sums: Sums) -> Figure:
    """Brennan and Prediger's kappa of the same: two labels, each as likely."""
    return sums.share, sums.units / 2 * (_mixed(sums) > 0)


def percent(sums: Sums) -> Figure:
    """Share of the pairs of coders that agree."""
    return sums.share, sums.units * (sums.given.sum(axis=0) > 0)


def dice(sums: Sums) -> Figure:
    """Positive agreement, over the pairs of coders."""
    return sums.unlike, sums.given.sum(axis=0)


def joint_alpha(sums: Sums) -> Figure:
    """Krippendorff's alpha of code and valence as one label."""
    given = sums.given.sum(axis=0)
    unset = given - sums.labels.sum(axis=0)
    alike = np.einsum("l...,l...->...", sums.labels, sums.labels) + unset**2
    mixed = given * (2 * sums.values - given) - alike
    return sums.joint, mixed / np.maximum(2 * sums.values - 2, 1)


def valence_alpha(sums: Sums) -> Figure:
    """Krippendorff's alpha of the valence, where two coders gave the code and a valence."""
    judged = sums.judged.sum(axis=0)
    alike = np.einsum("l...,l...->...", sums.judged, sums.judged)
    return sums.judged_unlike, (judged**2 - alike) / np.maximum(2 * judged - 2, 1)


def of_valence(total: Counts) -> dict[Coefficient, Figure]:
    """The other coefficients of the valence."""
    units, share, spread = total.judged_units, total.judged_share, total.judged_spread
    by_coder = total.judged_by
    scale = np.maximum(np.count_nonzero(total.sums.judged, axis=0), 2)
    n = np.maximum(units, 1)
    hard = units - np.einsum("l...,l...->...", spread, spread) / n
    own = by_coder / np.maximum(by_coder.sum(axis=1, keepdims=True), 1)
    together = own.sum(axis=0)
    coders = np.maximum(by_coder.any(axis=1).sum(axis=0), 2)
    alike = (together**2).sum(axis=0) - (own**2).sum(axis=(0, 1))
    apart = units * (1 - alike / (coders * (coders - 1)))
    return {
        Coefficient.PERCENT: (share, units),
        Coefficient.KAPPA: (share, np.where(np.abs(apart) < _NOTHING * n, 0, apart)),
        Coefficient.AC1: (share, (units - hard / (scale - 1)) * (hard > _NOTHING)),
    }


_NOTHING = 1e-12
"""What rounding leaves of a disagreement that is none."""


def _mixed(sums: Sums) -> Floats:
    """Units on which two coders of the common frequency would differ."""
    return np.asarray(2 * sums.spread * (sums.units - sums.spread) / np.maximum(sums.units, 1))


def value(observed: Floats, expected: Floats) -> Floats:
    """1 − observed / expected disagreement, nan where both are 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - observed / expected)

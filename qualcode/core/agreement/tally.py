"""Coefficients of two coders as arrays: for all codes, sources and draws of a bootstrap at once.

Each coefficient is 1 − observed / expected disagreement, both counted in units. What differs is
what a coefficient expects:

- percent: disagreement on every unit;
- Dice: on every unit that a coder gave the code, counted for each coder;
- Cohen's kappa: what the coders' own frequencies give by chance;
- Krippendorff's alpha: what their common frequencies give, labels drawn without putting back;
- Gwet's AC1: what units hard to label give.

Several codes are *pooled* as 1 − (sum of observed) / (sum of expected): so alpha by its
definition for several categories (Krippendorff 1995 and 2004), so kappa by De Vries, Elliott,
Kanouse and Teleki 2008 ("Using pooled kappa to summarize interrater agreement across many
items", Field Methods 20: 272-282), who find it more widely applicable and more efficient than a
mean of kappas, which gives a rare code the weight of a frequent one. AC1, percent and Dice are
pooled the same way, so that the figures of one row can be compared; for Dice and percent that
is to take the units of all codes together. A code that neither coder used adds nothing to any
of them: otherwise a long codebook would look like good agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from qualcode.core.agreement.ratings import Floats


class Coefficient(StrEnum):
    """What agreement between two coders is told by, under the names of the report."""

    PERCENT = "percent"
    DICE = "dice"
    KAPPA = "kappa"
    ALPHA = "alpha"
    AC1 = "ac1"


Figure = tuple[Floats, Floats]
"""Observed and expected disagreement."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What nominal coefficients of two coders need to know; arrays of one shape."""

    units: Floats
    unlike: Floats
    """Units to which the coders gave different labels: the observed disagreement."""
    given: Floats
    """Labels other than "not given", both coders added up."""
    crossed: Floats
    """Pairs of a label of one coder and a label of the other that differ, over all units."""
    mixed: Floats
    """Ordered pairs of labels, whoever gave them, that differ."""
    scale: Floats | int = 2
    """How many labels there are."""

    @classmethod
    def binary(cls, units: Floats, both: Floats, first: Floats, second: Floats) -> Tally:
        """Of a code: given or not given."""
        given = first + second
        return cls(
            units=units,
            unlike=given - 2 * both,
            given=given,
            crossed=units * given - 2 * first * second,
            mixed=2 * given * (2 * units - given),
        )

    @classmethod
    def nominal(cls, alike: Floats, first: Floats, second: Floats, scale: Floats | int) -> Tally:
        """Of several labels, which stand on the first axis of `first` and `second`.

        Args:
            alike: Units to which both gave the same label.
            first: Units by label of the first coder; together all units.
            second: Units by label of the second coder.
            scale: How many labels there are.
        """
        units = first.sum(axis=0)
        return cls(
            units=units,
            unlike=units - alike,
            given=2 * units,
            crossed=units**2 - (first * second).sum(axis=0),
            mixed=mixed_pairs(units, first + second),
            scale=scale,
        )

    def figure(self, coefficient: Coefficient) -> Figure:
        """Observed disagreement, and that at which the coefficient is 0; both 0: undecidable."""
        return self.unlike, self._expected(coefficient)

    def _expected(self, coefficient: Coefficient) -> Floats:
        match coefficient:
            case Coefficient.PERCENT:
                return self.units * (self.given > 0)
            case Coefficient.DICE:
                return self.given
            case Coefficient.KAPPA:
                return self.crossed / np.maximum(self.units, 1)
            case Coefficient.ALPHA:
                return expected_of_alpha(self.units, self.mixed)
            case Coefficient.AC1:
                chance = self.mixed / (4 * (self.scale - 1) * np.maximum(self.units, 1))
                return (self.units - chance) * (self.mixed > 0)


def mixed_pairs(units: Floats, labels: Floats) -> Floats:
    """Ordered pairs of labels that differ, "not given" being what `labels` leave.

    Args:
        units: Units that two coders looked at.
        labels: By label on the first axis, to how many it was given, both coders added up.
    """
    given = labels.sum(axis=0)
    alike = np.einsum("l...,l...->...", labels, labels)
    return np.asarray(given * (4 * units - given) - alike)


def expected_of_alpha(units: Floats, mixed: Floats) -> Floats:
    """Disagreement that Krippendorff's alpha expects of two coders on so many units."""
    return mixed / np.maximum(4 * units - 2, 1)


def value(observed: Floats, expected: Floats) -> Floats:
    """1 − observed / expected disagreement, nan where both are 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - observed / expected)

"""Sufficient statistics of two coders: all that any coefficient needs, by code and source."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qualcode.core.agreement.ratings import Floats, Ints
from qualcode.core.coding import Valence

Labels = tuple[frozenset[Valence], ...]
"""Sets of valences that occur on a unit; the first is {unset}."""

_UNITS, _BOTH, _FIRST, _SECOND, _ALIKE, _JUDGED_ALIKE, _GIVEN = range(7)
"""Rows of the table; from the last on, one for each label, then for each but the first those of
`judged` and `judged_by_first`."""

_ONE_THREAD = 2**18
"""Multiplications that OpenBLAS does not divide among threads."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What two coders did, as numbers of units.

    The last axes of every array are codes × sources. Sums over sources are the statistics of all
    of them together (`total`: no last axis), sums over sources drawn again those of each draw
    (`resampled`: draws in its place).
    """

    table: Floats
    """Statistics × codes × sources; the properties name its rows."""
    labels: Labels

    @classmethod
    def of(
        cls, units: Ints, group: Ints, length: Floats, given: tuple[Ints, Ints], labels: Labels
    ) -> Counts:
        """Count stretches of text on which nothing changes.

        Args:
            units: Codes × sources: units in which the code could be given.
            group: Of each stretch, its code and source: code · sources + source.
            length: Of each stretch, its units.
            given: Of each coder and stretch, the index of the label given, or -1.
            labels: What the indices mean.
        """
        one, other = given
        first, second, same = one >= 0, other >= 0, one == other
        both, judged = first & second, (one > 0) & (other > 0)
        judgements = _GIVEN + len(labels) - 1
        of_first = judgements + len(labels) - 1
        cells: list[tuple[NDArray[np.bool_], Ints | int]] = [
            (both, _BOTH),
            (first, _FIRST),
            (second, _SECOND),
            (both & same, _ALIKE),
            (judged & same, _JUDGED_ALIKE),
            (first, _GIVEN + one),
            (second, _GIVEN + other),
            (judged, judgements + one),
            (judged, judgements + other),
            (judged, of_first + one),
        ]
        places = [(row * units.size + group)[chosen] for chosen, row in cells]
        weights = [length[chosen] for chosen, _row in cells]
        rows = of_first + len(labels)
        cell, weight = np.concatenate(places), np.concatenate(weights)
        table = np.bincount(cell, weight, rows * units.size).astype(np.float64, copy=False)
        table[: units.size] = units.ravel()
        return cls(table.reshape(rows, *units.shape), labels)

    def _row(self, row: int) -> Floats:
        return np.asarray(self.table[row])

    @property
    def units(self) -> Floats:
        """Units in which the code could be given."""
        return self._row(_UNITS)

    @property
    def both(self) -> Floats:
        """Units to which both gave it."""
        return self._row(_BOTH)

    @property
    def first(self) -> Floats:
        """Units to which the first coder gave it."""
        return self._row(_FIRST)

    @property
    def second(self) -> Floats:
        """Units to which the second coder gave it."""
        return self._row(_SECOND)

    @property
    def alike(self) -> Floats:
        """Units to which both gave it, with the same label."""
        return self._row(_ALIKE)

    @property
    def judged_alike(self) -> Floats:
        """Units to which both gave it, with the same label other than {unset}."""
        return self._row(_JUDGED_ALIKE)

    @property
    def given(self) -> Floats:
        """By label: units to which it was given, both coders added up."""
        return self.table[_GIVEN : _GIVEN + len(self.labels)]

    @property
    def judged(self) -> Floats:
        """By label but {unset}: units with it, where both coders gave the code and a valence.

        Both coders are added up.
        """
        begin = _GIVEN + len(self.labels)
        return self.table[begin : begin + len(self.labels) - 1]

    @property
    def judged_by_first(self) -> Floats:
        """Those of them that have the label from the first coder."""
        return self.table[_GIVEN + 2 * len(self.labels) - 1 :]

    @property
    def first_only(self) -> Floats:
        """Units to which only the first coder gave the code."""
        return self.first - self.both

    @property
    def second_only(self) -> Floats:
        """Units to which only the second coder gave the code."""
        return self.second - self.both

    @property
    def neither(self) -> Floats:
        """Units to which neither gave the code."""
        return self.units - self.first - self.second + self.both

    def total(self) -> Counts:
        """Over all sources."""
        return replace(self, table=self.table.sum(axis=-1))

    def resampled(self, codes: slice, times: Floats) -> Counts:
        """Of some codes, over sources that stand so many `times` (sources × draws) in a draw.

        Left out are `judged_by_first`, which no interval needs, and labels that these codes
        do not have.
        """
        chosen = self.table[:, codes]
        every = len(self.labels)
        used = chosen[_GIVEN + 1 : _GIVEN + every].any(axis=(1, 2))
        labels = np.flatnonzero(used) + 1
        rows = [*range(_GIVEN + 1), *(_GIVEN + labels), *(_GIVEN + every - 1 + labels)]
        found = (self.labels[0], *(self.labels[label] for label in labels))
        return Counts(_product(chosen[rows], times), found)


def _product(table: Floats, times: Floats) -> Floats:
    """`table @ times`, in blocks small enough for the library to stay in one thread.

    Its other threads would gain little here, and lose much on a busy machine.
    """
    _statistics, codes, sources = table.shape
    draws = times.shape[1]
    block = max(1, _ONE_THREAD // (codes * sources))
    product = np.empty((*table.shape[:2], draws), dtype=table.dtype)
    for first in range(0, draws, block):
        some = slice(first, first + block)
        np.matmul(table, times[:, some], out=product[..., some])
    return product

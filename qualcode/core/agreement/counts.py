"""Sufficient statistics of coders: all that any coefficient needs, by code and source.

A unit that r coders read and g of them gave a code has g·(r − g) pairs of coders who differ.
Krippendorff counts a pair 1 / (r − 1) times, so that each reading weighs alike; Fleiss, Conger
and Gwet take the share of the pairs, so that each unit weighs alike. For two coders, or any
number who all read everything, the two differ by a constant factor only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qualcode.core.agreement.ratings import Floats, Ints
from qualcode.core.coding import Valence

Labels = tuple[frozenset[Valence], ...]
"""Sets of valences that occur on a unit; the first is {unset}."""

_ONE_THREAD = 2**18
"""Multiplications that OpenBLAS does not divide among threads."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Numbers of units, of one code or many: arrays of one shape, some by coder or label first."""

    units: Floats
    """Units in which the code could be given."""
    values: Floats
    """Readings: a unit once for each coder who read it."""
    unlike: Floats
    """Pairs who differ on the code, each 1 / (readers − 1)."""
    share: Floats
    """Share of the pairs that differ, summed over the units."""
    spread: Floats
    """Share of the readers who gave the code, summed over the units."""
    joint: Floats
    """Pairs who differ on the code or its valence, each 1 / (readers − 1)."""
    given: Floats
    """By coder: units given the code."""
    seen: Floats
    """By coder: units read."""
    coders: Floats | int
    """How many coders read any, two at least."""
    labels: Floats
    """By label but {unset}: readings that gave the code with it."""
    judged: Floats
    """By label but {unset}: readings with it where two coders gave the code and a valence."""
    judged_unlike: Floats
    """Pairs among those who differ on the valence, each 1 / (those who judged − 1)."""


class _Rows:
    """Where each statistic stands in the table of `Counts`."""

    UNITS, VALUES, ALL, UNLIKE, SHARE, SPREAD, JOINT, JUDGED, J_UNLIKE, J_SHARE = range(10)

    def __init__(self, coders: int, labels: int) -> None:
        self.coders, self.valued = coders, labels - 1
        self.given = 10
        self.seen = self.given + coders
        self.many = self.seen + coders
        self.labels = self.many + coders
        self.judged = self.labels + labels
        self.j_spread = self.judged + self.valued
        self.judged_by = self.j_spread + self.valued
        self.size = self.judged_by + coders * self.valued


@dataclass(frozen=True, eq=False)
class Counts:
    """What the coders did, as numbers of units: statistics × codes × sources."""

    table: Floats
    coders: int
    labels: Labels
    readers: Ints
    """How many coders read each source."""

    @classmethod
    def of(
        cls,
        units: Ints,
        group: Ints,
        length: Floats,
        given: Sequence[Ints],
        labels: Labels,
        read: NDArray[np.bool_],
    ) -> Counts:
        """Count stretches of text on which nothing changes.

        Args:
            units: Codes × sources: units in which the code could be given.
            group: Of each stretch, its code and source: code · sources + source.
            length: Of each stretch, its units.
            given: Of each coder and stretch, the index of the label given, or -1.
            labels: What the indices mean.
            read: Coders × sources: who has read what.
        """
        readers = read.sum(axis=0)
        rows = _Rows(len(given), len(labels))
        cells = _Cells(units.size, group, length)
        _count(cells, rows, np.stack(given), readers[group % units.shape[1]])
        table = cells.summed(rows.size).reshape(rows.size, *units.shape)
        table[_Rows.UNITS] = units
        table[_Rows.VALUES] = units * readers
        table[rows.seen : rows.many] = units * read[:, np.newaxis]
        return cls(table, len(given), labels, readers)

    @cached_property
    def _rows(self) -> _Rows:
        return _Rows(self.coders, len(self.labels))

    @cached_property
    def equal(self) -> int:
        """How many coders read every source that two have read, or 0 where that differs."""
        some = np.unique(self.readers[self.readers > 1])
        return int(some[0]) if len(some) == 1 else 0

    @property
    def units(self) -> Floats:
        """Units in which the code could be given."""
        return np.asarray(self.table[_Rows.UNITS])

    @property
    def both(self) -> Floats:
        """Units to which every reader gave it."""
        return np.asarray(self.table[_Rows.ALL])

    @property
    def given(self) -> Floats:
        """By coder: units to which they gave it."""
        return self.table[self._rows.given : self._rows.seen]

    @property
    def many(self) -> Floats:
        """By number of coders, from one: units to which exactly so many gave it."""
        return self.table[self._rows.many : self._rows.labels]

    @property
    def by_label(self) -> Floats:
        """By label: readings that gave the code with it."""
        return self.table[self._rows.labels : self._rows.judged]

    @property
    def judged_units(self) -> Floats:
        """Units to which two coders gave the code and a valence."""
        return np.asarray(self.table[_Rows.JUDGED])

    @property
    def judged_share(self) -> Floats:
        """Share of the pairs that differ on the valence, summed over those units."""
        return np.asarray(self.table[_Rows.J_SHARE])

    @property
    def judged_spread(self) -> Floats:
        """By label but {unset}: share of those who judged, summed over those units."""
        return self.table[self._rows.j_spread : self._rows.judged_by]

    @property
    def judged_by(self) -> Floats:
        """By coder and label but {unset}: those units, as each coder judged them."""
        cells = self.table[self._rows.judged_by :]
        return cells.reshape(self.coders, self._rows.valued, *cells.shape[1:])

    @property
    def sums(self) -> Sums:
        """The statistics of each code, in each source or over all (see `total`)."""
        rows, table = self._rows, self.table
        return Sums(
            table[_Rows.UNITS],
            table[_Rows.VALUES],
            table[_Rows.UNLIKE],
            table[_Rows.SHARE],
            table[_Rows.SPREAD],
            table[_Rows.JOINT],
            self.given,
            table[rows.seen : rows.many],
            self.equal or np.maximum(np.count_nonzero(table[rows.seen : rows.many], axis=0), 2),
            table[rows.labels + 1 : rows.judged],
            table[rows.judged : rows.j_spread],
            table[_Rows.J_UNLIKE],
        )

    def total(self) -> Counts:
        """Over all sources: no last axis."""
        return Counts(self.table.sum(axis=-1), self.coders, self.labels, self.readers)

    def resampled(self, codes: slice, times: Floats) -> Sums:
        """Of some codes, over sources that stand so many `times` (sources × draws) in a draw.

        Labels that these codes do not have are left out.
        """
        rows, chosen = self._rows, self.table[:, codes].astype(times.dtype)
        valued = np.flatnonzero(chosen[rows.labels + 1 : rows.judged].any(axis=(1, 2)))
        wanted = [_Rows.UNLIKE, _Rows.JOINT, _Rows.J_UNLIKE, *range(rows.given, rows.seen)]
        wanted += [*(rows.labels + 1 + valued), *(rows.judged + valued)]
        if not self.equal:
            wanted += [_Rows.VALUES, _Rows.SHARE, _Rows.SPREAD, *range(rows.seen, rows.many)]
        drawn = _product(chosen[wanted], times)
        unlike, joint, judged_unlike = drawn[:3]
        parts = np.cumsum([3, self.coders, len(valued), len(valued)])
        given, labels, judged = (drawn[a:b] for a, b in pairwise(parts))
        units = _units_drawn(chosen[_Rows.UNITS], times)
        if self.equal:
            values, seen = units * self.equal, np.broadcast_to(units, given.shape)
            share, spread = unlike * (2 / self.equal), given.sum(axis=0) / self.equal
            coders: Floats | int = self.equal
        else:
            values, share, spread, *more = drawn[parts[-1] :]
            seen = np.stack(more)
            coders = np.maximum(np.count_nonzero(seen, axis=0), 2)
        before = (units, values, unlike, share, spread, joint, given, seen)
        return Sums(*before, coders, labels, judged, judged_unlike)


class _Cells:
    """Weights gathered for cells of a table, and summed at once."""

    def __init__(self, size: int, group: Ints, length: Floats) -> None:
        self._size, self._group, self._length = size, group, length
        self._places: list[Ints] = []
        self._weights: list[Floats] = []

    def add(self, row: Ints | int, where: NDArray[np.bool_], times: Floats | None = None) -> None:
        """Add the length of some stretches, so many times, to a row (or to one for each)."""
        chosen = np.flatnonzero(where)
        length = self._length[chosen]
        self._weights.append(length if times is None else length * times[chosen])
        above = row[chosen] if isinstance(row, np.ndarray) else row
        self._places.append(above * self._size + self._group[chosen])

    def summed(self, rows: int) -> Floats:
        """The table, its cells in one row of numbers."""
        cell, weight = np.concatenate(self._places), np.concatenate(self._weights)
        table = np.bincount(cell, weight, rows * self._size)
        return table.astype(np.float64, copy=False)


def _count(cells: _Cells, rows: _Rows, given: Ints, readers: Ints) -> None:
    present, judging = given >= 0, given > 0
    many, judged = present.sum(axis=0), judging.sum(axis=0)
    alike, judged_alike = _pairs_alike(given, present, judging)
    differing = many * (readers - many)
    apart = differing > 0
    cells.add(_Rows.ALL, many == readers)
    cells.add(_Rows.UNLIKE, apart, differing / (readers - 1))
    cells.add(_Rows.SHARE, apart, 2 * differing / (readers * (readers - 1)))
    cells.add(_Rows.SPREAD, many > 0, many / readers)
    joint = differing + many * (many - 1) // 2 - alike
    cells.add(_Rows.JOINT, joint > 0, joint / (readers - 1))
    cells.add(rows.many - 1 + many, many > 0)
    common = judged >= 2
    cells.add(_Rows.JUDGED, common)
    pairs = judged * (judged - 1) // 2
    unlike = common & (judged_alike < pairs)
    cells.add(_Rows.J_UNLIKE, unlike, (pairs - judged_alike) / np.maximum(judged - 1, 1))
    cells.add(_Rows.J_SHARE, unlike, (pairs - judged_alike) / np.maximum(pairs, 1))
    for coder, label in enumerate(given):
        cells.add(rows.given + coder, present[coder])
        cells.add(rows.labels + label, present[coder])
        both = judging[coder] & common
        cells.add(rows.judged - 1 + label, both)
        cells.add(rows.j_spread - 1 + label, both, 1 / np.maximum(judged, 1))
        cells.add(rows.judged_by + coder * rows.valued - 1 + label, both)


def _pairs_alike(
    given: Ints, present: NDArray[np.bool_], judging: NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Of each stretch, how many pairs of coders gave the same label, and the same judgement."""
    alike, judged = np.zeros((2, given.shape[1]), dtype=np.int64)
    for one in range(len(given)):
        for other in range(one):
            same = given[one] == given[other]
            alike += same & present[one]
            judged += same & judging[one]
    return alike, judged


def _units_drawn(units: Floats, times: Floats) -> Floats:
    """`units @ times`, once for all codes that apply to the same sources."""
    if len(units) and (units == units[0]).all():
        return np.broadcast_to(units[0] @ times, (len(units), times.shape[1]))
    return np.asarray(units @ times)


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

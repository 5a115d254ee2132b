"""Labels that coders gave to units, as the arrays that coefficients are computed from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]

MISSING = -1
"""Index of a label that was not given."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """Who gave which label to which unit, a unit counting `weight` times."""

    labels: Ints
    """Coders × units: an index into `categories`, or `MISSING`."""
    categories: tuple[Hashable, ...]
    """All labels of the scale in order, used or not."""
    weight: Floats
    """How often each unit counts: 1, a cell of a table, or the length of a stretch of text."""

    @classmethod
    def of(
        cls,
        rows: Sequence[Sequence[Hashable | None]],
        *,
        categories: Iterable[Hashable] | None = None,
        weight: ArrayLike | None = None,
    ) -> Ratings:
        """Ratings from one row of labels per coder, None where a coder gave none.

        Without `categories`, the scale is what was used: numbers by size, the rest by name.
        """
        used = {label for row in rows for label in row if label is not None}
        scale = sorted(used, key=_rank) if categories is None else list(categories)
        index: dict[Hashable | None, int] = {label: i for i, label in enumerate(scale)}
        index[None] = MISSING
        labels = np.array([[index[label] for label in row] for row in rows], dtype=np.int64)
        units = labels.shape[1]
        counted = np.ones(units) if weight is None else np.asarray(weight, dtype=np.float64)
        return cls(labels, tuple(scale), counted)

    @classmethod
    def from_table(
        cls, table: ArrayLike, *, categories: Iterable[Hashable] | None = None
    ) -> Ratings:
        """Ratings of two coders from their contingency table, first coder in rows."""
        cells = np.asarray(table, dtype=np.float64)
        rows, columns = np.indices(cells.shape).reshape(2, -1)
        scale = range(cells.shape[0]) if categories is None else categories
        return cls(np.stack([rows, columns]).astype(np.int64), tuple(scale), cells.ravel())

    @property
    def coders(self) -> int:
        """How many coders there are."""
        return len(self.labels)

    @cached_property
    def counts(self) -> Floats:
        """Units × categories: how many coders gave the label to the unit."""
        given = self.labels[:, :, np.newaxis] == np.arange(len(self.categories))
        return np.asarray(given.sum(axis=0), dtype=np.float64)

    @cached_property
    def raters(self) -> Floats:
        """How many coders labelled each unit."""
        return np.asarray(self.counts.sum(axis=1))

    @cached_property
    def pairable(self) -> NDArray[np.bool_]:
        """The units that count and that two coders labelled."""
        return (self.raters >= 2) & (self.weight > 0)

    def complete(self) -> Ratings:
        """The same ratings without the units that a coder left out."""
        whole = (self.labels != MISSING).all(axis=0)
        return Ratings(self.labels[:, whole], self.categories, self.weight[whole])

    def table(self) -> Floats:
        """Contingency table of the first two coders over the units that both labelled."""
        whole = self.complete()
        size = len(self.categories)
        cells = whole.labels[0] * size + whole.labels[1]
        table = np.bincount(cells, whole.weight, size * size).reshape(size, size)
        return np.asarray(table, dtype=np.float64)

    def coincidences(self) -> Floats:
        """Categories × categories: pairs of labels within units, each label counting once.

        Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
        """
        counts, raters = self.counts[self.pairable], self.raters[self.pairable]
        share = self.weight[self.pairable] / (raters - 1)
        pairs = counts.T @ (counts * share[:, np.newaxis])
        return np.asarray(pairs - np.diag(share @ counts))


def _rank(label: Hashable) -> tuple[bool, float, str]:
    if isinstance(label, int | float):
        return False, float(label), ""
    name = sorted(map(str, label)) if isinstance(label, frozenset) else label
    return True, 0.0, str(name)

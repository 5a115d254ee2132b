"""Agreement where a coder may give several codes to one unit: each label is a set of codes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from math import comb, prod
from typing import cast

import numpy as np

from qualcode.core.agreement.coefficients import NO_DIFFERENCE, NOTHING_SHARED
from qualcode.core.agreement.ratings import Floats, Ratings
from qualcode.core.agreement.report import Estimate
from qualcode.core.errors import NotComputable
from qualcode.i18n import N_

Codes = frozenset[Hashable]

_MOST_PAIRS = 4_000_000
"""Pairs of sets that `multivalued` goes through at most: some seconds."""


def jaccard_distance(one: Codes, other: Codes) -> float:
    """Share of the codes of either that are not codes of both; 0 for two empty sets."""
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def masi_distance(one: Codes, other: Codes) -> float:
    """Passonneau 2006: 1 − Jaccard × monotonicity; 0 for two empty sets.

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap.
    """
    if one == other:
        return 0.0
    monotonicity = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - (1 - jaccard_distance(one, other)) * monotonicity


def dice_distance(one: Codes, other: Codes) -> float:
    """1 − 2·shared / (codes of one + codes of the other); 0 for two empty sets."""
    size = len(one) + len(other)
    return 1 - 2 * len(one & other) / size if size else 0.0


def masi(labels: Sequence[Hashable], _frequencies: Floats) -> Floats:
    """MASI as a distance for `krippendorff`."""
    return _table(masi_distance, labels)


def jaccard(labels: Sequence[Hashable], _frequencies: Floats) -> Floats:
    """Jaccard's as a distance for `krippendorff`."""
    return _table(jaccard_distance, labels)


def _table(distance: Callable[[Codes, Codes], float], labels: Iterable[Hashable]) -> Floats:
    sets = [cast("Codes", label) for label in labels]
    return np.array([[distance(one, other) for other in sets] for one in sets])


def multivalued(ratings: Ratings) -> Estimate:
    """Alpha for multi-valued nominal data: Krippendorff and Craggs 2016, `ratings` being of sets.

    The expected disagreement runs over all sets of the sizes that occur, made of the codes as
    often as they were given and drawn without putting back. Its cost grows exponentially with
    the number of codes.

    Raises:
        NotComputable: Where the codes are too many to go through all sets.
    """
    counts = ratings.counts[ratings.pairable].sum(axis=0)
    if not counts.any():
        return Estimate(None, NOTHING_SHARED)
    sets = [cast("Codes", label) for label in ratings.categories]
    given: Counter[Hashable] = Counter()
    sizes: Counter[int] = Counter()
    for codes, times in zip(sets, counts.astype(int).tolist(), strict=True):
        sizes[len(codes)] += times
        given.update(dict.fromkeys(codes, times))
    sizes = +sizes
    if sum(comb(len(given), size) for size in sizes) ** 2 > _MOST_PAIRS:
        raise NotComputable(N_("Too many codes for this coefficient: choose some of them."))
    apart = _table(dice_distance, sets)
    observed = float((ratings.coincidences() * apart).sum() / counts.sum())
    expected = _expected(+given, sizes)
    return Estimate(1 - observed / expected) if expected else Estimate(None, NO_DIFFERENCE)


def _expected(given: Counter[Hashable], sizes: Counter[int]) -> float:
    total = sizes.total()
    shares = {size: times / total for size, times in sizes.items()}
    return sum(
        shares[one] * shares[other] * _mean_distance(given, one, other)
        for one, other in itertools.product(shares, repeat=2)
    )


def _mean_distance(given: Counter[Hashable], one: int, other: int) -> float:
    """Mean distance of two sets of these sizes, weighted by the ways to draw their codes."""
    distances = ways_in_all = 0.0
    for first in map(frozenset, itertools.combinations(given, one)):
        for second in map(frozenset, itertools.combinations(given, other)):
            ways = prod(given[code] for code in first)
            ways *= prod(given[code] - (code in first) for code in second)
            distances += ways * dice_distance(first, second)
            ways_in_all += ways
    return distances / ways_in_all if ways_in_all else 0.0

"""Coefficients against their definitions, written out pair by pair."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.agreement import coefficients, metrics, sets
from qualcode.core.agreement.ratings import Ratings
from qualcode.core.agreement.report import Estimate
from qualcode.core.errors import NotComputable

Row = Sequence[Hashable | None]

SCORES = st.integers(1, 4)


def matrices(
    coders: st.SearchStrategy[int], *, missing: bool
) -> st.SearchStrategy[list[list[int | None]]]:
    label = st.one_of(SCORES, st.none()) if missing else SCORES
    return st.tuples(coders, st.integers(1, 8)).flatmap(
        lambda size: st.lists(
            st.lists(label, min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )


def alpha_by_pairs(
    rows: Sequence[Row], apart: Callable[[Hashable, Hashable], float]
) -> float | None:
    """Krippendorff's alpha from all pairs of labels, one by one."""
    units = [[row[u] for row in rows if row[u] is not None] for u in range(len(rows[0]))]
    units = [unit for unit in units if len(unit) >= 2]
    labels = [label for unit in units for label in unit]
    observed = sum(
        sum(apart(one, other) for one, other in permutations(unit, 2)) / (len(unit) - 1)
        for unit in units
    )
    expected = sum(apart(one, other) for one, other in permutations(labels, 2))
    if not expected:
        return None
    return 1 - (len(labels) - 1) * observed / expected


def nominal(one: Hashable, other: Hashable) -> float:
    return float(one != other)


@given(matrices(st.integers(2, 4), missing=True))
def test_alpha_is_what_all_pairs_of_labels_give(rows: list[list[int | None]]) -> None:
    ratings = Ratings.of(rows)
    totals = Counter(
        row[u]
        for u in range(len(rows[0]))
        for row in rows
        if row[u] is not None and sum(other[u] is not None for other in rows) >= 2
    )

    def ordinal(one: Hashable, other: Hashable) -> float:
        low, high = sorted((int(str(one)), int(str(other))))
        between = sum(totals[rank] for rank in range(low, high + 1))
        return float((between - (totals[low] + totals[high]) / 2) ** 2)

    def interval(one: Hashable, other: Hashable) -> float:
        return float((int(str(one)) - int(str(other))) ** 2)

    def ratio(one: Hashable, other: Hashable) -> float:
        low, high = int(str(one)), int(str(other))
        return ((low - high) / (low + high)) ** 2

    for distance, by_pair in (
        (metrics.nominal, nominal),
        (metrics.ordinal, ordinal),
        (metrics.interval, interval),
        (metrics.ratio, ratio),
    ):
        agrees(coefficients.krippendorff(ratings, distance), alpha_by_pairs(rows, by_pair))


@given(matrices(st.just(2), missing=False))
def test_cohen_scott_and_ac1_are_what_the_shares_of_two_coders_give(
    rows: list[list[int | None]],
) -> None:
    ratings = Ratings.of(rows)
    first, second = rows
    units, labels = len(first), sorted({*first, *second}, key=str)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / units
    own = [(first.count(label) / units, second.count(label) / units) for label in labels]
    agrees(coefficients.cohen(ratings), corrected(observed, sum(a * b for a, b in own), labels))
    agrees(
        coefficients.scott(ratings),
        corrected(observed, sum(((a + b) / 2) ** 2 for a, b in own), labels),
    )
    rarity = sum((a + b) / 2 * (1 - (a + b) / 2) for a, b in own)
    agrees(
        coefficients.gwet(ratings),
        corrected(observed, rarity / max(len(labels) - 1, 1), labels),
    )
    agrees(coefficients.brennan_prediger(ratings), corrected(observed, 1 / len(labels), labels))
    agrees(coefficients.percent(ratings), observed)


@given(matrices(st.integers(2, 4), missing=False))
def test_conger_averages_chance_over_the_pairs_of_coders(rows: list[list[int | None]]) -> None:
    units = len(rows[0])
    labels = sorted({label for row in rows for label in row}, key=str)
    pairs = list(permutations(rows, 2))
    observed = sum(a == b for x, y in pairs for a, b in zip(x, y, strict=True)) / units / len(pairs)
    chance = sum(
        x.count(label) * y.count(label) / units**2 for x, y in pairs for label in labels
    ) / len(pairs)
    agrees(coefficients.conger(Ratings.of(rows)), corrected(observed, chance, labels))


@given(matrices(st.just(2), missing=False), st.integers(1, 5))
def test_a_unit_of_weight_n_counts_as_n_units(rows: list[list[int | None]], times: int) -> None:
    weighted = Ratings.of(rows, weight=[times] * len(rows[0]))
    repeated = Ratings.of([row * times for row in rows])
    for compute in (
        coefficients.percent,
        coefficients.cohen,
        coefficients.fleiss,
        coefficients.gwet,
        coefficients.krippendorff,
        coefficients.cohen_standard_error,
    ):
        agrees(compute(weighted), compute(repeated).value)


@given(matrices(st.just(2), missing=False))
def test_weighted_kappa_with_the_weights_of_identity_is_kappa(rows: list[list[int | None]]) -> None:
    ratings = Ratings.of(rows, categories=[1, 2, 3, 4])
    plain, weighted = coefficients.cohen(ratings), coefficients.cohen(ratings, metrics.linear(4))
    assert (plain.value is None) == (weighted.value is None)
    two = Ratings.of([[label == 1 for label in row] for row in rows], categories=[False, True])
    agrees(coefficients.cohen(two, metrics.quadratic(2)), coefficients.cohen(two).value)


ALL_CORRECTED = [
    coefficients.cohen,
    coefficients.conger,
    coefficients.fleiss,
    coefficients.scott,
    coefficients.brennan_prediger,
    coefficients.gwet,
    coefficients.krippendorff,
    coefficients.cohen_standard_error,
    coefficients.fleiss_standard_error,
    coefficients.gwet_standard_error,
]


@pytest.mark.parametrize("compute", ALL_CORRECTED)
def test_one_label_for_everything_is_no_agreement_beyond_chance(
    compute: Callable[[Ratings], Estimate],
) -> None:
    same = Ratings.of([["crainte"] * 5] * 2, categories=["crainte", "répit"])
    assert compute(same) == Estimate(None, coefficients.ONE_LABEL)
    assert compute(Ratings.of([["crainte"] * 5] * 2)).value is None


@pytest.mark.parametrize("compute", [*ALL_CORRECTED, coefficients.percent])
def test_without_a_unit_that_two_coders_labelled_there_is_no_figure(
    compute: Callable[[Ratings], Estimate],
) -> None:
    strangers = Ratings.of([["a", None], [None, "b"]])
    assert compute(strangers) == Estimate(None, coefficients.NOTHING_SHARED)


def test_kappa_of_three_coders_is_refused_and_congers_is_not() -> None:
    three = Ratings.of([[1, 2, 1], [1, 2, 2], [1, 2, 1]])
    with pytest.raises(NotComputable):
        coefficients.cohen(three)
    with pytest.raises(NotComputable):
        coefficients.scott(three)
    assert coefficients.conger(three).value is not None


def test_alpha_over_numbers_that_do_not_differ_has_a_reason() -> None:
    zeros = Ratings.of([[0, 0.0], [-0.0, 0]])
    assert coefficients.krippendorff(zeros, metrics.ratio).value is None
    apart_in_name_only = Ratings.of([["a", "b"], ["b", "a"]])
    same = coefficients.krippendorff(
        apart_in_name_only, lambda labels, _n: 0 * metrics.nominal(labels, _n)
    )
    assert same == Estimate(None, coefficients.NO_DIFFERENCE)


def test_dice_needs_somebody_who_used_the_code() -> None:
    assert coefficients.dice(2, 3, 5) == Estimate(0.5)
    assert coefficients.dice(0, 0, 0) == Estimate(None, coefficients.NEITHER_USED)


CODES = st.frozensets(st.sampled_from("abc"))


@given(CODES, CODES)
def test_distances_of_sets_are_symmetrical_bounded_and_zero_for_equals(
    one: frozenset[str], other: frozenset[str]
) -> None:
    for distance in (sets.jaccard_distance, sets.masi_distance, sets.dice_distance):
        assert distance(one, other) == distance(other, one)
        assert 0 <= distance(one, other) <= 1
        assert (distance(one, other) == 0) == (one == other)
    assert sets.masi_distance(one, other) >= sets.jaccard_distance(one, other) - 1e-12


@given(st.lists(st.tuples(CODES, CODES), min_size=1, max_size=6))
def test_alpha_of_sets_is_what_all_pairs_of_sets_give(
    pairs: list[tuple[frozenset[str], frozenset[str]]],
) -> None:
    rows = [list(row) for row in zip(*pairs, strict=True)]
    for distance, by_pair in (
        (sets.masi, sets.masi_distance),
        (sets.jaccard, sets.jaccard_distance),
    ):
        found = coefficients.krippendorff(Ratings.of(rows), distance)
        agrees(found, alpha_by_pairs(rows, by_pair))  # type: ignore[arg-type]


@given(matrices(st.integers(2, 3), missing=True))
def test_multivalued_alpha_of_single_codes_is_nominal_alpha(rows: list[list[int | None]]) -> None:
    singles = [[None if n is None else frozenset([n]) for n in row] for row in rows]
    found = sets.multivalued(Ratings.of(singles))
    agrees(found, coefficients.krippendorff(Ratings.of(rows)).value)


def test_multivalued_alpha_refuses_more_codes_than_it_can_go_through() -> None:
    many = frozenset(range(30))
    halves = [frozenset(range(15)), frozenset(range(15, 30))]
    with pytest.raises(NotComputable):
        sets.multivalued(Ratings.of([[many, halves[0]], [many, halves[1]]]))


def corrected(observed: float, chance: float, labels: Sequence[object]) -> float | None:
    return (observed - chance) / (1 - chance) if len(labels) > 1 else None


def agrees(estimate: Estimate, expected: float | None) -> None:
    if expected is None:
        assert estimate.value is None
        assert estimate.reason
    else:
        assert estimate.value is not None
        assert math.isclose(estimate.value, expected, rel_tol=1e-9, abs_tol=1e-9)

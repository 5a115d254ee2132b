"""Sums of counts over transcripts that are drawn again."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from qualcode.core.agreement.bootstrap import resamples
from qualcode.core.agreement.counts import Counts, Sums
from qualcode.core.coding import Valence

UNSET, BARRIER, LEVER = (
    frozenset({valence}) for valence in (Valence.UNSET, Valence.BARRIER, Valence.LEVER)
)


def counts_of(codes: int, sources: int, *, everybody: bool = True) -> Counts:
    """Counts of three coders with three labels, of which only the last code has the third."""
    given = np.arange(codes * sources) % 3
    given[: (codes - 1) * sources] %= 2
    return Counts.of(
        np.full((codes, sources), 9),
        np.arange(codes * sources),
        1.0 + np.arange(codes * sources) % 5,
        (given, np.where(np.arange(codes * sources) % 4, given, -1), given),
        (UNSET, BARRIER, LEVER),
        np.array(
            [[True] * sources, [True] * sources, [everybody or s != 1 for s in range(sources)]]
        ),
    )


@pytest.mark.parametrize("everybody", [True, False])
def test_many_draws_are_summed_like_few(*, everybody: bool) -> None:
    counts, times = counts_of(16, 30, everybody=everybody), resamples(30, 3000, 1)
    assert counts.equal == (3 if everybody else 0)
    drawn, by_source = counts.resampled(slice(0, 16), times), counts.sums
    for name in (field.name for field in fields(Sums) if field.name != "coders"):
        summed = getattr(by_source, name) @ times
        np.testing.assert_allclose(getattr(drawn, name), summed, atol=1e-9)


def test_labels_that_the_codes_lack_are_left_out_of_draws() -> None:
    counts, times = counts_of(16, 30), resamples(30, 20, 1)
    drawn = counts.resampled(slice(0, 15), times)
    assert (drawn.labels == counts.by_label[1:2, :15] @ times).all()
    assert (drawn.judged == counts.sums.judged[:1, :15] @ times).all()
    assert drawn.judged.shape == (1, 15, 20)


def test_codes_of_several_codebooks_have_their_own_units_in_each_draw() -> None:
    counts, times = counts_of(4, 12), resamples(12, 20, 1)
    counts.table[0, 1, ::2] = 0
    assert (counts.resampled(slice(0, 4), times).units == counts.units @ times).all()


def test_a_total_is_the_sum_over_sources() -> None:
    counts = counts_of(3, 7)
    assert (counts.total().by_label == counts.by_label.sum(axis=-1)).all()
    assert counts.total().units.tolist() == [63, 63, 63]

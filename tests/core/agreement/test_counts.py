"""Sums of counts over transcripts that are drawn again."""

from __future__ import annotations

import numpy as np

from qualcode.core.agreement.bootstrap import resamples
from qualcode.core.agreement.counts import Counts
from qualcode.core.coding import Valence

UNSET, BARRIER, LEVER = (
    frozenset({valence}) for valence in (Valence.UNSET, Valence.BARRIER, Valence.LEVER)
)


def counts_of(codes: int, sources: int) -> Counts:
    """Made-up counts with three labels, of which no code but the last has the third."""
    given = np.arange(codes * sources) % 3
    given[: (codes - 1) * sources] %= 2
    return Counts.of(
        np.full((codes, sources), 9),
        np.arange(codes * sources),
        1.0 + np.arange(codes * sources) % 5,
        (given, np.where(np.arange(codes * sources) % 4, given, -1)),
        (UNSET, BARRIER, LEVER),
    )


def test_many_draws_are_summed_like_few() -> None:
    counts, times = counts_of(16, 30), resamples(30, 3000, 1)
    drawn = counts.resampled(slice(0, 16), times)
    assert drawn.labels == counts.labels
    for name in ("units", "both", "first", "second", "alike", "judged_alike", "given", "judged"):
        assert (getattr(drawn, name) == getattr(counts, name) @ times).all()


def test_labels_that_the_codes_lack_are_left_out_of_draws() -> None:
    counts, times = counts_of(16, 30), resamples(30, 20, 1)
    drawn = counts.resampled(slice(0, 15), times)
    assert drawn.labels == (UNSET, BARRIER)
    assert (drawn.given == counts.given[:2, :15] @ times).all()
    assert (drawn.judged == counts.judged[:1, :15] @ times).all()
    assert drawn.judged.shape == (1, 15, 20)


def test_a_total_is_the_sum_over_sources() -> None:
    counts = counts_of(3, 7)
    assert (counts.total().given == counts.given.sum(axis=-1)).all()
    assert counts.total().units.tolist() == [63, 63, 63]

"""Intervals over transcripts: what a draw is, and which figures get an interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.agreement.bootstrap import percentile_intervals, resamples


@given(st.integers(1, 70), st.integers(1, 50), st.integers(0, 2**63))
def test_each_draw_takes_as_many_transcripts_as_there_are(
    transcripts: int, draws: int, seed: int
) -> None:
    times = resamples(transcripts, draws, seed)
    assert times.shape == (transcripts, draws)
    assert (times.sum(axis=0) == transcripts).all()
    assert (times == resamples(transcripts, draws, seed)).all()


def test_the_draws_of_a_seed_never_change() -> None:
    assert resamples(4, 6, 2016).astype(int).tolist() == [
        [0, 1, 1, 1, 1, 2],
        [1, 2, 2, 3, 2, 1],
        [1, 1, 0, 0, 1, 0],
        [2, 0, 1, 0, 0, 1],
    ]


def test_another_seed_gives_other_draws_and_every_transcript_is_drawn_as_often() -> None:
    times = resamples(20, 4000, 1)
    assert (times != resamples(20, 4000, 2)).any()
    assert times.mean(axis=1) == pytest.approx(np.ones(20), abs=0.1)
    assert times.var(axis=1) == pytest.approx(np.full(20, 0.95), abs=0.15)


@given(
    st.lists(
        st.lists(st.floats(-1, 1), min_size=40, max_size=40),
        min_size=1,
        max_size=3,
    )
)
def test_the_interval_holds_the_middle_95_percent_of_the_draws(rows: list[list[float]]) -> None:
    drawn = np.array(rows)
    (found,) = percentile_intervals(np.array([drawn]), (0.667,))
    assert found.low == pytest.approx(np.quantile(drawn, 0.025, axis=1), abs=5e-5)
    assert found.high == pytest.approx(np.quantile(drawn, 0.975, axis=1), abs=5e-5)
    assert found.below[0] == pytest.approx((drawn < 0.667).mean(axis=1))


@pytest.mark.parametrize(("undefined", "has_interval"), [(0, True), (5, True), (6, False)])
def test_too_many_draws_without_the_code_give_no_interval(
    undefined: int, has_interval: bool
) -> None:
    drawn = np.linspace(0, 1, 100)
    drawn[:undefined] = math.nan
    (found,) = percentile_intervals(drawn.copy()[np.newaxis, np.newaxis], (0.5,))
    for figure in (found.low[0], found.high[0], found.below[0, 0]):
        assert math.isnan(figure) is not has_interval
    if has_interval:
        assert found.low[0] == pytest.approx(np.quantile(drawn[undefined:], 0.025), abs=5e-5)

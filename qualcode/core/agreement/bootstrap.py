"""Intervals over transcripts: whole transcripts are drawn again, with all that both coders did.

Characters and sentences of one transcript are not independent; an interval that took them as
such would be many times too narrow. So the unit that is drawn is the transcript (the standard
bootstrap that Zapf and others 2016 recommend: BMC Medical Research Methodology 16: 93), and
under ten transcripts there is no interval: its coverage would fall well short of 95 %.

The draws come straight from the raw stream of the bit generator, which numpy promises to keep,
and all sums are whole numbers below 2**53: one seed gives one interval, on any machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qualcode.core.agreement.ratings import Floats

LEAST_TRANSCRIPTS = 10
"""Fewer transcripts give no interval."""
DRAWS = 2000
SEED = 2016
LEVEL = 0.95
_MOST_UNDEFINED = 0.05
"""Share of draws that may lack the code before there is no interval: about three transcripts."""


def resamples(transcripts: int, draws: int, seed: int) -> Floats:
    """Transcripts × draws: how often each transcript stands in a draw with replacement."""
    raw = np.random.PCG64(seed).random_raw(draws * transcripts)
    raw >>= np.uint64(32)
    raw *= np.uint64(transcripts)
    raw >>= np.uint64(32)
    cell = raw.view(np.int64).reshape(transcripts, draws)
    cell *= draws
    cell += np.arange(draws)
    times = np.bincount(cell.ravel(), minlength=transcripts * draws)
    return times.reshape(transcripts, draws).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """Percentile intervals of several figures; nan where too many draws left one undefined."""

    low: Floats
    high: Floats
    below: Floats
    """Thresholds × figures: share of the draws that stay under each threshold."""

    @classmethod
    def joined(cls, parts: Sequence[Intervals]) -> Intervals:
        """Those of several figures after each other."""
        return cls(
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
            np.concatenate([part.below for part in parts], axis=1),
        )


def percentile_intervals(values: Floats, thresholds: tuple[float, ...] = ()) -> Intervals:
    """95 % percentile intervals of figures × draws; draws without a value (nan) are left out."""
    ordered = np.sort(values, axis=-1)
    defined = values.shape[-1] - np.count_nonzero(np.isnan(values), axis=-1)
    tail = (1 - LEVEL) / 2
    low, high = (_quantile(ordered, defined, share).round(6) for share in (tail, 1 - tail))
    below = np.empty((len(thresholds), len(values)))
    for row, limit in zip(below, thresholds, strict=True):
        row[:] = np.count_nonzero(values < limit, axis=-1) / np.maximum(defined, 1)
    scarce = defined < (1 - _MOST_UNDEFINED) * values.shape[-1]
    low[scarce] = high[scarce] = below[:, scarce] = np.nan
    return Intervals(low, high, below)


def _quantile(ordered: Floats, defined: NDArray[np.intp], share: float) -> Floats:
    """Quantile between the order statistics of each row, of which `defined` have a value."""
    place = share * np.maximum(defined - 1, 0)
    before = np.floor(place).astype(np.int64)
    after = np.minimum(before + 1, np.maximum(defined - 1, 0))
    rows = np.arange(len(ordered))
    low, high = ordered[rows, before].astype(np.float64), ordered[rows, after]
    return np.asarray(low + (place - before) * (high - low))

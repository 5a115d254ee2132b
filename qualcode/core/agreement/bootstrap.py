"""Intervals over transcripts: whole transcripts are drawn again, with all that both coders did.

Characters and sentences of one transcript are not independent; an interval that took them as
such would be many times too narrow. So the unit that is drawn is the transcript (the standard
bootstrap that Zapf and others 2016 recommend: BMC Medical Research Methodology 16: 93). Under ten
transcripts, or where a code occurs in fewer than five of them, there is no interval: it would
miss the truth far more often than it promises.

The draws come straight from the raw stream of the bit generator, which numpy promises to keep:
a seed printed in an article gives the same draws with any version.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qualcode.core.agreement.ratings import Floats

LEAST_TRANSCRIPTS = 10
"""Fewer transcripts give no interval."""
LEAST_WITH_CODE = 5
"""Nor does a code that occurs in fewer of them."""
DRAWS = 2000
SEED = 2016
LEVEL = 0.95
_MOST_UNDEFINED = 0.05
"""Share of draws that may leave a figure undefined before it has no interval."""


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


def percentile_intervals(drawn: Floats, thresholds: tuple[float, ...] = ()) -> list[Intervals]:
    """95 % intervals for each kind of figure in kinds × figures × draws.

    Draws without a value (nan) are left out. Limits are exact to 1 / 65,534 of the range of a
    figure's draws, far finer than their number is: so they can be ordered as integers of 16
    bits, which takes a fifth of the time.
    """
    return [_intervals_of(kind, thresholds) for kind in drawn]


def _intervals_of(drawn: Floats, thresholds: tuple[float, ...]) -> Intervals:
    """Of one kind: figures × draws, few enough to stay in the processor's cache."""
    undefined = np.isnan(drawn)
    draws = drawn.shape[-1]
    defined = draws - np.count_nonzero(undefined, axis=-1)
    scarce = defined < (1 - _MOST_UNDEFINED) * draws
    least = np.fmin.reduce(drawn, axis=-1)
    span = np.fmax.reduce(drawn, axis=-1) - least
    step = np.where(span > _LEAST_SPAN, span, 1) / _STEPS
    ticks = drawn - least[:, np.newaxis]
    ticks /= step[:, np.newaxis]
    ticks += 0.5
    ticks[undefined] = _STEPS + 1
    ordered = ticks.astype(np.uint16)
    ordered.sort(axis=-1, kind="stable")
    tail = (1 - LEVEL) / 2
    low, high = (
        (least + step * _quantile(ordered, defined, share)).round(5) for share in (tail, 1 - tail)
    )
    under = [np.count_nonzero(drawn < limit, axis=-1) for limit in thresholds]
    below = np.array(under).reshape(-1, len(drawn)) / np.maximum(defined, 1)
    low[scarce] = high[scarce] = below[:, scarce] = np.nan
    return Intervals(low, high, below)


_STEPS = 2**16 - 2
"""Steps from the least to the greatest draw; one number more stands for none."""


_LEAST_SPAN = 1e-9
"""Range of draws under which all are one."""


def _quantile(
    ordered: NDArray[np.uint16], defined: NDArray[np.intp], share: float
) -> NDArray[np.float64]:
    """Quantile between the order statistics along the last axis, of which so many are defined."""
    place = share * np.maximum(defined - 1, 0)
    before = np.floor(place).astype(np.int64)
    after = np.minimum(before + 1, np.maximum(defined - 1, 0))
    low, high = (_at(ordered, rank) for rank in (before, after))
    return np.asarray(low + (place - before) * (high - low))


def _at(ordered: NDArray[np.uint16], rank: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.take_along_axis(ordered, rank[..., np.newaxis], axis=-1)[..., 0].astype(np.float64)

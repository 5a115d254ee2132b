"""The rows of an agreement report: figures with the reasons why one is missing, and flags."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.core.agreement.bootstrap import LEAST_TRANSCRIPTS, LEAST_WITH_CODE
from qualcode.core.agreement.coefficients import NEITHER_USED
from qualcode.core.agreement.comparison import ComparedCode
from qualcode.core.agreement.counts import Counts
from qualcode.core.agreement.figures import CONCLUSIVE, JOINT, TENTATIVE, VALENCE, Measured
from qualcode.core.agreement.ratings import Floats, Ints
from qualcode.core.agreement.report import CodeAgreement, Estimate, ValenceAgreement
from qualcode.core.agreement.sweep import Sweep
from qualcode.core.agreement.tally import Coefficient, alpha, value
from qualcode.i18n import N_

NONE_USED = N_("No coder used any code.")
EVERYWHERE = N_(
    "Every coder gave this code to every unit, so that agreement cannot be told from chance."
)
ALL_EVERYWHERE = N_(
    "Every coder gave each code that was used to every unit, so that agreement cannot be told "
    "from chance."
)
DOES_NOT_APPLY = N_("This code applies to no transcript that two coders have read.")
NO_COMMON_VALENCE = N_("There is no unit to which two coders gave the code and a valence.")
ONE_VALENCE = N_(
    "The coders always gave the same valence, so that agreement cannot be told from chance."
)
FEW_TRANSCRIPTS = N_("An interval needs at least ten transcripts.")
FEW_WITH_CODE = N_("The code occurs in fewer than five transcripts: too few for an interval.")
FEW_WITH_VALENCE = N_(
    "Two coders gave the code and a valence in fewer than five transcripts: too few for an "
    "interval."
)
NO_VARIATION = N_("It varies in too few transcripts for an interval.")
NO_DRAWS = N_("No interval was asked for.")
NOT_FOR_THIS = N_("Intervals are given for kappa, alpha and AC1, and for alpha of the valence.")

_RARE_SEGMENTS = 10
_RARE_TRANSCRIPTS = 3
_SKEW = 0.2

_Estimates = dict[str, list[Estimate]]
"""By coefficient, an estimate for each code and one for all pooled."""


def rows(
    codes: Sequence[ComparedCode], swept: Sweep, measured: Measured, draws: int
) -> tuple[CodeAgreement, tuple[CodeAgreement, ...]]:
    """The row of all codes pooled, and a row for each code.

    Args:
        codes: In the order of the counts.
        swept: What was counted.
        measured: The coefficients computed from it.
        draws: How many draws were asked for.
    """
    facts = _facts(swept)
    estimates = _estimates(swept.counts, measured, draws)
    misses = _misses(measured)
    refs = [*(code.ref for code in codes), ""]
    valued = [code.valued for code in codes]
    valued.append(any(valued))
    every = [
        CodeAgreement(
            code=ref,
            units=fact.units,
            applied=fact.applied,
            both=fact.both,
            segments=fact.segments,
            percent=estimates["percent"][row],
            dice=estimates["dice"][row],
            kappa=estimates["kappa"][row],
            alpha=estimates["alpha"][row],
            ac1=estimates["ac1"][row],
            joint_alpha=estimates[JOINT][row],
            valence=_valence(estimates, row, fact) if valued[row] else None,
            per_transcript=fact.by_transcript,
            misses=misses[row] if estimates["alpha"][row].low is not None else None,
            flags=_flags(estimates, row, rare=fact.rare),
            fleiss=estimates["fleiss"][row],
            brennan_prediger=estimates["brennan_prediger"][row],
        )
        for row, (ref, fact) in enumerate(zip(refs, facts, strict=True))
    ]
    return every[-1], tuple(every[:-1])


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a row tells beside its estimates."""

    units: int
    both: int
    shared: int
    """Units that two coders or more gave the code."""
    judged: int
    applied: tuple[int, ...]
    segments: tuple[int, ...]
    rare: bool
    by_transcript: tuple[float | None, ...]


def _facts(swept: Sweep) -> list[_Facts]:
    counts = swept.counts
    total = counts.total()
    used = total.given.sum(axis=0) > 0
    units = np.append(total.units, (total.units * used).sum())
    numbers = (total.both, total.many[1:].sum(axis=0), total.judged_units)
    segments = swept.segments.sum(axis=-1)
    transcripts = np.count_nonzero(counts.given.sum(axis=0), axis=-1)
    rare = used & ((segments.max(axis=0) < _RARE_SEGMENTS) | (transcripts < _RARE_TRANSCRIPTS))
    integers = [units.astype(np.int64).tolist(), *map(_with_sum, numbers)]
    by_coder = [
        zip(*(_with_sum(column) for column in columns), strict=True)
        for columns in (total.given, segments)
    ]
    columns = zip(
        *integers, *by_coder, [*rare.tolist(), False], _by_transcript(counts), strict=True
    )
    return [_Facts(*column) for column in columns]


def _with_sum(by_code: Floats | Ints) -> list[int]:
    return [*by_code.astype(np.int64).tolist(), int(by_code.sum())]


def _by_transcript(counts: Counts) -> list[tuple[float | None, ...]]:
    """Alpha of each code, and of all pooled, in each transcript."""
    observed, expected = alpha(counts.sums)
    by_code = value(observed, expected)
    pooled = value(observed.sum(axis=0), expected.sum(axis=0))
    alphas = np.concatenate([by_code, pooled[np.newaxis]]).tolist()
    return [tuple(None if math.isnan(alpha) else alpha for alpha in row) for row in alphas]


def _estimates(counts: Counts, measured: Measured, draws: int) -> _Estimates:
    absent, no_valence = _reasons(counts)
    of_code, of_valence = _no_interval(counts, draws)
    found = {}
    for name, values in measured.values.items():
        is_valence = name.startswith(VALENCE)
        reasons = no_valence if is_valence else absent
        without = of_valence if is_valence else of_code
        if name not in CONCLUSIVE:
            without = [NOT_FOR_THIS] * len(values)
        low, high = _limits(measured, name, len(values))
        figures = zip(values.tolist(), low, high, reasons, without, strict=True)
        found[name] = [_estimate(*figure) for figure in figures]
    return found


def _limits(measured: Measured, name: str, size: int) -> tuple[list[float], list[float]]:
    if name not in measured.intervals:
        return [math.nan] * size, [math.nan] * size
    interval = measured.intervals[name]
    return interval.low.tolist(), interval.high.tolist()


def _estimate(figure: float, low: float, high: float, reason: str, no_interval: str) -> Estimate:
    if math.isnan(figure):
        return Estimate(None, reason, interval_reason=reason)
    if no_interval:
        return Estimate(figure, interval_reason=no_interval)
    if math.isnan(low):
        return Estimate(figure, interval_reason=NO_VARIATION)
    return Estimate(figure, low=low, high=high)


def _reasons(counts: Counts) -> tuple[list[str], list[str]]:
    """Why coefficients of each code, and of its valence, would not be computable; all pooled last.

    For a code that was given somewhere, but not everywhere, the reason is never looked at.
    """
    total = counts.total()
    figures = zip(total.units, total.given.sum(axis=0), total.judged_units, strict=True)
    absent, no_valence = [], []
    for units, given, judged in figures:
        missing = "" if units else DOES_NOT_APPLY
        absent.append(missing or (EVERYWHERE if given else NEITHER_USED))
        no_valence.append(missing or (ONE_VALENCE if judged else NO_COMMON_VALENCE))
    absent.append(ALL_EVERYWHERE if EVERYWHERE in absent else NONE_USED)
    no_valence.append(ONE_VALENCE if ONE_VALENCE in no_valence else NO_COMMON_VALENCE)
    return absent, no_valence


def _no_interval(counts: Counts, draws: int) -> tuple[list[str], list[str]]:
    """Why each code, and its valence, have no interval; empty where they may; all pooled last."""
    given, judged = counts.given.sum(axis=0), counts.judged_units
    compared = [*_spread(counts.units)[:-1], counts.units.shape[-1]]
    return (
        [_scarce(draws, *few, FEW_WITH_CODE) for few in zip(compared, _spread(given), strict=True)],
        [
            _scarce(draws, *few, FEW_WITH_VALENCE)
            for few in zip(compared, _spread(judged), strict=True)
        ],
    )


def _spread(units: Floats) -> list[int]:
    """In how many transcripts there are such units, by code and for all codes."""
    every = np.concatenate([units, units.sum(axis=0, keepdims=True)])
    return [int(several) for several in np.count_nonzero(every, axis=1)]


def _scarce(draws: int, transcripts: int, with_code: int, few: str) -> str:
    if not draws:
        return NO_DRAWS
    if transcripts < LEAST_TRANSCRIPTS:
        return FEW_TRANSCRIPTS
    return few if with_code < LEAST_WITH_CODE else ""


def _misses(measured: Measured) -> list[tuple[float, float] | None]:
    """Share of draws with alpha under each of Krippendorff's limits."""
    if not measured.intervals:
        return [None] * len(measured.values[Coefficient.ALPHA])
    tentative, reliable = measured.intervals[Coefficient.ALPHA].below.tolist()
    return list(zip(tentative, reliable, strict=True))


def _valence(estimates: _Estimates, row: int, fact: _Facts) -> ValenceAgreement:
    return ValenceAgreement(
        units=fact.judged,
        unjudged=fact.shared - fact.judged,
        percent=estimates[VALENCE + "percent"][row],
        kappa=estimates[VALENCE + "kappa"][row],
        alpha=estimates[VALENCE + "alpha"][row],
        ac1=estimates[VALENCE + "ac1"][row],
    )


def _flags(estimates: _Estimates, row: int, *, rare: bool) -> tuple[str, ...]:
    kappa, ac1 = estimates["kappa"][row].value, estimates["ac1"][row].value
    skewed = kappa is not None and ac1 is not None and ac1 - kappa > _SKEW
    low = estimates["alpha"][row].low
    below = low is not None and low < TENTATIVE
    marks = (("rare", rare), ("skewed", skewed), ("below", below))
    return tuple(name for name, holds in marks if holds)

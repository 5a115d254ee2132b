"""Agreement of two coders: by code, over all codes pooled, by transcript, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.core.agreement.bootstrap import (
    DRAWS,
    LEAST_TRANSCRIPTS,
    SEED,
    Intervals,
    percentile_intervals,
    resamples,
)
from qualcode.core.agreement.coefficients import NEITHER_USED
from qualcode.core.agreement.comparison import CodedPassage, Comparison
from qualcode.core.agreement.continuum import Axis, Pieces
from qualcode.core.agreement.ratings import Floats
from qualcode.core.agreement.report import (
    AgreementReport,
    CodeAgreement,
    Estimate,
    Unit,
    ValenceAgreement,
)
from qualcode.core.agreement.sweep import VALENCES, Bools, CodedSpans, Counts, sweep
from qualcode.core.agreement.tally import Coefficient, Tally, value
from qualcode.core.errors import NotComputable
from qualcode.i18n import N_

TENTATIVE = 0.667
RELIABLE = 0.800
"""Krippendorff's limits: under the first, draw no conclusion; from the second on, rely on it."""

_RARE_SEGMENTS = 10
_RARE_TRANSCRIPTS = 3
_SKEW = 0.2
_CODES_AT_ONCE = 20
"""Codes whose draws are held in memory together."""

EVERYWHERE = N_(
    "Both coders gave this code to every unit, so that agreement cannot be told from chance."
)
DOES_NOT_APPLY = N_("This code applies to no transcript that both coders have read.")
NO_COMMON_VALENCE = N_("There is no unit to which both coders gave this code and a valence.")
ONE_VALENCE = N_(
    "Both coders always chose the same valence, so that agreement cannot be told from chance."
)
FEW_TRANSCRIPTS = N_("An interval needs at least ten transcripts.")
RARE_IN_DRAWS = N_("It occurs in too few transcripts for an interval.")
NO_DRAWS = N_("No interval was asked for.")

FEW_TRANSCRIPTS_WARNING = N_(
    "There are fewer than ten transcripts: no interval can be defended. Look at the values of "
    "each transcript and at their range."
)
OUTSIDE_WARNING = N_(
    "Some passages lie outside the speech of coded speakers, or in transcripts to which the "
    "codebook does not apply. They are not compared."
)

Figure = tuple[Floats, Floats]
"""Observed and expected disagreement."""
_VALENCE = "valence_"


def compare(
    data: Comparison,
    *,
    coders: tuple[str, str],
    unit: Unit,
    draws: int = DRAWS,
    seed: int = SEED,
) -> AgreementReport:
    """How far two coders agree.

    Args:
        data: What both did in the transcripts that both have read.
        coders: Their names, in the order of `data.first` and `data.second`.
        unit: What is compared.
        draws: Resamples of the transcripts for the intervals; 0 for none.
        seed: Of the draws.

    Raises:
        NotComputable: Where there is no transcript, no code or nothing codable to compare.
    """
    counts, characters, outside = count(data, unit)
    few = len(data.sources) < LEAST_TRANSCRIPTS
    warnings = ([FEW_TRANSCRIPTS_WARNING] if few else []) + ([OUTSIDE_WARNING] if outside else [])
    table = _Table(data, counts, draws, seed)
    return AgreementReport(
        coders=coders,
        unit=unit,
        transcripts=tuple(source.name for source in data.sources),
        left_out=data.left_out,
        overall=table.overall(),
        codes=table.codes(),
        draws=draws,
        seed=seed,
        codebooks=data.codebooks,
        characters=characters,
        warnings=tuple(warnings),
    )

"""Agreement of several coders: by code, over all codes pooled, by transcript, with intervals."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

import numpy as np

from qualcode.core.agreement.bootstrap import DRAWS, LEAST_TRANSCRIPTS, SEED
from qualcode.core.agreement.comparison import CodedPassage, Comparison
from qualcode.core.agreement.continuum import Axis, Pieces
from qualcode.core.agreement.figures import measure
from qualcode.core.agreement.report import AgreementReport, Unit
from qualcode.core.agreement.rows import rows
from qualcode.core.agreement.sweep import MOST_CODERS, VALENCES, Bools, CodedSpans, Sweep, sweep
from qualcode.core.errors import NotComputable
from qualcode.i18n import N_

FEW_TRANSCRIPTS_WARNING = N_(
    "There are fewer than ten transcripts: no interval can be defended. Look at the values of "
    "each transcript and at their range."
)
OUTSIDE_WARNING = N_(
    "Some passages lie outside the speech of coded speakers, or in transcripts to which the "
    "codebook does not apply. They are not compared."
)


def compare(
    data: Comparison,
    *,
    coders: tuple[str, ...],
    unit: Unit,
    width: int = 0,
    draws: int = DRAWS,
    seed: int = SEED,
) -> AgreementReport:
    """How far the coders agree.

    Args:
        data: What they did in the transcripts that at least two have read.
        coders: Their names, in the order of `data.layers`.
        unit: What is compared.
        width: Characters of a fixed unit.
        draws: Resamples of the transcripts for the intervals; 0 for none.
        seed: Of the draws.

    Raises:
        NotComputable: Where there is no transcript, no code or nothing codable to compare.
    """
    swept, characters = count(data, unit, width)
    few = len(data.sources) < LEAST_TRANSCRIPTS
    warnings = [FEW_TRANSCRIPTS_WARNING] * few + [OUTSIDE_WARNING] * bool(swept.outside)
    measured = measure(swept.counts, 0 if few else draws, seed)
    overall, codes = rows(data.codes, swept, measured, draws)
    return AgreementReport(
        coders=coders,
        unit=unit,
        width=width,
        transcripts=tuple(source.name for source in data.sources),
        left_out=data.left_out,
        overall=overall,
        codes=codes,
        draws=draws,
        seed=seed,
        codebooks=data.codebooks,
        characters=characters,
        warnings=tuple(warnings),
    )


def count(data: Comparison, unit: Unit, width: int = 0) -> tuple[Sweep, int]:
    """The sufficient statistics of a comparison, and how many characters can be coded in it.

    Raises:
        NotComputable: Where there is no transcript, no code or nothing codable to compare.
    """
    plan = laid_out(data, unit, width)
    return sweep(*plan), int(plan.codable.units.sum())


class Plan(NamedTuple):
    """What `sweep` takes."""

    spans: CodedSpans
    axis: Axis
    codable: Axis
    applies: Bools
    valued: Bools
    read: Bools


def laid_out(data: Comparison, unit: Unit, width: int = 0) -> Plan:
    """A comparison as arrays.

    Raises:
        NotComputable: Where there is no transcript, no code or nothing codable to compare.
    """
    read = _read(data)
    together = read.sum(axis=0) > 1
    if not together.any():
        raise NotComputable(N_("There is no transcript that two of the coders have read."))
    if not data.codes:
        raise NotComputable(N_("There is no code to compare: the codebook holds none."))
    speech = Pieces.of([source.codable for source in data.sources])
    codable = axis = Axis(speech, characters=True)
    if unit is Unit.FIXED:
        axis = Axis(speech.cut(width), characters=False)
    elif unit is not Unit.CHARACTER:
        pieces = Pieces.of([source.units[unit] for source in data.sources])
        axis = Axis(pieces.starting_in(speech), characters=False)
    if not axis.units.any():
        raise NotComputable(N_("There is no speech of coded speakers in these transcripts."))
    valued = np.array([code.valued for code in data.codes])
    return Plan(_spans(data), axis, codable, _applies(data) & together, valued, read)


def _read(data: Comparison) -> Bools:
    coders = len(data.layers)
    if not 2 <= coders <= MOST_CODERS:
        raise NotComputable(
            N_("Agreement is computed for two to {most} coders at once."), most=MOST_CODERS
        )
    read = np.zeros((coders, len(data.sources)), dtype=np.bool_)
    for index in range(len(data.sources)):
        read[list(data.readers(index)), index] = True
    return read


def _spans(data: Comparison) -> CodedSpans:
    passages: list[CodedPassage] = list(chain.from_iterable(data.layers))
    coder = np.repeat(np.arange(len(data.layers)), [len(layer) for layer in data.layers])
    if not passages:
        return CodedSpans(coder, coder, coder, coder, coder, coder)
    sources, codes, starts, ends, valences = zip(*passages, strict=True)
    index = {name: i for i, name in enumerate(VALENCES)}
    columns = (codes, sources, starts, ends, map(index.__getitem__, valences))
    arrays = [np.fromiter(column, np.int64, len(passages)) for column in columns]
    for indices, known in ((arrays[0], data.codes), (arrays[1], data.sources)):
        if indices.min() < 0 or indices.max() >= len(known):
            raise IndexError("a passage names a code or source that is not compared")
    code, source, start, *_others = arrays
    order = np.argsort((code * len(data.sources) + source) * (start.max() + 1) + start)
    return CodedSpans(coder[order], *(array[order] for array in arrays))


def _applies(data: Comparison) -> Bools:
    applies = np.ones((len(data.codes), len(data.sources)), dtype=np.bool_)
    for row, code in enumerate(data.codes):
        if code.sources is not None:
            applies[row] = False
            applies[row, list(code.sources)] = True
    return applies

"""Agreement of coders, computed on what they have read or on a round of double coding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qualcode.app.analysis.rating import list_rated
from qualcode.app.projects.studies import list_codebooks, study_of
from qualcode.core.agreement.report import (
    AgreementReport,
    CodeAgreement,
    ConfusedCodes,
    Estimate,
    Further,
    KindShare,
    StrengthAgreement,
    Unit,
    WhyLow,
    named_unit,
)
from qualcode.core.errors import UsageProblem
from qualcode.core.study import Stance
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.app.pairs.compared import Compared
    from qualcode.core.agreement.comparison import Comparison
    from qualcode.store.project import Project

DRAWS = 2000
"""Bootstrap resamples of transcripts."""

SEED = 20250523
"""Seed of the resamples: printed with every interval, so that it can be had again."""

MOST_CONFUSED = 20
"""Pairs of codes taken for each other that a report holds."""

NOT_DECLARED = N_(
    "The unit is not the one that was declared: read this as an analysis of sensitivity."
)
EXERCISE = N_(
    "This is a round of teaching: read it as an exercise of trainees, never as reliability."
)
CORRECTED_SINCE = N_(
    "A text of the round was corrected after the reveal: the layers were read as they stand now, "
    "not as they were frozen."
)


def agreement(
    project: Project,
    *,
    coders: Sequence[str] | None = None,
    unit: Unit | str | None = None,
    round_name: str | None = None,
    sources: Sequence[str] | None = None,
    families: bool = False,
    per_pair: bool = False,
    sensitivity: Sequence[str] | None = None,
    further: bool = False,
    why: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
) -> AgreementReport:
    """How far coders agree, code by code and pooled.

    Args:
        project: the project; what its acting coder may not see is not compared.
        coders: their names; all who code, or all of the round, where None.
        unit: what is compared: a unit, or its name as in `fixed:100`; the declared one where None.
        round_name: only the units and coders of this round, as frozen at its reveal.
        sources: only these; all that two have read where None.
        families: with a row for each heading of the tree.
        per_pair: with a report on each pair of more than two coders.
        sensitivity: names of units in which to repeat it; none where None, the declared ones
            where it is empty.
        further: with unitizing alphas, sets of codes, gamma, and strengths.
        why: with the types of disagreement and a sentence on each code; of two coders.
        draws: bootstrap resamples.
        seed: of the resamples.

    Raises:
        NotAllowed: fewer than two coders, nothing read by two, or the round is not revealed.
        NotFound: no such coder or round.
        UsageProblem: no such unit.
    """
    from qualcode.app.pairs.compared import compared

    declared, others = _declared(project, round_name)
    chosen, width = _unit(unit or declared)
    again = [_unit(name) for name in (sensitivity or others)] if sensitivity is not None else []
    with project.read() as connection:
        found = compared(
            project,
            connection,
            coders=coders,
            units={chosen, *(one for one, _ in again), *([Unit.SENTENCE] if why else [])},
            round_name=round_name,
            sources=sources,
        )
    report = _computed(found.data, found.coders, chosen, width, draws, seed)
    report = _told_apart(report, found, declared)
    if why and len(found.coders) == 2:
        report = replace(report, why=_why(project, found, report))
    if study_of(project).stance is Stance.REFLEXIVE:
        return without_coefficients(report)
    return replace(
        report,
        families=_headings(found, chosen, width, draws, seed) if families else (),
        pairs=_pairs(found, chosen, width) if per_pair else (),
        sensitivity=tuple(
            _computed(found.data, found.coders, *other, draws, seed)
            for other in again
            if other != (chosen, width)
        ),
        further=_further(found.data, chosen, width, seed) if further else (),
        strengths=tuple(strength_agreement(project)) if further else (),
    )


def _told_apart(report: AgreementReport, found: Compared, declared: str) -> AgreementReport:
    """The report with what was declared, and with what was read."""
    from qualcode.app.pairs.compared import LAYERS

    warnings = list(report.warnings)
    if report.unit_name != declared:
        warnings.append(NOT_DECLARED)
    if found.round is not None and not found.round.is_reliability:
        warnings.append(EXERCISE)
    if found.state == LAYERS:
        warnings.append(CORRECTED_SINCE)
    return replace(
        report,
        warnings=tuple(warnings),
        declared=declared,
        round=found.round.name if found.round else "",
        state=found.state,
    )


REFLEXIVE = N_(
    "The study's stance is reflexive: layers are compared to be talked over, not measured."
)


def without_coefficients(report: AgreementReport) -> AgreementReport:
    """The same comparison with counts alone, for a study whose stance is reflexive."""
    none = Estimate(None, REFLEXIVE, interval_reason=REFLEXIVE)

    def bare(row: CodeAgreement) -> CodeAgreement:
        given = row.valence and replace(row.valence, percent=none, kappa=none, alpha=none, ac1=none)
        return replace(
            row,
            percent=none,
            dice=none,
            kappa=none,
            fleiss=none,
            brennan_prediger=none,
            alpha=none,
            ac1=none,
            joint_alpha=none,
            valence=given,
            per_transcript=(None,) * len(row.per_transcript),
            misses=None,
            flags=(),
        )

    return replace(
        report,
        overall=bare(report.overall),
        codes=tuple(map(bare, report.codes)),
        warnings=(REFLEXIVE,),
        why=replace(report.why, sentences={}, by_cause=()),
    )


def _declared(project: Project, round_name: str | None) -> tuple[str, tuple[str, ...]]:
    """The unit, and those for sensitivity, that the round or else the study has declared."""
    if round_name:
        from qualcode.app.pairs.rounds import round_scope

        scope = round_scope(project, round_name)
        return str(scope.unit), tuple(map(str, scope.sensitivity_units))
    rules = study_of(project).reliability
    return str(rules.unit), tuple(map(str, rules.sensitivity))


def _unit(name: Unit | str) -> tuple[Unit, int]:
    try:
        return named_unit(str(name))
    except ValueError as error:
        raise UsageProblem(
            N_("“{name}” is no unit. Choose sentence, character, token, turn, or fixed:100."),
            name=name,
        ) from error


def _computed(
    data: Comparison, coders: tuple[str, ...], unit: Unit, width: int, draws: int, seed: int
) -> AgreementReport:
    from qualcode.core.agreement.compare import compare

    return compare(data, coders=coders, unit=unit, width=width, draws=draws, seed=seed)


def _headings(
    found: Compared, unit: Unit, width: int, draws: int, seed: int
) -> tuple[CodeAgreement, ...]:
    data = found.data.of_headings()
    if not data.codes:
        return ()
    return _computed(data, found.coders, unit, width, draws, seed).codes


def _pairs(found: Compared, unit: Unit, width: int) -> tuple[AgreementReport, ...]:
    if len(found.coders) == 2:
        return ()
    reports = []
    for one, first in enumerate(found.coders):
        for other, second in enumerate(found.coders[one + 1 :], one + 1):
            data = found.data.of_pair(one, other)
            if data.sources:
                reports.append(_computed(data, (first, second), unit, width, 0, 0))
    return tuple(reports)


def _further(data: Comparison, unit: Unit, width: int, seed: int) -> tuple[Further, ...]:
    from qualcode.core.agreement.continua import further

    return tuple(further(data, unit, width, seed=seed % 2**32))


def strength_agreement(project: Project) -> list[StrengthAgreement]:
    """How far raters agree on strengths, on cells that enough of them have judged."""
    from qualcode.core.agreement.strengths import strengths

    return strengths(
        (cell.cell.code, f"{cell.cell.by}={cell.cell.value}", rating.rater, rating.strength)
        for cell in list_rated(project)
        if not cell.waiting
        for rating in cell.ratings
    )


def _why(project: Project, found: Compared, report: AgreementReport) -> WhyLow:
    from qualcode.core.agreement.disagreement import disagreements
    from qualcode.core.agreement.plain_words import by_cause, explanations

    unlike = disagreements(found.data, report.unit, width=report.width)
    refs = [code.ref for code in found.data.codes]
    labels = {
        f"{book.id}:{code.key}": code.label
        for book in list_codebooks(project)
        for code in book.codes
    }
    coders = found.coders[0], found.coders[1]
    told = explanations(report.codes, unlike, refs, coders, labels)
    return WhyLow(
        kinds=tuple(
            KindShare(str(kind), kind.label, share.n, share.units)
            for kind, share in unlike.shares.items()
        ),
        confused=tuple(
            ConfusedCodes((refs[pair.codes[0]], refs[pair.codes[1]]), pair.units)
            for pair in unlike.confusion.confused()[:MOST_CONFUSED]
        ),
        matrix={
            ("" if one is None else refs[one], "" if other is None else refs[other]): units
            for (one, other), units in unlike.confusion.codes.items()
        },
        sentences={ref: str(explanation) for ref, explanation in told.items()},
        by_cause=by_cause(told.values()),
    )

"""An agreement report as one JSON document, its coefficients under their usual names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.i18n import _

if TYPE_CHECKING:
    from qualcode.core.agreement.report import AgreementReport, CodeAgreement, Estimate

FIGURES = (
    "percent",
    "dice",
    "kappa",
    "fleiss",
    "brennan_prediger",
    "alpha",
    "ac1",
    "joint_alpha",
)
"""The coefficients of a code, under their names in JSON; kappa is Cohen's for two coders, Conger's
for more, and fleiss is then Scott's pi and Fleiss' kappa."""


def as_document(report: AgreementReport) -> dict[str, Any]:
    """The report as one JSON document."""
    document = {"schema": "qualcode.agreement/1", **_core(report)}
    document["declared_unit"] = report.declared
    document["round"] = report.round or None
    document["read_from"] = report.state or None
    if report.families:
        document["families"] = [_code(row, report.transcripts) for row in report.families]
    if report.pairs:
        document["pairs"] = [_core(pair) for pair in report.pairs]
    if report.sensitivity:
        document["sensitivity"] = [_core(other) for other in report.sensitivity]
    if report.further:
        document["further"] = [
            {
                "name": one.name,
                "scope": one.scope or None,
                **_estimate(one.estimate),
                "coverage": one.coverage,
            }
            for one in report.further
        ]
    if report.strengths:
        document["strengths"] = [
            {
                "scope": one.scope or None,
                "raters": one.raters,
                "n": one.cells,
                **{name: _estimate(figure) for name, figure in one.figures.items()},
            }
            for one in report.strengths
        ]
    return document | _why(report)


def _core(report: AgreementReport) -> dict[str, Any]:
    return {
        "coders": report.coders,
        "unit": report.unit_name,
        "transcripts": report.transcripts,
        "left_out": report.left_out,
        "codebooks": report.codebooks,
        "characters": report.characters,
        "draws": report.draws,
        "seed": report.seed,
        "warnings": [_(warning) for warning in report.warnings],
        "overall": _code(report.overall, report.transcripts),
        "codes": [_code(code, report.transcripts) for code in report.codes],
    }


def _why(report: AgreementReport) -> dict[str, Any]:
    why = report.why
    if not why.kinds:
        return {}
    return {
        "disagreements": [
            {"type": kind.kind, "n": kind.n, "units": kind.units} for kind in why.kinds
        ],
        "confused": [{"codes": pair.codes, "units": pair.units} for pair in why.confused],
        "explanations": why.sentences,
    }


def _code(code: CodeAgreement, transcripts: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": code.code,
        "n": code.units,
        "applied": code.applied,
        "both": code.both,
        "segments": code.segments,
    }
    found |= {name: _estimate(getattr(code, name)) for name in FIGURES}
    if code.valence is not None:
        found["valence"] = {
            "n": code.valence.units,
            **{
                name: _estimate(getattr(code.valence, name))
                for name in ("percent", "kappa", "alpha", "ac1")
            },
        }
    found["per_transcript"] = [
        {"source": source, "alpha": alpha}
        for source, alpha in zip(transcripts, code.per_transcript, strict=False)
    ]
    found["probability_below"] = code.misses and {"0.667": code.misses[0], "0.8": code.misses[1]}
    found["flags"] = code.flags
    return found


def _estimate(estimate: Estimate) -> dict[str, Any]:
    has_interval = estimate.low is not None and estimate.high is not None
    return {
        "value": estimate.value,
        "reason": _(estimate.reason) if estimate.reason else "",
        "interval": [estimate.low, estimate.high] if has_interval else None,
        "interval_reason": _(estimate.interval_reason) if estimate.interval_reason else "",
    }

"""Everything that an agreement report holds, as sheets: for supplements and for reviewers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from qualcode.core.agreement.report import AgreementReport, CodeAgreement, Estimate
from qualcode.export.excel.values import Column, Kind, Sheet, Value
from qualcode.i18n import _, in_language

if TYPE_CHECKING:
    from qualcode.export.word.coefficients import CodeLabel

    Labels = Mapping[str, CodeLabel]

_COEFFICIENTS = ("percent", "dice", "kappa", "fleiss", "brennan_prediger", "alpha", "ac1")


def agreement_sheets(
    report: AgreementReport, labels: Labels, language: str, snapshot: str = ""
) -> list[Sheet]:
    """The sheets of a report, in one language: about it, codes, then what else was asked for."""
    with in_language(language):
        return [sheet for sheet in _sheets(report, labels, snapshot) if sheet.rows]


def _sheets(report: AgreementReport, labels: Labels, snapshot: str) -> Iterator[Sheet]:
    yield _about(report, snapshot)
    yield _codes(_("Codes"), report, [report.overall, *report.used], labels)
    headings = [row for row in report.families if any(row.applied)]
    yield _codes(_("Headings"), report, headings, labels)
    yield _transcripts(report, labels)
    for pair in report.pairs:
        yield _codes(" – ".join(pair.coders), pair, [pair.overall, *pair.used], labels)
    for other in report.sensitivity:
        title = _("Unit {unit}", unit=other.unit_name)
        yield _codes(title, other, [other.overall, *other.used], labels)
    yield _further(report, labels)
    yield _strengths(report, labels)
    yield _kinds(report)
    yield _confusion(report, labels)


def _about(report: AgreementReport, snapshot: str) -> Sheet:
    rows: list[tuple[str, Value]] = [
        (_("Coders"), ", ".join(report.coders)),
        (_("Coding round"), report.round),
        (_("Unit"), report.unit_name),
        (_("Declared unit"), report.declared),
        (_("Transcripts"), len(report.transcripts)),
        (_("Left out"), ", ".join(report.left_out)),
        (_("Characters"), report.characters),
        (_("Codebooks"), ", ".join(report.codebooks)),
        (_("Bootstrap draws"), report.draws),
        (_("Seed"), report.seed),
        *((_("To be known"), _(warning)) for warning in report.warnings),
        *([(_("Snapshot"), snapshot)] if snapshot else []),
    ]
    return Sheet(_("About"), [Column(_("What"), 24), Column("", 80)], rows)


def _codes(
    name: str, report: AgreementReport, rows: Iterable[CodeAgreement], labels: Labels
) -> Sheet:
    kappa = "κ (Cohen)" if len(report.coders) == 2 else "κ (Conger)"
    pi = "π (Scott)" if len(report.coders) == 2 else "κ (Fleiss)"
    columns = [
        Column(_("Code"), 36),
        Column(_("Key"), 26),
        Column(_("Units"), 9, Kind.INTEGER),
        *(Column(coder, 9, Kind.INTEGER) for coder in report.coders),
        Column(_("All of them"), 9, Kind.INTEGER),
        Column(_("% agr."), 9, Kind.PERCENT),
        *(
            Column(title, 9, Kind.DECIMAL)
            for title in ("Dice", kappa, pi, "Brennan–Prediger", "α", "AC1")
        ),
        *(Column(f"α {limit}", 9, Kind.DECIMAL) for limit in ("2.5 %", "97.5 %")),
        Column("P(α < .667)", 9, Kind.PERCENT),
        Column("P(α < .800)", 9, Kind.PERCENT),
        Column(_("α, code + valence"), 9, Kind.DECIMAL),
        Column(_("Units with valence"), 9, Kind.INTEGER),
        Column(_("Valence, % agr."), 9, Kind.PERCENT),
        *(Column(_("Valence, {name}", name=name), 9, Kind.DECIMAL) for name in ("κ", "α", "AC1")),
        Column(_("Flags"), 18),
        Column(_("Why there is no figure or no interval"), 60),
    ]
    return Sheet(name, columns, [_code(row, labels) for row in rows])


def _code(row: CodeAgreement, labels: Labels) -> list[Value]:
    valence = row.valence
    reasons = (row.alpha.reason, row.alpha.interval_reason)
    return [
        _name(row.code, labels),
        row.code,
        row.units,
        *row.applied,
        row.both,
        *(getattr(row, name).value for name in _COEFFICIENTS),
        row.alpha.low,
        row.alpha.high,
        *(row.misses or (None, None)),
        row.joint_alpha.value,
        *(
            (None,) * 5
            if valence is None
            else (
                valence.units,
                valence.percent.value,
                valence.kappa.value,
                valence.alpha.value,
                valence.ac1.value,
            )
        ),
        ", ".join(row.flags),
        " ".join(_(reason) for reason in dict.fromkeys(reasons) if reason),
    ]


def _name(ref: str, labels: Labels) -> str:
    if not ref:
        return _("All codes, pooled")
    return labels[ref].name if ref in labels else ref


def _transcripts(report: AgreementReport, labels: Labels) -> Sheet:
    columns = [Column(_("Code"), 36)]
    columns += [Column(name, 9, Kind.DECIMAL) for name in report.transcripts]
    empty = [None] * len(report.transcripts)
    rows = [
        [_name(row.code, labels), *[*row.per_transcript, *empty][: len(empty)]]
        for row in (report.overall, *report.used)
    ]
    return Sheet(_("Transcripts"), columns, rows, [_("Alpha of each code in each transcript.")])


def _further(report: AgreementReport, labels: Labels) -> Sheet:
    columns = [
        Column(_("Coefficient"), 20),
        Column(_("Code"), 36),
        Column(_("Value"), 9, Kind.DECIMAL),
        Column(_("Coverage"), 9, Kind.PERCENT),
        Column(_("Why there is no figure"), 60),
    ]
    rows: list[list[Value]] = [
        [one.name, _name(one.scope, labels), *_told(one.estimate, one.coverage)]
        for one in report.further
    ]
    return Sheet(_("Further coefficients"), columns, rows)


def _told(estimate: Estimate, coverage: float | None) -> tuple[Value, Value, Value]:
    return estimate.value, coverage, _(estimate.reason) if estimate.reason else ""


def _strengths(report: AgreementReport, labels: Labels) -> Sheet:
    names = ("percent", "weighted_kappa", "ac2", "alpha_ordinal", "alpha_interval")
    columns = [Column(_("Code"), 36), Column(_("Raters"), 20), Column(_("Cells"), 9, Kind.INTEGER)]
    columns += [
        Column(title, 12, Kind.PERCENT if title == _("% agr.") else Kind.DECIMAL)
        for title in (
            _("% agr."),
            _("κ, weighted"),
            "AC2",
            _("α, ordered"),
            _("α, equal steps"),
        )
    ]
    rows: list[list[Value]] = [
        [
            _name(one.scope, labels),
            ", ".join(one.raters),
            one.cells,
            *(one.figures[name].value for name in names),
        ]
        for one in report.strengths
    ]
    return Sheet(_("Strengths"), columns, rows)


def _kinds(report: AgreementReport) -> Sheet:
    columns = [
        Column(_("Type"), 30),
        Column(_("Disagreements"), 14, Kind.INTEGER),
        Column(_("Units"), 9, Kind.INTEGER),
    ]
    rows: list[list[Value]] = [[_(one.label), one.n, one.units] for one in report.why.kinds]
    return Sheet(_("Disagreements"), columns, rows, list(report.why.sentences.values()))


def _confusion(report: AgreementReport, labels: Labels) -> Sheet:
    columns = [Column(name, 36) for name in report.coders[:2]]
    columns.append(Column(_("Units"), 9, Kind.INTEGER))
    cells = sorted(report.why.matrix.items(), key=lambda cell: -cell[1])
    rows: list[list[Value]] = [
        [*(_name(ref, labels) if ref else _("nothing") for ref in pair), units]
        for pair, units in cells
        if pair[0] != pair[1]
    ]
    return Sheet(_("Taken for each other"), columns, rows, fixed_columns=2)

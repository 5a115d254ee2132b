"""Further tables behind layout C: headings, pairs of coders, other units, why codes differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualcode.core.agreement.report import AgreementReport, CodeAgreement
from qualcode.export.word.coefficients import (
    DASH,
    Footnotes,
    Labels,
    hundred,
    interval_cell,
    label_of,
    name_cell,
    value_cell,
)
from qualcode.export.word.statements import rule
from qualcode.export.word.values import Align, Cell, Column, Row, RowKind, Table
from qualcode.i18n import _
from qualcode.i18n.numbers import integer, percent, semicolons

TOGETHER = 24
"""Codes in one row at most: a row is never parted between two pages."""


def supplements(report: AgreementReport, labels: Labels) -> Iterator[Table]:
    """The tables that the report has something for."""
    headings = [row for row in report.families if any(row.applied)]
    if headings:
        yield _rows_of(
            labels,
            headings,
            _("Agreement by heading of the codebook"),
            _("A heading is present where one of its codes is."),
        )
    for pair in report.pairs:
        names = " – ".join(pair.coders)
        title = _("Agreement between {names}", names=names)
        yield _rows_of(labels, [*pair.used, pair.overall], title, rule(pair))
    if report.sensitivity:
        yield _sensitivity(report, labels)
    if report.further:
        yield _further(report, labels)
    if report.strengths:
        yield _strengths(report, labels)
    if any(kind.n for kind in report.why.kinds):
        yield _kinds(report)
    if report.why.by_cause:
        yield _by_cause(report, labels)
    if report.why.confused:
        yield _confused(report, labels)


def _rows_of(
    labels: Labels,
    rows: Iterable[CodeAgreement],
    title: str,
    note: str,
) -> Table:
    footnotes = Footnotes()
    cells: list[Row] = []
    for row in rows:
        kind = RowKind.TOTAL if not row.code else RowKind.BODY
        cells.append(Row(_cells(row, labels, footnotes), kind, starts=not row.code))
    return Table(
        title=title,
        columns=(
            Column(_("Code"), 7.5),
            Column(_("Units"), 1.9, Align.RIGHT),
            Column(_("All of them"), 1.9, Align.RIGHT),
            Column(_("% agr."), 2.0, Align.RIGHT),
            Column("α", 4.2, Align.CENTRE, _("(95% CI)")),
            Column("κ", 1.6, Align.RIGHT),
            Column("AC1", 1.6, Align.RIGHT),
            Column("Dice", 1.6, Align.RIGHT),
        ),
        rows=tuple(cells),
        description=f"{title}. {note}",
        notes=(*footnotes.lines(), note),
        supplement=True,
    )


def _cells(row: CodeAgreement, labels: Labels, footnotes: Footnotes) -> tuple[Cell, ...]:
    return (
        name_cell(row, labels),
        integer(row.units),
        integer(row.both),
        hundred(row.percent),
        interval_cell(row.alpha, footnotes),
        value_cell(row.kappa, footnotes),
        value_cell(row.ac1, footnotes),
        value_cell(row.dice, footnotes),
    )


def _sensitivity(report: AgreementReport, labels: Labels) -> Table:
    every = (report, *report.sensitivity)
    footnotes = Footnotes()
    by_unit = [{row.code: row for row in (*one.used, one.overall)} for one in every]
    rows = [
        Row(
            (
                name_cell(row, labels),
                *(
                    value_cell(found[row.code].alpha, footnotes) if row.code in found else DASH
                    for found in by_unit
                ),
            )
        )
        for row in (*report.used, report.overall)
    ]
    title = _("Alpha in other units")
    return Table(
        title=title,
        columns=(
            Column(_("Code"), 7.5),
            *(Column("α", 3.0, Align.RIGHT, _(one.unit.label)) for one in every),
        ),
        rows=tuple(rows),
        description=title,
        notes=(
            *footnotes.lines(),
            _("The first column is the unit of the main table; the others are for sensitivity."),
        ),
        supplement=True,
    )


def _further(report: AgreementReport, labels: Labels) -> Table:
    footnotes = Footnotes()
    rows = [
        Row(
            (
                one.name,
                label_of(one.scope, labels) if one.scope else _("All codes"),
                value_cell(one.estimate, footnotes),
                DASH if one.coverage is None else percent(one.coverage, 1),
            )
        )
        for one in report.further
    ]
    title = _("Unitizing coefficients, and coefficients of sets of codes")
    return Table(
        title=title,
        columns=(
            Column(_("Coefficient"), 4.5),
            Column(_("Code"), 7.5),
            Column(_("Value"), 2.4, Align.RIGHT),
            Column(_("Coverage"), 2.4, Align.RIGHT),
        ),
        rows=tuple(rows),
        description=title,
        notes=tuple(footnotes.lines()),
        supplement=True,
    )


def _strengths(report: AgreementReport, labels: Labels) -> Table:
    footnotes = Footnotes()
    rows = [
        Row(
            (
                label_of(one.scope, labels) if one.scope else _("All codes"),
                integer(one.cells),
                hundred(one.figures["percent"]),
                value_cell(one.figures["weighted_kappa"], footnotes),
                value_cell(one.figures["ac2"], footnotes),
                value_cell(one.figures["alpha_ordinal"], footnotes),
            )
        )
        for one in report.strengths
    ]
    title = _("Agreement on strength, from −2 to +2")
    return Table(
        title=title,
        columns=(
            Column(_("Code"), 7.5),
            Column(_("Cells"), 1.9, Align.RIGHT),
            Column(_("% agr."), 2.0, Align.RIGHT),
            Column("κ", 2.2, Align.RIGHT, _("weighted")),
            Column("AC2", 1.8, Align.RIGHT),
            Column("α", 2.2, Align.RIGHT, _("ordered")),
        ),
        rows=tuple(rows),
        description=title,
        notes=tuple(footnotes.lines()),
        supplement=True,
    )


def _kinds(report: AgreementReport) -> Table:
    title = _("Disagreements by type")
    return Table(
        title=title,
        columns=(
            Column(_("Type"), 6.0),
            Column(_("Disagreements"), 3.2, Align.RIGHT),
            Column(_("Units"), 2.4, Align.RIGHT),
        ),
        rows=tuple(
            Row((_(kind.label), integer(kind.n), integer(kind.units))) for kind in report.why.kinds
        ),
        description=title,
        supplement=True,
    )


def _by_cause(report: AgreementReport, labels: Labels) -> Table:
    """Under each cause its codes in running text: a hundred sentences would fill pages."""
    title = _("Codes on which the coders agree little, by what explains most of it")
    rows = []
    for one in report.why.by_cause:
        names = [
            f"{label_of(ref, labels)} ({figures})" if figures else label_of(ref, labels)
            for ref, figures in one.codes
        ]
        head = _("{cause}. {advice}", cause=_(one.label), advice=_(one.advice))
        rows.append(Row((head,), RowKind.FAMILY))
        rows += [
            Row((semicolons(names[at : at + TOGETHER]),)) for at in range(0, len(names), TOGETHER)
        ]
    return Table(
        title=title,
        columns=(Column(_("Codes"), 22.4),),
        rows=tuple(rows),
        description=title,
        notes=(
            _(
                "In brackets: passages at most by one coder; units by coder; the other code; units "
                "of all units in disagreement; agreement in percent."
            ),
        ),
        supplement=True,
    )


def _confused(report: AgreementReport, labels: Labels) -> Table:
    title = _("Codes taken for each other")
    return Table(
        title=title,
        columns=(
            Column(_("Code"), 6.5),
            Column(_("Code"), 6.5),
            Column("C1/C2", 2.2, Align.RIGHT),
            Column("C2/C1", 2.2, Align.RIGHT),
        ),
        rows=tuple(
            Row((*(label_of(ref, labels) for ref in pair.codes), *map(integer, pair.units)))
            for pair in report.why.confused
        ),
        description=title,
        notes=(_("Units to which C1 gave the first and C2 the second, and the other way round."),),
        supplement=True,
    )

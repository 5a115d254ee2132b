"""Layout C: the table of agreement between coders, a methods paragraph and supplements."""

from __future__ import annotations

import os
from dataclasses import replace

from qualcode.core.agreement.report import AgreementReport, CodeAgreement
from qualcode.export.word.coefficients import (
    DASH,
    Footnotes,
    Labels,
    estimable,
    hundred,
    interval_cell,
    name_cell,
    not_estimable,
    range_cell,
    used,
    value_cell,
    with_families,
)
from qualcode.export.word.house import write_document
from qualcode.export.word.statements import (
    AgreementFacts,
    about_data,
    lead,
    methods,
    noted,
    notes,
    short_names,
)
from qualcode.export.word.supplements import supplements
from qualcode.export.word.values import Align, Cell, Column, Document, Prose, Row, RowKind, Table
from qualcode.i18n import _, in_language, plural
from qualcode.i18n.numbers import integer


def write_agreement_table(
    report: AgreementReport,
    labels: Labels,
    path: str | os.PathLike[str],
    *,
    language: str,
    facts: AgreementFacts,
    number: int = 1,
) -> None:
    """Write layout C as a Word file.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    document = agreement_document(report, labels, language=language, facts=facts, number=number)
    write_document(document, path)


def agreement_document(
    report: AgreementReport,
    labels: Labels,
    *,
    language: str,
    facts: AgreementFacts,
    number: int = 1,
) -> Document:
    """The document of layout C, in one language."""
    with in_language(language):
        table = _main_table(report, labels, facts, number)
        return Document(
            title=table.title,
            language=language,
            made_on=facts.made_on,
            blocks=(
                table,
                Prose(_("Methods"), (methods(report, facts),)),
                _supplement(report, labels, facts),
                *(
                    replace(further, number=n)
                    for n, further in enumerate(supplements(report, labels), 2)
                ),
            ),
        )


def _main_table(
    report: AgreementReport, labels: Labels, facts: AgreementFacts, number: int
) -> Table:
    narrow = min(1.5, 6.5 / len(report.coders))
    footnotes = Footnotes()
    cells = [(code.code, _main_cells(code, labels, facts, footnotes)) for code in used(report)]
    pooled = Row(_main_cells(report.overall, labels, facts, footnotes), RowKind.TOTAL, starts=True)
    return Table(
        title=_("Agreement between two coders, by code")
        if len(report.coders) == 2
        else _("Agreement between {n} coders, by code", n=len(report.coders)),
        columns=(
            Column(_("Code"), 10.5 - narrow * len(report.coders)),
            Column(_("Units"), 1.9, Align.RIGHT),
            *(Column(name, narrow, Align.RIGHT) for name in short_names(report)),
            Column(_("Both") if len(report.coders) == 2 else _("All"), 2.0, Align.RIGHT),
            Column(_("% agr."), 2.2, Align.RIGHT),
            Column("α", 3.7, Align.CENTRE, _("(95% CI)")),
            Column("α", 2.8, Align.CENTRE, _("code + valence")),
            Column(_("Decision"), 2.6),
        ),
        rows=(*with_families(cells, labels), pooled),
        lead=lead(report, facts),
        description=_(
            "Agreement between coders on {n} codes, one to a row, grouped by family: units, "
            "units given the code by each and by all, percentage, alpha with interval, decision.",
            n=len(cells),
        ),
        notes=(*footnotes.lines(), *notes(report, labels, facts)),
        number=number,
    )


def _main_cells(
    code: CodeAgreement, labels: Labels, facts: AgreementFacts, footnotes: Footnotes
) -> tuple[Cell, ...]:
    alpha: Cell = not_estimable()
    joint: Cell = not_estimable()
    if estimable(code):
        alpha = interval_cell(code.alpha, footnotes)
        joint = value_cell(code.joint_alpha, footnotes)
    return (
        name_cell(code, labels),
        integer(code.units),
        *map(integer, code.applied),
        integer(code.both),
        hundred(code.percent),
        alpha,
        DASH if code.valence is None else joint,
        facts.decisions.get(code.code, "") or DASH,
    )


def _supplement(report: AgreementReport, labels: Labels, facts: AgreementFacts) -> Table:
    footnotes = Footnotes()
    cells = [(code.code, _more_cells(code, labels, footnotes)) for code in used(report)]
    pooled = Row(_more_cells(report.overall, labels, footnotes), RowKind.TOTAL, starts=True)
    return Table(
        title=_("Further coefficients, and agreement on valence where both coders gave the code"),
        columns=(
            Column(_("Code"), 7.5),
            Column("α", 4.2, Align.CENTRE, _("range over transcripts (n)")),
            Column("Dice", 1.6, Align.RIGHT),
            Column("κ", 1.6, Align.RIGHT),
            Column("AC1", 1.6, Align.RIGHT),
            Column(_("Units"), 1.9, Align.RIGHT, _("valence")),
            Column(_("% agr."), 1.9, Align.RIGHT, _("valence")),
            Column("κ", 1.8, Align.RIGHT, _("valence")),
            Column("α", 1.8, Align.RIGHT, _("valence")),
            Column("AC1", 1.8, Align.RIGHT, _("valence")),
        ),
        rows=(*with_families(cells, labels), pooled),
        description=_(
            "Range of alpha over the transcripts, Dice, kappa and AC1 of {n} codes, and agreement "
            "on their valence.",
            n=len(cells),
        ),
        notes=(
            *footnotes.lines(),
            noted(_("How to read"), _about_supplement(report)),
            noted(_("Data"), about_data(report, facts)),
        ),
        supplement=True,
        new_page=True,
    )


def _more_cells(code: CodeAgreement, labels: Labels, footnotes: Footnotes) -> tuple[Cell, ...]:
    name = name_cell(code, labels, footnotes)
    given = code.valence
    if not estimable(code):
        shares = (integer(given.units), hundred(given.percent)) if given else (DASH, DASH)
        return (name, *[not_estimable()] * 4, *shares, *[not_estimable() if given else DASH] * 3)
    valence: tuple[Cell, ...] = (DASH,) * 5
    if given is not None:
        valence = (
            integer(given.units),
            hundred(given.percent),
            value_cell(given.kappa, footnotes),
            value_cell(given.alpha, footnotes),
            value_cell(given.ac1, footnotes),
        )
    return (
        name,
        range_cell(code),
        value_cell(code.dice, footnotes),
        value_cell(code.kappa, footnotes),
        value_cell(code.ac1, footnotes),
        *valence,
    )


def _about_supplement(report: AgreementReport) -> list[str]:
    told = [
        _("κ: Cohen’s kappa; AC1: Gwet’s AC1; Dice: positive agreement.")
        if len(report.coders) == 2
        else _("κ: Conger’s kappa; AC1: Gwet’s AC1; Dice: positive agreement."),
        _("Valence: on the units to which both coders gave the code and a valence.")
        if len(report.coders) == 2
        else _("Valence: on the units to which two coders gave the code and a valence."),
    ]
    unjudged = sum(code.valence.unjudged for code in used(report) if code.valence)
    if unjudged:
        told.append(
            plural(
                "{n} more unit has no valence by one of them.",
                "{n} more units have no valence by one of them.",
                unjudged,
            )
        )
    return told

"""Layouts D and I: the joint display, and the matrix of change objectives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qualcode.core.analysis.displays import ChangeObjective, JointRow
from qualcode.export.word.statements import noted
from qualcode.export.word.values import (
    Align,
    Cell,
    Column,
    Document,
    Line,
    Row,
    RowKind,
    Run,
    Table,
)
from qualcode.i18n import _, in_language
from qualcode.i18n.numbers import integer, quoted


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a figure, or behind an objective."""

    words: str
    """The statement of the theme, or the label of the code."""
    participants: int = 0
    quotation: str = ""
    speaker: str = ""
    language: str = "fr"
    """Language of the quotation."""


def joint_document(
    rows: Sequence[JointRow],
    beside: Mapping[str, Beside],
    *,
    language: str,
    made_on: date,
    layer: str,
) -> Document:
    """The joint display, in one language.

    Args:
        rows: in the order of print.
        beside: by GUID of the row, where something stands beside its figure.
        language: of the document.
        made_on: date of the document.
        layer: whose codings were counted.
    """
    with in_language(language):
        table = Table(
            title=_("Joint display of figures and themes"),
            columns=(
                Column(_("Topic"), 4.0),
                Column(_("Quantitative"), 5.2, unit=_("source, n, value")),
                Column(_("Qualitative"), 8.0, unit=_("theme, n, quotation")),
                Column(_("Fit"), 2.3),
                Column(_("Meta-inference"), 6.2),
            ),
            rows=tuple(_joint_row(row, beside.get(row.guid)) for row in rows),
            description=_(
                "{n} topics, one to a row: a figure, what people say beside it, how the two fit "
                "and what both say together.",
                n=len(rows),
            ),
            notes=(
                noted(
                    _("How to read"),
                    [
                        _("Figures describe many and come from outside this material."),
                        _("n: participants who speak of it; not a prevalence."),
                    ],
                ),
                noted(_("Data"), [_("Layer: {layer}.", layer=layer)]),
            ),
        )
        return Document(table.title, language, made_on, (table,))


def _joint_row(row: JointRow, beside: Beside | None) -> Row:
    figure = row.aggregate
    facts = [figure.source, f"n = {integer(figure.n)}" if figure.n is not None else ""]
    about = ", ".join(part for part in facts if part)
    quantitative: tuple[Line, ...] = ((Run(figure.value, bold=True),), about)
    return Row(
        (
            figure.topic,
            quantitative if about else (quantitative[0],),
            _qualitative(beside),
            _(row.fit.label),
            row.inference,
        )
    )


def _qualitative(beside: Beside | None) -> Cell:
    if beside is None:
        return ""
    lines: list[Line] = [f"{beside.words} (n = {integer(beside.participants)})"]
    if beside.quotation:
        lines.append(_quotation(beside))
    return tuple(lines)


def _quotation(beside: Beside) -> Line:
    before, after = quoted("\0").split("\0")
    words = Run(beside.quotation, verbatim=True, language=beside.language)
    return (before, words, f"{after} ({beside.speaker})")


def objectives_document(
    objectives: Sequence[ChangeObjective],
    labels: Mapping[str, str],
    beside: Mapping[str, Beside],
    *,
    language: str,
    made_on: date,
) -> Document:
    """The matrix of change objectives: determinant by actor, what they do, what must change.

    Args:
        objectives: those of one determinant together.
        labels: label of each code in the language of the document.
        beside: a quotation by GUID of the objective, where it rests on codings.
        language: of the document.
        made_on: date of the document.
    """
    with in_language(language):
        rows: list[Row] = []
        last = ""
        for one in objectives:
            if one.code != last:
                rows.append(Row((labels.get(one.code, one.code),), RowKind.FAMILY))
                last = one.code
            shown = beside.get(one.guid)
            rows.append(
                Row(
                    (
                        one.actor,
                        one.performance,
                        one.words,
                        (_quotation(shown),) if shown and shown.quotation else "",
                        integer(len(one.concerns)) if one.concerns else "",
                    )
                )
            )
        table = Table(
            title=_("Matrix of change objectives"),
            columns=(
                Column(_("Actor"), 4.0),
                Column(_("Performance objective"), 6.2, unit=_("what they do")),
                Column(_("Change objective"), 6.5, unit=_("what has to change")),
                Column(_("Illustrative quotation"), 7.2),
                Column(_("Passages"), 1.8, Align.RIGHT),
            ),
            rows=tuple(rows),
            description=_(
                "{n} change objectives under the determinants they belong to.", n=len(objectives)
            ),
        )
        return Document(table.title, language, made_on, (table,))

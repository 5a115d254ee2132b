"""What a team makes of its codings: themes, framework charts and chosen quotations on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qualcode.core.analysis.charting import Summary
from qualcode.core.analysis.selection import Run as Printed
from qualcode.core.analysis.themes import Theme, as_tree
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
from qualcode.i18n import _, in_language, plural
from qualcode.i18n.numbers import integer, percent, quoted

_MARGIN = "\u2003"


@dataclass(frozen=True, slots=True)
class ShownQuotation:
    """A chosen quotation ready for print."""

    runs: tuple[Printed, ...]
    speaker: str
    described_as: str
    language: str
    address: str
    code: str = ""
    """Label of the code it shows."""
    theme: str = ""
    """GUID of the theme it shows."""
    translation: str = ""
    translator: str = ""


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """Behind how many participants and passages a theme stands."""

    participants: int
    passages: int


def themes_document(
    themes: Sequence[Theme],
    counts: Mapping[str, ThemeCounts],
    labels: Mapping[str, str],
    quotations: Sequence[ShownQuotation],
    *,
    language: str,
    made_on: date,
    layer: str,
) -> Document:
    """The themes with the codes they stand on and what speaks against them, in one language."""
    with in_language(language):
        rows = [
            Row(
                (
                    f"{_MARGIN * depth}{theme.statement}",
                    tuple(labels.get(code, code) for code in theme.codes),
                    integer(counts[theme.guid].participants) if theme.guid in counts else "",
                    integer(counts[theme.guid].passages) if theme.guid in counts else "",
                    tuple(_quotation(q) for q in quotations if q.theme == theme.guid),
                    _against(theme, labels),
                ),
                starts=depth == 0,
            )
            for depth, theme in as_tree(themes)
        ]
        table = Table(
            title=_("Themes"),
            columns=(
                Column(_("Theme"), 6.5),
                Column(_("Codes"), 4.5),
                Column(_("Participants"), 2.2, Align.RIGHT),
                Column(_("Passages"), 2.0, Align.RIGHT),
                Column(_("Illustrative quotation"), 6.5),
                Column(_("Negative cases"), 4.0),
            ),
            rows=tuple(rows),
            description=_("{n} themes, each before those under it.", n=len(themes)),
            notes=(noted(_("Data"), [_("Layer: {layer}.", layer=layer)]),),
        )
        return Document(table.title, language, made_on, (table,))


def _against(theme: Theme, labels: Mapping[str, str]) -> Cell:
    return tuple(
        labels.get(member.name, member.name)
        if member.name in labels
        else (Run(member.name, verbatim=True),)
        for member in theme.negative
    )


def _quotation(one: ShownQuotation) -> Line:
    """The quotation between marks, who said it, and the translation after it."""
    before, after = quoted("\0").split("\0")
    words = tuple(
        Run(run.text, bold=run.emphasis, verbatim=not run.added, language=one.language)
        for run in one.runs
    )
    who = ", ".join(part for part in (one.speaker, one.described_as) if part)
    return (before, *words, f"{after} ({who})")


def chart_document(
    summaries: Sequence[Summary],
    labels: Mapping[str, str],
    columns: Sequence[str],
    counts: Mapping[tuple[str, str], int],
    *,
    language: str,
    made_on: date,
    layer: str,
) -> Document:
    """The framework matrix: a summary in each cell, with how many passages stand behind it.

    Codes of which nothing is summarised yet are left out.

    Args:
        summaries: of one kind of columns.
        labels: label of each code, in the order of the rows.
        columns: the columns in order.
        counts: passages by code and column in the layer; a cell that is missing has none.
        language: of the document.
        made_on: date of the document.
        layer: whose codings were counted.
    """
    with in_language(language):
        written = {(one.cell.code, one.cell.value): one for one in summaries}
        charted = {code for code, _column in written}
        shown = [code for code in labels if code in charted]
        beside = len(columns) <= MOST_COLUMNS
        heads, rows = (_side_by_side if beside else _one_below_another)(
            shown, labels, columns, written, counts
        )
        table = Table(
            title=_("Framework matrix"),
            columns=heads,
            rows=rows,
            description=_(
                "Summaries of {rows} codes in {columns} columns, with the number of passages.",
                rows=len(shown),
                columns=len(columns),
            ),
            notes=(
                noted(
                    _("How to read"),
                    [
                        _("In brackets: passages coded there. Dash: nothing is coded there.")
                        if beside
                        else _("Passages: passages coded there. Dash: no summary is written yet.")
                    ],
                ),
                noted(_("Data"), [_("Layer: {layer}.", layer=layer)]),
            ),
        )
        return Document(table.title, language, made_on, (table,))


MOST_COLUMNS = 8
"""Columns that a page has room for side by side; with more, each summary has a row of its own."""

_Written = Mapping[tuple[str, str], Summary]
_Laid = tuple[tuple[Column, ...], tuple[Row, ...]]


def _side_by_side(
    shown: Sequence[str],
    labels: Mapping[str, str],
    columns: Sequence[str],
    written: _Written,
    counts: Mapping[tuple[str, str], int],
) -> _Laid:
    share = 20.2 / max(len(columns), 1)
    heads = (Column(_("Code"), 5.5), *(Column(column, share) for column in columns))
    rows = (
        Row(
            (
                labels[code],
                *(
                    _cell(written.get((code, column)), counts.get((code, column), 0))
                    for column in columns
                ),
            )
        )
        for code in shown
    )
    return heads, tuple(rows)


def _one_below_another(
    shown: Sequence[str],
    labels: Mapping[str, str],
    columns: Sequence[str],
    written: _Written,
    counts: Mapping[tuple[str, str], int],
) -> _Laid:
    rows: list[Row] = []
    for code in shown:
        rows.append(Row((labels[code],), RowKind.FAMILY))
        for column in columns:
            summary, passages = written.get((code, column)), counts.get((code, column), 0)
            if summary or passages:
                words: Cell = ((Run(summary.words, verbatim=True),),) if summary else ""
                rows.append(Row((column, words, integer(passages))))
    heads = (
        Column(_("Column"), 4.0),
        Column(_("Summary"), 18.5),
        Column(_("Passages"), 2.4, Align.RIGHT),
    )
    return heads, tuple(rows)


def _cell(summary: Summary | None, passages: int) -> Cell:
    if summary is None:
        return f"({integer(passages)})" if passages else ""
    return f"{summary.words} ({integer(passages)})"


def quotations_document(
    quotations: Sequence[ShownQuotation],
    *,
    language: str,
    made_on: date,
    largest_share: float,
    most_quoted: str,
    themes: Mapping[str, str] | None = None,
) -> Document:
    """The chosen quotations by the code or theme that they show, in one language.

    Args:
        quotations: as they are printed, with their translations.
        language: of the document.
        made_on: date of the document.
        largest_share: share of the person who is quoted most often.
        most_quoted: who that is.
        themes: the statements of themes by GUID.
    """
    with in_language(language):
        rows: list[Row] = []
        last = None
        for one in sorted(quotations, key=lambda one: (not one.code, one.code, one.theme)):
            shown = one.code or (themes or {}).get(one.theme) or _("Without a code")
            if shown != last:
                rows.append(Row((shown,), RowKind.FAMILY))
                last = shown
            rows.append(Row((one.address, (_quotation(one),), _translated(one))))
        people = len({one.speaker for one in quotations})
        table = Table(
            title=_("Quotations"),
            columns=(
                Column(_("Place"), 3.2),
                Column(_("Quotation"), 13.0),
                Column(_("Translation"), 9.5),
            ),
            rows=tuple(rows),
            description=plural(
                "{n} quotation by the code that it shows.",
                "{n} quotations by the code that they show.",
                len(quotations),
            ),
            notes=(
                noted(
                    _("Data"),
                    [
                        plural(
                            "{n} participant is quoted.", "{n} participants are quoted.", people
                        ),
                        _(
                            "The person quoted most often, {name}, has {share} of the quotations.",
                            name=most_quoted or "—",
                            share=percent(largest_share),
                        ),
                        _("[…]: words left out; other square brackets: words of the researchers."),
                    ],
                ),
            ),
        )
        return Document(table.title, language, made_on, (table,))


def _translated(one: ShownQuotation) -> Cell:
    if not one.translation:
        return ""
    return (one.translation, (Run(f"({one.translator})", italic=True),))

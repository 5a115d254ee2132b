"""Layout H: two groups side by side, who raises a determinant in each; counts, never a test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from qualcode.core.codebook import Words, said
from qualcode.core.tables.contrast import Contrast, ContrastRow
from qualcode.core.tables.crosstab import Side
from qualcode.core.tables.crosstab_text import apart
from qualcode.export.word.themes import made_with
from qualcode.export.word.values import (
    Align,
    Cell,
    Column,
    Document,
    Line,
    Row,
    RowKind,
    Table,
)
from qualcode.i18n import _, in_language, plural, translate
from qualcode.i18n.numbers import integer, percent


def contrast_document(
    contrasts: Sequence[Contrast],
    titles: Sequence[Words],
    *,
    layer: str,
    language: str,
    made_on: date,
) -> Document:
    """A table for each codebook: both groups, and in which of them a determinant is raised."""
    with in_language(language):
        tables = []
        for number, (found, words) in enumerate(zip(contrasts, titles, strict=True), 1):
            title = _("{first} and {second}: who raises what", first=_large(found.names[0]),
                      second=found.names[1])  # fmt: skip
            if len(contrasts) > 1:
                title = f"{title}. {said(words)}"
            tables.append(_table(found, title, number, layer, made_on))
        return Document(
            title=tables[0].title, language=language, made_on=made_on, blocks=tuple(tables)
        )


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]


def _table(found: Contrast, title: str, number: int, layer: str, made_on: date) -> Table:
    differs = any(row.difference is not None for row in found.rows)
    unit = apart(_("n participants"), _("n passages"))
    columns = [
        Column(_("Determinant"), 10.2),
        *(
            Column(_large(name), 4.6, Align.CENTRE, f"n = {integer(n)}")
            for name, n in zip(found.names, found.out_of, strict=True)
        ),
        Column(_("Raised by"), 6.3 if not differs else 3.6),
    ]
    if differs:
        columns.append(Column(_("Difference"), 2.7, Align.CENTRE, _("points")))
    return Table(
        title=title,
        columns=tuple(columns),
        rows=tuple(_rows(found, differs)),
        description=_("One row for each determinant, with how many of each group raised it."),
        lead="",
        notes=tuple(_notes(found, unit, layer, made_on)),
        number=number,
        new_page=number > 1,
    )


def _rows(found: Contrast, differs: bool) -> Iterator[Row]:
    raised = {
        "both": _("both groups"),
        "first": _("only {name}", name=found.names[0]),
        "second": _("only {name}", name=found.names[1]),
        "neither": _("nobody"),
    }
    theme = ""
    for row in found.rows:
        family = said(row.row.family)
        if family and family != theme:
            yield Row((family,), RowKind.FAMILY)
            theme = family
        cells: list[Cell] = [
            row.row.name,
            _count(row.first, row.out_of[0], row.segments[0]),
            _count(row.second, row.out_of[1], row.segments[1]),
            raised[row.raised_by],
        ]
        if differs:
            cells.append(_points(row))
        yield Row(tuple(cells))


def _count(n: int, out_of: int, passages: int) -> str:
    return apart(f"{integer(n)}/{integer(out_of)}", integer(passages))


def _points(row: ContrastRow) -> str:
    return "" if row.difference is None else percent(row.difference)


def _notes(found: Contrast, unit: str, layer: str, made_on: date) -> Iterator[Line]:
    yield _("In each group: {unit}.", unit=unit)
    if found.side is not Side.ANY:
        yield _("Only passages of one side: {side}.", side=translate(found.side.label))
    if min(found.out_of) < found.percent_from:
        yield plural(
            "Counts only: no percentage is told under {n} person in each group, and nothing is "
            "tested.",
            "Counts only: no percentage is told under {n} persons in each group, and nothing is "
            "tested.",
            found.percent_from,
        )
    yield _("Layer: {layer}.", layer=layer)
    yield made_with(made_on)

"""Matrices as files: Word, Excel and CSV hold the figures that the screen shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.analysis.matrices import MatrixRequest
from qualcode.app.gate.ledgering import recorded
from qualcode.app.publishing.wishes import Wish
from qualcode.core.codebook import said
from qualcode.core.tables.crosstab import Crosstab, Measure, Side, sides_in, symbol
from qualcode.core.tables.crosstab_text import Show, cell_text, column_n, total_head, total_text
from qualcode.i18n import _, in_language, translate

if TYPE_CHECKING:
    from qualcode.export.excel import Sheet
    from qualcode.export.word.matrix import MatrixLook
    from qualcode.store.project import Project

Figures = dict[str, Any]

SCHEMA = "qualcode.matrix/1"
"""What the first field of a matrix as JSON says."""


def figures(table: Crosstab) -> Iterator[Figures]:
    """One row for each cell and side: every figure, with its denominators.

    The cells of all columns together have no column. Where the persons of a column are masked
    there is no denominator of participants; names that are printed as letters are in it so.
    """
    letters = table.notes.letters
    for number, row in enumerate(table.rows):
        for place in [*range(len(table.columns)), None]:
            column = table.column(place)
            for side in Side:
                yield {
                    "row": row.ref,
                    "row_name": row.name,
                    "family": said(row.family),
                    "column": None if place is None else (column.name if letters else column.value),
                    "column_name": None if place is None else column.name,
                    "side": side.value,
                    "state": table.state(number, place).name.lower(),
                    "sign": symbol(sides_in(table, number, place), table.state(number, place)),
                    "manners": [m.name.lower() for m in table.manners(number, place)],
                    **{m.value: table.count(number, place, m, side) for m in table.measures},
                    "out_of_participants": table.out_of(number, place, Measure.PARTICIPANTS),
                    "out_of_relatives": table.out_of(number, place, Measure.RELATIVES),
                    "out_of_sources": table.out_of(number, place, Measure.SOURCES),
                    "out_of_groups": table.out_of(number, place, Measure.GROUPS),
                    "out_of_units": table.out_of(number, place, Measure.UNITS),
                }


def write_matrix_files(
    project: Project,
    tables: Sequence[Crosstab],
    request: MatrixRequest,
    look: MatrixLook,
    *,
    docx: Path | None = None,
    xlsx: Path | None = None,
    csv_file: Path | None = None,
) -> list[Path]:
    """Write matrices to the files that are named, each entered into the ledger; gives which.

    Raises:
        FileProblem: a file cannot be written; nothing is left of it.
    """
    wish = _wish(request, look)
    files = [path for path in (docx, xlsx, csv_file) if path is not None]
    kinds = [kind for kind, path in zip(_WRITERS, (docx, xlsx, csv_file), strict=True) if path]
    for path, kind in zip(files, kinds, strict=True):
        write = partial(_WRITERS[kind], tables, path, look)
        recorded(project, "matrix", path, write, settings=wish.settings())
    return files


def _wish(request: MatrixRequest, look: MatrixLook) -> Wish:
    return Wish(
        language=look.language,
        layer=request.layer,
        codebook=request.codebook,
        by=request.by,
        query=request.query,
        rows=request.rows,
        show=look.show.value,
        side=look.side.value,
        mode=request.mode.value,
        publication=request.publication,
        unused=request.unused,
        words=request.words,
        written=bool(look.summaries or look.ratings),
        made_on=look.made_on,
    )


def _as_word(tables: Sequence[Crosstab], path: Path, look: MatrixLook, snapshot: str) -> None:
    from qualcode.export.word.house import write_document
    from qualcode.export.word.matrix import matrix_document
    from qualcode.export.word.stamping import stamped

    write_document(stamped(matrix_document(tables, look), snapshot), path)


def _as_excel(tables: Sequence[Crosstab], path: Path, look: MatrixLook, _snapshot: str) -> None:
    from qualcode.export.excel import write_workbook

    write_workbook(path, matrix_sheets(tables, look), language=look.language)


def _as_csv(tables: Sequence[Crosstab], path: Path, look: MatrixLook, _snapshot: str) -> None:
    from qualcode.export.word.saving import save

    save(path, csv_bytes(tables, look.language))


_WRITERS = {"docx": _as_word, "xlsx": _as_excel, "csv": _as_csv}


def csv_bytes(tables: Sequence[Crosstab], language: str) -> bytes:
    """All figures, one row for each cell and side, formulas made harmless."""
    from qualcode.export.csv_file import harmless

    with in_language(language):
        rows = [row for table in tables for row in figures(table)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([harmless(_plain(value)) for value in row.values()])
    return buffer.getvalue().encode("utf-8-sig")


def json_bytes(tables: Sequence[Crosstab], language: str) -> bytes:
    """All figures, as `qualcode matrix --json` prints them."""
    with in_language(language):
        told = {"schema": SCHEMA, "tables": [table_as_json(table) for table in tables]}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def table_as_json(table: Crosstab) -> dict[str, Any]:
    """A matrix with every figure and what it stands on."""
    notes = table.notes
    return {
        "by": table.by,
        "layer": notes.layer,
        "mode": notes.mode.value,
        "query": notes.query,
        "codebooks": notes.codebooks,
        "derived_from": notes.derived_from,
        "unmapped": notes.unmapped,
        "objected": notes.objected,
        "hidden_columns": notes.hidden_columns,
        "min_cell": notes.min_cell,
        "rows": list(figures(table)),
    }


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)


def matrix_sheets(tables: Sequence[Crosstab], look: MatrixLook) -> list[Sheet]:
    """For each matrix a sheet as it is printed, then one with all figures."""
    with in_language(look.language):
        sheets = [_as_printed(table, look, n, len(tables)) for n, table in enumerate(tables, 1)]
        return [*sheets, _all_figures(tables)]


def _as_printed(table: Crosstab, look: MatrixLook, number: int, many: int) -> Sheet:
    from qualcode.export.excel import Column, Sheet
    from qualcode.export.word.matrix import notes_of

    name = _("Matrix {n}", n=number) if many > 1 else _("Matrix")
    heads = [_head(table, place) for place in range(len(table.columns))]
    total = f"{_('Total')} ({total_head(table, look.show)})"
    show, side = look.show, look.side
    rows = [
        [
            said(row.family),
            row.name,
            *(cell_text(table, n, place, show, side) for place in range(len(heads))),
            total_text(table, n, show, side),
        ]
        for n, row in enumerate(table.rows)
    ]
    columns = [Column(_("Theme"), 24), Column(_("Determinant"), 36)]
    columns += [Column(head, 14) for head in heads] + [Column(total, 24)]
    return Sheet(name, columns, rows, notes=notes_of(table, look), fixed_columns=2)


def _head(table: Crosstab, place: int) -> str:
    column = table.columns[place]
    n = column_n(column, table.notes.min_cell) if table.tells_persons else ""
    return f"{column.name} ({n})" if n else column.name


def _all_figures(tables: Sequence[Crosstab]) -> Sheet:
    from qualcode.export.excel import Column, Kind, Sheet

    rows = [row for table in tables for row in figures(table)]
    words = {"row_name": 36, "family": 24, "column_name": 20, "row": 28}
    columns = [
        Column(
            name,
            words.get(name, 12),
            Kind.INTEGER if isinstance(value, int) or name.startswith("out_of") else Kind.TEXT,
        )
        for name, value in rows[0].items()
    ]
    cells = [[_plain(v) if isinstance(v, list) else v for v in row.values()] for row in rows]
    return Sheet(_("Figures"), columns, cells)


def plain_table(
    table: Crosstab, show: Show, side: Side = Side.ANY
) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of a matrix as words, for a terminal."""
    heads = [_("Determinant"), *(column.name for column in table.columns), _("Total")]
    rows = [
        [
            row.name,
            *(cell_text(table, n, place, show, side) for place in range(len(table.columns))),
            total_text(table, n, show, side),
        ]
        for n, row in enumerate(table.rows)
    ]
    return heads, rows


def said_of(table: Crosstab, show: Show, side: Side) -> str:
    """What a matrix counts, in a line."""
    what = translate(show.label)
    if side is not Side.ANY:
        what = f"{what}, {translate(side.label)}"
    return _("{what} by {by}", what=what, by=said(table.notes.by) or table.by)


def look_of(
    project: Project,
    request: MatrixRequest,
    language: str,
    *,
    show: Show = Show.ALL,
    side: Side = Side.ANY,
    written: bool = False,
) -> MatrixLook:
    """How a matrix is printed today.

    Args:
        project: the project.
        request: the matrix.
        language: of the file.
        show: which figures the cells show.
        side: which passages.
        written: with what people wrote into the cells of the chart with these columns: summaries,
            and strengths on which the raters are of one mind.
    """
    from qualcode.app.analysis.charting import list_summaries
    from qualcode.app.analysis.rating import list_rated
    from qualcode.export.word.matrix import MatrixLook

    summaries, ratings = {}, {}
    if written:
        for summary in list_summaries(project, by=request.by):
            summaries[summary.cell.code, summary.cell.value] = summary.words
        for rated in list_rated(project, by=request.by):
            if rated.agreed is not None:
                ratings[rated.cell.code, rated.cell.value] = rated.agreed
    made_on = date.today()  # noqa: DTZ011
    return MatrixLook(made_on, language, show, side, summaries=summaries, ratings=ratings)

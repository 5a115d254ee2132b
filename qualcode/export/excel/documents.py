"""A document as a workbook: a sheet for each table, words as they are printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qualcode.export.excel.house import write_workbook
from qualcode.export.excel.values import Column, Sheet, Value
from qualcode.export.word.typography import printable, typeset
from qualcode.export.word.values import Cell, Document, Line, RowKind, Table
from qualcode.i18n import _, in_language

_CHARACTERS_IN_A_CENTIMETRE = 4.5


def write_document_workbook(document: Document, path: Path) -> None:
    """Write the tables of a document, whole or not at all.

    Raises:
        FileProblem: more than Excel takes, or the file cannot be written.
    """
    title = typeset(document.title, document.language)
    write_workbook(path, document_sheets(document), title=title, language=document.language)


def document_sheets(document: Document) -> list[Sheet]:
    """A sheet for each table; the sub-headings of a table stand in a column of their own."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    with in_language(document.language):
        return [_sheet(table, document.language, document.footer) for table in tables]


def _sheet(table: Table, language: str, footer: str) -> Sheet:
    word = _("Table S{n}", n=table.number) if table.supplement else _("Table {n}", n=table.number)
    families = any(row.kind is RowKind.FAMILY for row in table.rows)
    columns = [Column("", 24)] * families
    for column in table.columns:
        head = f"{column.head} ({column.unit})" if column.unit else column.head
        width = max(column.width * _CHARACTERS_IN_A_CENTIMETRE, 8)
        columns.append(Column(printable(typeset(head, language)), width))
    notes = [table.title, *table.notes, *([footer] if footer else [])]
    return Sheet(
        typeset(word, language),
        columns,
        list(_rows(table, families, language)),
        notes=[_line(note, language) for note in notes],
        fixed_columns=1 + families,
    )


def _rows(table: Table, families: bool, language: str) -> Iterator[list[Value]]:
    family = ""
    for row in table.rows:
        cells = [_cell(cell, language) for cell in row.cells]
        if row.kind is RowKind.FAMILY:
            family = cells[0]
        else:
            told: list[Value] = [family] if families else []
            yield [*told, *cells]


def _cell(cell: Cell, language: str) -> str:
    lines = (cell,) if isinstance(cell, str) else cell
    return "\n".join(_line(line, language) for line in lines)


def _line(line: Line, language: str) -> str:
    """The words of a line; somebody's own are left as they were said."""
    if isinstance(line, str):
        return _own(line, language)
    return "".join(
        _own(run, language)
        if isinstance(run, str)
        else printable(run.text)
        if run.verbatim
        else _own(run.text, language)
        for run in line
    )


def _own(text: str, language: str) -> str:
    return printable(typeset(text, language))

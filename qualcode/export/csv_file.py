"""The tables of a document as CSV: UTF-8 with its mark, one file, formulas made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from qualcode.export.word.saving import save
from qualcode.export.word.typography import printable
from qualcode.export.word.values import Cell, Document, Line, RowKind, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """`text`, which a spreadsheet takes for words and not for a formula."""
    if text.startswith(_FORMULA) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    digits = text[1:].replace(",", ".", 1)
    return digits.replace(".", "", 1).isdecimal() and text[0] in "+-"


def csv_bytes(document: Document) -> bytes:
    """The tables, a blank line between two; sub-headings stand in a column of their own."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    for index, table in enumerate(tables):
        if index:
            writer.writerow([])
        writer.writerows(_rows(table))
    return buffer.getvalue().encode("utf-8-sig")


def write_csv(document: Document, path: Path) -> None:
    """Write the tables, whole or not at all.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    save(path, csv_bytes(document))


def _rows(table: Table) -> Iterator[list[str]]:
    families = any(row.kind is RowKind.FAMILY for row in table.rows)
    heads = [f"{c.head} ({c.unit})" if c.unit else c.head for c in table.columns]
    yield [""] * families + [harmless(printable(head)) for head in heads]
    family = ""
    for row in table.rows:
        cells = [harmless(printable(words_of(cell))) for cell in row.cells]
        if row.kind is RowKind.FAMILY:
            family = cells[0]
        else:
            yield [family] * families + cells


def words_of(cell: Cell) -> str:
    """The words of a cell without their look, a line break between two paragraphs."""
    if isinstance(cell, str):
        return cell
    return "\n".join(_words(line) for line in cell)


def _words(line: Line) -> str:
    if isinstance(line, str):
        return line
    return "".join(run if isinstance(run, str) else run.text for run in line)

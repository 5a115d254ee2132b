"""Tables as teams save them, CSV or the first sheet of a workbook, every mistake with its line."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.core.errors import Mistake, Mistakes
from qualcode.i18n import N_
from qualcode.interop.files import file_bytes
from qualcode.interop.transcripts.encoding import read_text
from qualcode.interop.xlsx import read_rows

DELIMITERS = ",;\t"
"""What may part the cells: whichever stands most often in the header."""

_QUOTED = re.compile('"[^"]*"')


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """Where it starts in the file, from 1."""
    cells: Mapping[str, str]
    """Trimmed cells by column."""


@dataclass
class Table:
    """A table with a header, and the mistakes found in it so far."""

    file: str
    header_line: int
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def note(self, line: int, column: str, msgid: str, /, **params: object) -> None:
        """Note a mistake in a cell."""
        self.mistakes.append(Mistake(msgid, params, column, (column,) if column else (), line))

    def refuse(self) -> None:
        """Raise `Mistakes` in the order of the file, if there are any."""
        if self.mistakes:
            raise Mistakes(self.file, sorted(self.mistakes, key=lambda m: m.line or 0))


def read_table(path: Path, required: tuple[str, ...]) -> Table:
    """Read a table, CSV of any usual delimiter and encoding or .xlsx.

    Blank rows are passed over, mistakes of single rows stay with the table.

    Raises:
        FileProblem: the file is missing, empty, or its encoding cannot be told.
        Mistakes: it is no table, or lacks a `required` column.
    """
    raw = file_bytes(path)
    lines: Iterator[tuple[int, list[str]]]
    if path.suffix.lower() == ".xlsx":
        lines = (
            (line, [unicodedata.normalize("NFC", cell) for cell in cells])
            for line, cells in read_rows(raw, path.name)
        )
        lines = _as_wide_as_the_first(lines)
    else:
        _refuse_nul(raw, path.name)
        text = unicodedata.normalize("NFC", read_text(raw, path.name).text)
        lines = _lines(text, path.name)
    header_line, header = next(lines, (1, []))
    table = Table(path.name, header_line, tuple(header))
    _check_header(table, required)
    table.refuse()
    try:
        for line, cells in lines:
            _add_row(table, line, cells)
    except Mistakes as broken:
        table.mistakes.extend(broken.problems)
        table.refuse()
    return table


def _refuse_nul(raw: bytes, file: str) -> None:
    """Spreadsheets save UTF-16 with its mark; a NUL in any other text is damage."""
    nul = raw.find(b"\0")
    if nul < 0 or raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    line, column = raw.count(b"\n", 0, nul) + 1, nul - raw.rfind(b"\n", 0, nul)
    msgid = N_("A NUL character stands here: this is no table, or a damaged one.")
    raise Mistakes(file, [Mistake(msgid, line=line, column=column)])


def _lines(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line where it starts."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=_QUOTED.sub("", first).count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                yield start, trimmed
            start = reader.line_num + 1
    except csv.Error as error:
        msgid = N_("A quotation mark is out of place in this row.")
        if "end of data" in str(error) or "field larger" in str(error):
            msgid = N_("A quotation mark opened in this row is never closed.")
        raise Mistakes(file, [Mistake(msgid, line=start)]) from error


def _as_wide_as_the_first(
    lines: Iterator[tuple[int, list[str]]],
) -> Iterator[tuple[int, list[str]]]:
    """Rows of a sheet, which end at their last cell, filled up to the header's width."""
    width = 0
    for line, cells in lines:
        width = width or len(cells)
        yield line, cells + [""] * (width - len(cells))


def _check_header(table: Table, required: tuple[str, ...]) -> None:
    line = table.header_line
    named = [column for column in table.columns if column]
    for column in dict.fromkeys(named):
        if named.count(column) > 1:
            table.note(line, column, N_("The header has this column twice."))
    for column in required:
        if column not in named:
            msgid = N_("The column “{column}” is missing.")
            table.note(line, "", msgid, column=column)


def _add_row(table: Table, line: int, cells: list[str]) -> None:
    width = len(table.columns)
    if len(cells) < width or any(cells[width:]):
        msgid = N_("This row has {cells} cells; the header has {columns}.")
        table.note(line, "", msgid, cells=len(cells), columns=width)
        return
    for column, cell in zip(table.columns, cells, strict=False):
        if cell and not column:
            table.note(line, "", N_("“{cell}” stands in a column without a name."), cell=cell)
    named = zip(table.columns, cells, strict=False)
    table.rows.append(Row(line, {column: cell for column, cell in named if column}))

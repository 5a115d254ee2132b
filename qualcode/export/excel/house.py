"""The house style: one way to make every Excel workbook of ours.

Whatever a transcript or a code says is written as words, never as a formula, a link or a number:
a sheet may be opened by people who trust it. No name of a person or machine is in the file, and
the same sheets give the same bytes.
"""

from __future__ import annotations

import io
import math
import os
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.core.errors import FileProblem
from qualcode.export.excel.values import Kind, Sheet, Value
from qualcode.export.word.saving import save
from qualcode.i18n import N_

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""
MOST_ROWS = 1_048_576
_LONGEST_NAME = 31
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
_NUMBERS = {
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "0.00",
    Kind.PERCENT: "0.0%",
    Kind.DATE: "yyyy-mm-dd",
}


def write_workbook(
    path: str | os.PathLike[str], sheets: Sequence[Sheet], *, title: str = "", language: str = ""
) -> None:
    """Write the sheets as one workbook, whole or not at all.

    Args:
        path: where to.
        sheets: one at least.
        title: what the properties of the file say it is.
        language: likewise, such as `fr`.

    Raises:
        FileProblem: more rows or longer words than Excel takes, or the file cannot be written.
    """
    save(Path(path), workbook_bytes(sheets, title=title, language=language))


def workbook_bytes(sheets: Sequence[Sheet], *, title: str = "", language: str = "") -> bytes:
    """The .xlsx file; the same sheets give the same bytes.

    Raises:
        FileProblem: a sheet has more rows, or a cell more characters, than Excel takes.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, _OPTIONS)
    book.set_properties(
        {"title": title, "author": "", "comments": "", "created": _EPOCH, "keywords": language}
    )
    formats = _Formats(book)
    taken: set[str] = set()
    for sheet in sheets:
        _refuse_too_many(sheet)
        _write(book.add_worksheet(_tab_name(sheet.name, taken)), sheet, formats)
    book.close()
    return buffer.getvalue()


class _Formats:
    """The few formats of the house, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.head: Format = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.note: Format = book.add_format({"italic": True})
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.like_formula: Format = book.add_format(
            {"text_wrap": True, "valign": "top", "quote_prefix": True}
        )
        self.numbers: dict[Kind, Format] = {
            kind: book.add_format({"num_format": shown, "valign": "top"})
            for kind, shown in _NUMBERS.items()
        }

    def of(self, text: str) -> Format:
        """The format of words; such as Excel would take for a formula stay words when edited."""
        return self.like_formula if text.startswith(_LIKE_FORMULA) else self.text


def _refuse_too_many(sheet: Sheet) -> None:
    if len(sheet.rows) + len(sheet.notes) + 2 > MOST_ROWS:
        raise FileProblem(
            N_("The sheet “{sheet}” has more rows than Excel takes: narrow what is exported."),
            sheet=sheet.name,
        )


def _tab_name(wanted: str, taken: set[str]) -> str:
    base = _FORBIDDEN_IN_NAME.sub(" ", wanted).strip(" '")[:_LONGEST_NAME] or "1"
    name, n = base, 1
    while name.casefold() in taken:
        n += 1
        name = f"{base[: _LONGEST_NAME - len(str(n)) - 1]} {n}"
    taken.add(name.casefold())
    return name


def _write(page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
        _write_text(page, 0, index, column.title, sheet.name, formats.head)
    page.freeze_panes(1, min(sheet.fixed_columns, len(sheet.columns)))
    for number, row in enumerate(sheet.rows, 1):
        for index, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, number, index, value, column.kind, sheet.name, formats)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for number, note in enumerate(sheet.notes, len(sheet.rows) + 2):
        _write_text(page, number, 0, note, sheet.name, formats.note)
    page.set_landscape()
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)


def _write_cell(
    page: Worksheet,
    row: int,
    column: int,
    value: Value,
    kind: Kind,
    sheet: str,
    formats: _Formats,
) -> None:
    number: Any = formats.numbers.get(kind)
    match value:
        case None:
            pass
        case bool():
            page.write_boolean(row, column, value, formats.text)
        case int() | float():
            if math.isfinite(value):
                page.write_number(row, column, value, number or formats.numbers[_kind_of(value)])
        case date():
            at = datetime(value.year, value.month, value.day)  # noqa: DTZ001
            page.write_datetime(row, column, at, formats.numbers[Kind.DATE])
        case _:
            _write_text(page, row, column, value, sheet, formats.of(value))


def _kind_of(value: float) -> Kind:
    return Kind.INTEGER if isinstance(value, int) else Kind.DECIMAL


def _write_text(
    page: Worksheet, row: int, column: int, text: str, sheet: str, shown: Format
) -> None:
    if len(text) > LONGEST_TEXT:
        raise FileProblem(
            N_(
                "A cell of the sheet “{sheet}” has {n} characters, more than Excel takes: shorten "
                "it, or export to another format."
            ),
            sheet=sheet,
            n=len(text),
        )
    page.write_string(row, column, text, shown)

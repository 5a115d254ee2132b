"""The first sheet of an Excel workbook as rows of words; formulas are never computed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from qualcode.core.errors import FileProblem
from qualcode.i18n import N_
from qualcode.interop.transcripts.package import ZIP, member
from qualcode.interop.transcripts.xml import all_of, element, name_of, value

if TYPE_CHECKING:
    from lxml import etree

MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
MOST_CELLS = 3_000_000
"""Empty ones included, up to the width of the first row."""


_NOT_EXCEL = N_("{file} is not an Excel workbook: save it as .xlsx or .csv.")
_TOO_LARGE = N_("{file} has more than {rows} rows or {columns} columns.")
_PLACE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_DATES = frozenset((*range(14, 23), *range(45, 48)))
"""Number formats of Excel's own that show dates and times."""

_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_FIRST_DAY, _FIRST_DAY_MAC = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466


def read_rows(raw: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """Row numbers, from 1, and the cells of each row that is not empty.

    Raises:
        FileProblem: no workbook, protected, with macros, damaged, or far too large.
    """
    if not raw.startswith(ZIP):
        raise FileProblem(_NOT_EXCEL, file=file)
    book = element(member(raw, "xl/workbook.xml", file), file)
    sheet = element(member(raw, _sheet(raw, book, file), file), file)
    words = _shared(raw, file)
    dated = _dated_styles(raw, file)
    is_mac = any(value(one, "date1904") in {"1", "true"} for one in all_of(book, "workbookPr"))
    cells = _Cells(words, dated, _FIRST_DAY_MAC if is_mac else _FIRST_DAY)
    number = width = size = 0
    for row in all_of(sheet, "row"):
        told = value(row, "r")
        number = int(told) if told.isdecimal() and len(told) < 8 else number + 1
        found = cells.of_row(row)
        width = width or len(found)
        size += max(width, len(found))
        if number > MOST_ROWS or len(found) > MOST_COLUMNS or size > MOST_CELLS:
            raise FileProblem(_TOO_LARGE, file=file, rows=MOST_ROWS, columns=MOST_COLUMNS)
        if any(found):
            yield number, found


def _sheet(raw: bytes, book: etree._Element, file: str) -> str:
    """The part of the first sheet, by the workbook's relationships."""
    first = next(iter(all_of(book, "sheet")), None)
    if first is None:
        raise FileProblem(_NOT_EXCEL, file=file)
    wanted = value(first, "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
    for relation in element(member(raw, "xl/_rels/workbook.xml.rels", file), file):
        if value(relation, "Id") == wanted and value(relation, "TargetMode") != "External":
            target = value(relation, "Target")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise FileProblem(_NOT_EXCEL, file=file)


def _optional(raw: bytes, name: str, file: str) -> etree._Element | None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        standing = set(archive.namelist())
    return element(member(raw, name, file), file) if name in standing else None


def _shared(raw: bytes, file: str) -> list[str]:
    root = _optional(raw, "xl/sharedStrings.xml", file)
    return [] if root is None else [_told(one) for one in root]


def _told(node: etree._Element) -> str:
    """The words of a string, without how they are said aloud."""
    return "".join(
        str(one.text or "")
        for one in all_of(node, "t")
        if not any(name_of(above) == "rPh" for above in one.iterancestors())
    )


def _dated_styles(raw: bytes, file: str) -> frozenset[int]:
    """The numbers of cell styles that show a date."""
    root = _optional(raw, "xl/styles.xml", file)
    if root is None:
        return frozenset()
    dated = set(map(str, _DATES))
    for form in all_of(root, "numFmt"):
        if _DATE_LETTERS.search(_QUOTED.sub("", value(form, "formatCode"))):
            dated.add(value(form, "numFmtId"))
    styles = next((one for one in root if name_of(one) == "cellXfs"), ())
    return frozenset(n for n, one in enumerate(styles) if value(one, "numFmtId") in dated)


class _Cells:
    """Cells as people see them: whole numbers without a fraction, dates as 2026-05-23."""

    def __init__(self, words: list[str], dated: frozenset[int], first_day: datetime) -> None:
        self._words = words
        self._dated = dated
        self._first_day = first_day

    def of_row(self, row: etree._Element) -> list[str]:
        """The cells of a row, "" where there is none."""
        cells: list[str] = []
        for cell in row:
            if name_of(cell) != "c":
                continue
            place = _PLACE.fullmatch(value(cell, "r"))
            at = _column(place[1]) if place else len(cells)
            if at >= MOST_COLUMNS:
                return [""] * (MOST_COLUMNS + 1)
            cells += [""] * (at + 1 - len(cells))
            cells[at] = self._cell(cell).strip()
        return cells

    def _cell(self, cell: etree._Element) -> str:
        kind = value(cell, "t")
        if kind == "inlineStr":
            return _told(cell)
        held = next((str(one.text or "") for one in cell if name_of(one) == "v"), "")
        if kind == "s":
            at = int(held) if held.isdecimal() and len(held) < 9 else len(self._words)
            return self._words[at] if at < len(self._words) else ""
        if kind == "b":
            return "true" if held == "1" else "false"
        if kind in {"str", "d"}:
            return held
        return "" if kind == "e" else self._number(held, value(cell, "s"))

    def _number(self, held: str, style: str) -> str:
        try:
            number = float(held)
        except ValueError:
            return held
        is_date = style.isdecimal() and len(style) < 8 and int(style) in self._dated
        if is_date and 0 <= number < _LAST_SERIAL:
            moment = self._first_day + timedelta(days=number)
            return moment.strftime("%Y-%m-%d" if number == int(number) else "%Y-%m-%d %H:%M")
        whole = abs(number) < 1e15 and number == int(number)
        return str(int(number)) if whole else held


def _column(letters: str) -> int:
    """The place, from 0, of the column called so."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1

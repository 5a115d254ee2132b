"""Workbooks: words stay words, numbers stay numbers, the same sheets give the same bytes."""

from __future__ import annotations

import io
import math
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest

from qualcode.core.errors import FileProblem
from qualcode.export.excel import (
    Column,
    Kind,
    Sheet,
    agreement_sheets,
    workbook_bytes,
    write_workbook,
)
from tests.export.test_word_agreement import LABELS, REPORT

SHEET = Sheet(
    "Accord [pilote]",
    [Column("Code", 30), Column("n", kind=Kind.INTEGER), Column("%", kind=Kind.PERCENT)],
    [["=1+1", 3, 0.5], ["Coût élevé 😀", None, math.nan]],
    ["@note"],
)


NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


class Book:
    """A workbook as its parts say it is."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        words = self._read("xl/sharedStrings.xml").findall("m:si", NAMES)
        self._words = ["".join(si.itertext()) for si in words]
        styles = self._read("xl/styles.xml")
        formats = styles.findall("m:numFmts/m:numFmt", NAMES)
        self.formats = {one.get("numFmtId"): one.get("formatCode") for one in formats}
        self._looks = styles.findall("m:cellXfs/m:xf", NAMES)
        sheets = self._read("xl/workbook.xml").findall("m:sheets/m:sheet", NAMES)
        self.names = [sheet.get("name") for sheet in sheets]

    def _read(self, part: str) -> Element:
        return ET.fromstring(self._archive.read(part))  # noqa: S314

    def page(self, number: int) -> Element:
        return self._read(f"xl/worksheets/sheet{number}.xml")

    def cells(self, number: int) -> dict[str, object]:
        """Values by place; words are words, `true` is True, the rest numbers."""
        found: dict[str, object] = {}
        for cell in self.page(number).iter(f"{{{NAMES['m']}}}c"):
            assert cell.find("m:f", NAMES) is None, "a formula"
            text = cell.findtext("m:v", None, NAMES)
            if text is not None:
                kind, place = cell.get("t"), str(cell.get("r"))
                word = self._words[int(text)] if kind == "s" else ""
                found[place] = word if kind == "s" else text == "1" if kind == "b" else float(text)
        return found

    def look(self, number: int, place: str) -> Element:
        cell = self.page(number).find(f".//m:c[@r='{place}']", NAMES)
        assert cell is not None
        return self._looks[int(cell.get("s") or 0)]


def loaded(sheets: list[Sheet]) -> Book:
    return Book(workbook_bytes(sheets, title="Étude"))


def test_words_stay_words_and_numbers_stay_numbers() -> None:
    book = loaded([SHEET])
    cells = book.cells(1)
    assert [cells[place] for place in ("A1", "B1", "C1")] == ["Code", "n", "%"]
    assert (cells["A2"], cells["A3"], cells["A5"]) == ("=1+1", "Coût élevé 😀", "@note")
    assert (cells["B2"], cells["C2"]) == (3, 0.5)
    assert {"B3", "C3"}.isdisjoint(cells)
    assert book.look(1, "A2").get("quotePrefix") == "1"
    assert book.look(1, "A3").get("quotePrefix") is None
    assert book.formats[book.look(1, "C2").get("numFmtId")] == "0.0%"
    pane = book.page(1).find(".//m:pane", NAMES)
    assert pane is not None
    assert (pane.get("topLeftCell"), pane.get("state")) == ("B2", "frozen")


def test_dates_and_yes_or_no_have_their_own_cells() -> None:
    sheet = Sheet("x", [Column("d", kind=Kind.DATE), Column("b")], [[date(1900, 3, 5), True]])
    book = loaded([sheet])
    assert book.cells(1)["B2"] is True
    assert book.cells(1)["A2"] == 65
    assert book.formats[book.look(1, "A2").get("numFmtId")] == "yyyy-mm-dd"


def test_the_same_sheets_give_the_same_bytes_without_a_name_in_them() -> None:
    data = workbook_bytes([SHEET], title="Étude")
    assert data == workbook_bytes([SHEET], title="Étude")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read("docProps/core.xml").decode("utf-8")
    assert "<dc:creator></dc:creator>" in core
    assert "1980-01-01" in core


def test_tabs_get_names_that_excel_takes_each_its_own() -> None:
    long = "Accord sur les déterminants de l’accès"
    book = loaded([SHEET, SHEET, Sheet(long, SHEET.columns, []), Sheet("/", SHEET.columns, [])])
    assert book.names == ["Accord  pilote", "Accord  pilote 2", long[:31], "1"]


def test_what_excel_cannot_hold_is_refused_in_plain_words(tmp_path: Path) -> None:
    sheet = Sheet("Mémos", [Column("Mémo")], [["x" * 32_768]])
    with pytest.raises(FileProblem, match="Mémos"):
        write_workbook(tmp_path / "trop.xlsx", [sheet])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_agreement_report_fills_sheets_for_a_supplement(language: str) -> None:
    book = loaded(agreement_sheets(REPORT, LABELS, language))
    assert len(book.names) == 3
    cells = book.cells(2)
    heads = {str(value): place[:-1] for place, value in cells.items() if place[1:] == "1"}
    assert "κ (Cohen)" in heads
    assert cells[f"{heads['α']}3"] == 0.861
    assert cells[f"{heads['α 2.5 %']}3"] == 0.702
    assert cells["A3"] == "Distance et transport"

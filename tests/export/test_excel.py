"""Workbooks: words stay words, numbers stay numbers, the same sheets give the same bytes."""

from __future__ import annotations

import io
import math
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
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


def loaded(sheets: list[Sheet]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets, title="Étude")))


def test_words_stay_words_and_numbers_stay_numbers() -> None:
    page = loaded([SHEET]).worksheets[0]
    assert [cell.value for cell in page[1]] == ["Code", "n", "%"]
    assert page["A2"].value == "=1+1"
    assert page["A2"].data_type == "s"
    assert page["A2"].quotePrefix
    assert page["A3"].value == "Coût élevé 😀"
    assert (page["B2"].value, page["B2"].number_format) == (3, "#,##0")
    assert (page["C2"].value, page["C2"].number_format) == (0.5, "0.0%")
    assert page["B3"].value is None
    assert page["C3"].value is None
    assert page["A5"].value == "@note"
    assert page.freeze_panes == "B2"


def test_dates_and_yes_or_no_have_their_own_cells() -> None:
    sheet = Sheet("x", [Column("d", kind=Kind.DATE), Column("b")], [[date(2026, 3, 5), True]])
    page = loaded([sheet]).worksheets[0]
    assert page["A2"].value.date() == date(2026, 3, 5)
    assert page["B2"].value is True


def test_the_same_sheets_give_the_same_bytes_without_a_name_in_them() -> None:
    data = workbook_bytes([SHEET], title="Étude")
    assert data == workbook_bytes([SHEET], title="Étude")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read("docProps/core.xml").decode("utf-8")
    assert "<dc:creator></dc:creator>" in core
    assert "1980-01-01" in core


def test_tabs_get_names_that_excel_takes_each_its_own() -> None:
    long = "Accord sur les déterminants de l’accès"
    names = loaded([SHEET, SHEET, Sheet(long, SHEET.columns, []), Sheet("/", SHEET.columns, [])])
    assert names.sheetnames == ["Accord  pilote", "Accord  pilote 2", long[:31], "1"]


def test_what_excel_cannot_hold_is_refused_in_plain_words(tmp_path: Path) -> None:
    sheet = Sheet("Mémos", [Column("Mémo")], [["x" * 32_768]])
    with pytest.raises(FileProblem, match="Mémos"):
        write_workbook(tmp_path / "trop.xlsx", [sheet])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_agreement_report_fills_sheets_for_a_supplement(language: str) -> None:
    book = loaded(agreement_sheets(REPORT, LABELS, language))
    codes = book.worksheets[1]
    heads = [cell.value for cell in codes[1]]
    assert "κ (Cohen)" in heads
    row = {head: cell.value for head, cell in zip(heads, codes[3], strict=True)}
    assert row["α"] == 0.861
    assert row["α 2.5 %"] == 0.702
    assert codes["A3"].value == "Distance et transport"
    assert len(book.sheetnames) == 3

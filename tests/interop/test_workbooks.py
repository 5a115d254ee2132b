"""Excel workbooks as tables: what a person sees in the cells."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from qualcode.interop.answers_columns import columns_of
from qualcode.interop.csv_table import read_table


def test_cells_are_read_as_they_are_seen(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["id", "âge", "imc", "jour", "oui", "calcul", "vide"])
        sheet.write_row(2, 0, ["P01", 64, 23.5])
        sheet.write_datetime(2, 3, date(2026, 5, 23), day)
        sheet.write_boolean(2, 4, True)
        sheet.write_formula(2, 5, "=1+1", value="deux")
        book.add_worksheet("autre").write(0, 0, "non lu")
    path = tmp_path / "a.xlsx"
    path.write_bytes(stream.getvalue())
    row = read_table(path, ("id",)).rows[0]
    assert row.line == 3
    assert dict(row.cells) == {
        "id": "P01",
        "âge": "64",
        "imc": "23.5",
        "jour": "2026-05-23",
        "oui": "true",
        "calcul": "deux",
        "vide": "",
    }


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        (["P01,refusé,Parce que c’est bien trop loin", "P02,accepté,Ma sœur me conduit"], "motif"),
        (["P01,refusé,Trop loin", "P02,refusé,« Ça ira »"], "motif"),
        (["P01,refusé,loin", "P02,refusé,peur"], ""),
    ],
)
def test_the_column_of_answers_is_guessed_though_they_are_short(
    tmp_path: Path, rows: list[str], texts: str
) -> None:
    path = tmp_path / "motifs.csv"
    path.write_text("\n".join(["id,décision,motif", *rows]), encoding="utf-8")
    columns = columns_of(path)
    assert (columns.respondent, "; ".join(columns.texts)) == ("id", texts)

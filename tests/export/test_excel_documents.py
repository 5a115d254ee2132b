"""Every document can be an Excel workbook: what is printed, a sheet for each table."""

from __future__ import annotations

from datetime import date

from qualcode.export.excel.documents import document_sheets
from qualcode.export.word.values import Column, Document, Row, RowKind, Run, Table

WORDS = "=Et l’infirmière : « 2 % » !"


def document(language: str = "fr") -> Document:
    table = Table(
        title="Titre",
        columns=(Column("Code", 4.0), Column("n", 2.0, unit="participants")),
        rows=(
            Row(("Famille",), RowKind.FAMILY),
            Row((((Run(WORDS, verbatim=True),),), "3 %")),
        ),
        description="",
        notes=("Une note !", (Run("Autre", italic=True), " fin")),
    )
    return Document("Titre", language, date(2026, 1, 2), (table,), footer="Pied")


def test_sub_headings_have_a_column_and_quotations_stay_as_they_were_said() -> None:
    (sheet,) = document_sheets(document())
    assert [column.title for column in sheet.columns] == ["", "Code", "n (participants)"]
    assert sheet.rows == [["Famille", WORDS, "3\u202f%"]]
    assert list(sheet.notes) == ["Titre", "Une note\u202f!", "Autre fin", "Pied"]

"""Framework matrices and chosen quotations on paper: headings and notes say what stands there."""

from __future__ import annotations

from datetime import date

import pytest

from qualcode.core.analysis.charting import Cell, Summary
from qualcode.core.analysis.selection import Run
from qualcode.export.word.analysis import (
    MOST_COLUMNS,
    ShownQuotation,
    chart_document,
    quotations_document,
)
from qualcode.export.word.values import RowKind, Table

DAY = date(2026, 1, 5)


def quotation(code: str = "", theme: str = "") -> ShownQuotation:
    return ShownQuotation((Run("La route."),), "P01", "", "fr", "P01 · 1.1", code, theme)


def test_a_quotation_of_a_theme_stands_under_its_statement_after_those_of_codes() -> None:
    document = quotations_document(
        [quotation(theme="g1"), quotation(), quotation("Distance")],
        language="fr",
        made_on=DAY,
        largest_share=1.0,
        most_quoted="P01",
        themes={"g1": "La route use"},
    )
    (table,) = document.blocks
    assert isinstance(table, Table)
    heads = [row.cells[0] for row in table.rows if row.kind is RowKind.FAMILY]
    assert heads == ["Distance", "Sans code", "La route use"]


@pytest.mark.parametrize(
    ("columns", "told"), [(MOST_COLUMNS, "In brackets"), (MOST_COLUMNS + 9, "no summary")]
)
def test_the_note_of_a_chart_says_what_its_layout_shows(columns: int, told: str) -> None:
    names = [f"P{n:02}" for n in range(columns)]
    document = chart_document(
        [Summary(Cell("essai:distance", "case", names[0]), "Deux heures de route.")],
        {"essai:distance": "Distance"},
        names,
        {("essai:distance", names[1]): 2},
        language="en",
        made_on=DAY,
        layer="Zoé",
    )
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert told in str(table.notes)

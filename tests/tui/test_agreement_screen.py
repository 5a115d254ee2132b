"""The agreement screen at eighty columns: tables, plots in text, and where Enter leads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import DataTable

from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.pairs.coders import enrol_coder
from qualcode.core.coding import NewCoding, Valence
from qualcode.store.opening import open_project
from qualcode.tui.screens.agreement import VIEWS
from qualcode.tui.widgets.plots import PLOT_WIDTH, interval_plot, scale, shade
from tests.stories import place
from tests.tui.driving import opened, settle, shown, small_study


@pytest.fixture
def coded(tmp_path: Path) -> str:
    """Two coders who take one passage for different codes and agree on another."""
    where = small_study(tmp_path)
    with open_project(where, acting="Zoé") as project:
        enrol_coder(project, "Maël")
    for coder, code in (("Zoé", "distance"), ("Maël", "proches")):
        with open_project(where, acting=coder) as project:
            route = place("c’était la route.")
            code_passage(project, NewCoding("P01", route, code, Valence.BARRIER))
            calls = place("Et l’infirmière, elle, répondait toujours au téléphone.")
            code_passage(project, NewCoding("P01", calls, "joignable", Valence.LEVER))
            mark_source(project, "P01")
    return where


def rows_of(table: DataTable[Any]) -> list[list[str]]:
    return [[str(cell) for cell in table.get_row_at(row)] for row in range(table.row_count)]


async def test_eighty_columns_show_codes_headings_transcripts_pairs_and_confusions(
    coded: str,
) -> None:
    async with opened(coded, size=(80, 24)) as (app, pilot):
        await pilot.press("A")
        await settle(app, pilot)
        table = app.screen.query_one("#report", DataTable)
        codes = rows_of(table)
        assert [row[0] for row in codes][1:] == ["Distance", "Relatives", "Team can be reached"]
        assert "●" in codes[3][7]
        assert "·" in shown(app, "#notes")
        found = {}
        for view in list(VIEWS)[1:]:
            await pilot.press("v")
            await settle(app, pilot)
            found[view] = rows_of(table)
        assert [row[0] for row in found["headings"]] == ["Access", "Care"]
        assert len(found["transcripts"]) == len(codes)
        cells = {cell for row in found["confusion"] for cell in row}
        assert "█1" in cells, "the shade and the number"
        assert "two coders only" not in shown(app, "#notes")


async def test_enter_tells_why_and_opens_the_disagreements(coded: str) -> None:
    async with opened(coded, size=(80, 24)) as (app, pilot):
        await pilot.press("A")
        await settle(app, pilot)
        await pilot.press("down", "enter")
        await settle(app, pilot)
        assert app.current_mode == "settle"
        rows = app.screen.query_one("#disagreements", DataTable)
        assert rows.row_count
        assert "Distance" in shown(app, "#heading")
        assert any("Distance" in message for message in app.heard)


async def test_another_unit_is_told_to_be_one_of_sensitivity(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await pilot.press("A", "s")
        await settle(app, pilot)
        assert "sensitivity" in shown(app, "#notes")
        assert "characters" in shown(app, "#heading")


def test_a_plot_shows_an_interval_or_a_dot_for_each_transcript() -> None:
    with_interval = interval_plot(0.5, 0.25, 0.75, [0.1])
    assert with_interval == "     ├────●────┤:    "
    dots = interval_plot(0.5, None, None, [0.25, 0.25, None, 1.0, -0.4])
    assert dots == "·    •    ●  :  :   ·"
    assert interval_plot(None, None, None, []) == "             :  :    "
    assert interval_plot(-0.1, None, None, [])[0] == "‹"
    assert len(with_interval) == len(scale()) == PLOT_WIDTH


def test_a_shade_is_as_dark_as_its_number_is_large() -> None:
    assert [shade(n, 9) for n in (0, 1, 3, 6, 9)] == [" ", "░", "▒", "▓", "█"]
    assert shade(1, 0) == " "

"""The matrix on screen: other rows and columns by one key, and the words behind a cell."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import DataTable

from qualcode.app.coding.coding import code_passages, mark_source
from qualcode.core.coding import NewCoding, Valence
from qualcode.store.opening import open_project
from qualcode.tui.screens.matrix import MatrixScreen, after
from tests.stories import place
from tests.tui.driving import HearingApp, opened, settle, shown, told, typed


def coded_study(where: str) -> None:
    with open_project(where, acting="Zoé") as project:
        passages = (
            ("Deux heures aller", "distance", Valence.BARRIER),
            ("Ma sœur venait", "proches", Valence.LEVER),
            ("sans elle, on arrêtait", "proches", Valence.BARRIER),
        )
        code_passages(
            project, [NewCoding("P01", place(words), code, side) for words, code, side in passages]
        )
        mark_source(project, "P01")


def cells(app: HearingApp) -> list[list[str]]:
    table = app.screen.query_one("#table", DataTable)
    return [[str(cell) for cell in table.get_row_at(n)] for n in range(table.row_count)]


async def test_a_cell_opens_on_the_words_behind_it(study: str) -> None:
    coded_study(study)
    async with opened(study) as (app, pilot):
        await typed(pilot, "X")
        await settle(app, pilot)
        assert cells(app) == [
            ["Distance", "·", "▼\u00a01", "▼\u00a01/1; 1"],
            ["Relatives", "▼\u00a01", "▲\u00a01", "◆\u00a01/1; 2"],
        ]
        await typed(pilot, "down", "right", "enter")
        await settle(app, pilot)
        assert "Relatives · P01" in shown(app, "#heading")
        assert app.screen.query_one("#quotations", DataTable).row_count == 1
        assert "Ma sœur venait" in shown(app, "#context Static")
        await typed(pilot, "escape")
        await settle(app, pilot)
        assert isinstance(app.screen, MatrixScreen)


async def test_one_key_changes_rows_columns_figures_and_side(study: str) -> None:
    coded_study(study)
    async with opened(study) as (app, pilot):
        await typed(pilot, "X")
        await settle(app, pilot)
        await typed(pilot, "t")
        assert cells(app)[1] == ["Relatives", "1", "·", "0/1; 1"]
        await typed(pilot, "t", "t", "t", "t", "t", "t", "n")
        assert cells(app)[0] == ["Distance", "·", "▼\u00a01/1", "▼\u00a01/1"]
        await typed(pilot, "h")
        assert cells(app)[0][2].startswith("█")
        await typed(pilot, "r")
        await settle(app, pilot)
        assert [row[0] for row in cells(app)] == ["Access"]
        await typed(pilot, "b")
        await settle(app, pilot)
        assert "families by transcript" in shown(app, "#heading")


async def test_what_cannot_be_counted_says_why_and_keys_go_on_working(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "X")
        await settle(app, pilot)
        assert "Nothing to put into the table" in shown(app, "#notes")
        await typed(pilot, "enter", "o", "e", "h")
        assert isinstance(app.screen, MatrixScreen)


async def test_the_matrix_goes_to_the_kind_of_file_that_its_name_says(
    study: str, tmp_path: Path
) -> None:
    coded_study(study)
    out = tmp_path / "matrice.csv"
    async with opened(study) as (app, pilot):
        await typed(pilot, "X")
        await settle(app, pilot)
        screen = app.screen
        assert isinstance(screen, MatrixScreen)
        screen._write(str(out))
        assert told(app, "Wrote")
    assert out.read_text(encoding="utf-8-sig").startswith("row,row_name")


def test_after_the_last_choice_comes_the_first() -> None:
    assert [after("abc", one) for one in "abcx"] == ["b", "c", "a", "a"]


async def test_words_are_read_only_when_they_are_asked_for(study: str) -> None:
    coded_study(study)
    async with opened(study) as (app, pilot):
        await typed(pilot, "X")
        await settle(app, pilot)
        screen = app.screen
        assert isinstance(screen, MatrixScreen)
        assert not screen.request.words
        await typed(pilot, "n", "n", "n", "n")
        await settle(app, pilot)
        assert cells(app)[1] == ["Relatives", "▼\u00a04", "▲\u00a03", "◆\u00a07"]


async def test_beside_the_matrix_stand_tables_and_plots_that_open_on_quotations(study: str) -> None:
    coded_study(study)
    with open_project(study, acting="Zoé") as project:
        code_passages(project, [NewCoding("P01", place("Ma sœur venait"), "distance")])
    async with opened(study, size=(130, 40)) as (app, pilot):
        await typed(pilot, "X")
        await settle(app, pilot)
        await typed(pilot, "v")
        await settle(app, pilot)
        assert "Codes that go together" in shown(app, "#heading")
        assert cells(app)[0][1:] == ["·", "█1"]
        await typed(pilot, "right", "enter")
        await settle(app, pilot)
        assert app.screen.query_one("#quotations", DataTable).row_count == 2
        await typed(pilot, "escape")
        await settle(app, pilot)
        heads = []
        for _step in range(4):
            await typed(pilot, "v")
            await settle(app, pilot)
            heads.append(shown(app, "#heading").split("  ·  ")[0])
        assert heads[:3] == ["Who speaks to what", "First appearance of codes",
                             "Barriers and levers"]  # fmt: skip
        await typed(pilot, "escape")
        await settle(app, pilot)
        assert isinstance(app.screen, MatrixScreen)

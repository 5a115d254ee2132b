"""The files that were written: whether each still holds, why not, and writing it again by key."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import DataTable

from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.publishing.outgoing import export_kind
from qualcode.app.publishing.wishes import Wish
from qualcode.core.coding import NewCoding, Valence
from qualcode.store.opening import open_project
from tests.stories import place
from tests.tui.driving import HearingApp, opened, settle, shown, told

HARD = "Le plus dur… c’était la route."
SISTER = "Ma sœur venait."


def rows(app: HearingApp) -> list[list[str]]:
    table = app.screen.query_one(DataTable)
    return [[str(cell).strip() for cell in table.get_row_at(n)] for n in range(table.row_count)]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_a_stale_table_says_why_and_is_written_anew_made_again_and_compared(
    study: str, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    with open_project(study, acting="Zoé") as project:
        code_passage(project, NewCoding("P01", place(HARD), "essai:distance", Valence.BARRIER))
        mark_source(project, "P01")
        export_kind(project, "participants", folder / "p.docx", Wish("en"))
        export_kind(project, "themes", folder / "t.docx", Wish("en"))
        code_passage(project, NewCoding("P01", place(SISTER), "essai:proches", Valence.LEVER))
    first = (folder / "t.docx").read_bytes()

    async with opened(study, size=(80, 24)) as (app, pilot):

        async def press(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await settle(app, pilot)

        await press("E", "l")
        assert [(row[1], row[3]) for row in rows(app)] == [
            ("t.docx", "no, changed since"),
            ("p.docx", "yes"),
        ]
        assert "Changed since: codings (1 added)." in shown(app, "#context Static")
        snapshot = rows(app)[0][2]
        await press("r", "enter")
        assert (folder / f"t_{snapshot}.docx").read_bytes() == first
        assert told(app, "byte for byte")
        await press("home", "down", "enter", "enter")
        assert (folder / "t.docx").read_bytes() != first
        assert rows(app)[0][3] == "yes"
        await press("end", "c", "enter", "enter")
        assert told(app, "1 row has changed.")
        assert any(name.startswith("comparison_") for name in files(folder))
        await press("escape")
        assert app.screen.query("#kinds")

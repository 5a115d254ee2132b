"""The files that were written: whether each still holds, why not, and writing it again by key."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import DataTable

from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.publishing.outgoing import export_kind
from qualcode.app.publishing.wishes import Wish
from qualcode.app.publishing.written import Since
from qualcode.core.coding import NewCoding, Valence
from qualcode.i18n import current_language, in_language, set_language
from qualcode.store.opening import open_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens import written
from tests.stories import place
from tests.tui.driving import HearingApp, opened, settle, shown, told
from tests.tui.test_snapshots_screens import Look, Snapshot, on_the_way

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


WRITTEN = {"kind": "themes", "coder": "Zoé", "stale": None}
LEDGER = [
    WRITTEN | {
        "guid": "1", "file": "freins_leviers.docx", "snapshot": "0a1b2c3d4e", "stale": True,
        "created": "2026-03-14T09:26:53", "settings": {"layer": "analysis", "language": "fr"},
    },
    WRITTEN | {
        "guid": "2", "kind": "participants", "file": "participants_œdème.docx", "snapshot": None,
        "created": "2026-03-15T18:05:00", "settings": {}, "stale": False,
    },
    WRITTEN | {
        "guid": "3", "file": "freins_leviers_C1.csv", "snapshot": "99ff88ee", "stale": True,
        "created": "2026-03-16T08:00:00", "settings": {"layer": "C1", "language": "en"},
    },
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "size"), [("fr", (80, 24)), ("en", (120, 34))], ids=["fr", "en"]
)
def test_the_list_looks_like_this(
    snap_compare: Snapshot,
    study: str,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    size: tuple[int, int],
) -> None:
    monkeypatch.setattr(written, "list_exports", lambda _project: LEDGER)
    monkeypatch.setattr(
        "qualcode.app.publishing.written.changed_since",
        lambda _project, _row: [Since("codings", 3, 1, 0)],
    )
    look = Look("written", ("E", "l", "down", "down"), size, language=language)
    before = current_language()
    set_language(language)
    try:
        with in_language(language):
            app = QualcodeApp(study, "Zoé")
            assert snap_compare(app, terminal_size=size, run_before=on_the_way(look))
    finally:
        app.close()
        set_language(before)

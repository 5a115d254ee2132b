"""Finding words in all sources on the screen, opening and coding where they stand."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from qualcode.core.coding import Valence
from qualcode.core.transcript import Speaker
from qualcode.store.opening import open_project
from qualcode.store.rows import sources as source_rows
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.screens.library import LibraryScreen
from qualcode.tui.screens.search import SearchScreen
from qualcode.tui.transcript.view import TranscriptView
from tests.stories import document
from tests.tui.driving import HearingApp, codings, opened, settle, shown, told, typed

SECOND = (
    ("ENQ", "Et la route ?"),
    ("P02", "L’œdème [rires], la [P07] route ; encore la route. 😀"),
)


@pytest.fixture
def two(study: str) -> str:
    """The small study with a second interview."""
    with open_project(study, acting="Zoé") as project, project.change("fill") as change:
        source_rows.add_source(
            change,
            document(SECOND),
            name="P02",
            kind="interview",
            language="fr",
            speaker_of={
                "ENQ": Speaker("ENQ", coded=False),
                "P02": Speaker("P02", coded=True, case=None),
            },
        )
    return study


async def search(app: QualcodeApp, pilot: Pilot[None], words: str) -> None:
    await typed(pilot, "F")
    app.screen.query_one("#asked", Input).value = words
    await pilot.press("enter")
    await settle(app, pilot)


def rows(app: QualcodeApp) -> list[list[str]]:
    table = app.screen.query_one("#hits", DataTable)
    return [[str(cell).strip() for cell in table.get_row_at(i)] for i in range(table.row_count)]


async def code_hits_with(app: HearingApp, pilot: Pilot[None], *keys: str) -> None:
    await typed(pilot, "c")
    await pilot.press(*keys, "enter")
    await settle(app, pilot)


async def test_every_place_is_shown_in_its_context_word_for_word(two: str) -> None:
    async with opened(two) as (app, pilot):
        await search(app, pilot, "route")
        assert isinstance(app.screen, SearchScreen)
        found = rows(app)
        assert [row[1:3] + row[4:5] for row in found] == [
            ["P01", "P01", "route"],
            ["P02", "ENQ", "route"],
            ["P02", "P02", "route"],
            ["P02", "P02", "route"],
        ]
        assert found[2][3] == "L’œdème [rires], la [P07]"
        assert found[3][5] == ". 😀"
        assert "4 places" in shown(app, "#heading")


async def test_enter_opens_the_place_in_the_coding_screen_and_the_places_stay(two: str) -> None:
    async with opened(two) as (app, pilot):
        await search(app, pilot, "encore la rou*")
        await typed(pilot, "enter")
        assert isinstance(app.screen, CodeScreen)
        view = app.screen.query_one(TranscriptView)
        assert view.transcript.source == "P02"
        assert view.cursor is not None
        assert "encore" in view.cursor.of(view.transcript.text)
        await typed(pilot, "F")
        assert len(rows(app)) == 1
        assert app.screen.query_one("#hits", DataTable).has_focus


async def test_all_places_are_coded_in_one_step_but_for_words_that_are_not_coded(two: str) -> None:
    async with opened(two) as (app, pilot):
        await search(app, pilot, "la route | la P07 route")
        await code_hits_with(app, pilot, *"dist", "space", "minus")
        assert [(c.source, c.quotation, c.valence) for c in codings(app)] == [
            ("P01", "Le plus dur… c’était la route.", Valence.BARRIER),
            ("P02", "L’œdème [rires], la [P07] route ; encore la route.", Valence.BARRIER),
        ]
        assert told(app, "2 passages coded. 1 place left out")
        await typed(pilot, "u")
        assert codings(app) == []
        assert told(app, "search hits")


async def test_marked_places_are_coded_exactly(two: str) -> None:
    async with opened(two) as (app, pilot):
        await search(app, pilot, "route")
        await typed(pilot, "space", "down", "down", "space", "s")
        assert [row[0] for row in rows(app)] == ["●", "", "", "●"]
        assert "2 marked" in shown(app, "#heading")
        assert "the words alone" in shown(app, "#heading")
        await code_hits_with(app, pilot, *"proches")
        assert [(c.source, c.quotation) for c in codings(app)] == [
            ("P01", "route"),
            ("P02", "route"),
        ]
        assert all(row[0] == "" for row in rows(app))


async def test_all_places_are_marked_or_none(two: str) -> None:
    async with opened(two) as (app, pilot):
        await search(app, pilot, "route")
        await typed(pilot, "a")
        assert "4 marked" in shown(app, "#heading")
        await typed(pilot, "a")
        assert "marked" not in shown(app, "#heading")


async def test_nobody_codes_places_before_saying_who(two: str) -> None:
    async with opened(two, acting=None) as (app, pilot):
        await search(app, pilot, "sœur")
        await typed(pilot, "c")
        await pilot.press(*"Ana", "enter")
        await pilot.pause()
        await pilot.press(*"proches", "enter")
        await settle(app, pilot)
        assert [c.coder for c in codings(app)] == ["Ana"]


async def test_a_search_that_cannot_be_run_is_told_and_nothing_is_lost(two: str) -> None:
    async with opened(two) as (app, pilot):
        await search(app, pilot, "route")
        await typed(pilot, "slash")
        app.screen.query_one("#asked", Input).value = "/(a+)+/"
        await pilot.press("enter")
        await settle(app, pilot)
        assert told(app, "repeats itself")
        assert len(rows(app)) == 4


async def test_words_that_stand_nowhere_leave_an_empty_list(two: str) -> None:
    async with opened(two) as (app, pilot):
        await search(app, pilot, "introuvable")
        assert rows(app) == []
        assert "0 places" in shown(app, "#heading")
        await typed(pilot, "escape")
        assert isinstance(app.screen, LibraryScreen)


async def test_escape_goes_from_the_line_to_the_places_to_the_library(two: str) -> None:
    async with opened(two) as (app, pilot):
        await search(app, pilot, "route")
        await typed(pilot, "slash", "escape")
        assert app.screen.query_one("#hits", DataTable).has_focus
        await typed(pilot, "escape")
        assert isinstance(app.screen, LibraryScreen)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_screen_stands_at_every_size(two: str, size: tuple[int, int]) -> None:
    async with opened(two, size=size) as (app, pilot):
        await search(app, pilot, "route")
        table = app.screen.query_one("#hits", DataTable)
        assert table.region.width == size[0]
        assert table.virtual_size.width <= size[0]

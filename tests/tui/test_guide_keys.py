"""On an interviewer's turn one key says which question of the guide it asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList

from qualcode.app.coding.guide import import_guide, questions_asked
from qualcode.app.coding.reading import turns_read
from qualcode.store.opening import open_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.screens.read import ReadScreen
from qualcode.tui.widgets.ask import Ask
from qualcode.tui.widgets.questions import QuestionPicker
from tests.tui.driving import opened, settle, shown, told, typed

GUIDE = """guide,key,wording_fr,wording_en
g,ouverture,"Pouvez-vous vous présenter ?","Can you introduce yourself?"
g,trajet,"Comment s'est passé le trajet, l'ambulance ?","How was the journey?"
"""


@pytest.fixture
def guided(study: str, tmp_path: Path) -> str:
    """The small study with a guide of two questions."""
    path = tmp_path / "grille.csv"
    path.write_text(GUIDE, encoding="utf-8")
    with open_project(study, acting="Zoé") as project:
        import_guide(project, path)
    return study


def asked(app: QualcodeApp) -> list[str]:
    assert app.session is not None
    return [one.ref for one in questions_asked(app.session.project)]


def margin(app: QualcodeApp) -> str:
    screen = app.screen
    assert isinstance(screen, (CodeScreen, ReadScreen))
    return "\n".join(screen.view.render_line(row).text for row in range(4))


@pytest.mark.parametrize("key", ["enter", "v"])
async def test_a_question_is_attached_and_taken_away_in_both_screens(guided: str, key: str) -> None:
    async with opened(guided) as (app, pilot):
        await typed(pilot, key, "home", "Q")
        options = app.screen.query_one(QuestionPicker).query_one(OptionList)
        assert options.option_count == 2
        await typed(pilot, "enter")
        assert asked(app) == ["g:trajet"], "the question that the turn sounds like is highlighted"
        assert "? trajet" in margin(app)
        assert "? trajet" in shown(app, "#status")
        await typed(pilot, "Q", "home", "enter")
        assert asked(app) in (["g:ouverture", "g:trajet"], ["g:trajet", "g:ouverture"])
        await typed(pilot, "Q", "escape", "Q", "home", "enter")
        assert asked(app) == ["g:trajet"]


async def test_undo_takes_the_question_back(guided: str) -> None:
    async with opened(guided) as (app, pilot):
        await typed(pilot, "enter", "home", "Q", "enter")
        assert asked(app) == ["g:trajet"]
        await typed(pilot, "u")
        assert asked(app) == []


async def test_on_a_persons_turn_it_says_why_not(guided: str) -> None:
    async with opened(guided) as (app, pilot):
        await typed(pilot, "enter", "home", "J", "Q")
        assert not app.screen.query(QuestionPicker)
        assert told(app, "Only an interviewer")


async def test_without_a_guide_it_says_how_to_bring_one(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "home", "Q")
        assert told(app, "guide PROJECT import")


async def test_the_library_says_how_many_questions_were_asked(guided: str) -> None:
    async with opened(guided) as (app, pilot):
        assert len(app.screen.query_one(DataTable).columns) == 5
        await typed(pilot, "enter", "home", "Q", "enter", "L")
        await settle(app, pilot)
        table = app.screen.query_one(DataTable)
        assert "1/2" in [str(cell) for cell in table.get_row_at(0)]


async def test_reading_goes_on_where_it_was_left(guided: str) -> None:
    async with opened(guided) as (app, pilot):
        await typed(pilot, "v", "home", "J", "J", "J")
        assert "read to turn 4 of 5" in shown(app, "#heading")
        await typed(pilot, "L")
        assert app.session is not None
        assert turns_read(app.session.project) == {"P01": {"Zoé": 4}}
        await typed(pilot, "v")
        assert shown(app, "#status").startswith("P01 · 4")
        await typed(pilot, "home", "L")
        assert turns_read(app.session.project) == {"P01": {"Zoé": 4}}


async def test_reading_to_the_end_twice_says_so_and_undo_takes_the_first_back(guided: str) -> None:
    async with opened(guided) as (app, pilot):
        await typed(pilot, "enter", "R", "R")
        assert told(app, "P01 was already “read to the end”")
        await typed(pilot, "u")
        await settle(app, pilot)
        assert told(app, "Undone: reading progress")


async def test_a_search_is_narrowed_to_the_answers_to_a_question(guided: str) -> None:
    async with opened(guided) as (app, pilot):
        await typed(pilot, "enter", "home", "J", "J", "Q", "enter", "F")
        app.screen.query_one("#asked", Input).value = "heures | elle"
        await pilot.press("enter")
        await settle(app, pilot)
        table = app.screen.query_one("#hits", DataTable)
        assert table.row_count == 4
        await narrowed(app, pilot, "question=ouverture, codé")
        assert table.row_count == 2
        assert "only question=ouverture" in shown(app, "#heading")
        await narrowed(app, pilot, "nonsense")
        assert told(app, "is no condition")
        await narrowed(app, pilot, "")
        assert table.row_count == 4


async def narrowed(app: QualcodeApp, pilot: Pilot[None], filters: str) -> None:
    await typed(pilot, "t")
    app.screen.query_one(Ask).query_one(Input).value = filters
    await pilot.press("enter")
    await settle(app, pilot)

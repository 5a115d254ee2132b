"""Suggested codes on the screen: one key asks, a number takes, nothing comes before it is on."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.suggesting import turn_suggestions
from qualcode.app.projects.undoing import list_journal
from qualcode.core.coding import NewCoding, Valence
from qualcode.store.opening import create_project
from qualcode.store.rows import sources as source_rows
from qualcode.tui.palette import commands
from qualcode.tui.widgets.suggestions import SuggestionPanel
from tests.stories import document, fill, place
from tests.tui.driving import HearingApp, codings, opened, settle, shown, told, typed

ROAD = "Le plus dur… c’était la route."
NURSE = "Et l’infirmière, elle, répondait toujours au téléphone."


@pytest.fixture
def two(tmp_path: Path) -> str:
    """P02 is coded; P01, which says the same, is not."""
    where = str(tmp_path / "étude.qualcode")
    with create_project(where, title="Étude inventée", acting="Zoé") as project:
        fill(project)
        with project.change("fill") as change:
            speakers = source_rows.load_transcript(change.connection, "P01").speakers
            source_rows.add_source(
                change,
                document(),
                name="P02",
                kind="interview",
                language="fr",
                speaker_of=speakers,
            )
        code_passage(project, NewCoding("P02", place(ROAD), "distance", Valence.BARRIER))
        code_passage(project, NewCoding("P02", place(NURSE), "joignable"))
    return where


async def asked(app: HearingApp, pilot: Pilot[None]) -> None:
    await typed(pilot, "S")
    await settle(app, pilot)


async def test_nothing_is_suggested_until_it_is_turned_on(two: str) -> None:
    async with opened(two) as (app, pilot):
        await typed(pilot, "enter", "j")
        await asked(app, pilot)
        assert told(app, "Suggestions of codes are off")
        assert not app.screen.query(SuggestionPanel)
        (switch,) = [one for one in commands(app) if one.title == "Turn suggestions of codes on"]
        switch.callback()
        assert told(app, "Suggestions of codes are on")
        await asked(app, pilot)
        assert app.screen.query(SuggestionPanel)


@pytest.mark.parametrize("key", ["1", "&", "enter"])
async def test_a_number_takes_a_code_and_the_journal_says_that_it_was_suggested(
    two: str, key: str
) -> None:
    async with opened(two) as (app, pilot):
        assert app.session is not None
        turn_suggestions(app.session.project, on=True)
        await typed(pilot, "enter", "j")
        await asked(app, pilot)
        await typed(pilot, {"&": "ampersand"}.get(key, key))
        await settle(app, pilot)
        assert [c.code for c in codings(app) if c.source == "P01"] == ["distance"]
        assert "barrier or lever?" in shown(app, "#status")
        await typed(pilot, "f")
        (given,) = [c for c in codings(app) if c.source == "P01"]
        assert given.valence is Valence.BARRIER
        actions = [entry.action for entry in list_journal(app.session.project)]
        assert actions[-2:] == ["accept_suggestion", "change_coding"]


async def test_escape_takes_none_and_gives_the_text_back(two: str) -> None:
    async with opened(two) as (app, pilot):
        assert app.session is not None
        turn_suggestions(app.session.project, on=True)
        await typed(pilot, "enter", "j")
        await asked(app, pilot)
        await typed(pilot, "9", "escape", "j")
        assert not app.screen.query(SuggestionPanel)
        assert [c for c in codings(app) if c.source == "P01"] == []
        assert "2.2" in shown(app, "#status")

"""Working on the codebook by keyboard: each edit is shown, kept and can be taken back."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Tree

from qualcode.app.coding.coding import code_passages
from qualcode.core.coding import NewCoding
from qualcode.store.opening import open_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.queue import QueueScreen
from tests.stories import place
from tests.tui.driving import codings, opened, settle, told, typed


@pytest.fixture
def coded(study: str) -> str:
    with open_project(study, acting="Zoé") as project:
        code_passages(
            project,
            [
                NewCoding("P01", place("la route"), "distance"),
                NewCoding("P01", place("Moi je dis"), "distance"),
            ],
        )
    return study


async def at_code(pilot: Pilot[None], name: str) -> None:
    await typed(pilot, "C", "slash")
    await pilot.press(*name, "enter")
    await pilot.pause()


async def answer(pilot: Pilot[None], *words: str) -> None:
    """Replace what an input holds."""
    await pilot.press("end", "ctrl+u", *words, "enter")
    await pilot.pause()


def labels(app: QualcodeApp) -> list[str]:
    assert app.session is not None
    return [code.label for _book, code in app.session.codes.values() if not code.retired]


def row_here(app: QualcodeApp) -> str:
    node = app.screen.query_one("#codes", Tree).cursor_node
    assert node is not None
    return str(node.label)


async def test_a_code_is_made_renamed_and_taken_back(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await at_code(pilot, "dista")
        await typed(pilot, "a")
        await answer(pilot, *"Coût")
        assert "Coût" in labels(app)
        await at_code(pilot, "coût")
        await typed(pilot, "r")
        await answer(pilot, *"Prix")
        assert "Prix" in labels(app)
        await typed(pilot, "u", "u")
        assert "Prix" not in labels(app)
        assert "Coût" not in labels(app)


async def test_a_changed_definition_asks_for_reading_again(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await at_code(pilot, "dista")
        await typed(pilot, "e", "d")
        await answer(pilot, *"How far")
        await typed(pilot, "Q")
        await settle(app, pilot)
        assert isinstance(app.screen, QueueScreen)
        assert app.screen.query_one(DataTable).row_count == 2
        await typed(pilot, "r", "r")
        assert app.screen.query_one(DataTable).row_count == 0


async def test_codes_are_merged_and_come_apart_again(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await at_code(pilot, "dista")
        await typed(pilot, "g")
        await answer(pilot, *"relat")
        assert {c.code for c in codings(app)} == {"proches"}
        await typed(pilot, "u")
        assert {c.code for c in codings(app)} == {"distance"}


async def test_a_split_is_decided_passage_by_passage(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        for name in ("Voiture", "Temps"):
            await at_code(pilot, "relat")
            await typed(pilot, "a")
            await answer(pilot, *name)
        await at_code(pilot, "dista")
        await typed(pilot, "S")
        await answer(pilot, *"voiture,temps")
        await typed(pilot, "Q")
        await settle(app, pilot)
        assert app.screen.query_one(DataTable).row_count == 2
        await typed(pilot, "a", "o")
        assert sorted(c.code for c in codings(app)) == ["temps", "voiture", "voiture"]


async def test_a_version_is_published_under_a_label_once(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await at_code(pilot, "dista")
        await typed(pilot, "V")
        await answer(pilot, *"1.1.0")
        assert told(app, "Published essai 1.1.0")
        await typed(pilot, "V")
        await answer(pilot, *"1.1.0")
        assert told(app, "needs a new label")


async def test_what_is_refused_is_told(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await at_code(pilot, "dista")
        await typed(pilot, "g")
        await answer(pilot, *"nonsense")
        assert told(app, "nonsense")
        assert {c.code for c in codings(app)} == {"distance"}


async def test_a_code_that_is_retired_is_told_marked_and_taken_back(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await at_code(pilot, "dista")
        await typed(pilot, "x")
        assert told(app, "Retired “Distance”; its 2 codings stay. u takes it back.")
        assert "Distance" not in labels(app)
        assert row_here(app).endswith("Distance  (retired)")
        await typed(pilot, "u")
        assert row_here(app).endswith("Distance")

"""Reading one code's quotations over all sources, and correcting them in place."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from qualcode.app.coding.coding import code_passages
from qualcode.app.coding.quotations import Filters, quotations_of
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotFound
from qualcode.store.opening import open_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.code import CodeScreen
from tests.stories import place
from tests.tui.driving import codings, opened, shown, typed


@pytest.fixture
def coded(study: str) -> str:
    with open_project(study, acting="Zoé") as project:
        code_passages(
            project,
            [
                NewCoding("P01", place("la route"), "distance", Valence.BARRIER),
                NewCoding("P01", place("Deux heures aller"), "distance", Valence.LEVER),
                NewCoding("P01", place("Moi je dis"), "proches"),
            ],
        )
    return study


async def to_quotations(pilot: Pilot[None], code: str) -> None:
    await typed(pilot, "C", "slash")
    await pilot.press(*code, "enter")
    await pilot.pause()
    await typed(pilot, "enter")


def rows(app: QualcodeApp) -> list[list[str]]:
    table = app.screen.query_one("#quotations", DataTable)
    return [[str(cell) for cell in table.get_row_at(i)] for i in range(table.row_count)]


async def test_quotations_stand_in_order_with_their_context(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await to_quotations(pilot, "dista")
        assert [row[:2] + row[3:4] for row in rows(app)] == [
            ["P01 · 2.1", "−", "la route"],
            ["P01 · 2.2", "+", "Deux heures aller"],
        ]
        assert "Le plus dur… c’était" in shown(app, "#context Static")


async def test_a_heading_shows_all_codes_under_it(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await to_quotations(pilot, "access")
        assert len(rows(app)) == 3


async def test_valence_code_and_memo_are_corrected_in_place(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await to_quotations(pilot, "dista")
        await typed(pilot, "a")
        assert codings(app)[0].valence is Valence.AMBIVALENT
        await typed(pilot, "m", *"vu", "enter")
        assert codings(app)[0].memo == "vu"
        await pilot.press("c", *"relat", "enter")
        await pilot.pause()
        assert [c.code for c in codings(app)] == ["proches", "distance", "proches"]
        await typed(pilot, "u", "u", "u")
        assert codings(app)[0].valence is Valence.BARRIER


async def test_a_negative_case_is_marked_with_its_reason(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await to_quotations(pilot, "dista")
        await typed(pilot, "z", *"seul", "enter")
        assert rows(app)[0][3].startswith("✗ ")
        assert app.session is not None
        only = quotations_of(app.session.project, "essai:distance", Filters(negative=True))
        assert [one.coding.quotation for one in only] == ["la route"]


async def test_filters_by_valence_and_attribute(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await to_quotations(pilot, "dista")
        await typed(pilot, "t", "t")
        assert [row[1] for row in rows(app)] == ["−"]
        await typed(pilot, "slash", *"nonsense", "enter")
        assert len(rows(app)) == 2


async def test_a_quotation_opens_in_its_transcript(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await to_quotations(pilot, "dista")
        await typed(pilot, "down", "enter")
        assert isinstance(app.screen, CodeScreen)
        assert "P01 · 2.2" in shown(app, "#status")


def test_another_coders_quotations_are_read_but_not_changed(coded: str) -> None:
    with open_project(coded, acting="Ana") as project:
        assert len(quotations_of(project, "essai:distance")) == 2
        assert quotations_of(project, "essai:distance", Filters(coder="Zoé"))
        with pytest.raises(NotFound):
            quotations_of(project, "essai:nulle")

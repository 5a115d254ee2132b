"""Settling on screen: one disagreement after the other, one key each."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from qualcode.app.projects.layers import CONSENSUS
from qualcode.core.coding import Valence
from qualcode.store.opening import create_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.settle import SettleScreen
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.key_line import KeyLine
from tests.app.settling_stories import HOURS, ROAD, SISTER, differ
from tests.stories import place
from tests.tui.driving import HearingApp, codings, opened, settle, shown, told, typed


@pytest.fixture
def differing(tmp_path: Path) -> str:
    where = str(tmp_path / "désaccords.qualcode")
    with create_project(where, title="Étude inventée", acting="Zoé") as project:
        differ(project)
    return where


def rows(app: QualcodeApp) -> list[list[str]]:
    table = app.screen.query_one("#disagreements", DataTable)
    return [[str(cell).strip() for cell in table.get_row_at(i)] for i in range(table.row_count)]


async def to_settling(app: HearingApp, pilot: Pilot[None]) -> None:
    await typed(pilot, "x")
    await settle(app, pilot)
    assert isinstance(app.screen, SettleScreen)


def consensus(app: QualcodeApp) -> list[tuple[str, str, Valence]]:
    found = [one for one in codings(app) if one.coder == CONSENSUS]
    return [(one.code, one.quotation, one.valence) for one in found]


async def answered(pilot: Pilot[None], words: str) -> None:
    pilot.app.screen.query_one(Input).value = words
    await typed(pilot, "enter")


async def test_disagreements_are_listed_with_both_coders(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        assert rows(app) == [
            ["·", "boundaries", "P01 · 2.1–2.2", "− Distance", "− Distance"],
            ["·", "opposite valence", "P01 · 2.3", "+ Relatives", "− Relatives"],
            ["·", "omission", "P01 · 5.1", "—", "Story"],
        ]
        assert "0/3 settled" in shown(app, "#heading")
        assert shown(app, "#first").startswith("A Maël")
        view = app.screen.query_one(TranscriptView)
        assert [one.letters for one in view.text_layout.codings] == ["Adi", "Bdi"]


async def test_one_key_decides_and_goes_on_to_the_next(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        await typed(pilot, "a", "b")
        assert consensus(app) == [
            ("distance", f"{ROAD} {HOURS}", Valence.BARRIER),
            ("proches", SISTER, Valence.BARRIER),
        ]
        assert [row[0] for row in rows(app)] == ["✓", "✓", "·"]
        assert "2/3 settled" in shown(app, "#heading")
        assert app.screen.query_one("#disagreements", DataTable).cursor_row == 2
        await typed(pilot, "u")
        await settle(app, pilot)
        assert [row[0] for row in rows(app)] == ["✓", "·", "·"]


async def test_neither_asks_why(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        await typed(pilot, "x")
        await answered(pilot, "")
        assert told(app, "say why")
        await typed(pilot, "x")
        await answered(pilot, "hors sujet")
        assert rows(app)[0][0] == "✓"
        assert not consensus(app)


async def test_another_passage_is_selected_in_the_text(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        await typed(pilot, "s")
        app.screen.query_one(TranscriptView).set_selection(place("la route. Deux heures aller"))
        await typed(pilot, "enter")
        await answered(pilot, "au plus près")
        assert consensus(app) == [("distance", "la route. Deux heures aller", Valence.BARRIER)]


async def test_n_passes_over_what_is_settled(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        table = app.screen.query_one("#disagreements", DataTable)
        await typed(pilot, "n", "o", "N")
        assert table.cursor_row == 0
        await typed(pilot, "n")
        assert table.cursor_row == 2


async def test_boundaries_and_agreements_in_bulk(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        await typed(pilot, "G")
        await answered(pilot, "intersection")
        await settle(app, pilot)
        assert consensus(app) == [("distance", ROAD, Valence.BARRIER)]
        await typed(pilot, "S", "enter")
        await settle(app, pilot)
        assert told(app, "1 agreements taken over.")
        await typed(pilot, "S")
        await answered(pilot, "au hasard")
        assert told(app, "There is no such rule")


async def test_the_decisions_are_written_to_a_file(differing: str, tmp_path: Path) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        await typed(pilot, "W")
        await answered(pilot, str(tmp_path / "rien.docx"))
        assert told(app, "Nothing is settled yet")
        await typed(pilot, "b", "W")
        await answered(pilot, str(tmp_path / "décisions.csv"))
        assert ROAD in (tmp_path / "décisions.csv").read_text("utf-8-sig")


async def test_a_coder_looks_at_the_consensus_without_settling_it(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        await typed(pilot, "a", "w")
        await answered(pilot, "Zoé, consensus")
        await settle(app, pilot)
        assert rows(app)[0][1:3] == ["boundaries", "P01 · 2.1–2.2"]
        await typed(pilot, "a")
        assert told(app, "nothing to settle")


async def test_the_code_is_found_in_the_codebook(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        await to_settling(app, pilot)
        await typed(pilot, "n", "e")
        await settle(app, pilot)
        assert app.current_mode == "codebook"
        here = app.screen.here  # type: ignore[attr-defined]
        assert here[0] == "essai:proches"


async def test_a_study_without_two_readers_says_so(study: str) -> None:
    async with opened(study) as (app, pilot):
        await to_settling(app, pilot)
        assert "between two coders" in shown(app, "#first")
        await typed(pilot, "a", "n", "s", "e", "m", "i", "t", "enter")
        assert isinstance(app.screen, SettleScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_all_fits_on_the_screen(differing: str, size: tuple[int, int]) -> None:
    async with opened(differing, size=size) as (app, pilot):
        await to_settling(app, pilot)
        line = app.screen.query_one(KeyLine)
        assert line.shown()[-1].end <= size[0]
        for name in ("#disagreements", "#passage", "#sides"):
            region = app.screen.query_one(name).region
            assert region.height >= 5
            assert region.right <= size[0]
            assert region.bottom < size[1]


async def test_a_code_of_the_report_shows_its_own_disagreements_first(differing: str) -> None:
    async with opened(differing) as (app, pilot):
        assert app.session is not None
        app.session.differing_on = "essai:recit"
        await to_settling(app, pilot)
        assert [row[1] for row in rows(app)] == ["omission"]
        assert "Story" in shown(app, "#heading")
        await typed(pilot, "t")
        assert len(rows(app)) == 3

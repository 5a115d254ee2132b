"""A coder's day on the screens, by keyboard alone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from textual.widgets import DataTable, Input, Static, Tree
from textual.worker import WorkerCancelled

from qualcode.app.coding.coding import mark_source
from qualcode.app.coding.reading import list_codings, list_sources
from qualcode.core.coding import Valence
from qualcode.core.people import Progress
from qualcode.store.opening import open_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.screens.welcome import WelcomeScreen
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.picker import CodePicker
from tests.tui.driving import code_with, opened, settle, shown, told


async def test_the_library_lists_sources_with_each_coders_progress(study: str) -> None:
    async with opened(study) as (app, _pilot):
        table = app.screen.query_one(DataTable)
        assert [str(cell) for cell in table.get_row("P01")] == [
            "P01", "interview", "36", "P01, A01", "· 0",
        ]  # fmt: skip
        assert "coder Zoé" in shown(app, "#heading")


async def test_ten_passages_are_coded_left_and_undone_another_day(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CodeScreen)
        for steps in (1, 1, 1, 2, 2):
            await pilot.press(*"j" * steps)
            await code_with(pilot, "proches")
            await code_with(pilot, "recit")
    with open_project(study, acting="Zoé") as project:
        assert len(list_codings(project)) == 10
    async with opened(study) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        for _ in range(10):
            await pilot.press("u")
            await pilot.pause()
        assert app.session is not None
        assert list_codings(app.session.project) == []
        await pilot.press("U")
        await pilot.pause()
        assert len(list_codings(app.session.project)) == 1


async def test_a_code_and_its_valence_take_few_keys(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("enter", "j")
        await code_with(pilot, "dist")
        await pilot.press("f")
        await pilot.pause()
        assert app.session is not None
        (coding,) = list_codings(app.session.project)
        assert (coding.code, coding.valence) == ("distance", Valence.BARRIER)
        assert coding.quotation == "Le plus dur… c’était la route."
        assert "− Distance" in shown(app, "#status")
        await pilot.press("j", "full_stop", "l")
        await pilot.pause()
        assert [c.valence for c in list_codings(app.session.project)] == [
            Valence.BARRIER, Valence.LEVER,
        ]  # fmt: skip


async def test_what_the_policy_forbids_is_told_and_changes_nothing(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("enter", "j")
        await code_with(pilot, "story")
        await pilot.press("f")
        await pilot.pause()
        assert app.session is not None
        (coding,) = list_codings(app.session.project)
        assert coding.valence is Valence.UNSET
        assert told(app, "takes no barrier")


async def test_an_interviewers_words_cannot_be_coded(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("enter")
        await code_with(pilot, "dist")
        assert app.session is not None
        assert list_codings(app.session.project) == []
        assert told(app, "interviewer")


async def test_a_memo_is_written_and_a_coding_taken_away(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("enter", "j")
        await code_with(pilot, "dist")
        await pilot.press("m", *"vu", "enter")
        await pilot.pause()
        assert app.session is not None
        assert list_codings(app.session.project)[0].memo == "vu"
        await pilot.press("d")
        await pilot.pause()
        assert list_codings(app.session.project) == []


async def test_read_to_the_end_is_marked_from_the_text_and_from_the_library(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("enter", "R")
        await pilot.pause()
        assert app.session is not None
        project = app.session.project
        assert list_sources(project)[0].progress["Zoé"] is Progress.READ
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause()
        assert list_sources(project)[0].progress["Zoé"] is Progress.READING


async def test_nobody_codes_before_saying_who(study: str) -> None:
    async with opened(study, acting=None) as (app, pilot):
        await pilot.press("enter", "j", "plus")
        selected = app.screen.query_one(TranscriptView).selected
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.focused, Input)
        await pilot.press(*"Ana", "enter")
        await pilot.pause()
        assert app.screen.query_one(CodePicker).display
        await pilot.press(*"dist", "enter")
        await pilot.pause()
        assert app.session is not None
        given = list_codings(app.session.project)
        assert [(c.coder, c.span) for c in given] == [("Ana", selected)]


async def test_another_coders_layer_is_not_shown_as_mine(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("enter", "j")
        await code_with(pilot, "dist")
    async with opened(study, acting="Ana") as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert "0 codings" in shown(app, "#heading")


async def test_words_are_searched_in_the_transcript(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("enter", "slash", *"SŒUR", "enter")
        await pilot.pause()
        view = app.screen.query_one(TranscriptView)
        assert view.cursor is not None
        assert "sœur" in view.cursor.of(view.transcript.text)


async def test_the_codebook_explains_each_code(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("C")
        await pilot.pause()
        await pilot.press("slash", *"dista", "enter")
        await pilot.pause()
        node = app.screen.query_one(Tree).cursor_node
        assert node is not None
        assert node.data == "essai:distance"
        assert "Distance" in str(app.screen.query_one("Meaning Static", Static).content)


async def test_agreement_says_why_there_is_none_yet(study: str) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("A")
        await settle(app, pilot)
        assert "two coders" in shown(app, "#notes")


async def test_agreement_and_table_show_what_was_coded(study: str) -> None:
    for name in ("Ana", "Zoé"):
        async with opened(study, acting=name) as (app, pilot):
            await pilot.press("enter", "j")
            await code_with(pilot, "dist")
            await pilot.press("f", "R")
            await pilot.pause()
    async with opened(study) as (app, pilot):
        await pilot.press("A")
        await settle(app, pilot)
        report = app.screen.query_one("#report", DataTable)
        row = [str(cell) for cell in report.get_row_at(1)]
        assert row[:4] == ["Distance", "1", "1", "1"]
        await pilot.press("T")
        await settle(app, pilot)
        table = app.screen.query_one("#table", DataTable)
        assert [str(cell) for cell in table.get_row_at(0)][:3] == ["Distance", "1; 1", "·"]


async def test_a_second_program_reads_and_is_told(study: str) -> None:
    with open_project(study, acting="Ana"):
        async with opened(study) as (app, pilot):
            assert "read only" in shown(app, "#heading")
            await pilot.press("r")
            await pilot.pause()
            assert told(app, "Another program")


async def test_a_project_that_cannot_be_opened_ends_with_a_sentence(tmp_path: Path) -> None:
    app = QualcodeApp(str(tmp_path / "absent.qualcode"), None)
    async with app.run_test() as pilot:
        with suppress(WorkerCancelled):
            await app.workers.wait_for_complete()
        await pilot.pause()
    assert app.failure is not None
    assert "absent.qualcode" in str(app.failure)


async def test_the_welcome_screen_offers_what_was_opened_last(study: str) -> None:
    async with opened(study):
        pass
    async with opened(None) as (app, pilot):
        assert isinstance(app.screen, WelcomeScreen)
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.session is not None


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_every_screen_stands_at_every_size(study: str, size: tuple[int, int]) -> None:
    with open_project(study, acting="Zoé") as project:
        mark_source(project, "P01")
    async with opened(study, size=size) as (app, pilot):
        for key in ("enter", "C", "A", "T", "L"):
            await pilot.press(key)
            await settle(app, pilot)
            assert app.screen.query_one("Heading").region.width == size[0]

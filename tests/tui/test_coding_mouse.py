"""Coding with the mouse: words by drawing, a sentence by two clicks, a turn by three."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from qualcode.core.coding import Valence
from qualcode.tui.app import QualcodeApp
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.key_line import KeyLine
from tests.stories import SAID
from tests.tui.driving import codings, opened, settle, typed
from tests.tui.test_view import cell_of


def view_of(app: QualcodeApp) -> TranscriptView:
    return app.screen.query_one(TranscriptView)


async def click_key(pilot: Pilot[None], action: str) -> None:
    """Click a key in the line at the foot."""
    line = pilot.app.screen.query_one(KeyLine)
    key = next(one for one in line.shown() if one.action == action)
    await pilot.click(line, offset=(key.start + 1, 0))
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize(
    ("clicks", "words"),
    [(2, "Deux heures aller, deux heures retour !"), (3, SAID[1][1])],
    ids=["sentence", "turn"],
)
async def test_clicks_select_what_is_coded(study: str, clicks: int, words: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter")
        await pilot.click(TranscriptView, offset=cell_of(view_of(app), "aller"), times=clicks)
        await pilot.press("c", *"dist", "enter")
        await pilot.pause()
        assert [coding.quotation for coding in codings(app)] == [words]


async def test_words_are_drawn_over_and_coded_without_a_key(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter")
        view = view_of(app)
        await pilot.mouse_down(view, offset=cell_of(view, "la route", 1))
        await pilot.hover(view, offset=cell_of(view, "route.", 2))
        await pilot.mouse_up(view, offset=cell_of(view, "route.", 2))
        await pilot.pause()
        assert view.selection is not None
        await click_key(pilot, "pick")
        await pilot.click("#codes", offset=(5, 0))
        await settle(app, pilot)
        await click_key(pilot, "valence('barrier')")
        (coding,) = codings(app)
        assert (coding.quotation, coding.valence) == ("la route", Valence.BARRIER)
        await click_key(pilot, "undo")
        await click_key(pilot, "undo")
        assert codings(app) == []

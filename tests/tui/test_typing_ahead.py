"""Typing faster than the screen: no key that was meant as an answer is taken for a command."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Tree

from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.base import Heading
from qualcode.tui.widgets.help import Help
from qualcode.tui.widgets.picker import CodePicker
from tests.tui.driving import code_with, codings, opened, settle, shown, typed


async def at_once(app: QualcodeApp, pilot: Pilot[None], *keys: str) -> None:
    """Send keys as a paste or a slow line does: all before the first is answered."""
    for key in keys:
        app.post_message(events.Key(key, {"slash": "/"}.get(key, key)))
    await settle(app, pilot)
    await pilot.pause()


async def test_a_code_typed_in_one_go_is_looked_for_and_takes_no_coding_away(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await at_once(app, pilot, "c", "d", "i", "s")
        assert app.screen.query_one("#query", Input).value == "dis"
        assert len(codings(app)) == 1


async def test_a_question_takes_all_that_is_typed_after_its_key(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "C")
        await settle(app, pilot)
        await at_once(app, pilot, "slash", "r", "a", "t")
        assert [line.value for line in app.screen.query("Ask Input").results(Input)] == ["rat"]
        await typed(pilot, "escape")
        await settle(app, pilot)
        assert isinstance(app.focused, Tree)


async def test_the_codebook_keeps_its_place_after_reading_quotations(study: str) -> None:
    async with opened(study, size=(80, 24)) as (app, pilot):
        await typed(pilot, "C")
        await settle(app, pilot)
        await typed(pilot, "slash", *"dist", "enter", "enter")
        await settle(app, pilot)
        await typed(pilot, "escape")
        await settle(app, pilot)
        node = app.screen.query_one("#codes", Tree).cursor_node
        assert node is not None
        assert node.data == "essai:distance"


async def test_help_turns_its_pages_and_escape_puts_it_away_where_one_stands(study: str) -> None:
    async with opened(study, size=(80, 24)) as (app, pilot):
        await typed(pilot, "enter")
        here = app.screen
        await typed(pilot, "question_mark", "question_mark")
        assert app.screen.query_one(Help).scroll_offset.y > 0
        await typed(pilot, "escape")
        assert not here.query(Help)
        assert app.screen is here


async def test_the_picker_names_the_codes_taken_along_and_offers_a_new_one(study: str) -> None:
    async with opened(study, size=(80, 24)) as (app, pilot):
        await typed(pilot, "enter", "j", "c", *"dist")
        options = app.screen.query_one("#codes", OptionList)
        assert "“dist”" in str(options.get_option_at_index(options.option_count - 1).prompt)
        await typed(pilot, "tab")
        picker = app.screen.query_one(CodePicker)
        assert "✓ Distance" in str(picker.border_title)
        assert picker.region.bottom < app.size.height


async def test_the_line_under_the_text_tells_marks_memo_and_a_valence_that_lacks(
    study: str,
) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await typed(pilot, "s", "p", "m", *"vu", "enter")
        status = shown(app, "#status")
        assert "potential" in status
        assert "memo" in status
        assert "f, l, a, =" in status
        await typed(pilot, "f")
        assert "f, l, a, =" not in shown(app, "#status")


async def test_a_heading_without_room_cuts_the_title_and_not_who_codes(study: str) -> None:
    async with opened(study, size=(40, 24)) as (app, _pilot):
        app.screen.query_one(Heading).tell("Étude au titre bien trop long ici", "coder Zoé")
        told = shown(app, "#heading")
        assert told.endswith("…  ·  coder Zoé")
        assert len(told) <= 38

"""The line of keys: whole at any width, in both languages, help always in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.widgets import DataTable

from qualcode.i18n import current_language, set_language
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.modes import MODES
from qualcode.tui.widgets.help import Help
from qualcode.tui.widgets.key_line import KeyLine, ShownKey
from tests.tui.driving import code_with, opened, settle, typed


@pytest.fixture(autouse=True)
def english(request: pytest.FixtureRequest) -> Iterator[None]:
    """The language of a test, English unless it names another."""
    before = current_language()
    set_language(getattr(request, "param", "en"))
    yield
    set_language(before)


def keys_shown(app: QualcodeApp) -> list[ShownKey]:
    return app.screen.query_one(KeyLine).shown()


def line_drawn(app: QualcodeApp) -> str:
    """The line as it is seen."""
    return app.screen.query_one(KeyLine).render_line(0).text.rstrip()


@pytest.mark.parametrize("english", ["fr", "en"], indirect=True)
async def test_no_screen_of_eighty_columns_cuts_a_key(study: str) -> None:
    async with opened(study, size=(80, 24)) as (app, pilot):
        for mode in MODES:
            app.action_mode(mode)
            await settle(app, pilot)
            keys = keys_shown(app)
            assert keys[-1].action == "help", mode
            assert len(keys) >= 2, mode
            assert keys[-1].end <= 80, mode
            words = "".join(f" {key.display} {key.description} " for key in keys)
            assert line_drawn(app) == words.rstrip(), mode


async def test_a_wider_terminal_shows_more_keys_and_a_narrow_one_still_help(study: str) -> None:
    async with opened(study, size=(80, 24)) as (app, pilot):
        await typed(pilot, "enter")
        at_eighty = len(keys_shown(app))
        await pilot.resize_terminal(160, 40)
        await settle(app, pilot)
        assert len(keys_shown(app)) > at_eighty
        await pilot.resize_terminal(24, 20)
        await settle(app, pilot)
        keys = keys_shown(app)
        assert keys[-1].action == "help"
        assert keys[-1].end <= 24


async def test_what_a_coder_needs_comes_first(study: str) -> None:
    async with opened(study, size=(80, 24)) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await settle(app, pilot)
        actions = [key.action for key in keys_shown(app)]
        assert actions[:4] == ["pick", "repeat", "valence('barrier')", "valence('lever')"]
        assert "move('sentence', 1)" in actions


async def test_a_tables_enter_is_told_in_the_words_of_the_screen(study: str) -> None:
    async with opened(study) as (app, _pilot):
        assert isinstance(app.focused, DataTable)
        first = keys_shown(app)
        assert any(key.action == "open" and key.description == "Read and code" for key in first)


@pytest.mark.parametrize("english", ["fr"], indirect=True)
async def test_help_lists_the_keys_in_the_language_of_the_screens(study: str) -> None:
    async with opened(study, size=(120, 50)) as (app, pilot):
        await typed(pilot, "enter", "question_mark")
        said = str(app.screen.query_one("Help Static").render())
        assert "Frein" in said
        assert "Phrase suivante" in said
        assert "Focus Next" not in said
        assert app.screen.query(Help)

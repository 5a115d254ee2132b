"""Learning it: tour, palette, help, own keys, the card of keys, the other language."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.core.errors import FormatProblem
from qualcode.tui import app as app_module
from qualcode.tui.keymap import key_card, keymap_file, own_keymap
from qualcode.tui.palette import commands
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.widgets.help import Help
from qualcode.tui.widgets.tour import STEPS, Tour
from tests.tui.driving import code_with, codings, opened, told, typed


async def test_the_tour_follows_from_screen_to_screen_and_ends(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "f2", "f2")
        assert str(app.screen.query_one(Tour).content).startswith(f"2/{len(STEPS)}")
        await typed(pilot, "enter")
        assert isinstance(app.screen, CodeScreen)
        assert str(app.screen.query_one(Tour).content).startswith("2/")
        await typed(pilot, *["f2"] * (len(STEPS) - 1))
        assert not app.screen.query(Tour)


async def test_the_palette_offers_every_action_of_the_screen(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter")
        titles = {command.title for command in commands(app)}
        assert {"Code", "Barrier", "Undo", "Next sentence", "Library", "Français"} <= titles


async def test_help_lists_the_keys_and_goes_away_again(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "question_mark")
        assert app.screen.query(Help)
        await typed(pilot, "question_mark")
        assert not app.screen.query(Help)


async def test_a_persons_own_key_takes_the_place_of_ours(study: str) -> None:
    file = keymap_file()
    file.parent.mkdir(parents=True)
    file.write_text('[coding]\npick = "ç"\nbarrier = "h"\nrepeat = ";"\n', encoding="utf-8")
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await pilot.press("ç", *"dist", "enter")
        await pilot.pause()
        await typed(pilot, "h")
        assert [c.valence.value for c in codings(app)] == ["barrier"]


async def test_a_wrong_keymap_is_told_and_ours_stays(study: str) -> None:
    file = keymap_file()
    file.parent.mkdir(parents=True)
    file.write_text('coding.dance = "z"\n', encoding="utf-8")
    async with opened(study) as (app, pilot):
        assert told(app, "coding.dance")
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        assert len(codings(app)) == 1


def test_a_keymap_that_is_no_toml_is_told(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text("= rien", encoding="utf-8")
    with pytest.raises(FormatProblem):
        own_keymap(file)


def test_the_card_names_keys_as_they_are_printed() -> None:
    card = {name: keys for _place, name, keys, _what in key_card({"coding.pick": "f5"})}
    assert card["coding.pick"] == "f5"
    assert card["coding.repeat"] == "."
    assert card["transcript.next_turn"] == "J ctrl+↓"


def test_the_other_language_runs_the_screens_anew(
    study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str | None] = []

    def run(app: app_module.QualcodeApp, **_options: object) -> None:
        runs.append(app._acting)
        app._return_code = app_module.ANEW if len(runs) == 1 else 0

    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.headless_driver:HeadlessDriver")
    monkeypatch.setattr(app_module.QualcodeApp, "run", run)
    app_module.run(study, "Zoé")
    assert runs == ["Zoé", "Zoé"]

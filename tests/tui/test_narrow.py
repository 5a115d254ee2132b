"""In a narrow terminal, and in one whose size changes all the time, work goes on."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from qualcode.tui.screens.modes import MODES
from tests.tui.driving import code_with, codings, opened, settle, small_study

NARROW = (40, 20)
STORM = 30


async def test_every_screen_opens_in_forty_columns_and_coding_goes_on(tmp_path: Path) -> None:
    where = small_study(tmp_path)
    async with opened(where, size=NARROW) as (app, pilot):
        for mode in MODES:
            app.switch_mode(mode)
            await settle(app, pilot)
            assert app.screen.size.width == NARROW[0]
        app.switch_mode("library")
        await pilot.press("enter")
        await settle(app, pilot)
        await pilot.press("j")
        await code_with(pilot, "dist")
        assert len(codings(app)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_storm_of_sizes_leaves_a_program_that_answers_and_ends_well(tmp_path: Path) -> None:
    from benchmarks.terminal import Terminal

    where = small_study(tmp_path)
    chance = random.Random(4)  # noqa: S311
    started = [sys.executable, "-m", "qualcode", where, "--as", "Zoé"]
    program = Terminal(started, (80, 24))
    try:
        program.wait_for("P01")
        for _ in range(STORM):
            program.resize(chance.randint(1, 200), chance.randint(1, 60))
            program.press("?" if chance.random() < 0.1 else "", patience=0.02)
        program.resize(*NARROW)
        program.press("\x1b", patience=1)
        program.press("\r", patience=1)
        assert program.press("j", patience=5) > 0
        assert program.drawn
        program.press("\x11", patience=0)
        assert program.ended() == 0
        assert b"Traceback" not in program.drawn
    finally:
        program.close()

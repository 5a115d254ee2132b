"""What the questions for a new project look like, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from qualcode.i18n import in_language
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.wizard import Begun, WizardScreen
from qualcode.tui.screens.wizard_pages import Asked

Snapshot = Callable[..., bool]

LOOKS = (
    ("fr", 0),
    ("en", 4),
    ("fr", 6),
    ("en", 10),
    ("fr", 12),
)
"""Language, and how often Enter was pressed; the page of names takes it twice."""


@pytest.mark.parametrize(("language", "pages"), LOOKS)
def test_a_page(
    snap_compare: Snapshot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    pages: int,
) -> None:
    monkeypatch.chdir(tmp_path)

    async def before(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, QualcodeApp)
        screen = WizardScreen(Begun(Asked(Path("projets")), "study"))
        await pilot.app.push_screen(screen)
        await pilot.pause()
        (tmp_path / "projets").mkdir()
        for _ in range(pages):
            await pilot.press("enter")
            await pilot.pause()
        for line in pilot.app.screen.query(Input):
            line.cursor_blink = False
        for area in pilot.app.screen.query(TextArea):
            area.cursor_blink = False
        await pilot.pause()

    with in_language(language):
        assert snap_compare(QualcodeApp(), terminal_size=(80, 24), run_before=before)

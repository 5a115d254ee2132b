"""How tests drive the screens: a small study, the app on it, waiting, typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from qualcode.app.coding.reading import list_codings
from qualcode.core.coding import Coding
from qualcode.store.opening import create_project
from qualcode.tui.app import QualcodeApp
from tests.stories import fill


def small_study(folder: Path) -> str:
    """A project with one invented interview, in which Zoé codes."""
    where = str(folder / "étude.qualcode")
    with create_project(where, title="Étude inventée", acting="Zoé") as project:
        fill(project)
    return where


class HearingApp(QualcodeApp):
    """The app, with all that it ever told."""

    def __init__(self, where: str | None, acting: str | None) -> None:
        super().__init__(where, acting)
        self.heard: list[str] = []

    def notify(self, message: str, **options: Any) -> None:
        self.heard.append(message)
        super().notify(message, **options)


@asynccontextmanager
async def opened(
    where: str | None, acting: str | None = "Zoé", size: tuple[int, int] = (120, 34)
) -> AsyncIterator[tuple[HearingApp, Pilot[None]]]:
    """The app on a project, its library shown."""
    app = HearingApp(where, acting)
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        yield app, pilot
        app.close()


async def settle(app: QualcodeApp, pilot: Pilot[None]) -> None:
    """Wait until nothing is under way."""
    await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def code_with(pilot: Pilot[None], typed: str) -> None:
    """Open the picker, type, and take the first code."""
    await pilot.press("c", *typed, "enter")
    await pilot.pause()


async def typed(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, as fast as a person can see them work."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def shown(app: QualcodeApp, widget: str) -> str:
    """What a line of text on the screen says."""
    return str(app.screen.query_one(widget, Static).content)


def codings(app: QualcodeApp) -> list[Coding]:
    """All codings of the open project that its acting coder sees."""
    assert app.session is not None
    return list_codings(app.session.project)


def told(app: HearingApp, words: str) -> bool:
    """Whether some notification held these words."""
    return any(words in message for message in app.heard)

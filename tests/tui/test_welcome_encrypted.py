"""An encrypted project is opened from the first screen; another passphrase is one clear line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from qualcode.app.projects import recent
from qualcode.store.opening import create_project
from qualcode.store.safety import ciphers
from qualcode.store.safety.ciphers import KEYS
from qualcode.tui.screens.library import LibraryScreen
from tests.tui.driving import HearingApp, settle, told, typed

PHRASE = "été, cheval, agrafe"


@pytest.fixture
def hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(ciphers, "ROUNDS", 1000)
    monkeypatch.delenv("QUALCODE_PASSPHRASE_FILE", raising=False)
    path = tmp_path / "caché.qualcode"
    create_project(str(path), title="Essai", acting="Zoé", passphrase=PHRASE).close()
    KEYS.forget()
    monkeypatch.setattr(recent, "recent_projects", lambda: [str(path)])
    yield path
    KEYS.forget()


async def test_the_passphrase_is_asked_for_until_it_opens(hidden: Path) -> None:
    app = HearingApp(None, None)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        app.screen.query_one(OptionList).action_select()
        for phrase in ("une autre, tout autre", PHRASE):
            await settle(app, pilot)
            line = app.screen.query_one("Ask Input", Input)
            assert line.password
            line.value = phrase
            await typed(pilot, "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert told(app, "does not open caché.qualcode: it is another one.")
    app.close()

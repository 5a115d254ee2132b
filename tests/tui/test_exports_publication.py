"""What is written from the list of files is for the publication that was named in the matrix."""

from __future__ import annotations

import pytest

from qualcode.app.gate.ledgering import list_exports
from qualcode.tui.screens.exports import ExportsScreen
from tests.tui.driving import opened, settle, shown, typed


@pytest.mark.parametrize(
    ("name", "mode"), [("", "working"), ("Revue d’essai", "publication")], ids=["team", "readers"]
)
async def test_a_file_is_for_the_team_or_for_the_publication(
    study: str, name: str, mode: str
) -> None:
    async with opened(study) as (app, pilot):
        assert app.session is not None
        app.session.publication = name
        await typed(pilot, "E")
        await settle(app, pilot)
        screen = app.screen
        assert isinstance(screen, ExportsScreen)
        assert ("for publication: Revue" in shown(app, "#heading")) == bool(name)
        screen._table.move_cursor(row=screen._kinds.index("dictionary"))
        await typed(pilot, "e")
        await settle(app, pilot)
        await typed(pilot, "enter")
        await settle(app, pilot)
        (row,) = list_exports(app.session.project)
        assert (row["settings"]["mode"], row["settings"]["publication"]) == (mode, name)

"""A round by keyboard, from the library to its end, with two people at one machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from qualcode.app.pairs.rounds import list_rounds
from qualcode.core.pairs.rounds import CoderState, Round, RoundKind, RoundState
from qualcode.core.pairs.sampling import Sampling
from qualcode.store.opening import create_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.library import LibraryScreen
from qualcode.tui.screens.rounds import RoundsScreen, sampling
from tests.app.round_stories import team
from tests.tui.driving import codings, opened, settle, shown, told, typed


@pytest.fixture
def study(tmp_path: Path) -> str:
    where = str(tmp_path / "étude.qualcode")
    with create_project(where, title="Étude inventée", acting="Zoé") as project:
        team(project)
    return where


async def answer(pilot: Pilot[None], words: str) -> None:
    """Replace what an input holds."""
    pilot.app.screen.query_one("Ask Input", Input).value = words
    await typed(pilot, "enter")


async def draft(pilot: Pilot[None], kind: str, *answers: str) -> None:
    await typed(pilot, "n", kind)
    for words in answers:
        await answer(pilot, words)


def the_round(app: QualcodeApp) -> Round:
    assert app.session is not None
    (held,) = list_rounds(app.session.project)
    return held


def become(app: QualcodeApp, name: str) -> None:
    assert app.session is not None
    app.session.project.acting = name


async def test_a_round_is_held_by_keyboard(study: str) -> None:
    async with opened(study, size=(80, 24)) as (app, pilot):
        await typed(pilot, "b")
        assert isinstance(app.screen, RoundsScreen)
        assert "n puts one together" in shown(app, "#context")
        await draft(pilot, "s", "pilote", "Zoé, Maël", "P02, P03", "")
        assert the_round(app).sources == ("P02", "P03")
        await typed(pilot, "s", "y")
        assert the_round(app).state is RoundState.OPEN
        assert "Not locked yet: Zoé, Maël" in shown(app, "#context")
        for name in ("Zoé", "Maël"):
            become(app, name)
            await typed(pilot, "l", "y")
        assert all(c.state is CoderState.LOCKED for c in the_round(app).coders)
        await typed(pilot, "l")
        assert the_round(app).waiting_for == ("Maël",)
        await typed(pilot, "x", "y")
        assert told(app, "Not locked yet: Maël")
        await typed(pilot, "l", "y", "x", "y")
        assert the_round(app).state is RoundState.REVEALED
        await typed(pilot, "z", "c", "y")
        assert the_round(app).state is RoundState.CLOSED
        await typed(pilot, "escape")
        assert isinstance(app.screen, LibraryScreen)


async def test_what_cannot_be_undone_is_asked_first(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "b")
        await draft(pilot, "s", "pilote", "Zoé, Maël", "2", "group")
        for key in ("n", "escape", "x"):
            await typed(pilot, "s", key)
            assert the_round(app).state is RoundState.DRAFT
        await typed(pilot, "u")
        assert app.screen.query_one("#rounds", DataTable).row_count == 0


async def test_a_sample_grows_a_coder_leaves_and_states_forbid(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "b")
        await draft(pilot, "s", "pilote", "Zoé, Maël", "2", "")
        await typed(pilot, "x")
        assert told(app, "It cannot be revealed")
        await typed(pilot, "s", "o", "e")
        await answer(pilot, "50 %")
        assert len(the_round(app).units) == 3
        await typed(pilot, "w")
        await answer(pilot, "Maël")
        assert [c.state for c in the_round(app).coders] == [CoderState.OPEN, CoderState.WITHDRAWN]


async def test_mistakes_are_told_and_nothing_is_made(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "b")
        await draft(pilot, "s", "pilote", "Zoé, Personne", "20 %", "")
        assert told(app, "no coder “Personne”")
        await draft(pilot, "t", "encore", "Zoé", "20 %", "")
        assert told(app, "nothing is coded")
        assert app.screen.query_one("#rounds", DataTable).row_count == 0


async def test_the_margin_shows_nobody_else_while_the_round_is_open(study: str) -> None:
    from qualcode.store.opening import open_project
    from tests.app.round_stories import begin, give

    with open_project(study, acting="Zoé") as project:
        give(project, "Zoé", "P02", "Présente")
        give(project, "Maël", "P02", "Le trajet")
        begin(project, "P02")
    async with opened(study) as (app, pilot):
        assert {coding.coder for coding in codings(app)} == {"Zoé"}
        table = app.screen.query_one("#sources", DataTable)
        assert str(table.get_row("P02")[-2:]).count("1") == 1
        await typed(pilot, "T")
        await settle(app, pilot)
        await typed(pilot, "A")
        await settle(app, pilot)
        assert app.session is not None


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("20 %", Sampling(share=0.2)),
        ("7,5%", Sampling(share=0.075)),
        ("400 %", Sampling(share=1.0)),
        ("4", Sampling(number=4)),
        ("0", Sampling(named=("0",))),
        ("P01, P02", Sampling(named=("P01", "P02"))),
        ("", Sampling()),
        ("%", Sampling(named=("%",))),
    ],
)
def test_a_sample_is_meant_as_a_person_writes_it(words: str, meant: Sampling) -> None:
    assert sampling(words) == meant
    assert sampling(words, " group ").by == "group"


def test_every_kind_of_round_has_a_key() -> None:
    from qualcode.tui.screens.rounds import KINDS

    assert set(KINDS.values()) == set(RoundKind)

"""All memos in one list: found again, opened, written, changed, taken away and back."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, TextArea

from qualcode.app.coding.coding import code_passage, note_on_coding
from qualcode.app.coding.memos import list_memos, note_passage, write_memo
from qualcode.core.coding import NewCoding
from qualcode.core.memo import About, Memo, MemoKind
from qualcode.store.opening import open_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.screens.memos import MemosScreen
from qualcode.tui.screens.quotations import QuotationsScreen
from qualcode.tui.screens.read import ReadScreen
from qualcode.tui.transcript.view import TranscriptView
from tests.stories import place
from tests.tui.driving import opened, settle, told, typed


@pytest.fixture
def written(study: str) -> str:
    """Four memos of Zoé's, and one of Ana's."""
    with open_project(study, acting="Zoé") as project:
        write_memo(project, "Tout se joue en route, « même » l’été.", kind=MemoKind.REFLEXIVE)
        write_memo(project, "Ni parking ni loyer.", about=About.CODE, name="essai:distance",
                   kind=MemoKind.DEFINITION)  # fmt: skip
        note_passage(project, "P01", place("Ma sœur venait."), "Œdème ? à vérifier")
        guid = code_passage(project, NewCoding("P01", place("la route"), "distance"))
        note_on_coding(project, guid, "deux heures")
    with open_project(study, acting="Ana") as project:
        write_memo(project, "Second codage fait à froid.", kind=MemoKind.METHOD)
    return study


async def listed(pilot: Pilot[None], *keys: str) -> list[str]:
    """The words of the memos that are shown, the newest first, after some keys."""
    await typed(pilot, *keys)
    table = pilot.app.screen.query_one("#memos", DataTable)
    return [str(table.get_row_at(row)[-1]) for row in range(table.row_count)]


def memos(app: QualcodeApp) -> list[Memo]:
    assert app.session is not None
    return list_memos(app.session.project)


async def test_every_memo_is_one_key_away_the_newest_first(written: str) -> None:
    async with opened(written, size=(120, 34)) as (_app, pilot):
        shown = await listed(pilot, "M")
        assert [words[:6] for words in shown] == ["Second", "deux h", "Œdème ", "Ni par", "Tout s"]


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("slash", *"oedeme", "enter"), ["Œdème"]),
        (("slash", *"DISTANCE", "enter"), ["deux", "Ni"]),
        (("s",), ["Second"]),
        (("s", "s"), ["deux", "Œdème", "Ni", "Tout"]),
        (("k", "k"), ["Second"]),
        (("o",), ["Second", "Tout"]),
        (("slash", *"oedeme", "enter", "s"), []),
    ],
)
async def test_the_list_is_narrowed(written: str, keys: tuple[str, ...], left: list[str]) -> None:
    async with opened(written) as (_app, pilot):
        shown = await listed(pilot, "M", *keys)
        assert [words.split()[0] for words in shown] == left


@pytest.mark.parametrize(
    ("row", "screen"),
    [(1, CodeScreen), (2, ReadScreen), (3, QuotationsScreen), (0, MemosScreen)],
)
async def test_enter_goes_to_the_place(written: str, row: int, screen: type) -> None:
    async with opened(written) as (app, pilot):
        await typed(pilot, "M", *["down"] * row, "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, screen)
        if row == 2:
            cursor = app.screen.query_one(TranscriptView).cursor
            assert cursor is not None
            assert cursor.start == place("Ma sœur venait.").start
        if row == 0:
            assert told(app, "no place")


async def write(pilot: Pilot[None], body: str) -> None:
    pilot.app.screen.query_one(TextArea).text = body
    await typed(pilot, "escape")


@pytest.mark.parametrize(
    ("key", "asked", "kind", "subject"),
    [
        ("a", "", MemoKind.ANALYTIC, ""),
        ("m", "", MemoKind.METHOD, ""),
        ("r", "", MemoKind.REFLEXIVE, ""),
        ("d", "Distance", MemoKind.DEFINITION, "essai:distance"),
        ("t", "P01", MemoKind.TRANSCRIPTION, "P01"),
    ],
)
async def test_a_memo_of_each_kind_is_written(
    study: str, key: str, asked: str, kind: MemoKind, subject: str
) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "M", "a", key)
        if asked:
            app.screen.query_one("Ask Input", Input).value = asked
            await typed(pilot, "enter")
        await write(pilot, "Qu’est-ce qu’on entend\u00a0? 😀")
        (memo,) = memos(app)
        assert (memo.kind, memo.subject, memo.coder) == (kind, subject, "Zoé")
        assert memo.body == "Qu’est-ce qu’on entend\u00a0? 😀"


async def test_nothing_is_written_about_what_is_not_there(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "M", "a", "d", *"rien", "enter")
        assert told(app, "“rien”")
        assert memos(app) == []


async def test_a_memo_is_changed_taken_away_and_brought_back(written: str) -> None:
    async with opened(written) as (_app, pilot):
        await typed(pilot, "M", "down", "down", "e")
        await write(pilot, "Œdème : vérifié")
        assert (await listed(pilot))[2] == "Œdème : vérifié"
        assert len(await listed(pilot, "d")) == 4
        assert len(await listed(pilot, "u")) == 5


async def test_another_coders_memo_stays_as_it_is(written: str) -> None:
    async with opened(written) as (app, pilot):
        assert len(await listed(pilot, "M", "d")) == 5
        assert told(app, "Somebody else")


async def test_escape_goes_from_the_line_to_the_list_and_then_away(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "M", "slash", "escape")
        assert isinstance(app.focused, DataTable)
        await typed(pilot, "escape")
        assert not isinstance(app.screen, MemosScreen)

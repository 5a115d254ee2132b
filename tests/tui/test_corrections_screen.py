"""Correcting a text where it is read, settling what is left in doubt, taking words out."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Static, TextArea

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.reading import load_transcript
from qualcode.app.texts.correcting import Doubtful, correct_source, doubtful
from qualcode.core.coding import NewCoding
from qualcode.store.opening import open_project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.screens.corrections import CorrectionsScreen
from qualcode.tui.screens.review import ReviewScreen
from qualcode.tui.screens.rewrite import RewriteScreen
from qualcode.tui.transcript.view import TranscriptView
from tests.app.correction_stories import HOURS, ROAD, said
from tests.stories import SAID, place
from tests.tui.driving import codings, opened, settle, shown, told, typed

CORRECTED = SAID[1][1].replace("Deux heures aller", "Trois heures aller")


@pytest.fixture
def coded(study: str) -> str:
    """Zoé has coded two passages of the second turn."""
    with open_project(study, acting="Zoé") as project:
        for words in (ROAD, HOURS):
            code_passage(project, NewCoding("P01", place(words), "distance"))
    return study


@pytest.fixture
def waiting(coded: str) -> str:
    """A correction has left the second of them in doubt."""
    with open_project(coded, acting="Zoé") as project:
        correct_source(project, "P01", said(2, CORRECTED))
        assert len(doubtful(project)) == 1
    return coded


def left(app: QualcodeApp) -> list[Doubtful]:
    assert app.session is not None
    return doubtful(app.session.project)


def text(app: QualcodeApp) -> str:
    assert app.session is not None
    return load_transcript(app.session.project, "P01").text


def preview(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#context Static", Static).content)


async def rewrite(pilot: Pilot[None], words: str) -> None:
    await typed(pilot, "enter", "j", "E")
    assert isinstance(pilot.app.screen, RewriteScreen)
    assert pilot.app.screen.query_one(TextArea).text == SAID[1][1]
    pilot.app.screen.query_one(TextArea).text = words
    await typed(pilot, "f5")


async def test_a_correction_is_looked_at_before_it_is_written(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await rewrite(pilot, CORRECTED)
        assert "1 passage keeps its words." in preview(app)
        assert f"{HOURS} → Trois heures aller, deux heures retour !" in preview(app)
        assert "Nothing is written yet" in preview(app)
        assert "Trois" not in text(app)
        await typed(pilot, "f5")
        await settle(app, pilot)
        assert isinstance(app.screen, CodeScreen)
        assert "Trois heures aller" in text(app)
        assert [coding.quotation for coding in codings(app)] == [ROAD]
        assert told(app, "1 passage waits for you")


async def test_a_correction_that_is_left_changes_nothing(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await rewrite(pilot, CORRECTED)
        await typed(pilot, "escape")
        assert "Trois" not in text(app)


async def test_words_changed_after_the_look_are_looked_at_again(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await rewrite(pilot, CORRECTED)
        app.screen.query_one(TextArea).text = CORRECTED.replace("sœur", "mère")
        await typed(pilot, "f5")
        assert isinstance(app.screen, RewriteScreen)
        assert "Trois" not in text(app)


@pytest.mark.parametrize(
    ("words", "why"), [("  \n ", "keeps some words"), (SAID[1][1], "the same as before")]
)
async def test_what_is_no_correction_is_said(coded: str, words: str, why: str) -> None:
    async with opened(coded) as (app, pilot):
        await rewrite(pilot, words)
        assert why in preview(app)


async def test_identifying_words_are_decided_in_the_queue_first(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await rewrite(pilot, f"{SAID[1][1]} Mon numéro, c’est le 01 99 00 12 34.")
        await typed(pilot, "f5")
        assert isinstance(app.screen, ReviewScreen)
        await typed(pilot, "a", "f5")
        await settle(app, pilot)
        assert "Mon numéro, c’est le [TEL]." in text(app)


async def test_the_doubtful_stand_with_what_was_before_and_is_now(waiting: str) -> None:
    async with opened(waiting) as (app, pilot):
        await typed(pilot, "D")
        await settle(app, pilot)
        table = app.screen.query_one("#waiting", DataTable)
        assert [str(cell) for cell in table.get_row_at(0)][:3] == ["P01", "Zoé", "Distance"]
        before = str(app.screen.query_one("#before Static", Static).content)
        assert f"{ROAD} {HOURS} Ma sœur venait." in before
        view = app.screen.query_one(TranscriptView)
        assert view.selected is not None
        assert view.selected.of(text(app)) == "Trois heures aller, deux heures retour !"


async def test_a_proposal_is_taken_with_one_key_and_given_back_with_another(waiting: str) -> None:
    async with opened(waiting) as (app, pilot):
        await typed(pilot, "D", "a")
        assert left(app) == []
        assert "Trois heures aller, deux heures retour !" in [c.quotation for c in codings(app)]
        assert "Nothing waits" in str(app.screen.query_one("#before Static", Static).content)
        await typed(pilot, "u")
        assert len(left(app)) == 1


async def test_a_place_is_marked_by_hand(waiting: str) -> None:
    async with opened(waiting) as (app, pilot):
        await typed(pilot, "D", "enter")
        view = app.screen.query_one(TranscriptView)
        assert view.has_focus
        start = text(app).index("Trois heures aller")
        await typed(pilot, "escape", "escape")
        assert isinstance(app.screen, CorrectionsScreen)
        assert isinstance(app.focused, DataTable)
        await typed(pilot, "enter")
        view.set_selection(view.transcript.turns[1].speech)
        await typed(pilot, "enter")
        await settle(app, pilot)
        assert left(app) == []
        assert any(c.span.start <= start < c.span.end for c in codings(app))
        assert CORRECTED in [c.quotation for c in codings(app)]


async def test_a_passage_is_given_up_with_a_reason(waiting: str) -> None:
    async with opened(waiting) as (app, pilot):
        await typed(pilot, "D", "x", "enter")
        assert len(left(app)) == 1
        await typed(pilot, "x", *"redit", "enter")
        assert left(app) == []
        assert [c.quotation for c in codings(app)] == [ROAD]


async def redact(pilot: Pilot[None], *answers: str) -> None:
    await typed(pilot, "enter", "j", "v", "Z")
    for answer in answers:
        pilot.app.screen.query_one("Ask Input", Input).value = answer
        await typed(pilot, "enter")
    await settle(pilot.app, pilot)  # type: ignore[arg-type]


async def test_words_are_taken_out_for_ever_once_that_is_confirmed(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await redact(pilot, "[trajet]", "détail reconnaissable", "yes")
        assert "route" not in text(app).splitlines()[1]
        assert "[trajet]" in text(app)
        assert told(app, "replaced for ever")
        assert "[trajet]" in [c.quotation for c in codings(app)]


@pytest.mark.parametrize("answers", [("",), ("[trajet]", ""), ("[trajet]", "raison", "peut-être")])
async def test_nothing_is_taken_out_without_all_three_answers(
    coded: str, answers: tuple[str, ...]
) -> None:
    async with opened(coded) as (app, pilot):
        await redact(pilot, *answers)
        assert ROAD in text(app)


async def test_words_must_be_selected_before_they_are_taken_out(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await typed(pilot, "enter", "j", "Z")
        assert told(app, "Select the words")
        assert "coder Zoé" in shown(app, "#heading")

"""Every verb of the coding screen that goes beyond a code and its valence."""

from __future__ import annotations

import pytest
from textual.widgets import Input, TextArea

from qualcode.app.coding.memos import list_memos
from qualcode.app.coding.reading import list_sources
from qualcode.core.coding import Mark, Valence
from qualcode.core.memo import About, MemoKind
from qualcode.core.people import Progress
from qualcode.store.opening import open_project
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.screens.read import ReadScreen
from qualcode.tui.transcript.view import TranscriptView
from tests.stories import place
from tests.tui.driving import code_with, codings, opened, shown, told, typed


async def test_a_quick_code_is_two_keys_and_is_there_tomorrow(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await typed(pilot, "G", "d")
        assert told(app, "g d gives “Distance”")
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j", "j", "g", "d")
        assert [c.code for c in codings(app)] == ["distance", "distance"]


async def test_a_letter_without_a_code_changes_nothing(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j", "g", "z")
        assert codings(app) == []
        assert told(app, "No code has the letter z")
        await typed(pilot, "g", "escape", "j")
        assert "2.2" in shown(app, "#status")


async def test_marks_are_set_and_taken_away(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await typed(pilot, "s", "p", "s", "r")
        assert codings(app)[0].marks == {Mark.POTENTIAL, Mark.REPORTED}
        await typed(pilot, "s", "p")
        assert codings(app)[0].marks == {Mark.REPORTED}


async def test_the_end_of_a_coding_is_moved_word_by_word(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await typed(pilot, "e", "w", "w", "enter")
        assert codings(app)[0].quotation == "Le plus dur… c’était la route. Deux heures"
        await typed(pilot, "e", "e", "w", "right", "escape")
        assert codings(app)[0].quotation.startswith("Le plus dur")
        await typed(pilot, "e", "e", "w", "enter")
        assert codings(app)[0].quotation == "plus dur… c’était la route. Deux heures"
        await typed(pilot, "u", "u")
        assert codings(app)[0].quotation == "Le plus dur… c’était la route."


async def test_an_end_cannot_be_moved_into_another_speakers_words(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "J", "J", "J")
        await code_with(pilot, "relat")
        before = codings(app)[0].quotation
        await typed(pilot, "e", *["w"] * 8, "enter")
        assert codings(app)[0].quotation == before


async def test_another_code_takes_the_place_of_one(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await pilot.press("X", *"relat", "enter")
        await pilot.pause()
        assert [c.code for c in codings(app)] == ["proches"]
        await typed(pilot, "u")
        assert [c.code for c in codings(app)] == ["distance"]


async def test_the_question_travels_as_context(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await typed(pilot, "o")
        (coding,) = codings(app)
        assert coding.context is not None
        text = app.screen.query_one("#transcript").transcript.text  # type: ignore[attr-defined]
        assert coding.context.of(text) == "Comment ça s’est passé, l’ambulance ?"
        await typed(pilot, "o")
        assert codings(app)[0].context is None


async def test_reading_gives_no_codes_but_notes(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "v")
        assert isinstance(app.screen, ReadScreen)
        await typed(pilot, "j", "f", "full_stop")
        assert codings(app) == []
        await typed(pilot, "m", *"émue ici", "escape")
        assert app.session is not None
        (note,) = list_memos(app.session.project)
        assert (note.kind, note.about, note.body) == (MemoKind.MARGIN, About.PASSAGE, "émue ici")
        assert note.quotation == "Le plus dur… c’était la route."
        assert "émue ici" in shown(app, "Meaning Static")
        await typed(pilot, "R")
        assert list_sources(app.session.project)[0].progress["Zoé"] is Progress.READ


async def test_reading_begins_when_a_source_is_first_opened(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "v")
        assert app.session is not None
        assert list_sources(app.session.project)[0].progress["Zoé"] is Progress.READING


async def test_a_synthesis_sheet_is_kept_with_its_source(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "v", "S")
        sheet = app.screen.query_one(TextArea)
        assert "Barriers:" in sheet.text
        sheet.text = "Une route trop longue."
        await typed(pilot, "escape")
        assert isinstance(app.screen, ReadScreen)
        assert app.session is not None
        (part,) = list_memos(app.session.project, kinds=[MemoKind.SYNTHESIS])
        assert (part.subject, part.body) == ("P01", "Une route trop longue.")


async def test_from_reading_to_coding_at_the_same_place(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "v", "j", "j", "c")
        assert isinstance(app.screen, CodeScreen)
        assert "2.2" in shown(app, "#status")


async def test_typing_in_an_input_is_never_taken_for_keys(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await typed(pilot, "m", *"dudqu")
        assert isinstance(app.focused, Input)
        assert len(codings(app)) == 1


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_side_panel_is_shown_on_demand_where_there_is_little_room(
    study: str, size: tuple[int, int]
) -> None:
    async with opened(study, size=size) as (app, pilot):
        await typed(pilot, "enter")
        side = app.screen.query_one("#side")
        assert not side.display
        await typed(pilot, "i")
        assert side.display


def test_quick_codes_belong_to_a_coder(study: str) -> None:
    from qualcode.app.coding.quick_codes import assign_quick_code, quick_codes

    with open_project(study, acting="Zoé") as project:
        assign_quick_code(project, "d", "essai:distance")
        assign_quick_code(project, "x", "essai:distance")
        assert quick_codes(project) == {"x": "essai:distance"}
        project.acting = "Ana"
        assert quick_codes(project) == {}


async def test_a_code_its_side_and_a_memo_are_one_gesture(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await pilot.press("c", *"dist", "space", "minus", *"//vu", "enter")
        await pilot.pause()
        (coding,) = codings(app)
        assert (coding.code, coding.valence.value, coding.memo) == ("distance", "barrier", "vu")


async def test_several_codes_are_given_at_once_and_undone_at_once(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await pilot.press("c", *"dist", "tab", *"relat", "tab", "enter")
        await pilot.pause()
        assert {c.code for c in codings(app)} == {"distance", "proches"}
        await typed(pilot, "u")
        assert codings(app) == []


async def test_a_name_that_no_code_is_like_becomes_a_provisional_code(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await pilot.press("c", *"zzyzx", "enter", "enter")
        await pilot.pause()
        (coding,) = codings(app)
        assert app.session is not None
        _book, code = app.session.codes[f"{coding.codebook}:{coding.code}"]
        assert (code.label, code.provisional) == ("zzyzx", True)


async def test_a_persons_own_words_become_a_code(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j", "I", "enter")
        (coding,) = codings(app)
        assert app.session is not None
        _book, code = app.session.codes[f"{coding.codebook}:{coding.code}"]
        assert code.label == "“Le plus dur… c’était la route.”"
        await typed(pilot, "u", "u")
        assert codings(app) == []


async def test_a_side_goes_to_words_coded_in_the_middle_of_a_coded_sentence(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "recit")
        view = app.screen.query_one(TranscriptView)
        view.set_selection(place("la route"))
        await code_with(pilot, "dist")
        await typed(pilot, "f")
        assert {coding.code: coding.valence for coding in codings(app)} == {
            "recit": Valence.UNSET,
            "distance": Valence.BARRIER,
        }

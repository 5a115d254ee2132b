"""Where a cursor goes, and what it selects, without a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.spans import Span
from qualcode.tui.transcript.cursor import Cursor
from qualcode.tui.transcript.layout import TranscriptLayout
from qualcode.tui.transcript.moves import Course, Unit
from qualcode.tui.transcript.surface import EMPTY
from tests.tui.samples import make_codings, make_transcript, span_of

TRANSCRIPT = make_transcript()
TEXT = TRANSCRIPT.text
FIRST = "Bonjour, l’enregistrement tourne."


def cursor() -> Cursor:
    return Cursor(TranscriptLayout(TRANSCRIPT, 60, make_codings(TRANSCRIPT)))


def words(span: Span | None) -> str | None:
    return span.of(TEXT) if span else None


@pytest.mark.parametrize(
    ("unit", "steps", "expected"),
    [
        (Unit.SENTENCE, [1], "Comment est venue l’idée de la pompe ?"),
        (Unit.SENTENCE, [1, 1], "Oh ben, par le docteur de la douleur."),
        (Unit.SENTENCE, [1, 1, -1, -1, -1], FIRST),
        (Unit.WORD, [1], "Bonjour"),
        (Unit.WORD, [-1], "tourne"),
        (Unit.WORD, [1, 1], "l’enregistrement"),
        (Unit.WORD, [-1, 1], "Comment"),
        (Unit.WORD, [1, 1, -1, -1, -1], "Bonjour"),
        (Unit.TURN, [1], "Oh ben, par le docteur de la douleur."),
        (Unit.TURN, [1, 1, 1, 1], "Moi c’est ma fille qui a dit oui la première."),
        (Unit.TURN, [1, 1, -1, -1, -1], FIRST),
        (Unit.CODING, [1], "Moi j’avais peur, vraiment peur du geste."),
        (Unit.CODING, [1, 1], "peur du geste"),
        (Unit.CODING, [1, 1, -1], "Moi j’avais peur, vraiment peur du geste."),
        (Unit.CODING, [-1], FIRST),
    ],
)
def test_each_unit_is_stepped_through(unit: Unit, steps: list[int], expected: str) -> None:
    reader = cursor()
    for direction in steps:
        reader.move(unit, direction)
    assert words(reader.span) == expected


def test_going_back_by_turn_goes_to_the_beginning_of_this_one_first() -> None:
    reader = cursor()
    reader.stand_at(span_of(TRANSCRIPT, "Ça, ça change").start)
    reader.move(Unit.TURN, -1)
    assert words(reader.span) == "Oh ben, par le docteur de la douleur."
    reader.move(Unit.TURN, -1)
    assert words(reader.span) == FIRST


def test_search_hits_are_stepped_through_in_order() -> None:
    reader = cursor()
    reader.show_hits([span_of(TRANSCRIPT, "trajet"), span_of(TRANSCRIPT, "cathéter")])
    seen = []
    for direction in (1, 1, 1, -1):
        reader.move(Unit.HIT, direction)
        seen.append(words(reader.span))
    assert seen == ["cathéter", "trajet", "trajet", "cathéter"]


def test_a_plain_move_drops_the_selection_and_the_focus() -> None:
    reader = cursor()
    reader.move(Unit.CODING, 1)
    reader.grow()
    assert (reader.focused, reader.selection is None) == ("c1", False)
    reader.move(Unit.WORD, 1)
    assert (reader.focused, reader.selection) == (None, None)


def test_while_selecting_moves_extend_the_selection_and_turn_back() -> None:
    reader = cursor()
    reader.toggle_selecting()
    reader.move(Unit.SENTENCE, 1)
    assert words(reader.selection) == FIRST + " Comment est venue l’idée de la pompe ?"
    reader.move(Unit.SENTENCE, -1)
    assert words(reader.selection) == FIRST
    reader.move(Unit.WORD, 1)
    assert words(reader.selection) == FIRST + " Comment"


def test_extending_needs_no_mode_and_goes_both_ways() -> None:
    reader = cursor()
    reader.move(Unit.WORD, 1)
    reader.extend(Unit.WORD, 1)
    assert words(reader.selection) == "Bonjour, l’enregistrement"
    reader.extend(Unit.WORD, -1)
    assert words(reader.selection) == "Bonjour"


def test_growing_goes_from_word_to_sentence_to_turn_and_shrinking_back() -> None:
    reader = cursor()
    reader.stand_at(span_of(TRANSCRIPT, "remplissages").start)
    reader.move(Unit.WORD, 1)
    seen = []
    for _ in range(3):
        reader.grow()
        seen.append(reader.selection)
    assert words(seen[0]) == (
        "On m’a dit « vous verrez bien », et puis l’équipe a tout expliqué, le cathéter, la "
        "morphine, les remplissages."
    )
    assert seen[1] == seen[2] == TRANSCRIPT.turns[1].speech
    reader.shrink()
    assert reader.selection == seen[0]
    reader.shrink()
    assert reader.selection is None


def test_shrinking_without_growing_goes_down_to_the_word_at_the_cursor() -> None:
    reader = cursor()
    reader.select_turn(span_of(TRANSCRIPT, "trajet").start)
    seen = []
    for _ in range(3):
        reader.shrink()
        seen.append(words(reader.selection))
    assert seen == ["Le trajet, par contre, c’est trois heures aller-retour.", "Le", "Le"]


def test_a_code_goes_to_the_sentence_where_nothing_is_selected() -> None:
    reader = cursor()
    reader.move(Unit.WORD, 1)
    assert words(reader.selected) == FIRST
    reader.select(span_of(TRANSCRIPT, "peur du geste"))
    assert words(reader.selected) == "peur du geste"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("éter, la morph", "", "cathéter, la morphine"),
        (" deux ", "", "deux"),
        ("bien », et", "", "bien », et"),
        ("ureusement 😀. Sa", "", "heureusement 😀. Sans"),
        ("quelqu", "hés", "quelqu’un qui hésite"),
    ],
)
def test_a_selection_takes_whole_words_and_no_white_space(
    first: str, last: str, expected: str
) -> None:
    start, end = TEXT.index(first), TEXT.index(last or first) + len(last or first)
    reader = cursor()
    reader.select_words(start, end - 1)
    assert words(reader.selection) == expected
    reader.select_words(end - 1, start)
    assert words(reader.selection) == expected


def test_dropping_goes_back_to_the_sentence_and_then_has_nothing_to_do() -> None:
    reader = cursor()
    reader.move(Unit.WORD, 1)
    assert reader.can_drop
    reader.drop()
    assert (words(reader.span), reader.can_drop) == (FIRST, False)


def test_an_empty_transcript_can_be_walked_without_harm() -> None:
    reader = Cursor(TranscriptLayout(EMPTY, 40))
    for unit in Unit:
        reader.move(unit, 1)
    reader.extend(Unit.WORD, 1)
    reader.grow()
    reader.shrink()
    reader.toggle_selecting()
    reader.drop()
    reader.select_words(0, 0)
    assert (reader.span, reader.selection, reader.selected) == (None, None, None)


offsets = st.integers(0, len(TEXT) - 1)


@given(offsets, st.sampled_from([Unit.WORD, Unit.SENTENCE, Unit.TURN]))
def test_a_step_on_goes_on_and_a_step_back_goes_back(offset: int, unit: Unit) -> None:
    course = Course(TRANSCRIPT)
    here = course.sentence_at(offset)
    assert here is not None
    after = course.step(unit, here, 1, inside=False)
    before = course.step(unit, here, -1, inside=False)
    assert after is None or after.start >= here.end
    assert before is None or before.start < here.start


@given(offsets, st.integers(1, 200))
def test_growing_holds_the_passage_and_shrinking_lies_within_it(offset: int, length: int) -> None:
    course = Course(TRANSCRIPT)
    span = Span(offset, min(offset + length, len(TEXT)))
    assert span in course.grown(span)
    assert course.shrunk(span, span.start) in span


@given(offsets, st.integers(1, 200))
def test_whole_words_stay_whole_words(offset: int, length: int) -> None:
    course = Course(TRANSCRIPT)
    once = course.snapped(offset, offset + length)
    if once is not None:
        assert course.snapped(once.start, once.end) == once
        assert once.of(TEXT) == once.of(TEXT).strip()


@given(st.lists(st.sampled_from(["grow", "shrink", "w", "j", "n", "extend", "v"]), max_size=30))
def test_whatever_is_done_the_passage_lies_in_the_text(steps: list[str]) -> None:
    reader = cursor()
    for step in steps:
        if step == "grow":
            reader.grow()
        elif step == "shrink":
            reader.shrink()
        elif step == "extend":
            reader.extend(Unit.WORD, 1)
        elif step == "v":
            reader.toggle_selecting()
        else:
            unit = {"w": Unit.WORD, "j": Unit.SENTENCE, "n": Unit.CODING}[step]
            reader.move(unit, 1)
    assert reader.passage is not None
    assert reader.passage.end <= len(TEXT)

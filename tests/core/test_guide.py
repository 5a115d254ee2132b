"""Guides: whose questions they are, what answers a question, and which turn sounds like one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.guide import (
    GuideQuestion,
    QuestionTurn,
    answers,
    follows,
    key_of,
    proposals,
)
from qualcode.core.spans import Span
from qualcode.core.study import SourceType, Study
from qualcode.i18n import in_language


def at(start: int, end: int, ref: str = "g:a") -> QuestionTurn:
    return QuestionTurn("guid", ref, "P01", Span(start, end), "…")


def test_a_question_is_told_in_the_language_of_the_reader_or_by_its_key() -> None:
    question = GuideQuestion("g", "a", {"fr": "Et après ?", "en": "And then?"})
    with in_language("fr"):
        assert question.name == "Et après ?"
    assert GuideQuestion("g", "a", {}).name == "a"
    assert key_of(question.ref) == "a"


def test_an_answer_goes_on_until_the_next_question_of_the_guide() -> None:
    asked = [at(50, 60, "g:b"), at(0, 10)]
    assert answers(asked, 100) == {"g:a": [Span(10, 50)], "g:b": [Span(60, 100)]}


def test_two_questions_in_one_turn_have_the_same_answer() -> None:
    assert answers([at(0, 10), at(0, 10, "g:b")], 30) == {
        "g:a": [Span(10, 30)],
        "g:b": [Span(10, 30)],
    }


@given(st.lists(st.integers(0, 200), unique=True), st.integers(0, 9))
def test_no_word_answers_two_turns_and_none_lies_outside_the_text(
    starts: list[int], length: int
) -> None:
    asked = [at(start, start + 1 + length % 2) for start in starts]
    found = sorted(answers(asked, 210).get("g:a", []))
    assert all(0 < span.start < span.end <= 210 for span in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_guide_leads_the_interviews_whose_type_names_it() -> None:
    study = Study("s", {}, source_types=(SourceType("interview", guide="g"), SourceType("note")))
    assert follows(study, "interview", "g")
    assert not follows(study, "interview", "other")
    assert not follows(study, "note", "g")
    assert follows(Study("s", {}), "interview", "anything")


WAYS = {
    "g:first": ["Qui vous a parlé de la pompe la première fois ?"],
    "g:again": ["Si c'était à refaire ? Que diriez-vous aux équipes ?"],
}


def test_a_turn_is_proposed_for_the_question_that_it_sounds_like() -> None:
    spoken = {
        3: "Et alors, la pompe, vous en entendez parler comment, la PREMIÈRE fois ?",
        5: "Mm. D’accord.",
        7: "Vous voulez qu’on ouvre la fenêtre ?",
        9: "Et si c’était à refaire, vous diriez quoi aux équipes ?",
    }
    found = proposals(spoken, WAYS, 60)
    assert [(one.turn, one.ref) for one in found] == [(3, "g:first"), (9, "g:again")]
    assert all(60 <= one.likeness <= 100 for one in found)


def test_nothing_is_proposed_without_questions() -> None:
    assert proposals({1: "Et si c’était à refaire ?"}, {}) == []

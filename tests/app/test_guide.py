"""Guide questions: attached to interviewers' turns, taken back, carried, asked and not asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.guide import (
    asked,
    asked_by_source,
    attach_question,
    attach_questions,
    count_asked,
    detach_question,
    import_guide,
    list_guide,
    proposed_turns,
    questions_asked,
)
from qualcode.app.coding.queries import run_query
from qualcode.app.coding.searching import filters_written, search_words
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.app.texts.correcting import correct_source
from qualcode.core.asking.text_query import Filters
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound, UsageProblem
from qualcode.core.guide import Asking
from qualcode.store.project import Project
from qualcode.store.studies import set_study
from qualcode.store.tables import journal
from tests.stories import SAID, document, fill, place

GUIDE = """guide,key,wording_fr,wording_en
patients,trajet,"Comment s'est passé le trajet, l'ambulance ?","How was the journey?"
patients,equipe,"Et avec l'équipe ?","And with the team?"
reseaux,argent,"Qui paie ?","Who pays?"
"""


@pytest.fixture
def study(project: Project, tmp_path: Path) -> Project:
    """An interview and two guides, of which the first leads it."""
    fill(project)
    with project.change("study") as change:
        set_study(
            change.connection,
            {
                "id": "essai",
                "source_types": [{"id": "interview", "guide": "patients"}],
                "guides": [{"id": "patients"}, {"id": "reseaux"}],
            },
        )
    path = tmp_path / "grille.csv"
    path.write_text(GUIDE, encoding="utf-8")
    assert import_guide(project, path) == (3, 0)
    return project


def states(project: Project) -> dict[str, Asking]:
    return {one.question.key: one.state for one in asked(project)}


def payloads(project: Project) -> str:
    with project.read() as connection:
        return " ".join(connection.execute(journal.select()).scalars(journal.c.payload))


def test_before_anybody_has_looked_nothing_is_said_of_what_was_asked(study: Project) -> None:
    assert states(study) == {
        "trajet": Asking.UNMARKED,
        "equipe": Asking.UNMARKED,
        "argent": Asking.NEVER,
    }
    assert [(one.asked, one.of) for one in count_asked(study)] == [(0, 0)] * 3
    assert asked_by_source(study) == {}


def test_a_question_is_attached_undone_and_done_again(study: Project) -> None:
    attach_question(study, "P01", 1, "trajet")
    assert states(study)["trajet"] is Asking.ASKED
    assert states(study)["equipe"] is Asking.NOT_ASKED
    assert asked_by_source(study) == {"P01": (1, 2)}
    (one,) = questions_asked(study)
    assert one.quotation == SAID[0][1]
    said = undo(study)
    assert (said["question"], said["address"]) == ("patients:trajet", "1.1")
    assert questions_asked(study) == []
    redo(study)
    assert questions_asked(study) == [one]


def test_what_is_known_is_not_attached_twice(study: Project) -> None:
    assert attach_questions(study, [("P01", 1, "trajet"), ("P01", 1, "patients:trajet")]) == 1
    before = len(list_journal(study))
    assert attach_questions(study, [("P01", 1, "trajet")]) == 0
    assert len(list_journal(study)) == before


def test_a_question_is_detached_and_only_from_where_it_stands(study: Project) -> None:
    attach_question(study, "P01", 1, "trajet")
    with pytest.raises(NotFound, match="turn 3"):
        detach_question(study, "P01", 3, "trajet")
    detach_question(study, "P01", 1, "trajet")
    assert questions_asked(study) == []


@pytest.mark.parametrize(
    ("turn", "question", "why", "said"),
    [
        (2, "trajet", NotAllowed, "not an interviewer's"),
        (1, "argent", NotAllowed, "does not lead"),
        (1, "météo", NotFound, "no guide question"),
        (99, "trajet", NotFound, "no turn 99"),
    ],
)
def test_what_cannot_be_attached_is_refused_with_the_reason(
    study: Project, turn: int, question: str, why: type[Exception], said: str
) -> None:
    with pytest.raises(why, match=said):
        attach_question(study, "P01", turn, question)
    assert questions_asked(study) == []


def test_one_turn_that_cannot_be_attached_leaves_all_of_them_out(study: Project) -> None:
    with pytest.raises(NotAllowed):
        attach_questions(study, [("P01", 1, "trajet"), ("P01", 2, "equipe")])
    assert questions_asked(study) == []


def test_questions_move_with_a_corrected_text(study: Project) -> None:
    attach_questions(study, [("P01", 1, "trajet"), ("P01", 3, "equipe")])
    longer = (*SAID[:1], ("P01", "Oh là là. " + SAID[1][1]), *SAID[2:])
    correct_source(study, "P01", document(longer))
    assert [(one.ref, one.quotation) for one in questions_asked(study)] == [
        ("patients:trajet", SAID[0][1]),
        ("patients:equipe", "Mm."),
    ]


def test_reworded_questions_keep_their_turns_and_the_journal_holds_no_word_of_them(
    study: Project, tmp_path: Path
) -> None:
    attach_question(study, "P01", 1, "trajet")
    path = tmp_path / "grille.csv"
    path.write_text(GUIDE.replace("Et avec", "Et ensuite, avec"), encoding="utf-8")
    assert import_guide(study, path) == (0, 1)
    assert [one.wording["fr"] for one in list_guide(study, "P01")][
        1
    ] == "Et ensuite, avec l'équipe ?"
    assert len(questions_asked(study)) == 1
    undo(study)
    assert [one.wording["fr"] for one in list_guide(study, "P01")][1] == "Et avec l'équipe ?"
    redo(study)
    assert [one.wording["fr"] for one in list_guide(study, "P01")][
        1
    ] == "Et ensuite, avec l'équipe ?"
    assert "ensuite" not in payloads(study)
    assert "ambulance" not in payloads(study)


def test_turns_are_proposed_and_none_is_attached(study: Project) -> None:
    found = proposed_turns(study, "P01", 60)
    assert [(one.turn, one.ref) for one in found] == [(1, "patients:trajet")]
    assert questions_asked(study) == []
    attach_question(study, "P01", 1, "trajet")
    assert proposed_turns(study, "P01", 60) == []


def test_words_are_found_in_the_answers_to_a_question(study: Project) -> None:
    attach_questions(study, [("P01", 1, "trajet"), ("P01", 3, "equipe")])
    places = {
        key: [hit.words for hit in search_words(study, "heures | elle", filters=filters)]
        for key, filters in (
            ("trajet", Filters(questions=("trajet",))),
            ("equipe", Filters(questions=("patients:equipe",))),
            ("both", Filters(coded_only=True, questions=("trajet", "equipe"))),
            ("argent", Filters(questions=("argent",))),
        )
    }
    assert places == {
        "trajet": ["heures", "heures"],
        "equipe": ["elle", "elle"],
        "both": ["heures", "heures", "elle", "elle"],
        "argent": [],
    }
    with pytest.raises(NotFound):
        search_words(study, "heures", filters=Filters(questions=("météo",)))


def test_codings_are_found_in_the_answers_to_a_question(study: Project) -> None:
    attach_questions(study, [("P01", 1, "trajet"), ("P01", 3, "equipe")])
    for words in ("la route", "l’infirmière"):
        code_passage(study, NewCoding("P01", place(words), "distance", Valence.BARRIER))

    def found(text: str) -> list[str]:
        return [one.quotation for one in run_query(study, text, layer="all").passages]

    assert found("distance[question=trajet]") == ["la route"]
    assert found("distance[barrier, question=patients:equipe]") == ["l’infirmière"]
    assert found("distance[question=argent]") == []
    with pytest.raises(NotFound, match="no question"):
        found("distance[question=tarjet]")


def test_filters_are_understood_as_they_are_typed() -> None:
    typed = "groupe=implanté ; source=P03, locuteur=Conjointe de P04, question=decision, codé"
    assert filters_written(typed) == Filters(
        True, ("P03",), ("Conjointe de P04",), (("groupe", "implanté"),), ("decision",)
    )
    assert filters_written("") == Filters()
    for wrong in ("implanted", "=x", "group="):
        with pytest.raises(UsageProblem):
            filters_written(wrong)

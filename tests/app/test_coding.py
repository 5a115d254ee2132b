"""Coding as a researcher does it, on both databases."""

from __future__ import annotations

import pytest

from qualcode.app.coding.coding import (
    change_coding,
    code_passage,
    code_passages,
    mark_source,
    note_on_coding,
    uncode,
)
from qualcode.app.coding.memos import list_memos
from qualcode.app.coding.reading import count_codings, list_codings, list_sources
from qualcode.app.projects.undoing import in_words, list_journal, redo, undo
from qualcode.core.coding import Coding, Mark, NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound, NotUndoable
from qualcode.core.people import Progress
from qualcode.core.spans import Span
from qualcode.i18n import in_language
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from tests.stories import document, fill, place

ROAD = "Le plus dur… c’était la route."
HOURS = "Deux heures aller, deux heures retour !"


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    return project


def give(project: Project, words: str, code: str, valence: Valence = Valence.UNSET) -> str:
    return code_passage(project, NewCoding("P01", place(words), code, valence))


def only(project: Project) -> Coding:
    (coding,) = list_codings(project)
    return coding


def test_a_coding_is_read_back_as_it_was_given(study: Project) -> None:
    request = NewCoding(
        "P01", place(ROAD), "distance", Valence.BARRIER, frozenset({Mark.REPORTED}), "à revoir"
    )
    guid = code_passage(study, request)
    coding = only(study)
    assert coding.guid == guid
    assert coding.quotation == ROAD
    assert (coding.codebook, coding.code, coding.coder) == ("essai", "distance", "Zoé")
    assert coding.valence is Valence.BARRIER
    assert coding.marks == frozenset({Mark.REPORTED})
    assert coding.memo == "à revoir"


def test_a_code_answers_to_its_alias_and_to_its_full_reference(study: Project) -> None:
    give(study, ROAD, "route", Valence.BARRIER)
    give(study, HOURS, "essai:distance", Valence.LEVER)
    assert {coding.code for coding in list_codings(study)} == {"distance"}


def test_white_space_at_the_ends_is_not_coded(study: Project) -> None:
    span = place(ROAD)
    code_passage(study, NewCoding("P01", Span(span.start, span.end + 1), "distance"))
    assert only(study).quotation == ROAD


def test_overlapping_passages_of_one_code_and_valence_unite(study: Project) -> None:
    first = give(study, ROAD, "distance", Valence.BARRIER)
    second = code_passage(
        study,
        NewCoding("P01", place("la route. Deux heures aller"), "distance", Valence.BARRIER),
    )
    assert first == second
    assert only(study).quotation == "Le plus dur… c’était la route. Deux heures aller"


def test_overlapping_passages_of_another_valence_stay_apart(study: Project) -> None:
    give(study, ROAD, "distance", Valence.BARRIER)
    give(study, ROAD, "distance", Valence.LEVER)
    assert len(list_codings(study)) == 2


def test_a_new_valence_that_meets_its_twin_unites_with_it(study: Project) -> None:
    give(study, ROAD, "proches", Valence.BARRIER)
    other = give(study, "la route. Deux", "proches", Valence.LEVER)
    note_on_coding(study, other, "mémo")
    change_coding(study, other, valence=Valence.BARRIER)
    assert only(study).quotation == "Le plus dur… c’était la route. Deux"
    assert only(study).memo == "mémo"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("l’ambulance", "interviewer"),
        ("téléphone. 😀\nA01\u00a0: Moi", "two participants"),
        ("Mm", "interviewer"),
    ],
)
def test_only_words_of_one_coded_speaker_are_coded(study: Project, words: str, why: str) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match=why):
        give(study, words, "distance")
    assert list_codings(study) == []


def test_a_passage_may_cross_a_turn_that_is_not_coded(study: Project) -> None:
    text = document().text
    start = text.index("Ma sœur")
    code_passage(study, NewCoding("P01", Span(start, text.index(", répondait")), "proches"))
    assert "Mm." in only(study).quotation


def test_a_span_past_the_end_changes_nothing(study: Project) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match="outside the text"):
        code_passage(study, NewCoding("P01", Span(10, 99_999), "distance"))
    assert list_codings(study) == []


@pytest.mark.parametrize(
    ("code", "valence"),
    [("recit", Valence.BARRIER), ("joignable", Valence.BARRIER), ("acces", Valence.UNSET)],
)
def test_the_policy_of_a_code_is_kept(study: Project, code: str, valence: Valence) -> None:
    with pytest.raises(NotAllowed):
        give(study, ROAD, code, valence)


def test_the_program_sets_a_fixed_valence(study: Project) -> None:
    give(study, "répondait toujours", "joignable")
    assert only(study).valence is Valence.LEVER


def test_an_unknown_code_or_source_is_named(study: Project) -> None:
    with in_language("en"), pytest.raises(NotFound, match="no code “distanze”"):
        give(study, ROAD, "distanze")
    with in_language("en"), pytest.raises(NotFound, match=r"no source “P99”.*P01"):
        code_passage(study, NewCoding("P99", place(ROAD), "distance"))


def test_many_codings_are_one_step_or_none(study: Project) -> None:
    good = NewCoding("P01", place(ROAD), "distance")
    with pytest.raises(NotFound):
        code_passages(study, [good, NewCoding("P01", place(ROAD), "rien")])
    assert list_codings(study) == []
    code_passages(study, [good, NewCoding("P01", place(HOURS), "proches")])
    undo(study)
    assert list_codings(study) == []


def test_nobody_codes_without_a_name(where: str) -> None:
    from qualcode.store.opening import create_project

    with create_project(where, title="x") as project:
        fill(project)
        with pytest.raises(NotAllowed):
            give(project, ROAD, "distance")


def test_undo_and_redo_survive_a_restart_and_say_what_they_did(study: Project) -> None:
    where = study.where
    guid = give(study, ROAD, "distance", Valence.BARRIER)
    change_coding(study, guid, valence=Valence.LEVER)
    before = list_codings(study)
    study.close()
    with open_project(where, acting="Zoé") as again, in_language("en"):
        assert in_words(undo(again)) == "coding changed “essai:distance” P01 · 2.1"
        assert only(again).valence is Valence.BARRIER
        assert in_words(undo(again)) == "coding “essai:distance” P01 · 2.1"
        assert list_codings(again) == []
        redo(again)
        redo(again)
        assert list_codings(again) == before
        with pytest.raises(NotUndoable):
            redo(again)


def test_a_united_passage_comes_apart_again_with_its_words(study: Project) -> None:
    give(study, ROAD, "distance", Valence.BARRIER)
    give(study, "la route. Deux heures", "distance", Valence.BARRIER)
    undo(study)
    assert only(study).quotation == ROAD


def test_removing_takes_the_memo_along_and_undo_brings_both_back(study: Project) -> None:
    guid = give(study, ROAD, "distance")
    note_on_coding(study, guid, "une pensée")
    uncode(study, [guid])
    assert (list_codings(study), list_memos(study)) == ([], [])
    undo(study)
    assert only(study).memo == "une pensée"


def test_a_layer_has_one_writer(study: Project) -> None:
    guid = give(study, ROAD, "distance")
    study.acting = "Ana"
    give(study, HOURS, "distance")
    with in_language("en"), pytest.raises(NotAllowed, match="another coder"):
        uncode(study, [guid])
    with pytest.raises(NotAllowed):
        change_coding(study, guid, valence=Valence.LEVER)


def test_counts_are_by_source_coder_and_code(study: Project) -> None:
    give(study, ROAD, "distance")
    study.acting = "Ana"
    give(study, HOURS, "distance")
    give(study, "Ma sœur", "proches")
    assert count_codings(study) == {
        ("P01", "Zoé", "essai:distance"): 1,
        ("P01", "Ana", "essai:distance"): 1,
        ("P01", "Ana", "essai:proches"): 1,
    }


def test_read_is_not_the_same_as_coded(study: Project) -> None:
    mark_source(study, "P01", Progress.READ)
    (source,) = list_sources(study)
    assert source.progress == {"Zoé": Progress.READ}
    undo(study)
    assert list_sources(study)[0].progress == {}


def test_the_journal_holds_no_words_of_anybody(study: Project) -> None:
    guid = give(study, ROAD, "distance")
    note_on_coding(study, guid, "mémo secret")
    uncode(study, [guid])
    undo(study)
    told = repr(list_journal(study))
    assert "route" not in told
    assert "secret" not in told
    with study.read() as connection:
        payloads = connection.exec_driver_sql("SELECT payload FROM journal").scalars().all()
    assert not any("plus dur" in payload or "secret" in payload for payload in payloads)

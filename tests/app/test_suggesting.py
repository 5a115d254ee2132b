"""Suggested codes: off at first, from one's own layer, never in a blind round, told afterwards."""

from __future__ import annotations

import pytest

from qualcode.app.coding.coding import code_passage, uncode
from qualcode.app.coding.suggesting import (
    accept_suggestion,
    discouraged,
    suggest_codes,
    suggestions_on,
    turn_suggestions,
)
from qualcode.app.pairs.coders import enrol_coder
from qualcode.app.projects.undoing import list_journal, undo
from qualcode.app.publishing.reporting import fill_checklist
from qualcode.core.asking.suggestion import Alike
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.people import Role
from qualcode.core.spans import Span
from qualcode.i18n import in_language
from qualcode.store.project import Project
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.cases import coder_named
from qualcode.store.tables import coders
from tests.app import round_stories
from tests.app.codebook_stories import HOURS, NURSE, ROAD, acting, give
from tests.stories import document, fill, place

ELSEWHERE = "P02"


@pytest.fixture
def study(file_project: Project) -> Project:
    """Zoé has coded road and nurse in P01; P02 says the same words, and nobody has coded it."""
    fill(file_project)
    with file_project.change("fill") as change:
        speakers = source_rows.load_transcript(change.connection, "P01").speakers
        source_rows.add_source(
            change,
            document(),
            name=ELSEWHERE,
            kind="interview",
            language="fr",
            speaker_of=speakers,
        )
    give(file_project, ROAD, "distance", Valence.BARRIER)
    give(file_project, HOURS, "distance", Valence.BARRIER)
    give(file_project, NURSE, "joignable")
    return file_project


def suggested(project: Project, words: str, source: str = ELSEWHERE) -> list[str]:
    return [one.code for one in suggest_codes(project, source, place(words))]


def test_they_are_off_until_they_are_turned_on_and_the_journal_says_who_did(
    study: Project,
) -> None:
    with pytest.raises(NotAllowed, match="off"):
        suggest_codes(study, ELSEWHERE, place(ROAD))
    assert not suggestions_on(study)
    assert turn_suggestions(study, on=True)
    assert suggestions_on(study)
    assert not turn_suggestions(study, on=True)
    told = [entry for entry in list_journal(study) if entry.action == "suggestions"]
    assert [(entry.coder, entry.said["on"]) for entry in told] == [("Zoé", True)]
    assert turn_suggestions(study, on=False)
    with pytest.raises(NotAllowed):
        accept_suggestion(study, ELSEWHERE, place(ROAD), "essai:distance")


def test_a_code_comes_with_the_passage_that_speaks_for_it(study: Project) -> None:
    turn_suggestions(study, on=True)
    best = suggest_codes(study, ELSEWHERE, place(ROAD))[0]
    assert best.code == "essai:distance"
    assert (best.evidence.address, best.evidence.quotation) == ("P01 · 2.1", ROAD)
    assert best.evidence.alike is Alike.SAME


def test_what_the_passage_has_already_is_not_suggested_nor_is_it_its_own_evidence(
    study: Project,
) -> None:
    turn_suggestions(study, on=True)
    assert "essai:distance" not in suggested(study, ROAD, "P01")
    accept_suggestion(study, ELSEWHERE, place(ROAD), "essai:distance", Valence.BARRIER)
    assert "essai:distance" not in suggested(study, ROAD)


def test_what_is_coded_or_taken_away_counts_at_once(study: Project) -> None:
    turn_suggestions(study, on=True)
    assert suggested(study, NURSE)[0] == "essai:joignable"
    sister = "Ma sœur venait."
    guid = code_passage(study, NewCoding("P01", place(sister), "proches"))
    assert suggested(study, sister)[0] == "essai:proches"
    uncode(study, [guid])
    assert "essai:proches" not in suggested(study, sister)


def test_accepting_is_told_and_undone_like_a_coding(study: Project) -> None:
    turn_suggestions(study, on=True)
    accept_suggestion(study, ELSEWHERE, place(NURSE), "essai:joignable")
    assert list_journal(study)[-1].action == "accept_suggestion"
    with in_language("en"):
        said = " ".join(one.words for one in fill_checklist(study, "coreq"))
        assert "1 coding began as a suggestion" in said
    assert undo(study)["source"] == ELSEWHERE
    with in_language("en"):
        said = " ".join(one.words for one in fill_checklist(study, "coreq"))
        assert "0 codings began as a suggestion" in said


def test_nothing_is_taken_from_the_layer_of_another_coder(study: Project) -> None:
    turn_suggestions(study, on=True)
    enrol_coder(study, "Maël", Role.CODER)
    study.acting = "Maël"
    assert suggested(study, ROAD) == []


def test_a_blind_round_gives_none_to_its_coders_and_none_on_its_sources(
    file_project: Project,
) -> None:
    round_stories.team(file_project)
    turn_suggestions(file_project, on=True)
    sister = "Ma sœur venait"
    round_stories.give(file_project, "Zoé", "P01", sister)
    words = round_stories.place(sister, "P02")
    assert [one.code for one in suggest_codes(file_project, "P02", words)] == ["essai:proches"]
    round_stories.begin(file_project, "P02")
    for name, source in (("Zoé", "P03"), ("Maël", "P02"), ("Ana", "P02")):
        with acting(file_project, name), pytest.raises(NotAllowed, match="blind"):
            suggest_codes(file_project, source, words)


def test_a_second_layer_and_a_reader_get_none(study: Project) -> None:
    turn_suggestions(study, on=True)
    enrol_coder(study, "Zoé (2)", Role.CODER)
    with study.change("fill") as change:
        again = coder_named(change.connection, "Zoé (2)").id
        change.update(coders, again, role=Role.REPEAT.value)
    enrol_coder(study, "Léa", Role.VIEWER)
    for name in ("Zoé (2)", "Léa"):
        study.acting = name
        with pytest.raises(NotAllowed):
            suggest_codes(study, ELSEWHERE, place(ROAD))
    study.acting = None
    with pytest.raises(NotAllowed):
        suggest_codes(study, ELSEWHERE, place(ROAD))


def test_a_study_without_a_reflexive_stance_does_not_speak_against_them(study: Project) -> None:
    assert not discouraged(study)
    with pytest.raises(NotAllowed):
        suggest_codes(study, ELSEWHERE, Span(0, 3))

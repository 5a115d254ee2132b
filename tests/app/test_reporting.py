"""Reporting checklists: every sentence counts something that is there, the rest is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.app.analysis.theming import add_theme
from qualcode.app.coding.coding import mark_source
from qualcode.app.coding.memos import write_memo
from qualcode.app.projects.undoing import undo
from qualcode.app.publishing.documents import export_annex
from qualcode.app.publishing.reporting import _SAYS, CHECKLISTS, answer, checklist, fill_checklist
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.checklist import Filled, Mode, Status
from qualcode.core.coding import Valence
from qualcode.core.errors import NotFound
from qualcode.core.memo import MemoKind
from qualcode.i18n import in_language
from qualcode.store.project import Project
from tests.app.codebook_stories import give
from tests.app.test_annexes import HARD, words_of_word
from tests.stories import fill


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    give(project, HARD, "distance", Valence.BARRIER)
    mark_source(project, "P01")
    return project


def item(project: Project, name: str, number: str) -> Filled:
    with in_language("en"):
        (found,) = [one for one in fill_checklist(project, name) if one.item.number == number]
    return found


@pytest.mark.parametrize(("name", "items"), [("coreq", 32), ("srqr", 21)])
def test_a_checklist_is_whole_in_both_languages(name: str, items: int) -> None:
    found = checklist(name)
    assert len(found.items) == items
    assert all(one.label["fr"] and one.label["en"] for one in found.items)


def test_every_item_that_the_project_fills_has_a_sentence() -> None:
    for name in CHECKLISTS:
        asked = checklist(name)
        for one in asked.items:
            if one.mode is Mode.FILL:
                assert asked.key(one) in _SAYS


def test_an_empty_project_reports_nothing_but_its_software(project: Project) -> None:
    known = [one for one in fill_checklist(project, "coreq") if one.words]
    assert [one.item.number for one in known] == ["27"]


def test_counts_are_those_of_the_project(study: Project) -> None:
    assert item(study, "coreq", "12").words == "2 participants: patients 1, relatives 1."
    assert item(study, "coreq", "24").words.startswith("1 coders; 0 of 1")
    assert item(study, "srqr", "S12").words.startswith("2 participants in 1 transcripts")
    assert item(study, "coreq", "8").status is Status.OPEN
    write_memo(study, "Je suis soignante.", kind=MemoKind.REFLEXIVE)
    assert item(study, "coreq", "8").words == "1 reflexive memo."
    add_theme(study, "Venir use.")
    assert item(study, "coreq", "31").words == "Venir use."


def test_what_only_people_know_is_answered_once(study: Project) -> None:
    assert item(study, "coreq", "2").status is Status.OPEN
    answer(study, "coreq:2", " Deux médecins, une sociologue. ")
    found = item(study, "coreq", "2")
    assert (found.status, found.words) == (Status.ANSWERED, "Deux médecins, une sociologue.")
    answer(study, "coreq:2", "Trois médecins.")
    undo(study)
    assert item(study, "coreq", "2").words == "Deux médecins, une sociologue."
    answer(study, "coreq:2", "")
    assert item(study, "coreq", "2").status is Status.OPEN
    for key in ("coreq:99", "rien:1", "coreq"):
        with pytest.raises(NotFound):
            answer(study, key, "x")


def test_an_answer_stands_beside_a_fact_and_before_a_draft(study: Project) -> None:
    answer(study, "coreq:12", "Tous d’une région.")
    found = item(study, "coreq", "12")
    assert found.status is Status.FILLED
    assert found.words.endswith("\nTous d’une région.")
    answer(study, "coreq:9", "Analyse thématique.")
    assert item(study, "coreq", "9").words == "Analyse thématique."


@pytest.mark.parametrize("name", CHECKLISTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_checklist_goes_to_word(study: Project, tmp_path: Path, name: str, language: str) -> None:
    out = tmp_path / "liste.docx"
    export_annex(study, name, out, Wish(language))
    text = words_of_word(out)
    assert all(one.label[language] in text for one in checklist(name).items)

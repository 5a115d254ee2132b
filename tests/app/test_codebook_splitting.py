"""Codes split and decided coding by coding, on both databases."""

from __future__ import annotations

import pytest

from qualcode.app.codebook.merging import decide_split, merge_codes, open_decisions, split_code
from qualcode.app.codebook.work import (
    create_code,
    edit_settings,
    revive_code,
)
from qualcode.app.coding.coding import note_on_coding
from qualcode.app.coding.memos import list_memos
from qualcode.app.coding.reading import list_codings
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.i18n import in_language
from qualcode.store.project import Project
from tests.app.codebook_stories import (
    HOURS,
    NURSE,
    ROAD,
    SISTER,
    acting,
    book,
    by_guid,
    code,
    give,
    make,
    open_round,
    seen,
)
from tests.stories import fill

B, L, U = Valence.BARRIER, Valence.LEVER, Valence.UNSET


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    return project


def state(project: Project) -> tuple[object, ...]:
    """All that merging and splitting may touch."""
    return book(project), list_codings(project), list_memos(project)


@pytest.fixture
def parted(study: Project) -> Project:
    """A study in which `proches` waits to be split into `famille` and `amis`."""
    give(study, ROAD, "proches", B)
    give(study, HOURS, "proches", L)
    with acting(study, "Ana"):
        give(study, SISTER, "proches")
    create_code(study, "essai", {"fr": "Famille"}, parent="acces")
    create_code(study, "essai", {"fr": "Amis"}, parent="acces", policy=ValencePolicy.NONE)
    assert split_code(study, "proches", ["famille", "amis"], reason="deux choses") == 3
    return study


def waiting(project: Project, coder: str | None = None) -> list[str]:
    """GUIDs of what waits for a decision."""
    return [found.coding.guid for found in open_decisions(project, coder)]


def test_a_split_code_queues_its_codings_for_each_coder(parted: Project) -> None:
    assert code(parted, "proches").retired
    assert len(waiting(parted, "Zoé")) == 2
    (found,) = open_decisions(parted, "Ana")
    assert (found.coding.quotation, found.first, found.second) == (
        SISTER,
        "essai:famille",
        "essai:amis",
    )
    with pytest.raises(NotAllowed):
        give(parted, NURSE, "proches")


@pytest.mark.parametrize(
    ("choice", "after"),
    [
        ("a", [("famille", B)]),
        ("b", [("amis", U)]),
        ("both", [("amis", U), ("famille", B)]),
        ("neither", []),
    ],
)
def test_each_coding_goes_to_a_to_b_to_both_or_to_neither(
    parted: Project, choice: str, after: list[tuple[str, Valence]]
) -> None:
    guid = waiting(parted, "Zoé")[0]
    with acting(parted, "Zoé"):
        note_on_coding(parted, guid, "à voir")
    before = state(parted)
    guids = decide_split(parted, guid, choice)
    decided = by_guid(parted)
    assert sorted((decided[g].code, decided[g].valence) for g in guids) == after
    assert all(decided[g].quotation == ROAD and decided[g].memo == "à voir" for g in guids)
    assert (guid in guids) == (choice != "neither")
    assert guid not in waiting(parted)
    undo(parted)
    assert state(parted) == before


def test_the_same_words_are_kept_once_when_memos_go_to_both(parted: Project) -> None:
    guid = waiting(parted, "Zoé")[0]
    note_on_coding(parted, guid, "à voir")
    decide_split(parted, guid, "both")
    with parted.read() as connection:
        kept = connection.exec_driver_sql("SELECT body FROM writings").scalars().all()
    assert kept.count("à voir") == 1


def test_what_goes_to_a_code_unites_with_what_stands_there(parted: Project) -> None:
    give(parted, f"{ROAD} Deux heures", "famille", B)
    first = waiting(parted, "Zoé")[0]
    decide_split(parted, first, "both")
    assert ("Zoé", "famille", f"{ROAD} Deux heures", B) in seen(parted)
    assert len(list_codings(parted, code="famille")) == 1


def test_a_coder_decides_for_their_own_layer_and_an_adjudicator_for_all(
    parted: Project,
) -> None:
    (others,) = waiting(parted, "Ana")
    with in_language("en"), pytest.raises(NotAllowed, match="adjudicator"):
        decide_split(parted, others, "a")
    make(parted, "Inès", "adjudicator")
    with acting(parted, "Inès"):
        decide_split(parted, others, "a")
    assert ("Ana", "famille", SISTER, U) in seen(parted)


def test_only_what_waits_is_decided(parted: Project) -> None:
    guid = waiting(parted, "Zoé")[0]
    decide_split(parted, guid, "a")
    with in_language("en"), pytest.raises(NotAllowed, match="no decision"):
        decide_split(parted, guid, "b")
    with pytest.raises(NotFound):
        decide_split(parted, "rien", "a")
    with pytest.raises(ValueError, match="peut-être"):
        decide_split(parted, guid, "peut-être")


def test_a_code_with_codes_under_it_becomes_a_heading(study: Project) -> None:
    guid = give(study, ROAD, "proches", B)
    for label in ("Famille", "Amis"):
        create_code(study, "essai", {"fr": label}, parent="proches")
    split_code(study, "proches", ["famille", "amis"])
    assert not code(study, "proches").retired
    assert not code(study, "proches").codable
    with in_language("en"), pytest.raises(NotAllowed, match="was split"):
        edit_settings(study, "proches", codable=True)
    undo(study)
    assert code(study, "proches").codable
    redo(study)
    decide_split(study, guid, "b")
    assert seen(study) == [("Zoé", "amis", ROAD, B)]


def test_a_split_is_taken_back_by_reviving_or_undoing(parted: Project) -> None:
    revive_code(parted, "proches")
    assert waiting(parted) == []
    give(parted, NURSE, "proches")
    undo(parted)
    undo(parted)
    assert len(waiting(parted)) == 3
    undo(parted)
    assert (waiting(parted), code(parted, "proches").retired) == ([], False)


def test_the_rest_of_a_split_can_be_merged(parted: Project) -> None:
    decide_split(parted, waiting(parted, "Zoé")[0], "b")
    merge_codes(parted, "proches", "famille")
    assert waiting(parted) == []
    assert len(list_codings(parted, code="famille")) == 2


def test_a_code_of_the_split_that_was_merged_is_followed(parted: Project) -> None:
    merge_codes(parted, "amis", "famille")
    guid = waiting(parted, "Zoé")[0]
    assert open_decisions(parted)[0].second == "essai:famille"
    assert decide_split(parted, guid, "both") == [guid]
    assert by_guid(parted)[guid].code == "famille"


@pytest.mark.parametrize(
    ("into", "why"),
    [
        (["proches", "distance"], "two other codes"),
        (["distance", "route"], "two other codes"),
        (["distance"], "two other codes"),
        (["distance", "acces"], "heading"),
    ],
)
def test_a_split_needs_two_other_codes_that_take_codings(
    study: Project, into: list[str], why: str
) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match=why):
        split_code(study, "proches", into)


def test_headings_and_split_codes_are_not_split(parted: Project) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match="retired"):
        split_code(parted, "proches", ["famille", "amis"])
    with in_language("en"), pytest.raises(NotAllowed, match="heading"):
        split_code(parted, "acces", ["famille", "amis"])


def test_nothing_is_decided_under_an_open_round(parted: Project) -> None:
    own = waiting(parted, "Zoé")[0]
    open_round(parted, "Zoé", "Ana")
    assert len(waiting(parted)) == 2
    with pytest.raises(NotAllowed):
        decide_split(parted, own, "a")
    with pytest.raises(NotAllowed):
        split_code(parted, "distance", ["famille", "amis"])


def test_the_journal_says_where_a_coding_went(parted: Project) -> None:
    decide_split(parted, waiting(parted, "Zoé")[0], "b")
    said = list_journal(parted)[-1].said
    assert said == {
        "choice": "b",
        "code": "essai:proches",
        "source": "P01",
        "address": "2.1",
    }

"""Versions of a codebook published, listed, brought back and compared, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.app.codebook.merging import merge_codes, split_code
from qualcode.app.codebook.versions import (
    codebook_at,
    diff_versions,
    list_versions,
    publish_version,
    rereading,
)
from qualcode.app.codebook.work import (
    create_code,
    edit_settings,
    edit_wording,
    move_code,
    rename_code,
    retire_code,
)
from qualcode.app.coding.coding import code_passage
from qualcode.app.projects.studies import codebook_named, list_codebooks, new_project, shipped
from qualcode.app.projects.undoing import undo
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound, NotUndoable
from qualcode.core.wording.codebook_diff import Moved, Succeeded
from qualcode.i18n import in_language
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from tests.app.codebook_stories import ROAD, acting, book, give, make
from tests.stories import CODEBOOK, fill, place


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    return project


def test_the_first_version_is_the_codebook_as_it_came(study: Project) -> None:
    (first,) = list_versions(study)
    assert (first.label, first.reason, first.coder, first.codes) == ("1.0.0", "", "Zoé", 5)
    assert codebook_at(study, None, "1.0.0") == CODEBOOK


def test_a_version_stays_what_it_was(study: Project) -> None:
    create_code(study, "essai", {"fr": "Météo"}, parent="acces")
    publish_version(study, "essai", "1.1.0", "après la première vague")
    published = book(study)
    assert published.version == "1.1.0"
    edit_wording(study, "meteo", definition={"fr": "le temps qu’il fait"})
    edit_settings(study, "meteo", policy=ValencePolicy.REQUIRED, aliases=["temps"])
    move_code(study, "meteo", "soins", 0)
    merge_codes(study, "distance", "proches")
    retire_code(study, "recit")
    assert codebook_at(study, "essai", "1.1.0") == published
    assert codebook_at(study, "essai", "1.0.0") == CODEBOOK
    assert [(v.label, v.reason) for v in list_versions(study)] == [
        ("1.0.0", ""),
        ("1.1.0", "après la première vague"),
    ]


@pytest.mark.parametrize("label", ["1.0.0", "", "  "])
def test_a_version_needs_a_label_of_its_own(study: Project, label: str) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match=r"it has 1\.0\.0"):
        publish_version(study, "essai", label)


def test_a_version_can_be_taken_back(study: Project) -> None:
    publish_version(study, None, "1.1.0")
    undo(study)
    assert [version.label for version in list_versions(study)] == ["1.0.0"]
    assert book(study).version == "1.0.0"
    publish_version(study, None, "1.1.0")
    assert len(list_versions(study)) == 2


def test_who_may_not_edit_does_not_publish(study: Project) -> None:
    make(study, "Léo", "viewer")
    with acting(study, "Léo"), pytest.raises(NotAllowed):
        publish_version(study, None, "1.1.0")


def test_versions_survive_a_restart(study: Project) -> None:
    publish_version(study, None, "1.1.0")
    where = study.where
    study.close()
    with open_project(where, acting="Zoé") as again:
        assert [version.label for version in list_versions(again)] == ["1.0.0", "1.1.0"]
        assert diff_versions(again, None, "1.0.0", "1.1.0").empty


def test_what_was_done_since_a_version_is_told(study: Project) -> None:
    edit_settings(study, "recit", policy=ValencePolicy.OPTIONAL)
    publish_version(study, None, "1.1.0")
    create_code(study, "essai", {"fr": "Famille"}, parent="acces")
    create_code(study, "essai", {"fr": "Amis"}, parent="acces")
    split_code(study, "proches", ["famille", "amis"])
    merge_codes(study, "distance", "famille")
    move_code(study, "joignable", "acces", 0)
    retire_code(study, "a_discuter")
    rename_code(study, "recit", {"fr": "Histoire"})
    edit_wording(study, "joignable", definition={"fr": "répond toujours"})
    edit_settings(study, "joignable", fixed=Valence.BARRIER)
    with in_language("en"):
        diff = diff_versions(study, "essai", "1.1.0")
    assert (diff.before, diff.after) == ("1.1.0", "now")
    assert [code.key for code in diff.added] == ["famille", "amis"]
    assert diff.split == (Succeeded("proches", ("famille", "amis")),)
    assert diff.merged == (Succeeded("distance", ("famille",)),)
    assert diff.moved == (Moved("joignable", "soins", "acces"),)
    assert [code.key for code in diff.retired] == ["a_discuter"]
    assert {(c.key, c.part) for c in diff.reworded} == {
        ("recit", "label"),
        ("joignable", "definition"),
    }
    assert [(c.key, c.part, c.before, c.after) for c in diff.resettled] == [
        ("joignable", "fixed", "lever", "barrier")
    ]
    assert diff.to_reread == {"joignable"}
    since = diff_versions(study, "essai", "1.0.0", "1.1.0")
    assert [(c.key, c.part, c.after) for c in since.resettled] == [("recit", "policy", "optional")]
    assert (since.added, since.reworded, since.moved) == ((), (), ())


def test_an_unknown_version_or_codebook_is_named(study: Project) -> None:
    with in_language("en"), pytest.raises(NotFound, match=r"no version “2”.*1\.0\.0"):
        diff_versions(study, None, "2")
    with in_language("en"), pytest.raises(NotAllowed, match="essai"):
        list_versions(study, "autre")


def test_a_round_on_a_version_keeps_it_from_being_taken_back(study: Project) -> None:
    from sqlalchemy import select

    from qualcode.store.journal import now
    from qualcode.store.tables import codebook_versions, rounds

    publish_version(study, None, "1.1.0")
    with acting(study, "Ana"), study.change("start_round", kind="barrier") as change:
        version = change.connection.execute(
            select(codebook_versions.c.id).where(codebook_versions.c.label == "1.1.0")
        ).scalar_one()
        change.insert(
            rounds,
            {"name": "v", "seed": 1, "codebook_version_id": version, "created": now()},
        )
    with in_language("en"), pytest.raises(NotUndoable, match="Ana"):
        undo(study)


def test_several_codebooks_keep_their_versions_apart(where: str) -> None:
    files = [shipped("codebooks") / f"{name}.yaml" for name in ("tdf_comb", "cfir2")]
    with new_project(where, codebooks=files, acting="Zoé") as project:
        before = codebook_named(project, "cfir2")
        publish_version(project, "tdf_comb", "0.3.0")
        assert [v.label for v in list_versions(project, "tdf_comb")][1:] == ["0.3.0"]
        assert len(list_versions(project, "cfir2")) == 1
        assert codebook_at(project, "cfir2", before.version) == before
        assert diff_versions(project, "cfir2", before.version).empty
        assert [b.version for b in list_codebooks(project)] == ["0.3.0", before.version]


def test_every_shipped_codebook_comes_back_from_its_version(tmp_path: Path) -> None:
    files = sorted(shipped("codebooks").glob("*.yaml"))
    with new_project(str(tmp_path / "tout.qualcode"), codebooks=files) as project:
        for held in list_codebooks(project):
            assert codebook_at(project, held.id, held.version) == held


def test_codings_stand_under_the_meaning_that_they_were_made_with(study: Project) -> None:
    give(study, ROAD, "distance")
    publish_version(study, None, "1.1.0")
    edit_wording(study, "distance", definition={"fr": "la route"})
    code_passage(study, NewCoding("P01", place("Deux heures aller"), "distance"))
    (waiting,) = rereading(study)
    assert waiting.coding.quotation == ROAD
    assert waiting.before == replace(waiting.after, definition={})
    undo(study)
    undo(study)
    assert rereading(study) == []

"""Exports are made from a frozen state: they grow stale, are made again, and are compared."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select

from qualcode.app.analysis.selecting import choose_quotation
from qualcode.app.coding.coding import mark_source, uncode
from qualcode.app.gate.ledgering import list_exports
from qualcode.app.privacy.erasing import erase_case
from qualcode.app.publishing.bundling import MANIFEST, make_bundle
from qualcode.app.publishing.documents import DOCUMENTS, export_annex
from qualcode.app.publishing.exporting import export_themes
from qualcode.app.publishing.figures import FIGURES, export_figure
from qualcode.app.publishing.rebuilding import NOW, compare_tables, rebuild
from qualcode.app.publishing.wishes import Wish, wish_of
from qualcode.core.coding import Valence
from qualcode.core.errors import FileProblem, NotAllowed, NotFound, ReadOnlyProject
from qualcode.core.tables.table_changes import Became
from qualcode.i18n import in_language
from qualcode.store.project import Project
from qualcode.store.safety import states
from qualcode.store.safety.restoring import restored
from qualcode.store.tables import snapshots
from tests.app.codebook_stories import HOURS, NURSE, ROAD, give
from tests.stories import fill


def furnished(project: Project) -> Project:
    """P01’s interview is coded in three places and read."""
    fill(project)
    give(project, ROAD, "distance", Valence.BARRIER)
    give(project, HOURS, "distance", Valence.BARRIER)
    choose_quotation(project, give(project, NURSE, "joignable"))
    mark_source(project, "P01")
    return project


@pytest.fixture
def study(file_project: Project) -> Project:
    """The study in a file."""
    return furnished(file_project)


def words_of_word(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return "".join(etree.fromstring(package.read("word/document.xml")).itertext())


def stale(project: Project) -> dict[str, bool | None]:
    return {row["file"]: row["stale"] for row in list_exports(project)}


def test_a_table_is_made_again_byte_for_byte_after_the_codings_have_changed(
    project: Project, tmp_path: Path
) -> None:
    study = furnished(project)
    first, again = tmp_path / "t.docx", tmp_path / "again.docx"
    export_themes(study, first, language="fr")
    (row,) = list_exports(study)
    assert row["snapshot"][:8] in words_of_word(first)
    assert stale(study) == {"t.docx": False}
    uncode(study, [give(study, "Ma sœur venait.", "proches", Valence.LEVER)])
    assert stale(study) == {"t.docx": False}
    give(study, "Ma sœur venait.", "proches", Valence.LEVER)
    assert stale(study) == {"t.docx": True}
    made = rebuild(study, row["guid"][:8], again)
    assert (made.identical, made.erased, made.withdrawn) == (True, (), ())
    assert again.read_bytes() == first.read_bytes()


MADE_AGAIN = ("themes", "matrix", "participants", "dictionary", "codebook-annex", "quotes")


@pytest.mark.parametrize("kind", MADE_AGAIN)
def test_every_document_is_made_again(study: Project, tmp_path: Path, kind: str) -> None:
    endings = ("docx", "xlsx", "csv", "html")
    for ending in endings:
        export_annex(study, kind, tmp_path / f"t.{ending}", Wish("en"))
    give(study, "Ma sœur venait.", "proches", Valence.LEVER)
    for ending in endings:
        assert rebuild(study, f"t.{ending}", tmp_path / f"again.{ending}").identical


@pytest.mark.parametrize("kind", sorted(set(FIGURES) - {"figure-agreement", "figure-cooccurrence"}))
def test_every_figure_is_made_again(study: Project, tmp_path: Path, kind: str) -> None:
    export_figure(study, kind, tmp_path / "f.svg", Wish("fr"))
    give(study, "Ma sœur venait.", "proches", Valence.LEVER)
    assert rebuild(study, "f.svg", tmp_path / "again.svg").identical


def test_the_same_state_is_kept_once(study: Project, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        export_themes(study, tmp_path / name, language="fr")
    assert len({row["snapshot"] for row in list_exports(study)}) == 1
    with study.read() as connection:
        assert len(connection.execute(select(snapshots.c.id)).all()) == 1


def test_a_state_that_is_brought_back_says_what_was_frozen(study: Project) -> None:
    with study.read() as connection:
        frozen = states.state_of(connection, study.acting_key(connection))
    with restored(study, frozen, study.acting) as back, back.read() as connection:
        assert states.state_of(connection, back.acting_key(connection)) == frozen
        with pytest.raises(ReadOnlyProject), back.change("x"):
            pass


def test_a_snapshot_holds_no_words(study: Project, tmp_path: Path) -> None:
    export_themes(study, tmp_path / "t.docx", language="fr")
    with study.read() as connection:
        viewer = study.acting_key(connection)
        (guid,) = connection.execute(select(snapshots.c.guid)).scalars()
        told = json.dumps(states.kept_state(connection, viewer, guid).content)
    for words in ("ambulance", "retour", "téléphone", "t\\u00e9l\\u00e9phone"):
        assert words not in told


def test_erased_words_do_not_come_back(file_project: Project, tmp_path: Path) -> None:
    study = file_project
    fill(study)
    give(study, ROAD, "distance", Valence.BARRIER)
    mark_source(study, "P01")
    export_themes(study, tmp_path / "t.docx", language="en")
    erase_case(study, "P01", "asked for it")
    made = rebuild(study, "t.docx", tmp_path / "again.docx")
    words = words_of_word(tmp_path / "again.docx")
    assert not made.identical
    assert [line for line in made.erased if "[words erased]" in line and "P01" in line]
    assert "la route" not in words
    assert "1/1; 1" in words


def test_facts_of_an_erased_person_leave_the_snapshots(
    file_project: Project, tmp_path: Path
) -> None:
    study = file_project
    fill(study)
    give(study, ROAD, "distance", Valence.BARRIER)
    mark_source(study, "P01")
    with study.change("fill") as change:
        from qualcode.core.people import Case
        from qualcode.store.rows.cases import put_case

        put_case(change, Case("P01", "patient", attributes={"sex": "F-inventé"}))
    export_themes(study, tmp_path / "t.docx", language="fr")
    (row,) = list_exports(study)

    def frozen() -> str:
        with study.read() as connection:
            kept = states.kept_state(connection, study.acting_key(connection), row["snapshot"])
            return json.dumps(kept.content, ensure_ascii=False)

    assert "F-inventé" in frozen()
    erase_case(study, "P01", "asked for it")
    assert "F-inventé" not in frozen()


def test_nobody_is_quoted_again_who_does_not_allow_it_now(study: Project, tmp_path: Path) -> None:
    export_themes(study, tmp_path / "t.docx", language="fr")
    with study.change("fill") as change:
        from qualcode.core.people import Case
        from qualcode.store.rows.cases import put_case

        put_case(change, Case("P01", "patient", quote_allowed=False))
    made = rebuild(study, "t.docx", tmp_path / "again.docx")
    assert made.withdrawn == ("P01",)
    assert ROAD not in words_of_word(tmp_path / "again.docx")


def test_what_is_made_once_or_is_not_there_says_so(study: Project, tmp_path: Path) -> None:
    export_annex(study, "coreq", tmp_path / "c.docx", Wish("fr"))
    with in_language("en"), pytest.raises(NotAllowed, match="only once"):
        rebuild(study, "c.docx", tmp_path / "x.docx")
    with pytest.raises(NotFound):
        rebuild(study, "nothing.docx", tmp_path / "x.docx")
    with pytest.raises(NotFound):
        compare_tables(study, "00000000", NOW, tmp_path / "x.docx", Wish("fr"))
    assert not (tmp_path / "x.docx").exists()


def test_a_reviewer_sees_which_rows_changed(study: Project, tmp_path: Path) -> None:
    export_themes(study, tmp_path / "t.docx", language="fr")
    (row,) = list_exports(study)
    before = row["snapshot"][:8]
    out = tmp_path / "diff.docx"
    assert compare_tables(study, before, NOW, out, Wish("en")).changes == ()
    assert "No count has changed." in words_of_word(out)
    give(study, "Ma sœur venait.", "proches", Valence.LEVER)
    uncode(study, [give(study, HOURS, "distance", Valence.BARRIER)])
    found = compare_tables(study, before, NOW, out, Wish("en"))
    assert [(c.code, c.became) for c in found.changes] == [
        ("essai:distance", Became.CHANGED),
        ("essai:proches", Became.ADDED),
    ]
    assert "1 (2) → 1 (1)" in words_of_word(out)
    back = compare_tables(study, before, before, out, Wish("en"))
    assert back.changes == ()


def test_a_bundle_is_whole_and_names_each_file_by_its_digest(
    study: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "revue"
    told: list[tuple[int, int, str]] = []
    made = make_bundle(study, folder, Wish("fr"), lambda *step: told.append(step))
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert {entry["file"] for entry in manifest["files"]} | {MANIFEST} == {
        path.name for path in folder.iterdir()
    }
    assert {"themes.docx", "participants.docx", "dictionary.csv", "coreq.docx"} <= set(made.files)
    assert manifest["snapshot"].startswith(made.snapshot)
    assert "chart.docx" in made.left_out
    assert told[-1][0] == told[-1][1] == len(told) - 1
    assert {row["file"].split("/")[0] for row in list_exports(study)} == {"revue"}
    assert rebuild(study, "revue/themes.docx", tmp_path / "again.docx").identical
    with pytest.raises(FileProblem):
        make_bundle(study, folder, Wish("fr"))


def test_a_bundle_that_is_stopped_leaves_nothing(study: Project, tmp_path: Path) -> None:
    def stop(done: int, _whole: int, _name: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_bundle(study, tmp_path / "revue", Wish("fr"), stop)
    assert list(tmp_path.glob("*revue*")) == []
    assert list_exports(study) == []


def test_a_wish_survives_the_ledger() -> None:
    wish = Wish("fr", "Zoé", "essai", "group", frozenset({"P01"}), between=("a", "b"))
    again = wish_of(json.loads(json.dumps(wish.settings())))
    assert again.settings() == wish.settings()
    assert again.confirmed == wish.confirmed


def test_every_kind_with_a_snapshot_can_be_made() -> None:
    made_elsewhere = {"agreement"}
    assert set(states_of_kinds()) <= {*DOCUMENTS, *FIGURES, *made_elsewhere}


def states_of_kinds() -> list[str]:
    from qualcode.app.gate.ledgering import STANDS_ON

    return list(STANDS_ON)

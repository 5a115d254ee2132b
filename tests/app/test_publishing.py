"""Exports are made from a frozen state: they grow stale, are made again, and are compared."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select

import qualcode
from qualcode.app.coding.coding import mark_source, uncode
from qualcode.app.coding.memos import list_memos, remove_memo
from qualcode.app.gate.ledgering import STANDS_ON, list_exports
from qualcode.app.privacy.erasing import erase_case
from qualcode.app.privacy.recording import write_record
from qualcode.app.publishing.bundling import MANIFEST, make_bundle
from qualcode.app.publishing.exporting import export_agreement, export_themes, write_agreement
from qualcode.app.publishing.making import COMPARISON, MADE_FROM_A_STATE, MADE_ONCE
from qualcode.app.publishing.outgoing import export_kind
from qualcode.app.publishing.rebuilding import NOW, compare_tables, rebuild
from qualcode.app.publishing.reporting import answer
from qualcode.app.publishing.wishes import Wish, wish_of
from qualcode.app.publishing.written import Since, changed_since, write_anew
from qualcode.core.coding import Valence
from qualcode.core.errors import FileProblem, NotAllowed, NotFound, ReadOnlyProject
from qualcode.core.tables.table_changes import Became
from qualcode.i18n import in_language
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.safety import states
from qualcode.store.safety.check import check
from qualcode.store.safety.restoring import restored
from qualcode.store.tables import exports, snapshots
from tests.app.codebook_stories import HOURS, NURSE, ROAD, give
from tests.app.publishing_stories import SISTER, complete, ending, furnished, wished
from tests.stories import fill


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study in a file, made once; each test has a copy of it."""
    place = tmp_path_factory.mktemp("study") / "étude.qualcode"
    with create_project(str(place), title="Étude inventée", acting="Zoé") as project:
        furnished(project)
    return place


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Iterator[Project]:
    """The study in a file."""
    place = tmp_path / made.name
    shutil.copy(made, place)
    with open_project(str(place), acting="Zoé") as project:
        yield project


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
    uncode(study, [give(study, SISTER, "proches", Valence.LEVER)])
    assert stale(study) == {"t.docx": False}
    give(study, SISTER, "proches", Valence.LEVER)
    assert stale(study) == {"t.docx": True}
    made = rebuild(study, row["guid"][:8], again)
    assert (made.identical, made.erased, made.withdrawn) == (True, (), ())
    assert again.read_bytes() == first.read_bytes()


OF_GROUPS = {"interlocutors", "practices"}
"""Kinds made from talks of groups only, which the study does not hold."""


def test_every_kind_of_file_is_made_again_byte_for_byte(
    file_project: Project, tmp_path: Path
) -> None:
    study = complete(file_project)
    kinds = sorted(MADE_FROM_A_STATE - OF_GROUPS - {"agreement"})
    for kind in kinds:
        export_kind(study, kind, tmp_path / f"{kind}{ending(kind)}", wished(kind))
    uncode(study, [give(study, HOURS, "distance", Valence.BARRIER)])
    give(study, SISTER, "proches", Valence.LEVER)
    answer(study, "coreq:2", "")
    for memo in list_memos(study):
        remove_memo(study, memo.guid)
    holds = stale(study)
    other = [
        kind
        for kind in kinds
        if not rebuild(study, f"{kind}{ending(kind)}", tmp_path / f"a{ending(kind)}").identical
    ]
    assert other == []
    untouched = {"participants", "dictionary", "codebook", "codebook-annex", "quotes", "objectives"}
    assert {kind for kind in kinds if not holds[f"{kind}{ending(kind)}"]} == untouched


def test_every_format_is_made_again(study: Project, tmp_path: Path) -> None:
    names = ("t.xlsx", "t.csv", "t.html")
    for name in names:
        export_kind(study, "matrix", tmp_path / name, Wish("en"))
    give(study, SISTER, "proches", Valence.LEVER)
    assert [n for n in names if not rebuild(study, n, tmp_path / f"again_{n}").identical] == []


def test_agreement_is_made_again_after_the_layers_have_changed(
    file_project: Project, tmp_path: Path
) -> None:
    study, out = complete(file_project), tmp_path / "c.docx"
    export_agreement(study, out, language="fr", draws=50)
    write_agreement(study, language="en", xlsx=tmp_path / "c.xlsx", draws=50)
    (word, excel) = list_exports(study)
    assert f"Instantané\u00a0: {word['snapshot'][:8]}" in words_of_word(out)
    give(study, SISTER, "proches", Valence.LEVER)
    for row, name in ((word, "a.docx"), (excel, "a.xlsx")):
        assert rebuild(study, row["guid"], tmp_path / name).identical


def test_what_has_changed_since_is_told_table_by_table(study: Project, tmp_path: Path) -> None:
    export_kind(study, "themes", tmp_path / "t.docx", Wish("fr"))
    (row,) = list_exports(study)
    assert changed_since(study, row) == []
    give(study, SISTER, "proches", Valence.LEVER)
    uncode(study, [give(study, NURSE, "joignable")])
    (row,) = list_exports(study)
    assert changed_since(study, row) == [Since("codings", 1, 1, 0)]
    write_anew(study, row, tmp_path / "t.docx")
    assert [one["stale"] for one in list_exports(study)] == [True, False]


def test_every_kind_that_leaves_is_made_again_or_says_why_not() -> None:
    package = Path(qualcode.__file__).parent
    named = {
        kind
        for path in package.rglob("*.py")
        for kind in re.findall(
            r'(?:recorded|entered|_write_files)\(\s*project,(?: change,)?\s*"([a-z-]+)"',
            path.read_text(encoding="utf-8"),
        )
    }
    assert {"agreement", "qdpx", "access"} <= named
    assert named <= MADE_FROM_A_STATE | {COMPARISON} | set(MADE_ONCE)
    assert set(STANDS_ON) == MADE_FROM_A_STATE | {COMPARISON}


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
    write_record(study, tmp_path / "r.docx", language="fr")
    with in_language("en"), pytest.raises(NotAllowed, match="as it was on the day"):
        rebuild(study, "r.docx", tmp_path / "x.docx")
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
    give(study, SISTER, "proches", Valence.LEVER)
    uncode(study, [give(study, HOURS, "distance", Valence.BARRIER)])
    found = compare_tables(study, before, NOW, out, Wish("en"))
    assert [(c.code, c.became) for c in found.changes] == [
        ("essai:distance", Became.CHANGED),
        ("essai:proches", Became.ADDED),
    ]
    assert "1 (2) → 1 (1)" in words_of_word(out)
    back = compare_tables(study, before, before, out, Wish("en"))
    assert back.changes == ()
    comparison = list_exports(study)[2]
    assert comparison["settings"]["after"] == found.after
    assert rebuild(study, comparison["guid"], tmp_path / "again.docx").identical


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
    assert {path.stem for path in folder.glob("*.svg")} == {
        path.stem for path in folder.glob("*.png")
    }
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


def test_a_check_looks_at_what_was_frozen_and_at_the_ledger(study: Project, tmp_path: Path) -> None:
    export_themes(study, tmp_path / "t.docx", language="fr")
    report = check(study)
    assert (report.sound, report.snapshots, report.exports) == (True, 1, 1)
    with study.writer() as connection, connection.begin():
        connection.execute(snapshots.update().values(content='{"tables":{}}'))
    with in_language("en"):
        assert any("is not what was frozen" in str(one) for one in check(study).problems)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sha256": "x"}, "cannot be read"),
        ({"settings": "["}, "cannot be read"),
        ({"guid": "00000000-0000-4000-8000-000000000000"}, "The journal knows nothing"),
        ({"guid": "00000000-0000-4000-8000-000000000000"}, "has lost the export"),
    ],
)
def test_a_ledger_that_was_written_over_is_found(
    study: Project, tmp_path: Path, values: dict[str, str], told: str
) -> None:
    export_themes(study, tmp_path / "t.docx", language="fr")
    with study.writer() as connection, connection.begin():
        connection.execute(exports.update().values(**values))
    with in_language("en"):
        assert any(told in str(one) for one in check(study).problems)

"""What a team made of its codings travels in a .qdpx and is restored; identities stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.app.analysis.rating import list_rated
from qualcode.app.analysis.theming import list_themes
from qualcode.app.programs.gathering import portable
from qualcode.app.programs.moved_rows import MovedIn
from qualcode.app.programs.moving_in import move_in
from qualcode.app.programs.tidy import export_csv, export_rock
from qualcode.core.errors import FileProblem
from qualcode.core.people import Role
from qualcode.core.portable import PortableProject, PortableSet
from qualcode.interop.refi.reading import read_qdpx
from qualcode.interop.refi.writing import qdpx_bytes
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.store.rows import charts
from qualcode.store.rows.cases import list_coders
from tests.app.analysis_stories import analyse


@pytest.fixture
def analysed(file_project: Project) -> Project:
    """The small study with one of everything that a team makes of it."""
    return analyse(file_project)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Project]:
    with create_project(str(tmp_path / "autre.qualcode"), title="Autre", acting="Zoé") as project:
        yield project


def carried_over(project: Project, into: Project, folder: Path) -> tuple[PortableProject, MovedIn]:
    path = folder / "étude.qdpx"
    path.write_bytes(qdpx_bytes(portable(project, "fr")))
    carried = read_qdpx(path).project
    return carried, move_in(into, carried, accept_reason="mots de la grille")


def test_everything_that_a_team_made_is_restored(
    analysed: Project, empty: Project, tmp_path: Path
) -> None:
    carried, done = carried_over(analysed, empty, tmp_path)
    assert done.left_out == carried.left_out == ()
    before, after = portable(analysed, "fr").analysis, portable(empty, "fr").analysis
    assert after.themes == before.themes
    assert after.summaries == before.summaries
    assert after.joint_rows == before.joint_rows
    assert after.objectives == before.objectives
    assert after.answers == before.answers
    assert [(source, state) for source, _coder, state in after.progress] == [
        (source, state) for source, _coder, state in before.progress
    ]
    with empty.read() as connection:
        assert charts.list_ratings(connection) == list(before.ratings)
        assert {coder.name: coder.role for coder in list_coders(connection)} == {
            "Zoé": Role.CODER, "Maël": Role.TRAINEE,
        }  # fmt: skip


def identities(project: Project) -> dict[str, object]:
    carried = portable(project, "fr")
    return {
        "sources": [one.identity for one in carried.sources],
        "codes": [one.identity for one in carried.codes],
        "cases": sorted(one.identity for one in carried.cases),
        "codings": [one.identity for one in carried.codings],
        "notes": sorted((one.identity, one.created) for one in carried.notes),
        "sets": [one.identity for one in carried.sets],
        "coders": {guid for guid, name in carried.coders.items() if name != "Zoé"},
    }


def test_what_comes_back_keeps_its_identity(
    analysed: Project, empty: Project, tmp_path: Path
) -> None:
    carried_over(analysed, empty, tmp_path)
    assert identities(empty) == identities(analysed)


def test_coming_twice_into_one_project_brings_nothing_twice(
    analysed: Project, empty: Project, tmp_path: Path
) -> None:
    carried, _done = carried_over(analysed, empty, tmp_path)
    again = move_in(empty, replace(carried, notes=()), accept_reason="mots de la grille")
    assert len(list_themes(empty)) == 2
    assert len(list_rated(empty)) == 1
    assert {one.number for one in again.left_out if "place is taken" in one.msgid} == {1}
    assert len(portable(empty, "fr").codings) == 2


def test_a_rating_that_waits_for_a_second_rater_leaves_with_its_own_only(
    analysed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qualcode.app.analysis.rating._raters_wanted", lambda _study: 2)
    assert [rating.rater for rating in portable(analysed).analysis.ratings] == ["Zoé"]
    analysed.acting = "Maël"
    carried = portable(analysed)
    assert carried.analysis.ratings == ()
    assert [one.number for one in carried.left_out if "second rater" in one.msgid] == [1]


def test_sets_of_other_programs_become_themes_and_attributes(
    analysed: Project, empty: Project
) -> None:
    carried = portable(analysed, "fr")
    code = next(c.identity for c in carried.codes if c.name == "Proches")
    groups = (
        PortableSet("g1", "Entourage", codes=(code,)),
        PortableSet("g2", "Femmes", sources=(carried.sources[0].identity,)),
    )
    foreign = replace(carried, sets=groups, analysis=type(carried.analysis)())
    move_in(empty, foreign, accept_reason="mots de la grille")
    (theme,) = list_themes(empty)
    assert (theme.statement, theme.codes) == ("Entourage", ("essai:proches",))
    assert portable(empty).sources[0].attributes == {"Femmes": "1"}


@pytest.fixture
def unscreened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen of what people wrote has tests of its own."""
    monkeypatch.setattr(
        "qualcode.app.gate.held_texts.refuse_identifying", lambda *_args, **_more: None
    )


@pytest.mark.usefixtures("unscreened")
def test_tables_and_lines_go_into_a_folder_or_the_one_file_that_is_meant(
    analysed: Project, tmp_path: Path
) -> None:
    export_csv(analysed, tmp_path / "tables")
    found = sorted(path.name for path in (tmp_path / "tables").iterdir())
    assert found == ["cases.csv", "codes.csv", "codings.csv", "sources.csv"]
    export_csv(analysed, tmp_path / "seul.csv")
    assert (tmp_path / "seul.csv").read_bytes() == (tmp_path / "tables/codings.csv").read_bytes()
    export_rock(analysed, tmp_path / "rock")
    assert sorted(path.name for path in (tmp_path / "rock").iterdir()) == [
        "P01_Maël.rock", "P01_Zoé.rock",
    ]  # fmt: skip
    with pytest.raises(FileProblem, match="several files"):
        export_rock(analysed, tmp_path / "un.rock")
    with pytest.raises(FileProblem, match="holds something"):
        export_csv(analysed, tmp_path / "tables")

"""Undo and redo: own stream, newest first, across restarts, never over somebody else's work."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotUndoable
from qualcode.core.people import Case
from qualcode.core.transcript import Speaker
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.rows.cases import list_cases, put_case
from qualcode.store.rows.codebooks import list_codebooks
from qualcode.store.rows.codings import change_coding, own_coding, remove_codings
from qualcode.store.rows.sources import list_sources, map_speaker
from qualcode.store.safety.check import check
from qualcode.store.tables import journal
from tests.store import stories
from tests.store.stories import COST


@pytest.fixture
def study(project: Project) -> Project:
    """A project with a codebook and an interview."""
    stories.furnish(project)
    return project


def quotations(project: Project) -> list[str]:
    return [coding.quotation for coding in stories.seen(project)]


def test_what_was_coded_is_taken_back_and_done_again(study: Project) -> None:
    stories.code(study, COST, marks=frozenset({Mark.REPORTED}), memo="cher")
    before = stories.seen(study)
    said = stories.undo(study)
    assert said == {"code": "peur", "source": "E01", "of": "code"}
    assert stories.seen(study) == []
    stories.redo(study)
    assert stories.seen(study) == before


def test_undo_goes_back_step_by_step_and_redo_forth(study: Project) -> None:
    steps = ["Ça m’a coûté", "J’ai tenu", "par mois"]
    for step in steps:
        stories.code(study, step)
    seen = [sorted(quotations(study))]
    for _ in steps:
        stories.undo(study)
        seen.append(sorted(quotations(study)))
    assert [len(s) for s in seen] == [3, 2, 1, 0]
    for expected in reversed(seen[:-1]):
        stories.redo(study)
        assert sorted(quotations(study)) == expected
    with pytest.raises(NotUndoable, match="nothing to redo"):
        stories.redo(study)


def test_undo_and_redo_survive_a_restart(where: str) -> None:
    from qualcode.store.opening import create_project

    with create_project(where, title="Étude", acting="Zoé") as project:
        stories.furnish(project)
        stories.code(project, COST)
    with open_project(where, acting="Zoé") as project:
        stories.undo(project)
        assert quotations(project) == []
    with open_project(where, acting="Zoé") as project:
        stories.redo(project)
        assert quotations(project) == [COST]


def test_a_union_comes_apart_again(study: Project) -> None:
    stories.code(study, "Ça m’a", memo="un", marks=frozenset({Mark.REPORTED}))
    stories.code(study, "par mois", memo="deux")
    apart = stories.seen(study)
    stories.code(study, "m’a coûté cher : 40 € par", memo="trois")
    stories.undo(study)
    assert stories.seen(study) == apart


def test_changed_ends_valence_and_code_come_back(study: Project) -> None:
    guid = stories.code(study, COST, valence=Valence.BARRIER)
    before = stories.seen(study)
    with study.change("change_coding") as change:
        row = own_coding(change.connection, study.acting_key(change.connection), guid)
        change_coding(
            change,
            row,
            span=stories.place_of(study, "coûté"),
            valence=Valence.LEVER,
            marks=frozenset({Mark.INFERRED}),
        )
    changed = stories.seen(study)
    assert changed[0].quotation == "coûté"
    stories.undo(study)
    assert stories.seen(study) == before
    stories.redo(study)
    assert stories.seen(study) == changed


def test_something_new_ends_what_could_be_redone(study: Project) -> None:
    stories.code(study, COST)
    stories.undo(study)
    stories.code(study, "J’ai tenu")
    with pytest.raises(NotUndoable, match="nothing to redo"):
        stories.redo(study)


def test_coders_take_back_their_own_and_leave_the_others(study: Project) -> None:
    stories.code(study, COST)
    with stories.acting_as(study, "Maël"):
        stories.code(study, "J’ai tenu")
    stories.undo(study)
    assert quotations(study) == ["J’ai tenu"]


def test_undo_is_refused_where_another_coder_touched_the_row_since(study: Project) -> None:
    with study.change("import_cases") as change:
        put_case(change, Case("P09", "patient"))
    with stories.acting_as(study, "Maël"), study.change("import_cases") as change:
        put_case(change, Case("P09", "relative"))
    with pytest.raises(NotUndoable, match="Maël has changed this since"):
        stories.undo(study)
    with study.read() as connection:
        kinds = {case.name: case.kind for case in list_cases(connection)}
    assert kinds["P09"] == "relative"


def test_undo_is_refused_where_another_coder_built_on_the_row_since(study: Project) -> None:
    with study.change("import_cases") as change:
        put_case(change, Case("P09", "patient"))
    with stories.acting_as(study, "Maël"), study.change("map_speaker") as change:
        map_speaker(change, "E01", Speaker("Enquêtrice", coded=True, case="P09"))
    with pytest.raises(NotUndoable, match="Maël"):
        stories.undo(study)


def test_the_import_of_a_source_that_was_coded_since_cannot_be_undone(study: Project) -> None:
    with stories.acting_as(study, "Maël"):
        stories.code(study, COST)
    with pytest.raises(NotUndoable, match="E01 has been coded since"):
        stories.undo(study)
    with study.read() as connection:
        assert [source.name for source in list_sources(connection)] == ["E01"]


def test_an_import_is_undone_whole_where_nobody_coded(study: Project) -> None:
    stories.undo(study)
    with study.read() as connection:
        assert list_sources(connection) == []
        assert list_cases(connection) == []
    assert check(study).problems == ()
    stories.redo(study)
    with study.read() as connection:
        (source,) = list_sources(connection)
        assert (source.cases, source.turns) == (("P01",), 4)
    assert check(study).problems == ()


def test_a_codebook_that_others_code_with_cannot_be_undone(study: Project) -> None:
    stories.undo(study)
    with stories.acting_as(study, "Maël"):
        with study.change("import") as change:
            stories.add_interview(change)
        stories.code(study, COST)
    with pytest.raises(NotUndoable, match="Maël"):
        stories.undo(study)
    with study.read() as connection:
        assert len(list_codebooks(connection)) == 1


def test_a_coding_does_not_come_back_on_a_source_that_was_taken_away(study: Project) -> None:
    with stories.acting_as(study, "Maël"):
        guid = stories.code(study, COST)
        with study.change("uncode") as change:
            remove_codings(change, [guid])
    stories.undo(study)
    with stories.acting_as(study, "Maël"), pytest.raises(NotUndoable, match="taken away since"):
        stories.undo(study)
    assert check(study).problems == ()


def test_a_barrier_cannot_be_undone_nor_what_came_before_it(study: Project) -> None:
    stories.code(study, COST)
    with study.change("lock", kind="barrier"):
        pass
    with pytest.raises(NotUndoable, match="cannot be undone"):
        stories.undo(study)
    assert quotations(study) == [COST]
    stories.code(study, "J’ai tenu")
    stories.undo(study)
    with pytest.raises(NotUndoable, match="cannot be undone"):
        stories.undo(study)


def test_another_coder_s_barrier_is_not_mine(study: Project) -> None:
    stories.code(study, COST)
    with stories.acting_as(study, "Maël"), study.change("lock", kind="barrier"):
        pass
    stories.undo(study)
    assert quotations(study) == []


@pytest.mark.parametrize("undone", [False, True])
def test_what_the_program_did_on_nobody_s_behalf_bars_everybody(
    study: Project, undone: bool
) -> None:
    stories.code(study, COST)
    if undone:
        stories.undo(study)
    with stories.acting_as(study, None), study.change("migrate", kind="barrier"):
        pass
    with pytest.raises(NotUndoable, match="nor what came before"):
        (stories.redo if undone else stories.undo)(study)


def test_there_is_nothing_to_undo_for_somebody_who_did_nothing(study: Project) -> None:
    with stories.acting_as(study, None), pytest.raises(NotUndoable, match="nothing to undo"):
        stories.undo(study)


def test_what_was_erased_from_the_journal_cannot_be_undone(study: Project) -> None:
    stories.code(study, COST)
    with study.change("purge") as change:
        newest = select(journal.c.id).order_by(journal.c.id.desc()).limit(1).scalar_subquery()
        change.connection.execute(
            update(journal).where(journal.c.id == newest).values(payload=None, salt=None)
        )
    with pytest.raises(NotUndoable, match="erased"):
        stories.undo(study)
    assert check(study).problems == ()


def test_the_journal_says_which_entries_still_stand(study: Project) -> None:
    stories.code(study, COST)
    stories.undo(study)
    stories.redo(study)
    stories.undo(study)
    told = [(entry.action, entry.undone) for entry in stories.entries(study)]
    assert told[3:] == [("code", True), ("undo", False), ("redo", False), ("undo", False)]
    stories.redo(study)
    assert [entry.undone for entry in stories.entries(study)].count(True) == 0

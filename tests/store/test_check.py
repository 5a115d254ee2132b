"""`check` finds what is wrong in a project, names it, and shows nobody's words."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, update

from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.safety.backup import back_up, restore
from qualcode.store.safety.check import ANCHORED, check
from qualcode.store.tables import (
    codings,
    journal,
    memos,
    source_texts,
    streams,
    turns,
)
from qualcode.store.tables import (
    project as project_table,
)
from tests.store import stories
from tests.store.stories import COST, SAID


@pytest.fixture
def study(project: Project) -> Project:
    """A project in which two coders have worked, one has undone something."""
    stories.furnish(project)
    stories.code(project, COST, "cout", memo="à revoir")
    with stories.acting_as(project, "Maël"):
        stories.code(project, COST)
        stories.code(project, "J’ai tenu")
        stories.undo(project)
    return project


def found(project: Project) -> list[str]:
    """The message ids of the problems."""
    return [problem.msgid for problem in check(project).problems]


def test_a_sound_project_is_looked_at_whole(study: Project) -> None:
    report = check(study)
    assert report.sound
    assert (report.texts, report.quotations, report.turns, report.entries) == (1, 2, 4, 8)


def test_an_empty_project_is_sound(project: Project) -> None:
    assert check(project).sound


def shorten_the_text(c: Connection) -> None:
    words = func.substr(source_texts.c.text, 1, 40)
    c.execute(update(source_texts).values(text=words))


def change_a_letter(c: Connection) -> None:
    words = func.replace(source_texts.c.text, "œ", "e")
    c.execute(update(source_texts).values(text=words))


def garble_the_sentences(c: Connection) -> None:
    c.execute(update(source_texts).values(sentences=bytes([9, 0, 0, 0, 3, 0, 0, 0])))


def move_a_turn(c: Connection) -> None:
    c.execute(update(turns).values(speech_end=100_000).where(turns.c.number == 4))


def move_a_coding(c: Connection) -> None:
    c.execute(update(codings).values(start=codings.c.start + 1, end=codings.c.end + 1))


def requote(c: Connection) -> None:
    c.execute(update(codings).values(quotation="J’ai dit autre chose"))


def kill_a_code(c: Connection) -> None:
    c.exec_driver_sql("UPDATE codes SET alive = 0")


def forget_a_code_s_history(c: Connection) -> None:
    c.exec_driver_sql("UPDATE code_revisions SET code_id = 999")


def lose_the_subject_of_a_memo(c: Connection) -> None:
    c.execute(update(memos).values(about_guid="nulle part"))


def unindex_a_turn(c: Connection) -> None:
    if c.dialect.name == "sqlite":
        c.exec_driver_sql("DELETE FROM turn_search_docsize WHERE id = 1")
    else:
        c.exec_driver_sql("DELETE FROM turn_search WHERE turn_id = 1")


def index_a_ghost(c: Connection) -> None:
    key = "rowid" if c.dialect.name == "sqlite" else "turn_id"
    c.exec_driver_sql(f"INSERT INTO turn_search({key}, words) VALUES (999, 'ombre')")  # noqa: S608


def index_a_word_that_nobody_says(c: Connection) -> None:
    c.exec_driver_sql("INSERT INTO turn_search(rowid, words) VALUES (1, 'ombre')")


def begin_a_turn_a_byte_later(c: Connection) -> None:
    c.exec_driver_sql("UPDATE turn_search_bytes SET start = start + 1 WHERE turn_id = 1")


@pytest.mark.parametrize("harm", [index_a_word_that_nobody_says, begin_a_turn_a_byte_later])
def test_words_that_the_index_of_a_file_finds_elsewhere_are_counted(
    file_project: Project, harm: Callable[[Connection], None]
) -> None:
    stories.furnish(file_project)
    with file_project.writer() as connection, connection.begin():
        harm(connection)
    (problem,) = check(file_project).problems
    assert problem.msgid.startswith("The full-text index finds {n} words elsewhere")
    assert problem.params == {"n": 1}


def erase_a_text_but_not_its_codings(c: Connection) -> None:
    c.execute(update(source_texts).values(text=None))


def be_two_projects(c: Connection) -> None:
    row = c.execute(select(project_table)).mappings().one()
    c.execute(project_table.insert().values({**row, "id": 2}))


def rewrite_an_action(c: Connection) -> None:
    c.execute(update(journal).values(action="import").where(journal.c.action == "code"))


def rewrite_a_payload(c: Connection) -> None:
    payload = func.replace(journal.c.payload, "cout", "peur")
    c.execute(update(journal).values(payload=payload))


def pull_out_an_entry(c: Connection) -> None:
    c.execute(journal.delete().where(journal.c.action == "import"))


def cut_the_tail(c: Connection) -> None:
    c.execute(journal.delete().where(journal.c.action == "undo"))


def cut_the_tail_with_care(c: Connection) -> None:
    """The last entry of Zoé goes, and the head is made to fit."""
    entry = c.execute(
        select(journal).where(journal.c.action == "code").order_by(journal.c.id).limit(1)
    ).one()
    before = c.execute(
        select(journal.c.digest).where(
            journal.c.stream_id == entry.stream_id, journal.c.counter == entry.counter - 1
        )
    ).scalar_one_or_none()
    c.execute(journal.delete().where(journal.c.id == entry.id))
    c.execute(
        update(streams)
        .where(streams.c.id == entry.stream_id)
        .values(head=entry.counter - 1, head_digest=before or "")
    )


HARMS: dict[Callable[[Connection], None], str] = {
    shorten_the_text: "The text is not the one that was frozen.",
    change_a_letter: "The text is not the one that was frozen.",
    garble_the_sentences: "The places of its sentences cannot be read.",
    move_a_turn: "{n} turns stand outside the text.",
    move_a_coding: "The words of {guid} ({table}) are not those at its place in the text.",
    requote: "The words of {guid} ({table}) are not those at its place in the text.",
    erase_a_text_but_not_its_codings: (
        "The words of {guid} ({table}) are not those at its place in the text."
    ),
    kill_a_code: "{n} rows stand on rows of {parent} that were taken away.",
    forget_a_code_s_history: "{n} rows refer to rows of {parent} that are not there.",
    lose_the_subject_of_a_memo: "{n} rows refer to rows of {parent} that are not there.",
    unindex_a_turn: "{n} turns are missing from the full-text index.",
    index_a_ghost: "The full-text index holds words of {n} turns that are no longer there.",
    be_two_projects: "There should be one project in it, and there are {n}.",
    rewrite_an_action: "Entry {counter} of the journal is not the one that was written.",
    rewrite_a_payload: "What entry {counter} of the journal tells is not what was written.",
    pull_out_an_entry: "Before entry {counter} of the journal, one is missing.",
    cut_the_tail: (
        "The journal ends at entry {last}, but should end at {head}: its end is missing."
    ),
    cut_the_tail_with_care: "{n} rows were written by entries that the journal does not hold.",
}


@pytest.mark.parametrize(("harm", "expected"), HARMS.items(), ids=[harm.__name__ for harm in HARMS])
def test_harm_is_found_and_named_without_anybody_s_words(
    study: Project, harm: Callable[[Connection], None], expected: str
) -> None:
    with study.writer() as connection, connection.begin():
        harm(connection)
    problems = check(study).problems
    assert expected in [problem.msgid for problem in problems]
    told = "".join(str(problem) for problem in problems)
    words = {word for _, speech in SAID for word in speech.split() if len(word) > 3}
    assert [word for word in words if word in told] == []
    assert "Zoé" not in told
    assert "Maël" not in told


def test_an_erased_payload_is_accepted(study: Project) -> None:
    with study.writer() as connection, connection.begin():
        connection.execute(update(journal).values(payload=None, salt=None))
    assert check(study).sound


def test_everything_that_points_into_a_text_is_looked_at() -> None:
    assert set(ANCHORED) == {
        "codings",
        "memos",
        "question_turns",
        "selected_quotations",
        "settlements",
    }


def test_a_problem_says_where_it_stands(study: Project) -> None:
    with study.writer() as connection, connection.begin():
        shorten_the_text(connection)
    assert str(check(study).problems[0]) == "E01: The text is not the one that was frozen."


def test_a_reference_to_nothing_is_found_in_a_file(file_project: Project) -> None:
    stories.furnish(file_project)
    stories.code(file_project, COST)
    file_project.close()
    with closing(sqlite3.connect(file_project.where)) as connection:
        connection.execute("UPDATE codings SET code_id = 999")
        connection.commit()
    with open_project(file_project.where) as project:
        problems = check(project).problems
    assert [problem.msgid.partition(".")[0] for problem in problems] == [
        "{n} rows are not as they were written",
        "{n} rows were changed by another program",
        "{n} rows refer to rows of {parent} that are not there",
    ]
    assert problems[-1].params == {"n": 1, "parent": "codes"}


def test_a_damaged_file_is_told_in_words(file_project: Project) -> None:
    stories.furnish(file_project)
    file_project.close()
    with Path(file_project.where).open("r+b") as file:
        file.seek(4096 * 30)
        file.write(b"\xde\xad" * 4096 * 4)
    with open_project(file_project.where, read_only=True) as project:
        report = check(project)
    assert not report.sound
    assert all(str(problem) for problem in report.problems)


def test_a_file_whose_first_pages_are_gone_is_told_in_words(file_project: Project) -> None:
    stories.furnish(file_project)
    file_project.close()
    with Path(file_project.where).open("r+b") as file:
        file.seek(100)
        file.write(b"\xde\xad" * 4096)
    with open_project(file_project.where, read_only=True) as project:
        (problem,) = check(project).problems
    assert "Restore the last backup" in str(problem)


def test_a_copy_with_its_log_beside_it_is_checked_whole(
    file_project: Project, tmp_path: Path
) -> None:
    stories.furnish(file_project)
    stories.code(file_project, COST)
    place = Path(file_project.where)
    folder = tmp_path / "copie"
    folder.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(place.with_name(place.name + ending), folder)
    with open_project(folder / place.name, read_only=True) as project:
        report = check(project)
    assert (report.sound, report.quotations, report.entries) == (True, 1, 4)


def cut_unseen(project: Project) -> None:
    """Take the last use case out of the file without leaving a trace in it."""
    with project.writer() as connection, connection.begin():
        cut_the_tail_with_care(connection)
        connection.execute(codings.delete())


def test_a_journal_cut_since_a_backup_is_noticed(file_project: Project) -> None:
    stories.furnish(file_project)
    stories.code(file_project, COST)
    made = back_up(file_project)
    cut_unseen(file_project)
    (problem,) = check(file_project).problems
    assert made.file.name in str(problem)
    assert "its end has been cut" in str(problem)


def test_an_older_file_put_in_place_of_a_newer_one_is_noticed(file_project: Project) -> None:
    stories.furnish(file_project)
    older = back_up(file_project)
    stories.code(file_project, COST)
    back_up(file_project)
    file_project.close()
    shutil.copy(older.file, file_project.where)
    with open_project(file_project.where) as project:
        assert "an older file" in str(check(project).problems[0])


def test_a_restored_backup_is_no_cut_journal(file_project: Project) -> None:
    stories.furnish(file_project)
    older = back_up(file_project)
    stories.code(file_project, COST)
    back_up(file_project)
    file_project.close()
    restore(older.file, file_project.where)
    with open_project(file_project.where, acting="Zoé") as project:
        assert check(project).sound
        stories.code(project, COST)
        back_up(project)
        cut_unseen(project)
        assert not check(project).sound


def test_a_backup_of_another_project_vouches_for_nothing(
    file_project: Project, tmp_path: Path
) -> None:
    from qualcode.store.opening import create_project

    stories.furnish(file_project)
    back_up(file_project)
    file_project.close()
    with create_project(str(tmp_path / "autre.qualcode"), title="Autre", acting="Zoé") as other:
        stories.furnish(other)
    shutil.copy(tmp_path / "autre.qualcode", file_project.where)
    with open_project(file_project.where) as project:
        assert check(project).sound


def test_a_check_shows_no_layer_that_a_round_closes(study: Project) -> None:
    stories.open_round(study, "Zoé", "Maël")
    with study.writer() as connection, connection.begin():
        requote(connection)
    for problem in check(study).problems:
        assert set(problem.params) == {"guid", "table"}
        assert problem.where == "E01"

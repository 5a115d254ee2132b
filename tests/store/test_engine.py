"""Connections: the rules that each one keeps, and what is told when the database fails."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from qualcode.core.errors import DamagedProject, ProjectProblem, QualcodeError, ReadOnlyProject
from qualcode.store import engine as engines
from qualcode.store.journal import Change, now
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.tables import coders, codings, sources, writings
from tests.store import stories

CONFIDED = "Je n’ai jamais osé le dire à ma sœur"

RULES = {
    "foreign_keys": 1,
    "synchronous": 2,
    "trusted_schema": 0,
    "secure_delete": 1,
    "journal_mode": "wal",
}


def test_every_connection_keeps_the_rules(file_project: Project) -> None:
    with (
        file_project.read() as first,
        file_project.read() as second,
        file_project.change("any") as change,
    ):
        for connection in (first, second, change.connection):
            for rule, value in RULES.items():
                assert connection.exec_driver_sql(f"PRAGMA {rule}").scalar() == value, rule


def test_a_reader_s_connections_keep_the_rules_too(file_project: Project) -> None:
    with open_project(file_project.where, read_only=True) as reader, reader.read() as connection:
        for rule, value in RULES.items():
            assert connection.exec_driver_sql(f"PRAGMA {rule}").scalar() == value, rule


def test_the_file_says_what_it_is(file_project: Project) -> None:
    with file_project.read() as connection:
        marks = [
            connection.exec_driver_sql(f"PRAGMA {mark}").scalar()
            for mark in ("application_id", "user_version")
        ]
    assert marks == [engines.APPLICATION_ID, engines.SCHEMA_VERSION]
    assert int.from_bytes(b"QCOD", "big") == engines.APPLICATION_ID


def test_erased_words_do_not_stay_in_the_file(file_project: Project) -> None:
    with file_project.change("note") as change:
        change.write(CONFIDED)
    with file_project.change("erase") as change:
        change.connection.execute(writings.update().values(body=None))
    file_project.close()
    assert CONFIDED.encode() not in Path(file_project.where).read_bytes()


def full(project: Project) -> None:
    """Write until the disk is full."""
    with project.change("import") as change:
        pages = change.connection.exec_driver_sql("PRAGMA page_count").scalar()
        change.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for _ in range(400):
            change.write(CONFIDED * 20)


def test_a_full_disk_is_told_and_nothing_is_saved(file_project: Project) -> None:
    stories.furnish(file_project)
    before = stories.entries(file_project)
    with pytest.raises(ProjectProblem, match="no room left on the disk: nothing was saved") as told:
        full(file_project)
    assert CONFIDED not in everything_about(told.value)
    with file_project.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
    assert stories.entries(file_project) == before


def test_a_file_that_another_program_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 20)
    with create_project(str(tmp_path / "étude.qualcode"), title="Étude", acting="Zoé") as project:
        other = sqlite3.connect(project.where, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ReadOnlyProject, match="Another program is writing"):
            stories.furnish(project)
        other.rollback()
        other.close()
        stories.furnish(project)


def test_a_damaged_file_is_told(file_project: Project) -> None:
    stories.furnish(file_project)
    file_project.close()
    place = Path(file_project.where)
    with place.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xde\xad" * 8192)

    def use() -> None:
        with open_project(place) as project:
            stories.seen(project)
            stories.furnish(project)

    with pytest.raises(DamagedProject, match="qualcode check") as told:
        use()
    assert str(place) in str(told.value)


def twice(change: Change) -> None:
    change.write(CONFIDED)
    change.connection.execute(
        insert(writings), [{"guid": "même", "body": CONFIDED, "created": now()} for _ in range(2)]
    )


def nowhere(change: Change) -> None:
    change.insert(sources, {"name": CONFIDED, "created": now(), "position": None})


def backwards(change: Change) -> None:
    key = change.connection.execute(select(codings.c.id)).scalar_one()
    change.update(codings, key, start=9, end=3, quotation=CONFIDED)


def no_such_table(change: Change) -> None:
    change.connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": CONFIDED})


def not_a_number(change: Change) -> None:
    change.connection.execute(
        text("UPDATE codings SET start = CAST(:words AS INTEGER), created = NULL"),
        {"words": CONFIDED},
    )


@pytest.mark.parametrize("mistake", [twice, nowhere, backwards, no_such_table, not_a_number])
def test_what_the_database_refuses_is_told_without_anybody_s_words(
    project: Project, mistake: Callable[[Change], None]
) -> None:
    stories.furnish(project)
    stories.code(project, stories.COST)

    def err() -> None:
        with project.change("err") as change:
            mistake(change)

    with pytest.raises(ProjectProblem) as told:
        err()
    assert CONFIDED not in everything_about(told.value)
    assert stories.COST not in everything_about(told.value)
    assert len(stories.seen(project)) == 1


def everything_about(error: BaseException) -> str:
    """What a traceback, a log or a message could show of an error."""
    assert isinstance(error, QualcodeError)
    return "".join(traceback.format_exception(error)) + str(error) + repr(error.params)


def test_statements_made_ready_for_one_project_serve_the_next(tmp_path: Path) -> None:
    names = select(coders.c.name).where(coders.c.alive == 1).order_by(coders.c.name)
    for name in ("Zoé", "Maël"):
        with create_project(str(tmp_path / f"{name}.qualcode"), title="É", acting=name) as made:
            with made.change("enrol", kind="barrier"):
                pass
            with made.read() as connection:
                assert connection.execute(names).scalars().all() == [name]
                known = len(engines.statements(sqlite3))
    assert len(engines.statements(sqlite3)) == known


def test_few_statements_are_kept_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "MOST_STATEMENTS", 3)
    kept = engines.statements("a server of its own")
    for number in range(10):
        kept[(number,)] = number
        assert kept.get((number,)) == number
    assert len(kept) <= 3

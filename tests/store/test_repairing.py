"""A damaged project is mended where it can be proved what was written, and kept as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qualcode.core.errors import DamagedProject, ProjectProblem
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.safety import digests
from qualcode.store.safety.backup import back_up
from qualcode.store.safety.check import check
from qualcode.store.safety.repairing import RepairReport, repair
from tests.store import stories
from tests.store.stories import COST

MEMO = "« cher » — à revoir 😀"


@pytest.fixture
def damaged(file_project: Project) -> Path:
    """A project with a backup, and one coding more than the backup has; closed, about to suffer."""
    stories.furnish(file_project)
    stories.code(file_project, COST, "cout", memo=MEMO)
    back_up(file_project)
    stories.code(file_project, "J’ai tenu")
    file_project.close()
    return Path(file_project.where)


def run(where: Path, *statements: str) -> None:
    """Change a file behind the program's back, digests untouched."""
    with closing(sqlite3.connect(where)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        for name in digests.trigger_names(connection):
            connection.execute(f"DELETE FROM sqlite_master WHERE name = '{name}'")  # noqa: S608
        connection.commit()
    with closing(sqlite3.connect(where)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def a_letter_of_a_memo(where: Path) -> None:
    run(where, "UPDATE writings SET body = replace(body, 'revoir', 'revoit')")


def a_letter_of_the_text(where: Path) -> None:
    run(where, "UPDATE source_texts SET text = replace(text, 'cathéter', 'catheter')")


def a_lost_coding(where: Path) -> None:
    run(where, "DELETE FROM codings WHERE id = 1")


def a_moved_turn(where: Path) -> None:
    run(where, "UPDATE turns SET speech_start = speech_start + 1 WHERE number = 2")


def a_journal_entry(where: Path) -> None:
    run(where, "UPDATE journal SET action = 'import' WHERE action = 'code' AND id < 5")


def a_word_missing_from_the_index(where: Path) -> None:
    run(where, "UPDATE turn_search_data SET block = zeroblob(length(block)) WHERE id > 10")


def a_page(where: Path) -> None:
    with closing(sqlite3.connect(where)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'speakers'"
        (page,) = connection.execute(query).fetchone()
    with where.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xde\xad" * 2048)


HARMS: list[Callable[[Path], None]] = [
    a_letter_of_a_memo,
    a_letter_of_the_text,
    a_lost_coding,
    a_moved_turn,
    a_journal_entry,
    a_word_missing_from_the_index,
    a_page,
]


@pytest.mark.parametrize("harm", HARMS, ids=[harm.__name__ for harm in HARMS])
def test_what_a_backup_proves_is_mended_and_the_damaged_file_is_kept(
    damaged: Path, harm: Callable[[Path], None]
) -> None:
    harm(damaged)
    broken = damaged.read_bytes()
    with open_project(damaged, read_only=True) as project:
        assert check(project).problems
    done = repair(damaged)
    assert [str(problem) for problem in done.left] == []
    assert done.kept is not None
    assert done.kept.read_bytes() == broken
    with open_project(damaged, acting="Zoé") as project:
        assert check(project).problems == ()
        found = {(coding.quotation, coding.memo) for coding in stories.seen(project)}
        assert found == {(COST, MEMO), ("J’ai tenu", "")}
        assert stories.entries(project)[-1].action == "repair"
        stories.code(project, "L’œdème")


def test_a_sound_project_is_left_alone(damaged: Path) -> None:
    before = damaged.read_bytes()
    assert repair(damaged) == RepairReport()
    assert damaged.read_bytes() == before


def test_what_nobody_can_prove_stays_and_is_told_again(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged)) as connection:
        (stamp,) = connection.execute("SELECT created FROM codings WHERE id = 2").fetchone()
    before = damaged.read_bytes().replace(stamp.encode(), stamp.replace("20", "19", 1).encode())
    damaged.write_bytes(before)
    with pytest.raises(DamagedProject, match="left as it was"):
        repair(damaged)
    assert damaged.read_bytes() == before
    a_letter_of_a_memo(damaged)
    left = repair(damaged).left
    assert [problem.where for problem in left] == ["codings"]
    with open_project(damaged, read_only=True) as project:
        assert [problem.where for problem in check(project).problems] == ["codings"]


def test_a_project_that_is_open_elsewhere_is_not_repaired(damaged: Path) -> None:
    with open_project(damaged), pytest.raises(ProjectProblem, match="Another program"):
        repair(damaged)


def test_a_digest_is_the_same_in_every_python_and_for_rows_at_hand() -> None:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, a, b, c, d, e)")
        row = (1, "l’œil d'« où »\u202f!\0", None, b"\x00\xff", 1.5, 2**40)
        memory.execute("INSERT INTO things VALUES (?, ?, ?, ?, ?, ?)", row)
        kept = [(1, digests.digest_of([(1, *row)]))]
        assert list(digests.digests_of(memory, "things")) == kept
        assert kept[0][1].hex() == "8e98bf5c8dddbc888579ac6679da5a4a"
        memory.execute("UPDATE things SET a = CAST(a AS BLOB)")
        assert list(digests.digests_of(memory, "things")) != kept
        memory.execute("UPDATE things SET a = CAST(X'6CFF' AS TEXT)")
        assert list(digests.digests_of(memory, "things")) != kept

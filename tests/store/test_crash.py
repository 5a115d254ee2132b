"""Killed while it works, a project loses nothing; and where nothing can be written, says so."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks import crash, flipped_bits
from qualcode.core.errors import DamagedProject, ProjectProblem, ReadOnlyProject
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.safety.backup import back_up, list_backups
from qualcode.store.safety.check import check
from tests.store import stories
from tests.store.stories import COST


@pytest.mark.slow
def test_kills_at_any_instant_of_any_act_lose_nothing() -> None:
    found = crash.run(10, seed=5, report=False)
    assert sum(n for (_, how), n in found.items() if how != "late") == 10


@pytest.mark.slow
def test_no_flipped_bit_that_changes_what_can_be_read_slips_by() -> None:
    found = flipped_bits.run(20, seed=2, interviews=2, report=False)
    assert found["changed"] > 0
    assert found["changed, noticed by check"] == found["changed"]


@pytest.fixture
def study(file_project: Project) -> Project:
    """A project with an interview and a coding."""
    stories.furnish(file_project)
    stories.code(file_project, COST, memo="cher")
    return file_project


def standing(project: Project) -> list[str]:
    """What is coded, after everything was looked at."""
    assert check(project).problems == ()
    return [coding.quotation for coding in stories.seen(project)]


def full(connection: Any) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")


def test_on_a_full_disk_nothing_is_half_saved_and_work_goes_on_after(study: Project) -> None:
    many = [(f"P{n:02}", "Une longue réponse, voilà. " * 400) for n in range(40)]
    with study.read() as connection:
        full(connection.connection.driver_connection)
    with pytest.raises(ProjectProblem, match="no room left on the disk"), study.change("x") as c:
        stories.add_interview(c, "E09", many, "P09")
    assert standing(study) == [COST]
    with study.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    stories.code(study, "J’ai tenu")
    assert sorted(standing(study)) == ["J’ai tenu", COST]


def test_a_disk_that_fails_is_told_in_words(study: Project) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    event.listen(study._engine, "commit", fail)
    with pytest.raises(ProjectProblem, match="drive is connected and has room"):
        stories.code(study, "J’ai tenu")
    event.remove(study._engine, "commit", fail)
    assert standing(study) == [COST]


def remove_the_folder(project: Project) -> None:
    shutil.rmtree(Path(project.where).parent)


def put_another_in_its_place(project: Project) -> None:
    path = Path(project.where)
    other = path.with_name("copie")
    shutil.copyfile(path, other)
    other.replace(path)


@pytest.mark.parametrize("harm", [remove_the_folder, put_another_in_its_place])
def test_what_would_be_written_into_a_file_that_is_gone_is_not_called_saved(
    study: Project, harm: Callable[[Project], None]
) -> None:
    harm(study)
    with pytest.raises(ProjectProblem):
        stories.code(study, "J’ai tenu")


def test_a_backup_that_finds_no_room_leaves_nothing(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qualcode.store.safety.drafts._to_disk", fail)
    with pytest.raises(ProjectProblem, match="no room left on the disk for"):
        back_up(study)
    assert list_backups(Path(study.where)) == []
    monkeypatch.undo()
    assert back_up(study).file in list_backups(Path(study.where))


def test_a_log_of_another_file_is_not_written_into_a_project(study: Project) -> None:
    path = Path(study.where)
    older = back_up(study).file.read_bytes()
    for n in range(3):
        stories.code(study, COST, "peur", memo=f"{n}" * 3000)
    with study.change("import") as change:
        stories.add_interview(change, "E02", case="P02")
    study.close()
    with open_project(path, acting="Zoé") as again:
        stories.code(again, "J’ai tenu", source="E02")
        log = path.with_name(path.name + "-wal").read_bytes()
    path.write_bytes(older)
    path.with_name(path.name + "-wal").write_bytes(log)
    with pytest.raises(DamagedProject, match=r"move .*-wal to another folder"):
        open_project(path)
    assert path.read_bytes() == older


def test_changes_left_beside_a_file_are_taken_in_and_told(study: Project, tmp_path: Path) -> None:
    path = Path(study.where)
    folder = tmp_path / "copie"
    folder.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(path.with_name(path.name + ending), folder)
    with open_project(folder / path.name, acting="Zoé") as project:
        assert "was not closed properly" in str(project.warnings[0])
        assert standing(project) == [COST]


def test_the_clock_may_go_back(study: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.store.journal.now", lambda: "1999-12-31T23:59:59.000000Z")
    stories.code(study, "J’ai tenu")
    assert [entry.action for entry in stories.entries(study)][-2:] == ["code", "code"]
    stories.undo(study)
    assert standing(study) == [COST]


def test_a_shared_folder_is_written_by_one_machine_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    place = folder / "étude.qualcode"
    create_project(str(place), title="Étude").close()
    with monkeypatch.context() as there:
        there.setattr("qualcode.store.lock.socket.gethostname", lambda: "poste-3")
        there.setattr("qualcode.store.lock._user", lambda: "zoe")
        elsewhere = open_project(place)
        signature = place.with_name(place.name + ".writer").read_bytes()
        elsewhere.close()
    assert not place.with_name(place.name + ".writer").exists()
    place.with_name(place.name + ".writer").write_bytes(signature)
    with open_project(place) as project:
        assert isinstance(project.refusal, ReadOnlyProject)
        assert "zoe@poste-3" in str(project.refusal)
    place.with_name(place.name + ".writer").unlink()
    with open_project(place) as project:
        assert project.refusal is None

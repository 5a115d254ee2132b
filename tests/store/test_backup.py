"""A backup is counted before it is called one, and a project comes back from it whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qualcode.core.errors import (
    DamagedProject,
    NotAProject,
    ProjectProblem,
    ReadOnlyProject,
)
from qualcode.core.progress import Progress
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.safety import backup
from qualcode.store.safety.backup import KEPT, back_up, daily_backup, list_backups, restore
from qualcode.store.safety.check import check
from qualcode.store.safety.manifest import backups_folder, manifest_path, read_manifest
from tests import postgres
from tests.store import stories
from tests.store.stories import COST


@pytest.fixture
def study(file_project: Project) -> Project:
    """A project with a codebook, an interview and a coding with a memo."""
    stories.furnish(file_project)
    stories.code(file_project, COST, "cout", memo="« cher »")
    return file_project


def place(project: Project) -> Path:
    return Path(project.where)


def quotations(where: Path) -> list[str]:
    with open_project(where, acting="Zoé", read_only=True) as project:
        return [coding.quotation for coding in stories.seen(project)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_holds_what_the_project_holds(study: Project) -> None:
    made = back_up(study)
    assert made.file.parent == backups_folder(place(study))
    assert made.rows is not None
    assert made.rows["codings"] == made.rows["memos"] == 1
    assert made.rows["turns"] == 4
    assert made.sha256 == hashlib.sha256(made.file.read_bytes()).hexdigest()
    assert quotations(made.file) == [COST]
    with open_project(made.file, read_only=True) as project:
        assert check(project).problems == ()


def test_a_backup_is_one_file_with_a_manifest(study: Project) -> None:
    made = back_up(study)
    assert names(made.file.parent) == [made.file.name, made.file.name + ".json"]
    manifest = read_manifest(manifest_path(made.file))
    assert manifest is not None
    assert (manifest.file, manifest.sha256) == (made.file.name, made.sha256)
    assert manifest.rows == made.rows
    assert [count for count, _ in manifest.heads.values()] == [4]


def test_what_was_committed_but_stands_beside_the_file_is_in_the_backup(study: Project) -> None:
    stories.code(study, "J’ai tenu")
    log = place(study).with_name(place(study).name + "-wal")
    assert log.stat().st_size > 0
    assert sorted(quotations(back_up(study).file)) == ["J’ai tenu", COST]


def test_a_reader_can_make_a_backup(study: Project) -> None:
    with open_project(study.where, read_only=True) as reader:
        assert quotations(back_up(reader).file) == [COST]


def test_a_backup_is_made_where_it_is_asked_for(study: Project, tmp_path: Path) -> None:
    target = tmp_path / "clé usb" / "copie.qualcode"
    target.parent.mkdir()
    made = back_up(study, target)
    assert made.file == target
    assert quotations(target) == [COST]
    assert list_backups(place(study)) == []
    with pytest.raises(ProjectProblem, match="exists already"):
        back_up(study, target)


def test_a_backup_that_cannot_be_written_leaves_nothing(study: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectProblem, match="cannot be written"):
        back_up(study, tmp_path / "ailleurs" / "copie.qualcode")
    assert not (tmp_path / "ailleurs").exists()


def lose_a_row(copy: Path) -> None:
    run(copy, "DELETE FROM memos")


def lose_a_table(copy: Path) -> None:
    run(copy, "DROP TABLE themes")


def shift_a_coding(copy: Path) -> None:
    run(copy, 'UPDATE codings SET start = start + 1, "end" = "end" + 1')


def break_a_reference(copy: Path) -> None:
    run(copy, "UPDATE codings SET code_id = 999")


def break_the_file(copy: Path) -> None:
    with copy.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xde\xad" * 8192)


def run(copy: Path, statement: str) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    "harm", [lose_a_row, lose_a_table, shift_a_coding, break_a_reference, break_the_file]
)
def test_a_copy_that_is_not_the_project_is_not_called_a_backup(
    study: Project, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    verify = backup.verify_copy

    def verify_a_harmed_copy(copy: Path, rows: dict[str, int], progress: Progress) -> None:
        harm(copy)
        verify(copy, rows, progress)

    monkeypatch.setattr(backup, "verify_copy", verify_a_harmed_copy)
    with pytest.raises(DamagedProject, match="could not be verified"):
        back_up(study)
    assert names(backups_folder(place(study))) == []


def test_a_project_whose_quotations_are_off_is_not_backed_up_in_silence(study: Project) -> None:
    with study.change("break") as change:
        change.connection.exec_driver_sql("UPDATE codings SET quotation = 'autre chose'")
    with pytest.raises(DamagedProject, match="qualcode check"):
        back_up(study)


@pytest.mark.postgres
def test_a_project_on_a_server_is_left_to_the_server_s_backups(
    cluster: postgres.Cluster, tmp_path: Path, study: Project
) -> None:
    made = back_up(study)
    with create_project(cluster.new_place(), title="Étude") as project:
        for attempt in (
            lambda: back_up(project),
            lambda: back_up(project, tmp_path / "copie.qualcode"),
            lambda: restore(made.file, project.where),
        ):
            with pytest.raises(ProjectProblem, match="pg_dump"):
                attempt()
        assert daily_backup(project) is None


def test_a_day_of_use_has_one_backup_unasked(study: Project) -> None:
    first = daily_backup(study)
    assert first is not None
    stories.code(study, "J’ai tenu")
    assert daily_backup(study) is None
    assert list_backups(place(study)) == [first.file]


def test_a_reader_makes_no_backup_unasked(study: Project) -> None:
    with open_project(study.where, read_only=True) as reader:
        assert daily_backup(reader) is None


class Clock:
    """A calendar in the hands of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
        monkeypatch.setattr(backup, "datetime", self)

    def now(self, zone: object) -> datetime:
        assert zone is UTC
        return self.moment


def test_the_newest_backups_and_the_last_of_each_day_stay(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    for _ in range(KEPT + 4):
        assert daily_backup(study) is not None
        clock.moment += timedelta(days=1)
    days = [file.stem[-16:-8] for file in list_backups(place(study))]
    assert days == [f"203103{day:02}" for day in range(14, 4, -1)]

    for _ in range(KEPT + 2):
        back_up(study, why="before-merge")
        clock.moment += timedelta(minutes=1)
    files = list_backups(place(study))
    today = [file for file in files if "20310315" in file.name]
    assert len(today) == KEPT
    assert [file.stem[-16:-8] for file in files if file not in today] == days[: KEPT - 1]
    beside = {path.name for path in backups_folder(place(study)).glob("*.json")}
    assert beside == {file.name + ".json" for file in files}


def test_two_backups_of_one_second_have_two_names(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock(monkeypatch)
    made = [back_up(study).file for _ in range(3)]
    assert list_backups(place(study)) == made[::-1]


def test_a_project_comes_back_as_it_was(study: Project) -> None:
    made = back_up(study)
    stories.code(study, "J’ai tenu")
    study.close()
    done = restore(made.file, study.where)
    assert done.rows == made.rows
    assert quotations(place(study)) == [COST]
    assert done.replaced is not None
    assert sorted(quotations(done.replaced)) == ["J’ai tenu", COST]
    with open_project(study.where, acting="Zoé") as project:
        assert check(project).problems == ()
        stories.code(project, "par mois")
        assert check(project).problems == ()


def test_what_is_restored_writes_a_journal_of_its_own(study: Project) -> None:
    made = back_up(study)
    stories.code(study, "J’ai tenu")
    study.close()
    restore(made.file, study.where)
    with open_project(study.where, acting="Zoé") as project:
        stories.code(project, "par mois")
        told = stories.entries(project)
    assert [(entry.action, entry.kind) for entry in told[-2:]] == [
        ("restore", "barrier"),
        ("code", "act"),
    ]
    assert len({entry.stream for entry in told}) == 3


def test_a_lost_project_is_restored_where_there_is_none(study: Project, tmp_path: Path) -> None:
    made = back_up(study)
    study.close()
    where = tmp_path / "ailleurs.qualcode"
    assert restore(made.file, where).replaced is None
    assert quotations(where) == [COST]
    assert not backups_folder(where).exists()


def test_a_damaged_project_is_replaced_and_kept(study: Project) -> None:
    made = back_up(study)
    study.close()
    break_the_file(place(study))
    damaged = place(study).read_bytes()
    done = restore(made.file, study.where)
    assert done.replaced is not None
    assert done.replaced.read_bytes() == damaged
    assert quotations(place(study)) == [COST]


def test_changes_that_could_not_be_folded_in_are_kept_with_the_file(study: Project) -> None:
    made = back_up(study)
    stories.code(study, "J’ai tenu")
    left = {ending: copy_of(place(study), ending) for ending in ("", "-wal")}
    study.close()
    for ending, content in left.items():
        place(study).with_name(place(study).name + ending).write_bytes(content)
    done = restore(made.file, study.where)
    assert done.replaced is not None
    assert quotations(place(study)) == [COST]
    assert sorted(quotations(done.replaced)) == ["J’ai tenu", COST]


def copy_of(project: Path, ending: str) -> bytes:
    return project.with_name(project.name + ending).read_bytes()


def test_a_project_that_is_being_written_is_not_replaced(study: Project) -> None:
    made = back_up(study)
    with pytest.raises(ReadOnlyProject, match="Another program"):
        restore(made.file, study.where)
    assert quotations(place(study)) == [COST]


def test_what_is_no_backup_replaces_nothing(study: Project, tmp_path: Path) -> None:
    study.close()
    other = tmp_path / "notes.txt"
    other.write_text("rien", encoding="utf-8")
    with pytest.raises(NotAProject):
        restore(other, study.where)
    half = Path(shutil.copy(study.where, tmp_path / "moitié.qualcode"))
    os.truncate(half, half.stat().st_size // 2)
    before = place(study).read_bytes()
    with pytest.raises(ProjectProblem):
        restore(half, study.where)
    assert place(study).read_bytes() == before
    assert not list(tmp_path.glob("*.draft*"))
    assert not list(tmp_path.glob(".*"))

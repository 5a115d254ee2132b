"""Opening a project: what is refused is refused in one clear line, and nothing is touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from qualcode.core.errors import (
    FileProblem,
    NewerProject,
    NotAProject,
    ProjectProblem,
    ReadOnlyProject,
)
from qualcode.store.engine import APPLICATION_ID, SCHEMA_VERSION
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.safety.check import check
from qualcode.store.tables import project as project_table
from tests import postgres
from tests.store import stories
from tests.store.stories import COST

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_new_project_is_there_when_it_is_opened_again(where: str) -> None:
    with create_project(where, title="Vivre avec", acting="Zoé") as project:
        stories.furnish(project)
        stories.code(project, COST)
    with open_project(where, acting="Zoé") as project:
        assert [coding.quotation for coding in stories.seen(project)] == [COST]
        with project.read() as connection:
            assert connection.execute(select(project_table.c.title)).scalar_one() == "Vivre avec"


def test_a_project_is_not_made_over_another(where: str) -> None:
    create_project(where, title="Une étude").close()
    with pytest.raises(ProjectProblem, match=r"exists already|already\. Name another"):
        create_project(where, title="Une autre")


def test_a_project_is_not_made_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="ailleurs"):
        create_project(str(tmp_path / "ailleurs" / "étude.qualcode"), title="Étude")


def test_a_project_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("qualcode.store.rows.search.create_index", fail)
    with pytest.raises(ProjectProblem):
        create_project(str(tmp_path / "étude.qualcode"), title="Étude")
    assert list(tmp_path.iterdir()) == []


def sqlite_file(place: Path, application_id: int, version: int) -> Path:
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE thing (id INTEGER)")
    connection.execute(f"PRAGMA application_id={application_id}")
    connection.execute(f"PRAGMA user_version={version}")
    connection.commit()
    connection.close()
    return place


def test_what_is_no_project_is_refused_by_name(tmp_path: Path) -> None:
    text = tmp_path / "entretien é.txt"
    text.write_text("P01 : bonjour", encoding="utf-8")
    empty = tmp_path / "vide.qualcode"
    empty.touch()
    cases: list[tuple[Path, type[Exception], str]] = [
        (tmp_path / "rien.qualcode", FileProblem, "There is no project"),
        (tmp_path, NotAProject, "is a folder, not a project"),
        (text, NotAProject, "is not a qualcode project"),
        (empty, NotAProject, "is not a qualcode project"),
        (sqlite_file(tmp_path / "autre.db", 0, 0), NotAProject, "but not a qualcode project"),
        (
            sqlite_file(tmp_path / "demain.qualcode", APPLICATION_ID, SCHEMA_VERSION + 1),
            NewerProject,
            "Install the newer version",
        ),
    ]
    before = sorted(path.name for path in tmp_path.iterdir())
    for place, error, words in cases:
        with pytest.raises(error, match=words) as told:
            open_project(place)
        assert place.name in str(told.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.postgres
def test_a_schema_without_a_project_is_refused(cluster: postgres.Cluster) -> None:
    with pytest.raises(NotAProject, match="There is no project in schema"):
        open_project(cluster.new_place())


@pytest.mark.postgres
def test_a_newer_schema_on_a_server_is_refused(cluster: postgres.Cluster) -> None:
    place = cluster.new_place()
    with create_project(place, title="Étude") as project, project.change("future") as change:
        newer = project_table.update().values(schema_version=SCHEMA_VERSION + 1)
        change.connection.execute(newer)
    with pytest.raises(NewerProject):
        open_project(place)


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    where = "postgresql://zoe:s3cret@127.0.0.1:1/etude?connect_timeout=2"
    with pytest.raises(ProjectProblem) as told:
        open_project(where)
    assert "s3cret" not in str(told.value)
    assert "127.0.0.1" in str(told.value)


def test_an_address_that_makes_no_sense_is_told_without_the_password() -> None:
    with pytest.raises(FileProblem) as told:
        open_project("postgresql://zoe:s3cret@host:port/etude")
    assert "s3cret" not in str(told.value)


def test_the_second_who_opens_reads_and_is_told_who_writes(file_project: Project) -> None:
    stories.furnish(file_project)
    stories.code(file_project, COST)
    with open_project(file_project.where, acting="Maël") as second:
        assert [coding.quotation for coding in stories.seen(second)] == [COST]
        with pytest.raises(ReadOnlyProject, match=rf"Another program .*{os.getpid()}"):
            stories.code(second, "J’ai tenu")
        stories.code(file_project, "J’ai tenu")
        assert len(stories.seen(second)) == 2
    file_project.close()
    with open_project(file_project.where, acting="Maël") as second:
        assert second.refusal is None


@pytest.mark.postgres
def test_on_a_server_everybody_writes(cluster: postgres.Cluster) -> None:
    place = cluster.new_place()
    with (
        create_project(place, title="Étude", acting="Zoé") as first,
        open_project(place, acting="Maël") as second,
    ):
        stories.furnish(first)
        stories.code(second, COST)
        stories.code(first, COST)
        assert len(stories.seen(first)) == len(stories.seen(second)) == 2
        assert check(first).problems == ()


WRITER = """
import sys
from qualcode.store.opening import open_project
project = open_project(sys.argv[1], acting="Zoé")
print(project.refusal is None, flush=True)
sys.stdin.read()
"""


def test_the_lock_is_free_again_when_its_holder_was_killed(file_project: Project) -> None:
    file_project.close()
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, file_project.where],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with open_project(file_project.where) as second:
            assert second.refusal is not None
            assert str(holder.pid) in str(second.refusal)
        holder.kill()
    with open_project(file_project.where) as second:
        assert second.refusal is None


def test_a_project_can_be_asked_for_to_read_only(where: str) -> None:
    with create_project(where, title="Étude", acting="Zoé") as project:
        stories.furnish(project)
    with open_project(where, acting="Zoé", read_only=True) as project:
        with pytest.raises(ReadOnlyProject, match="reading only"):
            stories.code(project, COST)
        assert check(project).problems == ()
    with open_project(where, acting="Zoé") as project:
        stories.code(project, COST)


def test_closing_in_another_thread_gives_the_lock_back(file_project: Project) -> None:
    import threading

    closer = threading.Thread(target=file_project.close)
    closer.start()
    closer.join()
    with open_project(file_project.where) as again:
        assert again.refusal is None


def test_a_closed_project_is_one_file_and_its_lock(file_project: Project) -> None:
    stories.furnish(file_project)
    place = Path(file_project.where)
    assert place.with_name(place.name + "-wal").exists()
    file_project.close()
    assert sorted(path.name for path in place.parent.iterdir()) == [
        place.name,
        place.name + ".lock",
    ]


READER = """
import sys
from qualcode.store.safety.check import check
from qualcode.store.opening import open_project
from tests.store import stories
try:
    with open_project(sys.argv[1], acting="Zoé") as project:
        print(len(stories.seen(project)), check(project).sound, project.refusal)
except Exception as error:
    print(type(error).__name__, error)
"""


def as_somebody_without_rights(place: Path) -> str:
    """What a reader says who may not write there; root gives its rights up for it."""
    command = [sys.executable, "-c", READER, str(place)]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root needs setpriv to do without its rights")
        command = [setpriv, "--bounding-set=-all", "--inh-caps=-all", *command]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return done.stdout + done.stderr


@pytest.fixture
def coded(file_project: Project) -> Path:
    """A closed project with one coding, alone in a folder."""
    stories.furnish(file_project)
    stories.code(file_project, COST)
    file_project.close()
    folder = Path(file_project.where).parent / "lecture"
    folder.mkdir()
    return Path(shutil.copy(file_project.where, folder / "étude.qualcode"))


def test_a_file_that_may_not_be_written_can_be_read(coded: Path) -> None:
    coded.chmod(0o444)
    assert as_somebody_without_rights(coded) == f"1 True {coded} may not be written.\n"


def test_a_folder_that_may_not_be_written_can_be_read(coded: Path) -> None:
    coded.parent.chmod(0o555)
    said = as_somebody_without_rights(coded)
    coded.parent.chmod(0o755)
    assert said == "1 True The folder of this project may not be written.\n"


@pytest.mark.parametrize("mode", [0o444, 0o644])
def test_a_medium_that_may_not_be_written_can_be_read(coded: Path, mode: int) -> None:
    coded.chmod(mode)
    coded.parent.chmod(0o555)
    said = as_somebody_without_rights(coded)
    coded.parent.chmod(0o755)
    assert said.startswith("1 True ")


def test_what_may_not_even_be_read_is_told(coded: Path) -> None:
    coded.chmod(0o000)
    assert as_somebody_without_rights(coded).startswith("FileProblem")


def test_changes_left_beside_a_file_that_may_not_be_written_are_not_passed_over(
    file_project: Project,
) -> None:
    stories.furnish(file_project)
    stories.code(file_project, COST)
    place = Path(file_project.where)
    folder = place.parent / "support"
    folder.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(place.with_name(place.name + ending), folder)
    copy = folder / place.name
    folder.chmod(0o555)
    said = as_somebody_without_rights(copy)
    folder.chmod(0o755)
    assert "Copy both to a folder of yours" in said
    assert as_somebody_without_rights(copy).startswith("1 True None")

"""A project of every schema that was ever released is opened and brought up to date."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from qualcode.core.errors import NewerProject
from qualcode.store import engine as engines
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.safety.backup import list_backups
from qualcode.store.safety.check import check
from tests.store import stories
from tests.store.frozen import MEMO, frozen_file, thawed
from tests.store.stories import COST
from tests.store.test_migrations import ROOT, TOMORROW, colours, in_the_future

SCHEMAS = range(1, engines.SCHEMA_VERSION + 1)
CODED = [(COST, MEMO), ("J’ai tenu", "")]
KILLED_HALFWAY = TOMORROW.replace("import sqlalchemy", "import os\nimport sqlalchemy") + (
    "    os.kill(os.getpid(), {signal})\n"
)
MIGRATE = """
import sys
from pathlib import Path
from qualcode.store import engine, migrate, opening
migrate.MIGRATIONS, engine.SCHEMA_VERSION = Path(sys.argv[1]), int(sys.argv[2])
opening.open_project(sys.argv[3])
"""


def said(project: Project) -> list[tuple[str, str]]:
    """What is coded, after everything was looked at."""
    assert check(project).problems == ()
    return [(coding.quotation, coding.memo) for coding in stories.seen(project)]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_frozen_project_is_read_coded_undone_and_sound(schema: int, tmp_path: Path) -> None:
    where = thawed(schema, tmp_path / "gelée.qualcode")
    with open_project(where, acting="Zoé") as project:
        assert said(project) == CODED
        stories.code(project, "L’œdème")
        assert len(said(project)) == 3
        stories.undo(project)
        stories.undo(project)
        assert said(project) == CODED[:1]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_halfway_a_migration_leaves_the_frozen_project_and_a_backup_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = thawed(1, tmp_path / "gelée.qualcode")
    script = KILLED_HALFWAY.replace("{signal}", str(int(signal.SIGKILL)))
    halfway, whole = tmp_path / "à moitié", tmp_path / "entière"
    halfway.mkdir()
    with in_the_future(halfway, monkeypatch, script):
        words = (str(halfway / "migrations 100%"), str(engines.SCHEMA_VERSION), str(where))
        done = subprocess.run([sys.executable, "-c", MIGRATE, *words], check=False, cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    (kept,) = list_backups(where)
    assert "before-migration" in kept.name
    for file in (where, kept):
        with open_project(file, read_only=True) as project:
            assert said(project) == CODED
    whole.mkdir()
    with (
        in_the_future(whole, monkeypatch, TOMORROW),
        open_project(where, acting="Zoé") as project,
    ):
        assert colours(project) == {"none"}
        assert said(project) == CODED


def test_a_project_of_tomorrow_is_refused_in_a_line_that_says_what_to_do(tmp_path: Path) -> None:
    where = thawed(engines.SCHEMA_VERSION, tmp_path / "demain.qualcode")
    with closing(sqlite3.connect(where)) as connection:
        connection.execute(f"PRAGMA user_version={engines.SCHEMA_VERSION + 1}")
    before = where.read_bytes()
    wanted = f"schema {engines.SCHEMA_VERSION + 1}; this one knows {engines.SCHEMA_VERSION}"
    with pytest.raises(NewerProject, match=f"newer qualcode .{wanted}.*Install the newer"):
        open_project(where)
    assert where.read_bytes() == before


def test_every_schema_has_its_frozen_project() -> None:
    assert all(frozen_file(schema).is_file() for schema in SCHEMAS)

"""Older projects are brought up to date when they are opened; what results is what new ones are."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from qualcode.core.errors import DamagedProject, NotUndoable, ProjectProblem, ReadOnlyProject
from qualcode.store import engine as engines
from qualcode.store import migrate
from qualcode.store.opening import create_project, open_project
from qualcode.store.postgres import logins
from qualcode.store.postgres.connecting import server_engine
from qualcode.store.project import Project
from qualcode.store.safety.backup import list_backups
from qualcode.store.safety.check import check
from qualcode.store.schema import metadata
from tests import postgres
from tests.store import stories
from tests.store.stories import COST

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def migrated_from_nothing(where: str) -> Iterator[Connection]:
    """A connection to a database that migrations alone have made."""
    if engines.is_server(where):
        engine = server_engine(where)
        with engine.begin() as connection:
            connection.exec_driver_sql(f'CREATE SCHEMA "{engines.schema_of(where)}"')
        engine.dispose()
        engine = server_engine(where)
    else:
        Path(where).touch()
        engine = engines.sqlite_engine(Path(where), read_only=False)
    try:
        with engine.begin() as connection:
            migrate.run_migrations(connection)
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def differences(connection: Connection) -> list[object]:
    """What Alembic would change to arrive at the tables as they are declared."""
    apart = ("turn_search", "row_digests", "digests_due")
    ours = {"include_name": lambda name, *_: not str(name).startswith(apart)}
    return list(compare_metadata(MigrationContext.configure(connection, opts=ours), metadata))


def test_migrations_lead_to_the_tables_as_they_are_declared(where: str) -> None:
    with migrated_from_nothing(where) as connection:
        assert differences(connection) == []
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert version == engines.revision_of(engines.SCHEMA_VERSION)


def clauses(statement: str | None) -> list[str]:
    """What a statement makes, and its columns and constraints in any order, white space aside."""
    if statement is None:
        return []
    head, _, body = " ".join(statement.split()).rpartition(")")[0].partition("(")
    flat, depth = "", 0
    for character in body:
        depth += (character == "(") - (character == ")")
        flat += "\n" if character == "," and depth == 0 else character
    return [head.strip(), *sorted(part.strip() for part in flat.split("\n"))]


def schema_in_file(connection: Connection) -> dict[tuple[str, str], list[str]]:
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master"))
    return {(kind, name): clauses(statement) for kind, name, statement in rows}


def test_a_new_file_is_what_migrations_make(tmp_path: Path) -> None:
    with (
        create_project(str(tmp_path / "neuf.qualcode"), title="Étude") as project,
        project.read() as connection,
    ):
        new = schema_in_file(connection)
    with migrated_from_nothing(str(tmp_path / "migré.qualcode")) as connection:
        migrated = schema_in_file(connection)
    assert migrated == new
    assert len(new["table", "codings"]) > 20


COMPARED = {
    "information_schema.columns": "table_name, column_name, ordinal_position, data_type, "
    "is_nullable, column_default, character_maximum_length",
    "information_schema.table_constraints": "table_name, constraint_name, constraint_type",
    "information_schema.key_column_usage": "table_name, constraint_name, column_name",
    "pg_indexes": "tablename, indexname, indexdef",
}


def schema_on_server(connection: Connection, schema: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for view, columns in COMPARED.items():
        name = "schemaname" if view == "pg_indexes" else "table_schema"
        query = text(f"SELECT {columns} FROM {view} WHERE {name} = :schema")  # noqa: S608
        rows = connection.execute(query, {"schema": schema})
        found += [tuple(str(value).replace(f"{schema}.", "") for value in row) for row in rows]
    return sorted(row for row in found if not row[1].endswith("_not_null"))


@pytest.mark.postgres
def test_a_new_schema_is_what_migrations_make(cluster: postgres.Cluster) -> None:
    new, migrated = cluster.new_place(), cluster.new_place()
    with create_project(new, title="Étude") as project, project.read() as connection:
        made = schema_on_server(connection, engines.schema_of(new))
    with migrated_from_nothing(migrated) as connection:
        assert schema_on_server(connection, engines.schema_of(migrated)) == made
    assert len(made) > 500


TOMORROW = dedent(
    """
    import sqlalchemy as sa
    from alembic import op

    revision = "{new}"
    down_revision = "{old}"

    def upgrade() -> None:
        op.create_table("moods", sa.Column("id", sa.Integer, primary_key=True))
        with op.batch_alter_table("codes") as codes:
            codes.add_column(sa.Column("colour", sa.Text, server_default="none", nullable=False))
            codes.alter_column("policy", existing_type=sa.Text, nullable=True)
    """
)
FAILING = TOMORROW + "        op.drop_table('nowhere')\n"


@pytest.fixture
def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program of tomorrow, whose schema is one number further."""
    with in_the_future(tmp_path, monkeypatch, TOMORROW):
        yield


@contextmanager
def in_the_future(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Iterator[None]:
    migrations = folder / "migrations 100%"
    shutil.copytree(migrate.MIGRATIONS, migrations)
    old = engines.SCHEMA_VERSION
    names = {"old": engines.revision_of(old), "new": engines.revision_of(old + 1)}
    written = script.format(**names)
    (migrations / "versions" / f"{names['new']}_tomorrow.py").write_text(written, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "MIGRATIONS", migrations)
        patch.setattr(engines, "SCHEMA_VERSION", old + 1)
        yield


@pytest.fixture
def old(where: str) -> str:
    """A project of today, closed, with one coding."""
    with create_project(where, title="Étude", acting="Zoé") as project:
        stories.furnish(project)
        stories.code(project, COST, "cout", memo="cher")
    return where


def colours(project: Project) -> set[str]:
    with project.read() as connection:
        return set(connection.execute(text("SELECT colour FROM codes")).scalars())


def test_an_older_project_is_brought_up_to_date_when_it_is_opened(old: str, tomorrow: None) -> None:
    with open_project(old, acting="Zoé") as project:
        assert colours(project) == {"none"}
        assert [(c.quotation, c.memo) for c in stories.seen(project)] == [(COST, "cher")]
        last = stories.entries(project)[-1]
        assert (last.action, last.coder, last.said) == ("migrate", None, {"from": 1, "to": 2})
        assert check(project).problems == ()
    with open_project(old, acting="Zoé") as project:
        assert [e.action for e in stories.entries(project)].count("migrate") == 1
        stories.code(project, "J’ai tenu")


def test_what_came_before_a_migration_cannot_be_undone(old: str, tomorrow: None) -> None:
    with (
        open_project(old, acting="Zoé") as project,
        pytest.raises(NotUndoable, match="nor what came before"),
    ):
        stories.undo(project)


def test_migrate_can_be_asked_for_and_says_where_the_copy_is(old: str, tomorrow: None) -> None:
    kept = migrate.migrate(old)
    assert migrate.migrate(old) is None
    if engines.is_server(old):
        assert kept is None
        return
    assert kept is not None
    assert list_backups(Path(old)) == [kept]
    assert "before-migration" in kept.name
    with open_project(kept, acting="Zoé") as project:
        assert colours(project) == {"none"}


def test_an_older_project_cannot_be_read_without_being_brought_up_to_date(
    old: str, tomorrow: None
) -> None:
    with pytest.raises(ReadOnlyProject, match="made by an older qualcode"):
        open_project(old, read_only=True)


def test_a_migration_that_fails_changes_nothing(
    old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_the_future(tmp_path, monkeypatch, FAILING), pytest.raises(ProjectProblem):
        open_project(old, acting="Zoé")
    with open_project(old, acting="Zoé") as project:
        assert project.refusal is None
        assert [coding.quotation for coding in stories.seen(project)] == [COST]
        assert check(project).problems == ()
        with project.read() as connection:
            assert differences(connection) == []


def test_a_project_that_is_not_what_it_says_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "étrange.qualcode")
    with create_project(place, title="Étude", acting="Zoé") as project:
        stories.furnish(project)
        with project.change("break") as change:
            change.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with (
        in_the_future(tmp_path, monkeypatch, TOMORROW),
        pytest.raises(DamagedProject, match="left as it was"),
    ):
        open_project(place)
    with open_project(place) as project:
        assert len(stories.entries(project)) == 3


def test_a_project_that_another_program_writes_is_not_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "tenue.qualcode")
    with create_project(place, title="Étude"), in_the_future(tmp_path, monkeypatch, TOMORROW):
        with pytest.raises(ReadOnlyProject, match="Another program"):
            migrate.migrate(place)
        with pytest.raises(ReadOnlyProject, match="made by an older qualcode"):
            open_project(place)


OPEN = """
import sys
from qualcode.store.opening import open_project
with open_project(sys.argv[1]) as project, project.change("any", kind="barrier"):
    pass
print([name for name in sys.modules if name.partition(".")[0] in ("alembic", "mako")])
"""


def test_opening_an_up_to_date_project_does_not_load_alembic(old: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN, old], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"


def test_every_migration_follows_the_one_before() -> None:
    found = sorted(path.name for path in (migrate.MIGRATIONS / "versions").glob("*.py"))
    numbers = [name.partition("_")[0] for name in found]
    assert numbers == [engines.revision_of(n) for n in range(1, engines.SCHEMA_VERSION + 1)]


@pytest.mark.postgres
def test_logins_keep_their_rights_when_a_server_is_brought_up_to_date(
    cluster: postgres.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = cluster.place_of_owner()
    zoe = cluster.seen_by("zoe", where)
    cluster.login("zoe")
    with create_project(where, title="Étude", acting="Zoé") as owner:
        stories.furnish(owner)
        stories.code(owner, COST, "cout")
        with owner.change("grant_login", kind="barrier") as change:
            logins.grant(change.connection, where, "zoe", logins.May.CODER, "Zoé")
    with in_the_future(tmp_path, monkeypatch, TOMORROW):
        with pytest.raises(ReadOnlyProject, match="brought up to date"):
            open_project(zoe)
        migrate.migrate(where)
        with open_project(zoe) as coder:
            assert coder.gated
            assert len(stories.seen(coder)) == 1
            stories.code(coder, "J’ai tenu", "peur")

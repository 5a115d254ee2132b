"""Bringing a project of an older schema up to date, with a verified copy of it first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select, update
from sqlalchemy.exc import InvalidRequestError

from qualcode.core.errors import DamagedProject, ReadOnlyProject
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.lock import WriterLock
from qualcode.store.project import Project, told
from qualcode.store.safety import digests
from qualcode.store.tables import project as project_table

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"
"""Alembic's environment; revision `000n` leads to schema n."""


def migrate(where: str | Path) -> Path | None:
    """Bring a project to the newest schema; gives the copy that was made of a file before.

    Nothing is done, and None given, where the schema is the newest already. A server's own
    backups are its administrator's: there, no copy is made.

    Raises:
        ReadOnlyProject: another program writes it.
        ProjectProblem: it is something else, newer, or damaged; it is then left as it was.
    """
    where = str(where)
    if engines.is_server(where):
        from qualcode.store.postgres.connecting import server_engine

        engine = server_engine(where)
        try:
            migrate_schema(engine, where)
        finally:
            engine.dispose()
        return None
    path = Path(where)
    engines.check_project_file(path)
    lock = WriterLock(path)
    if not lock.acquire():
        raise ReadOnlyProject(
            N_("Another program is writing {where} just now. Try again in a moment."), where=where
        )
    try:
        return migrate_file(path)
    finally:
        lock.release()


def migrate_file(path: Path) -> Path | None:
    """Bring a file to the newest schema; the caller holds its lock."""
    from qualcode.store.safety.backup import back_up

    with _opened(path) as opened:
        if not _is_older(opened):
            return None
        kept = back_up(opened, why="before-migration").file
        _upgrade_file(opened)
    return kept


def upgrade_copy(path: Path) -> None:
    """Bring a file that nobody else knows of to the newest schema, without a copy of it first."""
    with _opened(path) as opened:
        if _is_older(opened):
            _upgrade_file(opened)


def _opened(path: Path) -> Project:
    engine = engines.sqlite_engine(path, read_only=False)

    @event.listens_for(engine, "connect")
    def let_tables_be_made_anew(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")

    return Project(engine, str(path), None, None)


def _is_older(opened: Project) -> bool:
    with opened.read() as connection:
        version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return version < engines.SCHEMA_VERSION


def _upgrade_file(opened: Project) -> None:
    with told(opened.where), opened.writer() as connection, connection.begin():
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        run_migrations(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={engines.SCHEMA_VERSION}")
        _note(connection, version)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise _left_as_it_was()


def migrate_schema(engine: Engine, where: str) -> None:
    """Bring a PostgreSQL schema to the newest version, all of it or nothing."""
    from qualcode.store.postgres.connecting import take_turn
    from qualcode.store.postgres.logins import set_up, take_down

    with told(where), engine.connect() as connection, connection.begin():
        take_turn(connection, where)
        version = connection.execute(select(project_table.c.schema_version)).scalar_one()
        if version < engines.SCHEMA_VERSION:
            gated = take_down(connection, where)
            run_migrations(connection)
            _note(connection, version)
            if gated:
                set_up(connection, where)


def run_migrations(connection: Connection) -> None:
    """Run what leads from the schema of `connection` to the newest, inside its transaction.

    Raises:
        DamagedProject: its tables are not those of the version that it says it has.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, engines.revision_of(engines.SCHEMA_VERSION))
    except (CommandError, InvalidRequestError) as error:
        raise _left_as_it_was() from error
    if connection.dialect.name == "sqlite":
        digests.begin(connection)


def _left_as_it_was() -> DamagedProject:
    return DamagedProject(
        N_("The project could not be brought up to date, and was left as it was: qualcode check")
    )


def _note(connection: Connection, before: int) -> None:
    """Say in the project and in its journal that it has been brought up to date."""
    from qualcode.store.journal import Change, stream_of

    after = engines.SCHEMA_VERSION
    connection.execute(update(project_table).values(schema_version=after))
    replica = connection.execute(select(project_table.c.replica)).scalar_one()
    said = {"from": before, "to": after}
    Change(connection, stream_of(connection, replica, None), "migrate", "barrier", said).close()

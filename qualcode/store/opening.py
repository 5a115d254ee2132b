"""Making and opening projects: what is checked before anything is read or written."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text

from qualcode.core.errors import (
    FileProblem,
    NewerProject,
    NotAllowed,
    NotAProject,
    ProjectProblem,
    QualcodeError,
    ReadOnlyProject,
)
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.journal import new_guid, now
from qualcode.store.lock import WriterLock
from qualcode.store.project import Project, told
from qualcode.store.rows import search
from qualcode.store.safety import digests
from qualcode.store.safety.ciphers import KEYS
from qualcode.store.safety.drafts import drafted
from qualcode.store.safety.places import place_of
from qualcode.store.safety.surroundings import has_left_log, refuse_strange_log, sweep, warnings_of
from qualcode.store.schema import metadata
from qualcode.store.tables import project

if TYPE_CHECKING:
    from sqlalchemy import Connection


def create_project(
    where: str,
    *,
    title: str,
    study: str = "{}",
    acting: str | None = None,
    passphrase: str | None = None,
) -> Project:
    """Make an empty project and open it.

    Args:
        where: a file that does not exist yet, or a PostgreSQL URL whose schema is still empty.
        title: what the study is called.
        study: the study definition as JSON.
        acting: name of the coder who is acting.
        passphrase: what the file is encrypted under; in clear without it.

    Raises:
        ProjectProblem: there is something already, or nothing can be written there.
        NotAllowed: the passphrase is too short, or the project is to be on a server.
    """
    create_filled(where, _nothing, title=title, study=study, passphrase=passphrase)
    return open_project(where, acting=acting)


def _nothing(_connection: Connection) -> None:
    """A project that begins empty."""


def create_filled(
    where: str,
    fill: Callable[[Connection], None],
    *,
    title: str = "",
    study: str = "{}",
    passphrase: str | None = None,
) -> None:
    """Make a project and fill it before anybody sees it; whole, or not at all.

    Args:
        where: as `create_project` takes it.
        fill: writes into its tables.
        title: what the study is called.
        study: the study definition as JSON.
        passphrase: what the file is encrypted under; in clear without it.

    Raises:
        ProjectProblem: there is something already, or nothing can be written there.
        NotAllowed: the passphrase is too short, or the project is to be on a server.
    """
    if engines.is_server(where):
        if passphrase is not None:
            raise NotAllowed(N_("On a server its administrator sees to encryption, not qualcode."))
        _create_on_server(where, title, study, fill)
        return
    path = Path(where)
    if path.exists():
        raise ProjectProblem(N_("{file} exists already. Choose another name."), file=where)
    if not path.parent.is_dir():
        raise FileProblem(N_("There is no folder {folder}."), folder=str(path.parent))
    with drafted(path) as draft:
        if passphrase is not None:
            KEYS.begin(draft, passphrase)
        _create_file(draft, title, study, fill)


def _create_file(path: Path, title: str, study: str, fill: Callable[[Connection], None]) -> None:
    """Make a whole project file; the caller gives it its name when it is whole."""
    new = Project(engines.sqlite_engine(path, read_only=False), str(path), None, None)
    with closing(new), new.writer() as connection, connection.begin():
        create_tables(connection, title, study)
        fill(connection)
        digests.begin(connection)
        connection.exec_driver_sql(f"PRAGMA application_id={engines.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={engines.SCHEMA_VERSION}")


def _create_on_server(
    where: str, title: str, study: str, fill: Callable[[Connection], None]
) -> None:
    from qualcode.store.postgres.connecting import GATED, server_engine

    schema = engines.schema_of(where)
    if schema.endswith(GATED):
        raise ProjectProblem(
            N_("The name of a schema may not end in “{ending}”: choose another."), ending=GATED
        )
    new = Project(server_engine(where), where, None, None)
    with closing(new), told(where), new.writer() as connection, connection.begin():
        if not inspect(connection).has_schema(schema):
            connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
        if inspect(connection).has_table("project", schema=schema):
            raise ProjectProblem(
                N_("There is a project in schema {schema} already. Name another: ?schema=…"),
                schema=schema,
            )
        create_tables(connection, title, study)
        fill(connection)


def create_tables(connection: Connection, title: str, study: str) -> None:
    """Make every table, index and the one row of the project."""
    metadata.create_all(connection, checkfirst=False)
    search.create_index(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:revision)"),
        {"revision": engines.revision_of(engines.SCHEMA_VERSION)},
    )
    connection.execute(
        project.insert(),
        {
            "guid": new_guid(),
            "title": title,
            "study": study,
            "replica": new_guid(),
            "schema_version": engines.SCHEMA_VERSION,
            "created": now(),
        },
    )


def open_project(
    where: str | Path,
    *,
    acting: str | None = None,
    read_only: bool = False,
    passphrase: str | None = None,
) -> Project:
    """Open a project to read and, unless another program writes it, to write.

    Args:
        where: the project's file or PostgreSQL URL.
        acting: name of the coder who is acting; their layer is made when they first write.
        read_only: ask for no lock and change nothing.
        passphrase: of an encrypted project; asked for where it is needed and not given.

    Raises:
        NotAllowed: the project is encrypted, and the passphrase is another one or missing.
        ProjectProblem: it is missing, something else, newer, or damaged.
    """
    where = str(where)
    if engines.is_server(where):
        return _open_on_server(where, acting, read_only=read_only)
    path = Path(where)
    if passphrase is not None:
        KEYS.unlock(path, passphrase)
    older = engines.check_project_file(path) < engines.SCHEMA_VERSION
    if read_only:
        return _reader(path, acting, _asked_to_read(), older=older)
    if not os.access(path, os.W_OK):
        refusal = ReadOnlyProject(N_("{where} may not be written."), where=where)
        return _reader(path, acting, refusal, older=older)
    return _writer(path, acting, older=older)


def _writer(path: Path, acting: str | None, *, older: bool) -> Project:
    """Take the writer's lock, or fall back to reading and say why."""
    lock, place = WriterLock(path), place_of(path)
    left = has_left_log(path)
    try:
        if not lock.acquire(shared=place.risky):
            if lock.elsewhere():
                return _reader(path, acting, _written_elsewhere(lock), older=older)
            refusal = ReadOnlyProject(
                N_("Another program is writing this project ({holder}): it can only be read here."),
                holder=lock.holder(),
            )
            return _reader(path, acting, refusal, older=older)
    except OSError:
        refusal = ReadOnlyProject(N_("The folder of this project may not be written."))
        return _reader(path, acting, refusal, older=older)
    try:
        if left:
            refuse_strange_log(path)
    except QualcodeError:
        # Before anything opens the file to write: that alone would put the log into it.
        lock.release()
        raise
    opened = Project(engines.sqlite_engine(path, read_only=False), str(path), acting, lock)
    opened.warnings = warnings_of(path, place, left=left)
    sweep(path)
    try:
        if older:
            from qualcode.store.migrate import migrate_file

            migrate_file(path)
        opened.choose_journal(shared=place.risky)
        _with_digests(opened)
    except QualcodeError:
        opened.close()
        raise
    return opened


def _written_elsewhere(lock: WriterLock) -> ReadOnlyProject:
    return ReadOnlyProject(
        N_(
            "On another machine somebody has this project open ({holder}): it can only be read "
            "here. If nobody has, for that machine broke down, delete {file} and open it again."
        ),
        holder=lock.holder(),
        file=lock.signature.name,
    )


def _with_digests(opened: Project) -> None:
    """What came out of a package, or is older than digests, gets them before it is written."""
    with opened.read() as connection:
        found = digests.has_digests(digests.driver_connection(connection))
    if not found:
        with told(opened.where), opened.writer() as connection, connection.begin():
            digests.begin(connection)


def _asked_to_read() -> ReadOnlyProject:
    return ReadOnlyProject(N_("The project was opened for reading only."))


def _reader(path: Path, acting: str | None, refusal: ReadOnlyProject, *, older: bool) -> Project:
    opened = Project(engines.sqlite_engine(path, read_only=True), str(path), acting, None)
    opened.refusal = refusal
    opened.warnings = warnings_of(path, place_of(path), left=False)
    if older:
        with opened.read() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version < engines.SCHEMA_VERSION:
            opened.close()
            raise _too_old(str(path))
    return opened


def _too_old(where: str) -> ReadOnlyProject:
    return ReadOnlyProject(
        N_(
            "{where} was made by an older qualcode and has to be brought up to date first: "
            "open it once where it may be written."
        ),
        where=engines.shown(where),
    )


def _open_on_server(where: str, acting: str | None, *, read_only: bool) -> Project:
    from qualcode.store.postgres.connecting import is_gated, server_engine
    from qualcode.store.postgres.logins import sign_in

    engine = server_engine(where, acting)
    opened = Project(engine, where, acting, None)
    try:
        version = _version_on_server(opened)
        with opened.read() as connection:
            opened.gated = is_gated(connection, where)
        if version < engines.SCHEMA_VERSION:
            if read_only or opened.gated:
                raise _too_old(where)
            from qualcode.store.migrate import migrate_schema

            migrate_schema(engine, where)
        if opened.gated:
            sign_in(opened)
    except QualcodeError:
        opened.close()
        raise
    if read_only:
        opened.refusal = _asked_to_read()
    return opened


def _version_on_server(opened: Project) -> int:
    """The schema's version.

    Raises:
        NotAProject: no project there.
        NewerProject: made by a later version.
    """
    schema = engines.schema_of(opened.where)
    with opened.read() as connection:
        if not inspect(connection).has_table("project", schema=schema):
            raise NotAProject(
                N_("There is no project in schema {schema}. Make one with: qualcode new"),
                schema=schema,
            )
        version: int = connection.execute(select(project.c.schema_version)).scalar_one()
    if version > engines.SCHEMA_VERSION:
        raise NewerProject(
            N_("The project was made by a newer qualcode. Install the newer version to open it.")
        )
    return version

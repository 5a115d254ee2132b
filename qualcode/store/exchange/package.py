"""A package as it arrived: nothing of a sealed one touches the disk in clear."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, select
from sqlalchemy.pool import StaticPool

from qualcode.core.errors import DamagedProject, FileProblem, NotAProject, QualcodeError
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.exchange.sealing import is_sealed, unseal
from qualcode.store.project import Project
from qualcode.store.tables import coders, journal, project

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HANDED_OUT = "handed_out"
"""The first entry of a package's journal: for whom it was made."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says of itself before its rows are read."""

    name: str
    """Name of its file."""
    project: str
    """GUID of the project that it belongs to."""
    replica: str
    coder: str | None
    """GUID of the coder whom it was made for; None for a copy of the whole project."""
    coder_name: str | None
    title: str


@contextmanager
def opened_package(path: Path, passphrase: str | None) -> Iterator[tuple[Package, Connection]]:
    """A package, sealed or not, with a connection to its content.

    Raises:
        FileProblem: the file is not there, or it is sealed and no passphrase was given.
        ProjectProblem: it is something else, newer, or damaged.
        NotAllowed: the passphrase is another one.
    """
    held = _held(path, passphrase)
    try:
        with _reading(held, path), held.connect() as connection, connection.begin():
            yield describe(connection, path.name), connection
    finally:
        held.dispose()


def describe(connection: Connection, name: str) -> Package:
    """What a project file says of itself as a package."""
    row = connection.execute(select(project)).one()
    coder = said_at_handout(connection).get("coder")
    known = select(coders.c.name).where(coders.c.guid == coder)
    coder_name = connection.execute(known).scalar_one_or_none() if coder else None
    return Package(name, row.guid, row.replica, coder, coder_name, row.title)


def said_at_handout(connection: Connection) -> dict[str, Any]:
    """What the first journal entry of a package says; nothing in a project that is none."""
    payload = connection.execute(
        select(journal.c.payload).where(journal.c.action == HANDED_OUT).limit(1)
    ).scalar_one_or_none()
    said: dict[str, Any] = json.loads(payload)["said"] if payload else {}
    return said


def coder_of_package(opened: Project) -> str | None:
    """Name of the coder whom this project was handed out to; None for a project that is whole."""
    with opened.read() as connection:
        return describe(connection, "").coder_name


@contextmanager
def _reading(engine: Engine, path: Path) -> Iterator[None]:
    """Turn what a damaged database makes the driver say into one line."""
    from sqlalchemy.exc import DBAPIError

    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if found != "ok":
                raise _damaged(path)
        yield
    except QualcodeError:
        raise
    except (DBAPIError, sqlite3.Error) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> DamagedProject:
    return DamagedProject(
        N_("{file} is damaged or was cut off on its way: ask for it again."), file=path.name
    )


def _held(path: Path, passphrase: str | None) -> Engine:
    """A package to read: a sealed or older one in memory, any other where it stands."""
    held = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        if is_sealed(path):
            held.deserialize(content_of(path, passphrase))
        else:
            held = _plain(path, held)
        _upgrade(held, path)
    except sqlite3.Error as error:
        held.close()
        raise _damaged(path) from error
    except QualcodeError:
        held.close()
        raise
    return memory_engine(held)


def memory_engine(held: sqlite3.Connection) -> Engine:
    """An engine on one connection, which is the whole database; no file is made on the way."""
    held.execute("PRAGMA temp_store=MEMORY")
    engine = create_engine(
        "sqlite+pysqlite://", creator=lambda: held, poolclass=StaticPool, hide_parameters=True
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def content_of(path: Path, passphrase: str | None) -> bytearray:
    """The project file in a sealed package.

    Raises:
        FileProblem: it cannot be read, or no passphrase was given.
        NotAProject: what was sealed is no project.
        NewerProject: it was made by a later version.
    """
    if passphrase is None:
        raise FileProblem(
            N_("{file} is sealed: give its passphrase with --passphrase-file."), file=path.name
        )
    content = bytearray(unseal(_bytes_of(path), passphrase, path.name))
    if not content.startswith(b"SQLite format 3\0"):
        raise NotAProject(N_("{file} is not a qualcode project."), file=path.name)
    # Read as a database in memory: there is no write-ahead log beside it.
    content[18:20] = b"\1\1"
    return content


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileProblem(
            N_("{file} cannot be read: {why}."), file=str(path), why=error.strerror
        ) from error


def _plain(path: Path, held: sqlite3.Connection) -> sqlite3.Connection:
    """The file itself, only read; a copy in `held` where it has to be brought up to date."""
    engines.check_project_file(path)
    file = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        (version,) = file.execute("PRAGMA user_version").fetchone()
        if version < engines.SCHEMA_VERSION:
            file.backup(held)
    except sqlite3.Error:
        file.close()
        raise
    kept, other = (held, file) if version < engines.SCHEMA_VERSION else (file, held)
    other.close()
    return kept


def _upgrade(held: sqlite3.Connection, path: Path) -> None:
    """Bring an older package up to date; one of a later version is refused."""
    if held.execute("PRAGMA application_id").fetchone()[0] != engines.APPLICATION_ID:
        raise NotAProject(N_("{file} is not a qualcode project."), file=path.name)
    (version,) = held.execute("PRAGMA user_version").fetchone()
    engines.refuse_newer(path.name, version)
    if version < engines.SCHEMA_VERSION:
        from qualcode.store.migrate import run_migrations

        with memory_engine(held).connect() as connection, connection.begin():
            run_migrations(connection)

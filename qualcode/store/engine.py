"""Connections: where SQLite and PostgreSQL differ, and the rules that every connection keeps."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from qualcode.core.errors import FileProblem, NewerProject, NotAProject
from qualcode.i18n import N_
from qualcode.store.safety import digests
from qualcode.store.safety.ciphers import KEYS, connect, driver_of, is_encrypted

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table

APPLICATION_ID = 0x51434F44
"""`QCOD`: marks an SQLite file as a qualcode project."""

SCHEMA_VERSION = 1
"""Number of the newest schema; `user_version` in SQLite, a row of `project` in PostgreSQL."""

BUSY_MS = 5000
"""How long a writer waits for another one."""

_SQLITE_MAGIC = b"SQLite format 3\x00"


def revision_of(version: int) -> str:
    """The name of the migration that leads to a schema."""
    return f"{version:04d}"


def is_server(where: str) -> bool:
    """Whether `where` is a PostgreSQL URL and not a file."""
    return where.startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))


def shown(where: str) -> str:
    """`where` as messages may show it: a URL without its password."""
    if not is_server(where):
        return where
    try:
        url = make_url(where)
        if "password" in url.query:
            url = url.update_query_dict({"password": "***"})
        return url.render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return where.partition("://")[0] + "://…"


def server_url(where: str) -> URL:
    """The URL for psycopg, with the schema taken from its `schema` parameter.

    Raises:
        FileProblem: the URL cannot be read, or psycopg is not installed.
    """
    try:
        url = make_url(where.replace("postgres://", "postgresql://", 1))
        url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, ValueError) as error:
        raise FileProblem(
            N_("The database address cannot be read: {where}."), where=shown(where)
        ) from error
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise FileProblem(
            N_("PostgreSQL needs the package psycopg: install qualcode[postgres].")
        ) from error
    return url


def check_project_file(path: Path) -> int:
    """See that `path` is a project file that this version can open, before SQLite touches it.

    Gives the number of its schema as the file's header has it.

    Raises:
        FileProblem: missing, empty or unreadable.
        NotAProject: some other file.
        NewerProject: made by a later version.
        NotAllowed: it is encrypted, and nobody gives its passphrase.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError as error:
        raise FileProblem(
            N_("There is no project {file}. Make one with: qualcode new {file}"), file=str(path)
        ) from error
    except IsADirectoryError as error:
        raise NotAProject(N_("{file} is a folder, not a project."), file=str(path)) from error
    except OSError as error:
        raise FileProblem(
            N_("{file} cannot be read: {why}."), file=str(path), why=error.strerror
        ) from error
    if is_encrypted(path):
        header = _header_behind(path)
    if not header.startswith(_SQLITE_MAGIC):
        raise NotAProject(N_("{file} is not a qualcode project."), file=str(path))
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotAProject(
            N_("{file} is an SQLite file, but not a qualcode project."), file=str(path)
        )
    version = int.from_bytes(header[60:64], "big")
    refuse_newer(str(path), version)
    return version


def _header_behind(path: Path) -> bytes:
    """What the header of an encrypted file would be in clear, as far as it is looked at."""
    KEYS.unlock(path)
    header = bytearray(_SQLITE_MAGIC.ljust(100, b"\0"))
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with closing(connect(path, uri_of=uri)) as connection:
        for place, pragma in ((60, "user_version"), (68, "application_id")):
            (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
            header[place : place + 4] = int(value).to_bytes(4, "big")
    return bytes(header)


def refuse_newer(file: str, version: int) -> None:
    """See that a file's schema is one that this version of the program knows.

    Raises:
        NewerProject: made by a later version.
    """
    if version > SCHEMA_VERSION:
        raise NewerProject(
            N_(
                "{file} was made by a newer qualcode (schema {version}; this one knows {known}). "
                "Install the newer version to open it."
            ),
            file=file, version=version, known=SCHEMA_VERSION,
        )  # fmt: skip


def sqlite_engine(path: Path, *, read_only: bool) -> Engine:
    """An engine on a project file; transactions are BEGIN, or BEGIN IMMEDIATE for writers."""
    mode = "mode=rw"
    if read_only:
        mode = "mode=ro&immutable=1" if _at_rest(path) else "mode=ro"
    uri = f"file:{quote(os.fsencode(path.resolve()))}?{mode}"

    def create() -> Any:
        return connect(
            path,
            uri_of=uri,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_MS / 1000,
        )

    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver_of(path),
        creator=create,
        poolclass=QueuePool,
        hide_parameters=True,
        execution_options={"compiled_cache": statements(driver_of(path))},
    )
    event.listen(engine, "connect", _sqlite_rules)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", _before_commit)
    return engine


class _Statements(dict[Any, Any]):
    """Statements made ready for the driver, by what they ask for and not by who asks first.

    Making one takes up to 20 ms; this way all projects that a process opens share it.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_asked(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= MOST_STATEMENTS:
            self.clear()
        super().__setitem__(_asked(key), value)


MOST_STATEMENTS = 1000


@cache
def statements(_of: Hashable) -> Any:
    """Those of one driver or server: what a database can do depends on which it is."""
    return _Statements()


def _asked(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(part for part in key if not isinstance(part, Dialect))


def memory_engine(name: str) -> Engine:
    """An engine on a database of that name in memory, gone with its last connection."""

    def connect() -> Any:
        import sqlite3

        uri = f"file:{name}?mode=memory&cache=shared"
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)

    engine = create_engine(
        "sqlite+pysqlite://", creator=connect, poolclass=QueuePool, hide_parameters=True
    )
    event.listen(engine, "connect", _sqlite_rules)
    event.listen(engine, "begin", _begin)
    return engine


def _at_rest(path: Path) -> bool:
    """Whether nothing can be written beside the file, so that SQLite must not want to.

    SQLite reads a file with a write-ahead log only where it may keep an index of the log beside
    it; a file on a medium that cannot be written does not change either.
    """
    log = path.with_name(path.name + "-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def _sqlite_rules(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",
        "trusted_schema=OFF",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("qualcode_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _before_commit(connection: Connection) -> None:
    if connection.get_execution_options().get("qualcode_writes", False):
        digests.make_due(connection)


def insert_row(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Add one row without the cost of an expression; gives its integer key."""
    statement, values = _insertion(connection.dialect, table, tuple(row)), tuple(row.values())
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql(statement, values).lastrowid)
    return int(connection.exec_driver_sql(f"{statement} RETURNING id", values).scalar_one())


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Iterable[str],
    rows: Sequence[tuple[Any, ...]],
    same: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Add many rows, given as values of `columns`, at the driver's speed.

    `same` holds the columns in which all rows say the same.
    """
    named = tuple(columns)
    if not rows:
        return
    if connection.dialect.name == "sqlite" and digests.insert_with_digests(
        connection, table, named, rows, same
    ):
        return
    shared = tuple(same.values())
    statement = _insertion(connection.dialect, table, (*named, *same))
    connection.exec_driver_sql(statement, [(*row, *shared) for row in rows])


@lru_cache(maxsize=256)
def _insertion(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> str:
    quoted = dialect.identifier_preparer.quote
    names = [quoted(table.c[column].name) for column in columns]
    mark = "?" if dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(names))
    return f"INSERT INTO {quoted(table.name)} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608


def schema_of(where: str) -> str:
    """The PostgreSQL schema that holds the project: `?schema=` of the URL, else `qualcode`."""
    schema = server_url(where).query.get("schema", "qualcode")
    return str(schema).replace('"', "")

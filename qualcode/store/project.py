"""A project: one SQLite file or one PostgreSQL schema, and who is acting in it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import select
from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from qualcode.core.errors import DamagedProject, ProjectProblem, QualcodeError, ReadOnlyProject
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.journal import Change, new_guid, stream_of
from qualcode.store.lock import WriterLock
from qualcode.store.memory import Memory
from qualcode.store.safety.ciphers import errors
from qualcode.store.safety.problems import Problem
from qualcode.store.schema import metadata
from qualcode.store.tables import coders, project

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

ROOM = 256 * 1024
"""Bytes free under which SQLite may fail to make what it needs beside a file."""


class Project:
    """An open project. Screens and commands receive it and pass it on to use cases."""

    def __init__(self, engine: Engine, where: str, acting: str | None, lock: WriterLock | None):
        self._engine = engine
        self._lock = lock
        self._writing = threading.RLock()
        self.memory = Memory()
        """What is kept at hand between reads."""
        self.where = where
        """Its path or URL."""
        self.acting = acting
        """Name of the coder who is acting, or None."""
        self.refusal: ReadOnlyProject | None = None
        """Why nothing can be written; None where writing is possible."""
        self.warnings: tuple[Problem, ...] = ()
        """What a person should know of the folder that the project's file lies in."""
        self._identity = _identity_of(where) if lock is not None else None
        self.gated = False
        """Whether it is read with the login of a coder or reader of a server."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path | None:
        """The project's file, or None for a server."""
        return None if engines.is_server(self.where) else Path(self.where)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the project and changes nothing."""
        with told(self.where), self._reader() as connection, connection.begin():
            yield connection

    def _reader(self) -> Connection:
        connection = self._engine.connect()
        if self.dialect == "postgresql":
            return connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        return connection

    @contextmanager
    def change(self, action: str, *, kind: str = "act", **said: Any) -> Iterator[Change]:
        """One transaction with one journal entry: all of it is kept, or nothing.

        An acting coder who is new to the project is enrolled in the same transaction. There is
        one writer at a time: on a server the others wait for their turn.

        Raises:
            ReadOnlyProject: another program writes, or the file may not be written.
        """
        if self.refusal is not None:
            raise self.refusal
        with self._writing, told(self.where), self.writer() as connection, connection.begin():
            if self.dialect == "postgresql":
                from qualcode.store.postgres.connecting import take_turn

                take_turn(connection, self.where)
            replica = connection.execute(select(project.c.replica)).scalar_one()
            guid = self._acting_guid(connection)
            if self.acting is not None and guid is None:
                guid = _enrolled(connection, replica, self.acting)
            change = Change(connection, stream_of(connection, replica, guid), action, kind, said)
            yield change
            change.close()
            self._refuse_moved()

    def _refuse_moved(self) -> None:
        """See that the file is still there: what is written into one that was removed is lost.

        Raises:
            ProjectProblem: it was moved, removed or replaced since it was opened.
        """
        if self._identity is not None and _identity_of(self.where) != self._identity:
            raise ProjectProblem(
                N_(
                    "{where} is no longer the file that was opened: it, or its folder, was moved, "
                    "removed or replaced by another program. Nothing was saved. Put it back where "
                    "it was, or close qualcode and open it where it is now."
                ),
                where=self.where,
            )

    def writer(self) -> Connection:
        """A connection whose transactions write from their first statement on."""
        return self._engine.connect().execution_options(qualcode_writes=True)

    def acting_key(self, connection: Connection) -> int | None:
        """The integer key of the acting coder; None for nobody or a coder without a layer yet."""
        return connection.execute(
            select(coders.c.id).where(coders.c.name == self.acting, coders.c.alive == 1)
        ).scalar_one_or_none()

    def _acting_guid(self, connection: Connection) -> str | None:
        return connection.execute(
            select(coders.c.guid).where(coders.c.name == self.acting, coders.c.alive == 1)
        ).scalar_one_or_none()

    def choose_journal(self, *, shared: bool) -> None:
        """How SQLite keeps the way back from what it is writing.

        On a local disk in a log beside the file: readers and the writer do not wait for each
        other. A folder that another machine writes too, or that a program synchronises, may lose
        such a log or its locks: there each transaction goes into the file itself.
        """
        with told(self.where), closing(self._engine.raw_connection()) as raw:
            try:
                raw.cursor().execute(f"PRAGMA journal_mode={'DELETE' if shared else 'WAL'}")
            except errors() as error:
                if not shared or "locked" not in str(error):
                    raise

    def write_anew(self) -> bool:
        """Write the whole database anew: of what was taken out of it, nothing stays in it.

        Gives False where somebody else is reading or writing it just now, so that it has to be
        tried again; what a server keeps beside its tables is its administrator's.
        """
        try:
            with told(self.where):
                if self.dialect != "sqlite":
                    return self._rewritten_on_server()
                with closing(self._engine.raw_connection()) as raw:
                    cursor = raw.cursor()
                    cursor.execute("VACUUM")
                    (busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                    return not busy
        except ReadOnlyProject:
            return False

    def _rewritten_on_server(self) -> bool:
        tables = ", ".join([*(f'"{name}"' for name in metadata.tables), "turn_search"])
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("SET lock_timeout = '5s'")
            try:
                connection.exec_driver_sql(f"VACUUM (FULL) {tables}")
            except OperationalError:
                return False
            finally:
                connection.exec_driver_sql("RESET lock_timeout")
        return True

    def close(self) -> None:
        """Fold the write-ahead log into the file, let go of the lock and of all connections."""
        if self.dialect == "sqlite" and self.refusal is None:
            with suppress(DBAPIError, *errors()), closing(self._engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()


def _identity_of(where: str) -> tuple[int, int] | None:
    """What tells a file from another one that takes its name; None for one that is gone.

    A file system that numbers its files anew at each look (some network drives) tells nothing:
    there only the number that is always the same, 0, is compared.
    """
    try:
        found, again = Path(where).stat(), Path(where).stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_ino == again.st_ino else (0, 0)


def _enrolled(connection: Connection, replica: str, name: str) -> str:
    """Make a coder with a stream of their own; gives the GUID."""
    guid = new_guid()
    change = Change(
        connection, stream_of(connection, replica, guid), "enrol_coder", "barrier", {"coder": name}
    )
    change.insert(coders, {"guid": guid, "name": name, "role": "coder"})
    change.close()
    return guid


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn what a driver raises into a sentence; its text and parameters never get out."""
    try:
        yield
    except QualcodeError:
        raise
    except UnicodeDecodeError:
        # What SQLite says of a damaged file may quote bytes of it.
        raise _explained("malformed", engines.shown(where)) from None
    except DataError as error:
        # The server quotes the value that it could not take.
        raise _explained(type(error.orig).__name__, engines.shown(where)) from None
    except DBAPIError as error:
        raise _of_driver(error, where) from None
    except errors() as error:
        raise _explained(str(error), engines.shown(where)) from None


def _of_driver(error: DBAPIError, where: str) -> ProjectProblem:
    """The sentence for what the driver of a file or of a server raised."""
    if engines.is_server(where) and error.orig is not None:
        from qualcode.store.postgres.connecting import explained

        told_of_server = explained(error.orig, where, lost=error.connection_invalidated)
        if told_of_server is not None:
            return told_of_server
    return _explained(str(error.orig), engines.shown(where))


def _has_no_room(where: str) -> bool:
    """Whether what a disk did not take is told by how little room there is for a project's file."""
    with suppress(OSError):
        return shutil.disk_usage(Path(where).parent).free < ROOM
    return False


def _explained(report: str, where: str) -> ProjectProblem:
    """The sentence for what a driver reports, of which only the first line is free of values."""
    why = (report.splitlines() or [""])[0]
    lowered = why.lower()
    if "locked" in lowered or "busy" in lowered or "lock timeout" in lowered:
        return ReadOnlyProject(
            N_("Another program is writing {where} just now. Try again in a moment."), where=where
        )
    if "readonly" in lowered or "read-only" in lowered:
        return ReadOnlyProject(N_("{where} may not be written."), where=where)
    if "disk i/o" in lowered and not _has_no_room(where):
        return ProjectProblem(
            N_(
                "The disk did not take or give what {where} needs: nothing was saved. See that the "
                "drive is connected and has room, then try again; what was saved before is safe."
            ),
            where=where,
        )
    if any(word in lowered for word in ("is full", "no space left", "disk i/o")):
        return ProjectProblem(
            N_("There is no room left on the disk: nothing was saved. Free some and try again.")
        )
    if any(word in lowered for word in ("malformed", "not a database", "corrupt", "decode to")):
        return DamagedProject(
            N_("{where} is damaged. Keep a copy, then run: qualcode check {where}"), where=where
        )
    if "unable to open" in lowered:
        return ProjectProblem(
            N_(
                "{where} cannot be opened where it is: its last changes stand in a file beside it "
                "and its folder may not be written. Copy both to a folder of yours."
            ),
            where=where,
        )
    return ProjectProblem(N_("The database {where} reports: {why}"), where=where, why=why)

"""Mending a damaged project file: what can be proved to be as it was written, and nothing else.

The file is kept as it is. Its rows are read one by one into a new file; one that does not have the
digest it was written with is taken from a backup that holds it with that digest, or worked out
from what the journal and the text say. What nobody can prove stays as it is and is told. Indexes
are made anew. The new file takes the project's name only where less is wrong with it.
"""

# ruff: noqa: S608 (names of tables are our own)
from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from qualcode.core.errors import DamagedProject, ProjectProblem, ReadOnlyProject
from qualcode.core.progress import Progress, nobody_waits
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.lock import WriterLock
from qualcode.store.project import Project
from qualcode.store.rows import search
from qualcode.store.safety import digests
from qualcode.store.safety.backup import kept_aside, list_backups
from qualcode.store.safety.check import check
from qualcode.store.safety.ciphers import KEYS, connect, errors
from qualcode.store.safety.digests import Row, digest_of
from qualcode.store.safety.drafts import drafted
from qualcode.store.safety.problems import Problem
from qualcode.store.schema import metadata


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What was mended, and what could not be."""

    kept: Path | None = None
    """Where the damaged file is kept; None where nothing was wrong."""
    mended: Mapping[str, int] = field(default_factory=dict)
    """Rows by table that are again as they were written."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """Rows by table that are neither readable nor in any backup."""
    left: tuple[Problem, ...] = ()
    """What is still wrong."""


def repair(where: str | Path, progress: Progress = nobody_waits) -> RepairReport:
    """Mend a project file as far as it can be proved; nothing is done where nothing is wrong.

    Args:
        where: the file.
        progress: is told how far it is.

    Raises:
        ProjectProblem: it is on a server, is no project, or is being written.
        DamagedProject: nothing could be made better; the file is left as it was.
    """
    if engines.is_server(str(where)):
        raise ProjectProblem(N_("A project on a server is repaired by its administrator."))
    path = Path(where)
    if engines.check_project_file(path) != engines.SCHEMA_VERSION:
        raise ProjectProblem(
            N_("{file} was made by an older qualcode: restore a backup of it instead."),
            file=path.name,
        )
    lock = WriterLock(path)
    if not lock.acquire():
        raise ReadOnlyProject(
            N_("Another program is writing {where} just now. Try again in a moment."),
            where=str(where),
        )
    try:
        before = _problems(path, progress)
        return _mended(path, before, progress) if before else RepairReport()
    finally:
        lock.release()


def _problems(path: Path, progress: Progress) -> tuple[Problem, ...]:
    with closing(_reader(path)) as opened:
        return check(opened, progress).problems


def _reader(path: Path) -> Project:
    return Project(engines.sqlite_engine(path, read_only=True), str(path), None, None)


def _mended(path: Path, before: Sequence[Problem], progress: Progress) -> RepairReport:
    with drafted(path, over=True) as draft:
        KEYS.begin_like(draft, path)
        _create(draft)
        with ExitStack() as opened:
            read = [_open(opened, file) for file in (path, *list_backups(path))]
            salvage = Salvage(read[0], [backup for backup in read[1:] if backup is not None])
            _fill(draft, salvage)
        left = _problems(draft, progress)
        if len(left) >= len(before) and not salvage.mended:
            raise _cannot()
        kept = kept_aside(path, "damaged")
    return RepairReport(kept, +salvage.mended, +salvage.lost, left)


def _cannot() -> DamagedProject:
    return DamagedProject(
        N_(
            "Nothing could be mended with certainty, and the file was left as it was. Go back to "
            "the last backup: qualcode restore BACKUP PROJECT"
        )
    )


def _open(opened: ExitStack, file: Path) -> Any:
    """A connection to a file; None where SQLite cannot make anything of it."""
    with suppress(*errors()):
        uri = f"file:{quote(os.fsencode(file.resolve()))}?mode=ro"
        connection = opened.enter_context(closing(connect(file, uri_of=uri)))
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return connection
    return None


def _create(draft: Path) -> None:
    """The tables of a project, with nothing in them."""
    from qualcode.store.opening import create_tables

    made = Project(engines.sqlite_engine(draft, read_only=False), str(draft), None, None)
    with closing(made), made.writer() as connection, connection.begin():
        create_tables(connection, "", "{}")
        connection.exec_driver_sql("DELETE FROM project")
        connection.exec_driver_sql(f"PRAGMA application_id={engines.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={engines.SCHEMA_VERSION}")


def _fill(draft: Path, salvage: Salvage) -> None:
    engine = engines.sqlite_engine(draft, read_only=False)
    made = Project(engine, str(draft), None, None)
    with closing(made), made.writer() as connection:
        driver = digests.driver_connection(connection)
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            for table in metadata.tables:
                columns = digests.columns_of(driver, table)
                marks = ", ".join("?" * len(columns))
                rows = [row for _, row in salvage.rows(table, columns)]
                statement = f'INSERT OR IGNORE INTO "{table}" VALUES ({marks})'
                salvage.lost[table] += len(rows) - driver.executemany(statement, rows).rowcount
            search.rebuild_index(connection)
            digests.begin(connection)
            salvage.keep_doubts(driver)
        mended, lost = (sum(counted.values()) for counted in (salvage.mended, salvage.lost))
        with made.change("repair", kind="barrier", mended=mended, lost=lost):
            pass


class Salvage:
    """Reads the rows of a damaged file, and finds in its backups those that are not as written."""

    def __init__(self, damaged: Any, backups: Sequence[Any]) -> None:
        self._damaged = damaged
        self._backups = backups
        self.mended: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self._doubtful: list[tuple[str, int, bytes]] = []
        if damaged is None:
            raise _cannot()

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
        """Key and values of every row of a table, each as it was written as far as can be."""
        if table in digests.TOGETHER or table == "journal":
            yield from self._together(table, columns)
            return
        wanted = self._wanted(table)
        found = dict(_readable(self._damaged, table, columns, wanted))
        for key in sorted(wanted.keys() | found.keys()):
            row, digest = found.get(key), wanted.get(key)
            if row is not None and (digest is None or digest_of([(key, *row)]) == digest):
                yield key, row
                continue
            old = self._from_backup(table, columns, key, digest)
            if old is not None:
                self.mended[table] += 1
                yield key, old
            elif row is not None:
                if digest is not None:
                    self._doubtful.append((table, key, digest))
                yield key, row
            else:
                self.lost[table] += 1

    def keep_doubts(self, driver: Any) -> None:
        """Keep the digests of rows that could not be mended, so that they are told again."""
        for table, key, digest in self._doubtful:
            driver.execute(
                f"UPDATE {digests.DIGESTS} SET digest = ? WHERE name = ? AND row = ?",
                (digest, table, key),
            )

    def _wanted(self, table: str) -> dict[int, bytes]:
        with suppress(*errors()):
            return digests.kept_digests(self._damaged, table)
        return {}

    def _from_backup(
        self, table: str, columns: Sequence[str], key: int, digest: bytes | None
    ) -> Row | None:
        """The row as a backup holds it with the digest that is wanted."""
        for backup in self._backups:
            for _, row in _readable(backup, table, columns, {key: b""}, only=True):
                if digest is not None and digest_of([(key, *row)]) == digest:
                    return row
        return None

    def _together(self, table: str, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
        """Rows that share a digest, or follow a chain of their own: what a backup has goes first.

        They are hardly ever changed once they are written; `check` looks at what results.
        """
        held: dict[int, Row] = {}
        for backup in reversed(self._backups):
            held |= dict(_readable(backup, table, columns, {}))
        found = dict(_readable(self._damaged, table, columns, dict.fromkeys(held, b"")))
        broken = set(found) if table == "journal" else self._broken(table, columns, found)
        for key in sorted(found.keys() | held.keys()):
            now, old = found.get(key), held.get(key)
            group = now if now is not None else old
            if old is not None and old != now and self._may_replace(table, columns, group, broken):
                self.mended[table] += 1
                yield key, old
            elif now is not None:
                yield key, now

    def _may_replace(
        self, table: str, columns: Sequence[str], row: Row | None, broken: set[int]
    ) -> bool:
        if table == "journal" or row is None:
            payload = columns.index("payload") if table == "journal" else 0
            return row is None or row[payload] is not None
        return row[columns.index(digests.TOGETHER[table])] in broken

    def _broken(self, table: str, columns: Sequence[str], found: Mapping[int, Row]) -> set[int]:
        """Which groups of rows are not as they were written."""
        wanted, place = self._wanted(table), columns.index(digests.TOGETHER[table])
        groups: dict[int, list[Row]] = {}
        for key, row in sorted(found.items()):
            groups.setdefault(row[place], []).append((key, *row))
        sound = {key for key, rows in groups.items() if digest_of(rows) == wanted.get(key)}
        return (wanted.keys() | groups.keys()) - sound


def _readable(
    connection: Any,
    table: str,
    columns: Sequence[str],
    wanted: Mapping[int, bytes],
    *,
    only: bool = False,
) -> Iterator[tuple[int, Row]]:
    """Rows that can be read, all at once or, where a page is broken, one by one."""
    listed = ", ".join(f'"{column}"' for column in columns)
    seen: set[int] = set()
    if not only:
        with suppress(*errors()):
            for row in connection.execute(f'SELECT rowid, {listed} FROM "{table}" NOT INDEXED'):
                seen.add(row[0])
                yield row[0], tuple(row[1:])
    for key in wanted.keys() - seen:
        with suppress(*errors()):
            query = f'SELECT rowid, {listed} FROM "{table}" NOT INDEXED WHERE rowid = ?'
            row = connection.execute(query, (key,)).fetchone()
            if row is not None:
                yield key, tuple(row[1:])

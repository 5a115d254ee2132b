"""Digests of everything that is kept, so that no bit of it changes unseen.

SQLite notices a damaged page only where its structure suffers: letters of a memo can change and
its own check finds nothing. Beside every row of a project file stands what it said when it was
written, as a digest. Triggers note which rows a transaction changes, and new rows have keys above
all others; before it commits, their digests are made, in the same transaction. Many rows added at
once get theirs from the values at hand. The journal follows its own chain and is left out, the
full-text index is compared with the texts, and a server has checksums of its own.

What is digested of a row is its key and its values in Python's `marshal` format, version 2: each
with its kind and length, so that no two rows say the same, and the same in every Python.
"""

# ruff: noqa: S608 (names of tables are our own)
from __future__ import annotations

import hashlib
import marshal
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from qualcode.core.progress import Pace, Progress, nobody_waits
from qualcode.i18n import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

Row = tuple[Any, ...]

DIGESTS, DUE = "row_digests", "digests_due"
"""Tables: digests by table and row, and the rows whose digest a transaction has to make anew."""

TOGETHER: Mapping[str, str] = {"turns": "source_text_id"}
"""Tables whose rows share a digest, and the column that says which."""

_APART = ("journal", "turn_search", DIGESTS, DUE, "sqlite_")
"""How tables begin that have no digests."""

_KEY = "name TEXT NOT NULL, row INTEGER NOT NULL"
_MADE = (
    f"CREATE TABLE {DIGESTS} ({_KEY}, digest BLOB NOT NULL, PRIMARY KEY (name, row)) WITHOUT ROWID",
    f"CREATE TABLE {DUE} ({_KEY}, PRIMARY KEY (name, row)) WITHOUT ROWID",
)
_SCHEMA = "sqlite_master"
_FORMAT = 2
"""Of `marshal`: the last one in which equal values are always written alike. Under this number
stands the digest of how tables are declared, so that a file says how its digests were made."""


def begin(connection: Connection) -> None:
    """Make the digests of a file that has none, or all of them anew after a migration."""
    driver = driver_connection(connection)
    connection.info.pop(DIGESTS, None)
    for name in trigger_names(driver):
        driver.execute(f'DROP TRIGGER "{name}"')
    if _has_tables(driver):
        driver.execute(f"DELETE FROM {DIGESTS}")
        driver.execute(f"DELETE FROM {DUE}")
    else:
        for statement in _MADE:
            driver.execute(statement)
    for table in digested(driver):
        for statement in _triggers(table):
            driver.execute(statement)
        rows = _rows(driver, table, "")
        driver.executemany(_KEPT, [(table, key, digest) for key, digest in rows])
    driver.execute(_KEPT, (_SCHEMA, _FORMAT, schema_digest(driver)))


def make_due(connection: Connection) -> None:
    """Make the digests anew of all rows that the present transaction has touched."""
    driver = driver_connection(connection)
    columns = _columns(connection)
    if not columns:
        return
    driver.execute(_note_new_rows(columns))
    due = driver.execute(f"SELECT name, count(*) FROM {DUE} GROUP BY name").fetchall()
    for table, n in due:
        key = _key(table)
        chosen = f"WHERE {key} IN (SELECT row FROM {DUE} WHERE name = '{table}')"
        rows = list(_rows(driver, table, chosen))
        driver.executemany(_KEPT, [(table, row, digest) for row, digest in rows])
        if len(rows) < n:
            driver.execute(
                f"DELETE FROM {DIGESTS} WHERE name = ? AND row IN (SELECT row FROM {DUE} "
                f'WHERE name = ?) AND row NOT IN (SELECT {key} FROM "{table}")',
                (table, table),
            )
    if due:
        driver.execute(f"DELETE FROM {DUE}")


def insert_with_digests(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Row],
    same: Mapping[str, Any],
) -> bool:
    """Add many rows, given as values of `columns`, and digests made of the values at hand.

    What all rows have in common is given as `same`. Gives False, and adds nothing, where that
    cannot be: no digests are kept of the table, the key is given, or a value is not of the kind
    that its column stores.
    """
    named = str(table.name)
    order = _columns(connection).get(named)
    if order is None or "id" in columns:
        return False
    held: dict[str, Sequence[Any]] = dict(zip(columns, zip(*rows, strict=True), strict=True))
    for name in order:
        if name not in held and name != "id":
            value = same[name] if name in same else _default(table, name)
            held[name] = (value,) * len(rows)
        if name != "id" and not set(map(type, held[name])) <= _kinds(table, name):
            return False
    driver = driver_connection(connection)
    if named not in TOGETHER:
        driver.execute(_note_new_rows([named]))
    (last,) = driver.execute(f'SELECT coalesce(max(id), 0) FROM "{named}"').fetchone()
    held["id"] = keys = range(last + 1, last + 1 + len(rows))
    whole = list(zip(keys, *map(held.__getitem__, order), strict=True))
    marks = ", ".join(f"?{i}" for i in range(2, len(order) + 2))
    driver.executemany(f'INSERT INTO "{named}" VALUES ({marks})', whole)
    if named in TOGETHER:
        _keep_together(driver, named, last, whole, order.index(TOGETHER[named]) + 1)
    else:
        said = map(marshal.dumps, whole, repeat(_FORMAT))
        driver.executemany(_KEPT, zip(repeat(named), keys, map(_digest, said), strict=False))
    return True


def _kinds(table: Table, name: str) -> set[type]:
    return {table.c[name].type.python_type, type(None)}


def _keep_together(driver: Any, table: str, last: int, rows: Iterable[Row], place: int) -> None:
    """Keep the digests of new rows that share one; those that join older ones are due."""
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[place]].append(row)
    older = f'SELECT 1 FROM "{table}" WHERE {TOGETHER[table]} = ? AND id <= ? LIMIT 1'
    for key, together in groups.items():
        if driver.execute(older, (key, last)).fetchone() is None:
            driver.execute(_KEPT, (table, key, digest_of(together)))
            driver.execute(f"DELETE FROM {DUE} WHERE name = ? AND row = ?", (table, key))
        else:
            driver.execute(f"INSERT OR IGNORE INTO {DUE} VALUES (?, ?)", (table, key))


def _default(table: Table, name: str) -> Any:
    """What a column says where nobody says anything."""
    declared: Any = table.c[name].server_default
    if declared is None:
        return None
    return table.c[name].type.python_type(str(declared.arg).strip("'"))


def _columns(connection: Connection) -> Mapping[str, Sequence[str]]:
    """The columns of each table that has digests, in order; looked up once a connection."""
    if DIGESTS not in connection.info:
        driver = driver_connection(connection)
        if not has_digests(driver):
            return {}
        connection.info[DIGESTS] = {name: columns_of(driver, name) for name in digested(driver)}
    found: Mapping[str, Sequence[str]] = connection.info[DIGESTS]
    return found


def driver_connection(connection: Connection) -> Any:
    """The driver's own connection behind one of SQLAlchemy."""
    return connection.connection.driver_connection


def has_digests(driver: Any) -> bool:
    """Whether a file has digests of the kind that this program makes."""
    return _has_tables(driver) and kept_schema_digest(driver) is not None


def _has_tables(driver: Any) -> bool:
    found = driver.execute("SELECT count(*) FROM sqlite_master WHERE name = ?", (DIGESTS,))
    return bool(found.fetchone()[0])


def trigger_names(driver: Any) -> list[str]:
    """The triggers that note which rows are touched."""
    rows = driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return [name for (name,) in rows if name.startswith("due_")]


def digested(driver: Any) -> list[str]:
    """The tables whose rows have digests."""
    rows = driver.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if not name.startswith(_APART)]


def digests_of(driver: Any, table: str) -> Iterator[tuple[int, bytes]]:
    """Row, or what stands for several, and the digest that it has now."""
    return _rows(driver, table, "")


def kept_digests(driver: Any, table: str) -> dict[int, bytes]:
    """The digests with which the rows of a table were written."""
    rows = driver.execute(f"SELECT row, digest FROM {DIGESTS} WHERE name = ?", (table,))
    return dict(rows.fetchall())


def schema_digest(driver: Any) -> bytes:
    """The digest of how tables, indexes and triggers are declared."""
    rows = driver.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2")
    return _digest(repr(rows.fetchall()).encode())


def columns_of(driver: Any, table: str) -> list[str]:
    """The columns of a table in order."""
    return [row[1] for row in driver.execute(f'PRAGMA table_info("{table}")')]


def _key(table: str) -> str:
    return TOGETHER.get(table, "rowid")


_KEPT = f"INSERT OR REPLACE INTO {DIGESTS} VALUES (?, ?, ?)"


def _triggers(table: str) -> Iterator[str]:
    key = _key(table)
    noted = {"UPDATE": {f"OLD.{key}", f"NEW.{key}"}, "DELETE": {f"OLD.{key}"}}
    for event, keys in noted.items():
        yield _trigger(table, event, table, sorted(keys))
    for other, column in TOGETHER.items():
        if column == f"{table.removesuffix('s')}_id":
            yield _trigger(table, "INSERT", other, ["NEW.rowid"])


def _trigger(table: str, event: str, touched: str, keys: Sequence[str]) -> str:
    notes = " ".join(f"INSERT OR IGNORE INTO {DUE} VALUES ('{touched}', {key});" for key in keys)
    return f"CREATE TRIGGER due_{table}_{event.lower()} AFTER {event} ON {table} BEGIN {notes} END"


def _note_new_rows(tables: Iterable[str]) -> str:
    """A statement that notes the rows whose key is above all that have a digest."""
    new = (
        f"SELECT '{table}', rowid FROM \"{table}\" WHERE rowid > coalesce("
        f"(SELECT max(row) FROM {DIGESTS} WHERE name = '{table}'), -1)"
        for table in tables
        if table not in TOGETHER
    )
    return f"INSERT OR IGNORE INTO {DUE} {' UNION ALL '.join(new)}"


def _rows(driver: Any, table: str, chosen: str) -> Iterator[tuple[int, bytes]]:
    """Key and digest of rows, or of those that share one."""
    listed = ", ".join(f'"{column}"' for column in columns_of(driver, table))
    if table not in TOGETHER:
        for row in _as_stored(driver, f'SELECT rowid, {listed} FROM "{table}" {chosen}'):
            yield row[0], digest_of([row])
        return
    query = f'SELECT {_key(table)}, rowid, {listed} FROM "{table}" {chosen} ORDER BY 1, 2'
    for key, together in groupby(_as_stored(driver, query), itemgetter(0)):
        yield key, digest_of([row[1:] for row in together])


def _as_stored(driver: Any, query: str) -> Iterator[Row]:
    """Rows, letters that are none included."""
    cursor = driver.execute(query)
    while True:
        usual, driver.text_factory = driver.text_factory, _letters
        try:
            rows = cursor.fetchmany(1000)
        finally:
            driver.text_factory = usual
        if not rows:
            return
        yield from rows


def _letters(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


def digest_of(rows: Iterable[Row]) -> bytes:
    """The digest of rows, each given as its key and its values."""
    return _digest(b"".join([marshal.dumps(row, _FORMAT) for row in rows]))


def _digest(said: bytes) -> bytes:
    return hashlib.blake2b(said, digest_size=16).digest()


def kept_schema_digest(driver: Any) -> bytes | None:
    """How tables were declared when the digests were begun; None where nothing says so."""
    return kept_digests(driver, _SCHEMA).get(_FORMAT)


def differing(driver: Any, progress: Progress = nobody_waits) -> Iterator[tuple[str, int]]:
    """Table and row of everything that is not as it was written, lost, or nobody wrote."""
    pace = Pace(progress, count(driver), N_("rows"))
    for table in digested(driver):
        kept = kept_digests(driver, table)
        for row, digest in digests_of(driver, table):
            pace.step()
            if kept.pop(row, None) != digest:
                yield table, row
        for row in kept:
            yield table, row


def differing_rows(driver: Any, progress: Progress = nobody_waits) -> dict[str, list[int]]:
    """By table, the rows that are not as they were written."""
    found: dict[str, list[int]] = {}
    for table, row in differing(driver, progress):
        found.setdefault(table, []).append(row)
    return found


def count(driver: Any) -> int:
    """How many digests are kept."""
    return int(driver.execute(f"SELECT count(*) FROM {DIGESTS}").fetchone()[0])


def count_due(driver: Any) -> int:
    """How many rows were changed without a digest having been made."""
    return int(driver.execute(f"SELECT count(*) FROM {DUE}").fetchone()[0])

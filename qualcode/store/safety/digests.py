"""Digests of everything that is kept, so that no bit of it changes unseen.

SQLite notices a damaged page only where its structure suffers: letters of a memo can change and
its own check finds nothing. Beside every row of a project file stands what it said when it was
written, as a digest. Triggers note which rows a transaction changes, and new rows have keys above
all others; before it commits, their digests are made, in the same transaction. The journal
follows its own chain and is left out, the full-text index is compared with the texts, and a server
has checksums of its own.
"""

# ruff: noqa: S608 (names of tables are our own)
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

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


def begin(connection: Connection) -> None:
    """Make the digests of a file that has none, or all of them anew after a migration."""
    driver = driver_connection(connection)
    for name in trigger_names(driver):
        driver.execute(f'DROP TRIGGER "{name}"')
    if has_digests(driver):
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
    driver.execute(_KEPT, (_SCHEMA, 0, schema_digest(driver)))


def make_due(connection: Connection) -> None:
    """Make the digests anew of all rows that the present transaction has touched."""
    driver = driver_connection(connection)
    if DIGESTS not in connection.info:
        if not has_digests(driver):
            return
        connection.info[DIGESTS] = _note_new_rows(digested(driver))
    driver.execute(connection.info[DIGESTS])
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


def driver_connection(connection: Connection) -> Any:
    """The driver's own connection behind one of SQLAlchemy."""
    return connection.connection.driver_connection


def has_digests(driver: Any) -> bool:
    """Whether a file has digests."""
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


def _note_new_rows(tables: Sequence[str]) -> str:
    """A statement that notes the rows whose key is above all that have a digest."""
    new = (
        f"SELECT '{table}', rowid FROM \"{table}\" WHERE rowid > coalesce("
        f"(SELECT max(row) FROM {DIGESTS} WHERE name = '{table}'), -1)"
        for table in tables
        if table not in TOGETHER
    )
    return f"INSERT OR IGNORE INTO {DUE} {' UNION ALL '.join(new)}"


def _rows(driver: Any, table: str, chosen: str) -> Iterator[tuple[int, bytes]]:
    """Key and digest of rows; SQLite writes each as one line in which kinds of values differ."""
    line = " || ',' || ".join(f'quote("{column}")' for column in columns_of(driver, table))
    key = _key(table)
    if table in TOGETHER:
        inner = f'SELECT {key} AS whole, {line} AS line FROM "{table}" {chosen} ORDER BY rowid'
        query = (
            f"SELECT whole, CAST(group_concat(line, char(10)) AS BLOB) FROM ({inner}) "
            "GROUP BY whole"
        )
    else:
        query = f'SELECT {key}, CAST({line} AS BLOB) FROM "{table}" {chosen}'
    for row, said in driver.execute(query):
        yield row, _digest(said)


def _digest(said: bytes) -> bytes:
    return hashlib.blake2b(said, digest_size=16).digest()


def kept_schema_digest(driver: Any) -> bytes | None:
    """How tables were declared when the digests were begun; None where nothing says so."""
    return kept_digests(driver, _SCHEMA).get(0)


def differing(driver: Any) -> Iterator[tuple[str, int]]:
    """Table and row of everything that is not as it was written, lost, or nobody wrote."""
    for table in digested(driver):
        kept = kept_digests(driver, table)
        for row, digest in digests_of(driver, table):
            if kept.pop(row, None) != digest:
                yield table, row
        for row in kept:
            yield table, row


def differing_rows(driver: Any) -> dict[str, list[int]]:
    """By table, the rows that are not as they were written."""
    found: dict[str, list[int]] = {}
    for table, row in differing(driver):
        found.setdefault(table, []).append(row)
    return found


def count(driver: Any) -> int:
    """How many digests are kept."""
    return int(driver.execute(f"SELECT count(*) FROM {DIGESTS}").fetchone()[0])


def count_due(driver: Any) -> int:
    """How many rows were changed without a digest having been made."""
    return int(driver.execute(f"SELECT count(*) FROM {DUE}").fetchone()[0])

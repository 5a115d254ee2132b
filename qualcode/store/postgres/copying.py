"""A project copied between a file and a server, either way: every row, counted and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, func, select, update

from qualcode.core.errors import DamagedProject
from qualcode.i18n import N_
from qualcode.store.engine import insert_rows
from qualcode.store.gate import open_rounds
from qualcode.store.journal import new_guid
from qualcode.store.opening import create_filled, open_project
from qualcode.store.postgres.logins import refuse_gated
from qualcode.store.rows.search import rebuild_index
from qualcode.store.schema import metadata
from qualcode.store.tables import project as project_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project

BATCH = 500
"""How many rows are under way at a time."""


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What was copied, and that it is the same."""

    where: str
    rows: Mapping[str, int] | None
    """Rows by table, as counted in the project and in the copy; not told in an open round."""
    digests: Mapping[str, str]
    """SHA-256 over the rows of each table, the same in both; none in an open round."""


def copied(source: Project, where: str, *, passphrase: str | None = None) -> CopyReport:
    """Copy a project to a place of its own; what is written there belongs to a new replica.

    Args:
        source: the project, open.
        where: a file that does not exist yet, or the address of a schema without a project.
        passphrase: what a file is encrypted under; in clear without it.

    Raises:
        NotAllowed: the login does not see all of it.
        ProjectProblem: there is something already, or nothing can be written; nothing is left.
        DamagedProject: the copy does not hold what the project holds; nothing is left.
    """
    kept: list[dict[str, tuple[int, str]]] = []

    def fill(target: Connection) -> None:
        with source.read() as connection:
            if source.dialect == "postgresql":
                refuse_gated(connection, source.where)
            kept.append(_fill(connection, target))

    create_filled(where, fill, passphrase=passphrase)
    tables = kept[0]
    rows = {name: n for name, (n, _digest) in tables.items()}
    with (
        open_project(where, acting=source.acting, passphrase=passphrase) as made,
        made.change("copy", kind="barrier") as change,
    ):
        if open_rounds(change.connection):
            return CopyReport(where, None, {})
        change.said["n"] = sum(rows.values())
    return CopyReport(where, rows, {name: digest for name, (_n, digest) in tables.items()})


def _fill(source: Connection, target: Connection) -> dict[str, tuple[int, str]]:
    """Every row of one database put into the empty tables of another, then read back."""
    target.execute(project_table.delete())
    for table in metadata.sorted_tables:
        _copy_table(source, target, table)
    found = {table.name: digest_of(source, table) for table in metadata.sorted_tables}
    if found != {table.name: digest_of(target, table) for table in metadata.sorted_tables}:
        raise DamagedProject(
            N_("The copy does not hold what the project holds, so it is not kept: qualcode check")
        )
    rebuild_index(target)
    target.execute(update(project_table).values(replica=new_guid()))
    return found


def _copy_table(source: Connection, target: Connection, table: Table) -> None:
    """Rows in parts; those that point to others of the same table do so when all are there."""
    names = [column.name for column in table.c]
    pointing = [c for c in table.c if any(k.column.table is table for k in c.foreign_keys)]
    later: list[tuple[int, dict[str, Any]]] = []
    for part in _rows(source, table):
        written = []
        for row in part:
            values = dict(zip(names, row, strict=True))
            links = {c.name: values[c.name] for c in pointing if values[c.name] is not None}
            if links:
                later.append((values["id"], links))
            written.append(tuple(None if name in links else values[name] for name in names))
        insert_rows(target, table, names, written)
    for key, links in later:
        target.execute(update(table).where(table.c.id == key).values(**links))
    if target.dialect.name == "postgresql":
        highest = target.execute(select(func.max(table.c.id))).scalar_one()
        if highest is not None:
            target.exec_driver_sql(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (table.name, highest)
            )


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    after = 0
    while True:
        query = select(table).where(table.c.id > after).order_by(table.c.id).limit(BATCH)
        part = [tuple(row) for row in connection.execute(query)]
        if not part:
            return
        yield part
        after = part[-1][list(table.c).index(table.c.id)]


def digest_of(connection: Connection, table: Table) -> tuple[int, str]:
    """How many rows a table has, and the SHA-256 over them in order, on any database."""
    digest, n = hashlib.sha256(), 0
    for part in _rows(connection, table):
        for row in part:
            digest.update(json.dumps(row, ensure_ascii=False, default=bytes.hex).encode())
            digest.update(b"\n")
            n += 1
    return n, digest.hexdigest()

"""What was done, and its undoing: own stream, newest first, across restarts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Table, and_, or_, select
from sqlalchemy.exc import IntegrityError

from qualcode.core.actions import action_label
from qualcode.core.errors import NotUndoable
from qualcode.i18n import N_, Told
from qualcode.store.gate import blind_coders
from qualcode.store.journal import Change, Entry, in_parts
from qualcode.store.rows.codebook_guards import refuse_unsound
from qualcode.store.tables import TRAVELLING, coders, codings, journal, project, sources, streams


def list_entries(connection: Connection, viewer: int | None) -> list[Entry]:
    """The journal as `viewer` may read it, oldest first; closed layers' entries are left out."""
    rows = connection.execute(
        select(journal, streams.c.guid.label("stream"), coders.c.name.label("coder"))
        .join(streams, streams.c.id == journal.c.stream_id)
        .outerjoin(coders, coders.c.guid == streams.c.coder)
        .where(or_(coders.c.id.is_(None), coders.c.id.not_in(blind_coders(viewer))))
        .order_by(journal.c.id)
    ).all()
    undone = standing_undone(rows)
    return [
        Entry(
            guid=row.guid,
            stream=row.stream,
            counter=row.counter,
            coder=row.coder,
            action=row.action,
            kind=row.kind,
            created=row.created,
            said=json.loads(row.payload)["said"] if row.payload else {},
            undone=row.guid in undone,
        )
        for row in rows
    ]


def standing_undone(rows: Sequence[Any]) -> set[str]:
    """GUIDs of the entries (oldest first) whose effect does not stand now."""
    reverted_by = {row.guid: row.reverts for row in rows if row.kind == "undo"}
    undone: set[str] = set()
    for row in rows:
        if row.kind == "undo":
            undone.add(row.reverts)
        elif row.kind == "redo":
            undone.discard(reverted_by[row.reverts])
    return undone


def next_undo(connection: Connection, stream_id: int) -> Any:
    """The newest entry of the stream that still stands.

    Raises:
        NotUndoable: there is none, or a barrier stands before it.
    """
    reverted: set[str] = set()
    for row in _newest_first(connection, stream_id):
        if row.kind == "barrier":
            raise _barred(row)
        if row.guid in reverted:
            continue
        if row.kind == "act":
            _refuse_behind_a_wall(connection, row)
            return row
        reverted.add(row.reverts)
    raise NotUndoable(N_("There is nothing to undo."))


def next_redo(connection: Connection, stream_id: int) -> Any:
    """The newest undo that nothing new has been done since.

    Raises:
        NotUndoable: there is nothing to do again, or a barrier stands before it.
    """
    redone: set[str] = set()
    for row in _newest_first(connection, stream_id):
        if row.kind == "redo":
            redone.add(row.reverts)
        elif row.kind == "undo":
            if row.guid not in redone:
                _refuse_behind_a_wall(connection, row)
                return row
        else:
            break
    raise NotUndoable(N_("There is nothing to redo."))


def _refuse_behind_a_wall(connection: Connection, entry: Any) -> None:
    """Refuse to go back behind a merge, or what the program did here on nobody's behalf."""
    wall = connection.execute(
        select(journal.c.action)
        .join(streams, streams.c.id == journal.c.stream_id)
        .join(project, project.c.replica == streams.c.replica)
        .where(
            or_(streams.c.coder.is_(None), journal.c.action == "merge"),
            journal.c.kind == "barrier",
            journal.c.id > entry.id,
        )
        .limit(1)
    ).one_or_none()
    if wall is not None:
        raise _barred(wall)


def _barred(row: Any) -> NotUndoable:
    return NotUndoable(
        N_("“{action}” cannot be undone, nor what came before it."),
        action=Told(action_label(row.action)),
    )


def revert(change: Change, entry: Any) -> dict[str, Any]:
    """Apply the inverse of `entry`; gives what the entry said it was about.

    Raises:
        NotUndoable: somebody else has touched these rows since, or the payload was erased.
    """
    if entry.payload is None:
        raise NotUndoable(N_("What was done then has been erased: it cannot be undone."))
    payload = json.loads(entry.payload)
    _refuse_where_others_touched(change, payload["changes"])
    change.reverts = entry.guid
    try:
        change.revert(payload["changes"])
    except IntegrityError as error:
        raise NotUndoable(
            N_("Something that stands now is in the way: undo that first.")
        ) from error
    _refuse_on_ground_taken_away(change.connection, payload["changes"])
    refuse_unsound(change, payload["changes"])
    said: dict[str, Any] = payload["said"]
    change.said = {**said, "of": payload["said"].get("of", entry.action)}
    return change.said


def _newest_first(connection: Connection, stream_id: int) -> Any:
    query = (
        select(
            journal.c.id,
            journal.c.guid,
            journal.c.kind,
            journal.c.action,
            journal.c.reverts,
            journal.c.payload,
        )
        .where(journal.c.stream_id == stream_id)
        .order_by(journal.c.counter.desc())
    )
    return connection.execute(query)


def _refuse_where_others_touched(change: Change, changes: list[list[Any]]) -> None:
    for sign, table, part in _gathered(changes):
        _refuse_to(change, table, table.c.guid.in_(part))
        for reference in _REFERENCES[table.name] if sign == "+" else ():
            child = reference.table
            touched = table.alias("touched")
            keys = select(touched.c.id).where(touched.c.guid.in_(part))
            condition = and_(child.c.alive == 1, reference.in_(keys))
            if child is codings and table is sources:
                _refuse_where_coded(change, condition)
            _refuse_to(change, child, condition)


def _refuse_to(change: Change, table: Table, condition: ColumnElement[bool]) -> None:
    """Refuse where another stream touched the rows of `table` last."""
    who = coders.alias("who")
    other = change.connection.execute(
        select(who.c.name)
        .select_from(
            table.join(streams, table.c.stream_id == streams.c.id).outerjoin(
                who, streams.c.coder == who.c.guid
            )
        )
        .where(condition, table.c.stream_id != change.stream.id)
        .limit(1)
    ).one_or_none()
    if other is not None:
        raise NotUndoable(
            N_("{who} has changed this since: it cannot be undone here."), who=other.name or "?"
        )


def _refuse_where_coded(change: Change, condition: ColumnElement[bool]) -> None:
    coded = change.connection.execute(
        select(sources.c.name)
        .join(codings, codings.c.source_id == sources.c.id)
        .where(condition, codings.c.stream_id != change.stream.id)
        .limit(1)
    ).scalar_one_or_none()
    if coded is not None:
        raise NotUndoable(
            N_("{source} has been coded since: it cannot be taken back."), source=coded
        )


def _refuse_on_ground_taken_away(connection: Connection, changes: list[list[Any]]) -> None:
    """Refuse to bring a row back under one that no longer stands."""
    for sign, table, part in _gathered(changes):
        for column, parent in _referred(table) if sign != "+" else ():
            query = select(table.c.id).join(parent, parent.c.id == column)
            fallen = query.where(table.c.guid.in_(part), table.c.alive == 1, parent.c.alive == 0)
            if connection.execute(fallen.limit(1)).first() is not None:
                raise NotUndoable(
                    N_("What this stood on has been taken away since: it cannot be undone.")
                )


def _gathered(changes: list[list[Any]]) -> Iterator[tuple[str, Table, Sequence[str]]]:
    """What was done to which rows, by kind of change and table, in parts of rows."""
    guids: dict[tuple[str, str], dict[str, None]] = {}
    for sign, name, touched, *_ in changes:
        rows = [touched] if sign == "~" else touched
        guids.setdefault((sign, name), {}).update(dict.fromkeys(rows))
    for (sign, name), found in guids.items():
        for part in in_parts(list(found)):
            yield sign, TRAVELLING[name], part


def _referred(table: Table) -> list[tuple[Column[Any], FromClause]]:
    """The columns of `table` that refer to rows which travel, with those rows' tables."""
    return [
        (
            column,
            key.column.table.alias("parent") if key.column.table is table else key.column.table,
        )
        for column in table.c
        for key in column.foreign_keys
        if key.column.name == "id" and key.column.table.name in TRAVELLING
    ]


_REFERENCES: dict[str, list[Column[Any]]] = {
    name: [
        column
        for table in TRAVELLING.values()
        for column in table.c
        for key in column.foreign_keys
        if key.column.name == "id" and key.column.table.name == name
    ]
    for name in TRAVELLING
}
"""By table, the columns of other tables that refer to its rows."""

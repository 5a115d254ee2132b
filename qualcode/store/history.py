"""What was done, and its undoing: own stream, newest first, across restarts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, or_, select
from sqlalchemy.exc import IntegrityError

from qualcode.core.errors import NotUndoable
from qualcode.i18n import N_
from qualcode.store.gate import blind_coders
from qualcode.store.journal import Change, Entry
from qualcode.store.tables import TRAVELLING, coders, codings, journal, sources, streams


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
    undone: set[str] = set()
    for row in rows:
        if row.kind == "undo":
            undone.add(row.reverts)
        elif row.kind == "redo":
            original = next(r.reverts for r in rows if r.guid == row.reverts)
            undone.discard(original)
    return undone


def next_undo(connection: Connection, stream_id: int) -> Any:
    """The newest entry of the stream that still stands.

    Raises:
        NotUndoable: there is none, or a barrier stands before it.
    """
    reverted: set[str] = set()
    for row in _newest_first(connection, stream_id):
        if row.kind == "barrier":
            raise NotUndoable(
                N_("“{action}” cannot be undone, nor what came before it."), action=row.action
            )
        if row.guid in reverted:
            continue
        if row.kind == "act":
            return row
        reverted.add(row.reverts)
    raise NotUndoable(N_("There is nothing to undo."))


def next_redo(connection: Connection, stream_id: int) -> Any:
    """The newest undo that nothing new has been done since.

    Raises:
        NotUndoable: there is nothing to do again.
    """
    redone: set[str] = set()
    for row in _newest_first(connection, stream_id):
        if row.kind == "redo":
            redone.add(row.reverts)
        elif row.kind == "undo":
            if row.guid not in redone:
                return row
        else:
            break
    raise NotUndoable(N_("There is nothing to redo."))


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
    said: dict[str, Any] = payload["said"]
    change.said = {**said, "of": payload["said"].get("of", entry.action)}
    return change.said


def _newest_first(connection: Connection, stream_id: int) -> Any:
    query = (
        select(
            journal.c.guid, journal.c.kind, journal.c.action, journal.c.reverts, journal.c.payload
        )
        .where(journal.c.stream_id == stream_id)
        .order_by(journal.c.counter.desc())
    )
    return connection.execute(query)


def _refuse_where_others_touched(change: Change, changes: list[list[Any]]) -> None:
    for recorded in changes:
        table = TRAVELLING[recorded[1]]
        guids = [recorded[2]] if recorded[0] == "~" else recorded[2]
        for start in range(0, len(guids), 500):
            part = guids[start : start + 500]
            other = change.connection.execute(
                select(coders.c.name)
                .select_from(
                    table.join(streams, table.c.stream_id == streams.c.id).outerjoin(
                        coders, streams.c.coder == coders.c.guid
                    )
                )
                .where(table.c.guid.in_(part), table.c.stream_id != change.stream.id)
                .limit(1)
            ).one_or_none()
            if other is not None:
                raise NotUndoable(
                    N_("{who} has changed this since: it cannot be undone here."),
                    who=other.name or "?",
                )
            if recorded[0] == "+" and table is sources:
                _refuse_where_coded(change.connection, part)


def _refuse_where_coded(connection: Connection, source_guids: list[str]) -> None:
    coded = connection.execute(
        select(sources.c.name)
        .join(codings, codings.c.source_id == sources.c.id)
        .where(sources.c.guid.in_(source_guids), codings.c.alive == 1)
        .limit(1)
    ).scalar_one_or_none()
    if coded is not None:
        raise NotUndoable(
            N_("{source} has been coded since: it cannot be taken back."), source=coded
        )

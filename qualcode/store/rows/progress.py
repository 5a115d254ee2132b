"""How far coders have read: the furthest turn of each source."""

from __future__ import annotations

from sqlalchemy import Connection, select

from qualcode.core.people import Progress
from qualcode.store.journal import Change
from qualcode.store.rows.sources import source_row
from qualcode.store.tables import assignments, coders, sources


def mark_turn(change: Change, source: str, coder_id: int, turn: int) -> None:
    """Say that a coder has read a source up to a turn; never back."""
    source_id = source_row(change.connection, source).id
    row = change.connection.execute(
        select(assignments.c.id, assignments.c.read_to).where(
            assignments.c.source_id == source_id,
            assignments.c.coder_id == coder_id,
            assignments.c.round_id.is_(None),
            assignments.c.alive == 1,
        )
    ).one_or_none()
    if row is None:
        reading = {"progress": Progress.READING.value, "read_to": turn}
        change.insert(assignments, {"source_id": source_id, "coder_id": coder_id, **reading})
    elif turn > row.read_to:
        change.update(assignments, row.id, read_to=turn)


def turns_read(connection: Connection) -> dict[str, dict[str, int]]:
    """Number of the furthest turn read, by source and coder."""
    rows = connection.execute(
        select(sources.c.name, coders.c.name, assignments.c.read_to)
        .join(sources, sources.c.id == assignments.c.source_id)
        .join(coders, coders.c.id == assignments.c.coder_id)
        .where(
            assignments.c.alive == 1,
            assignments.c.round_id.is_(None),
            assignments.c.read_to > 0,
            sources.c.alive == 1,
        )
    )
    found: dict[str, dict[str, int]] = {}
    for source, coder, turn in rows:
        found.setdefault(source, {})[coder] = turn
    return found

"""Is what was frozen still what was frozen, and does the ledger of exports stand in the journal?

A state or a reveal is told by its digest; that it has not been replaced together with its digest
is told by the journal, which named its GUID when it was made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from qualcode.core.text import digest
from qualcode.i18n import N_
from qualcode.store.safety.problems import Problem
from qualcode.store.safety.states import KIND, unpacked_state
from qualcode.store.tables import exports, journal, snapshots

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SHA256 = 64


def check_snapshots(connection: Connection, counts: Counter[str]) -> Iterator[Problem]:
    """Every frozen state against its digest."""
    rows = connection.execute(
        select(snapshots.c.guid, snapshots.c.sha256, snapshots.c.content).order_by(snapshots.c.id),
        execution_options={"yield_per": 1},
    )
    for row in rows:
        counts["snapshots"] += 1
        try:
            written = unpacked_state(row.content)
            frozen = digest(written) == row.sha256
            if not frozen:
                json.loads(written)
        except ValueError:
            yield Problem(N_("The snapshot {guid} cannot be read."), {"guid": row.guid})
            continue
        if not frozen:
            yield Problem(N_("The snapshot {guid} is not what was frozen."), {"guid": row.guid})


def check_ledger(connection: Connection, counts: Counter[str]) -> Iterator[Problem]:
    """Every entry of the ledger: as it was entered, made from a state that is there."""
    rows = connection.execute(
        select(exports, snapshots.c.kind.label("frozen"))
        .outerjoin(snapshots, snapshots.c.id == exports.c.snapshot_id)
        .where(exports.c.alive == 1)
        .order_by(exports.c.id)
    ).all()
    counts["exports"] += len(rows)
    for row in rows:
        yield from _entry(row)
    entered = _entered(connection)
    if entered is None:
        return
    held = set(connection.execute(select(exports.c.guid)).scalars())
    for guid in sorted(held - entered):
        yield Problem(N_("The journal knows nothing of the export {guid}."), {"guid": guid})
    for guid in sorted(entered - held):
        yield Problem(N_("The ledger has lost the export {guid}."), {"guid": guid})


def _entry(row: Any) -> Iterator[Problem]:
    digits = set(row.sha256) <= set("0123456789abcdef") and len(row.sha256) == _SHA256
    try:
        readable = isinstance(json.loads(row.settings), dict)
    except ValueError:
        readable = False
    if not digits or not readable:
        yield Problem(N_("The entry of the export {guid} cannot be read."), {"guid": row.guid})
    elif row.snapshot_id is not None and row.frozen != KIND:
        yield Problem(N_("The snapshot of the export {guid} is not there."), {"guid": row.guid})


def _entered(connection: Connection) -> set[str] | None:
    """The exports that the journal names; None where an entry of it was erased."""
    found: set[str] = set()
    payloads = connection.execute(
        select(journal.c.payload).where(journal.c.payload.contains('"exports"'))
    ).scalars()
    for payload in payloads:
        for change in json.loads(payload)["changes"]:
            if change[0] == "+" and change[1] == exports.name:
                found.update(change[2])
    erased = connection.execute(
        select(journal.c.id).where(journal.c.payload.is_(None)).limit(1)
    ).first()
    return None if erased is not None else found

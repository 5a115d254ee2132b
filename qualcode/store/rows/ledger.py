"""Registers that are only added to: rounds as they are named, and files that left the project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from qualcode.store.gate import blind_coders
from qualcode.store.journal import Change, now
from qualcode.store.tables import cases, coders, export_cases, exports, snapshots


def list_exports(connection: Connection, viewer: int | None) -> list[dict[str, Any]]:
    """Every file that was exported, oldest first.

    How many quotations and cases stand in a file that a coder of an open round made is not told
    to the others: it would say how much they have coded.
    """
    closed = set(connection.execute(blind_coders(viewer)).scalars())
    persons = (
        select(
            export_cases.c.export_id,
            func.count().label("cases"),
            func.sum(export_cases.c.quotations).label("quotations"),
        )
        .group_by(export_cases.c.export_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            exports,
            coders.c.name.label("coder"),
            persons.c.cases,
            persons.c.quotations,
            snapshots.c.guid.label("snapshot"),
        )
        .outerjoin(snapshots, snapshots.c.id == exports.c.snapshot_id)
        .outerjoin(coders, coders.c.id == exports.c.coder_id)
        .outerjoin(persons, persons.c.export_id == exports.c.id)
        .where(exports.c.alive == 1)
        .order_by(exports.c.id)
    )
    return [
        {
            "guid": row.guid,
            "created": row.created,
            "kind": row.kind,
            "file": row.file_name,
            "sha256": row.sha256,
            "coder": row.coder,
            "cases": None if row.coder_id in closed else row.cases or 0,
            "quotations": None if row.coder_id in closed else row.quotations or 0,
            "snapshot": row.snapshot,
            "settings": json.loads(row.settings),
        }
        for row in rows
    ]


def record_export(
    change: Change,
    *,
    kind: str,
    file_name: str,
    sha256: str,
    settings: Mapping[str, Any],
    coder_id: int | None,
    quoted: Mapping[str, int],
    present: Iterable[str] = (),
    snapshot_id: int | None = None,
) -> None:
    """Enter a file into the ledger.

    Args:
        change: the use case under way.
        kind: which table or document it is.
        file_name: its name without folders.
        sha256: digest of its bytes.
        settings: how it was made.
        coder_id: who made it.
        quoted: how many quotations of each case it prints.
        present: further cases that are counted in it without being quoted.
        snapshot_id: the frozen state that it was made from.
    """
    export_id = change.insert(
        exports,
        {
            "kind": kind,
            "file_name": file_name,
            "sha256": sha256,
            "settings": json.dumps(dict(settings), ensure_ascii=False),
            "snapshot_id": snapshot_id,
            "coder_id": coder_id,
            "created": now(),
        },
    )
    counts = {**dict.fromkeys(present, 0), **quoted}
    keys = change.connection.execute(
        select(cases.c.id, cases.c.name).where(cases.c.alive == 1, cases.c.name.in_(counts))
    )
    entries = [
        {"export_id": export_id, "case_id": key, "quotations": counts[name]} for key, name in keys
    ]
    if entries:
        change.connection.execute(insert(export_cases), entries)

"""Registers that are only added to: rounds as they are named, and files that left the project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from qualcode.store.journal import Change, now
from qualcode.store.tables import cases, coders, export_cases, exports, rounds


def list_rounds(connection: Connection) -> list[dict[str, Any]]:
    """The rounds in order."""
    rows = connection.execute(select(rounds).where(rounds.c.alive == 1).order_by(rounds.c.id))
    return [
        {"round": row.name, "state": row.state, "unit": row.unit, "created": row.created}
        for row in rows
    ]


def list_exports(connection: Connection) -> list[dict[str, Any]]:
    """Every file that was exported, oldest first."""
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
        select(exports, coders.c.name.label("coder"), persons.c.cases, persons.c.quotations)
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
            "cases": row.cases or 0,
            "quotations": row.quotations or 0,
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
    """
    export_id = change.insert(
        exports,
        {
            "kind": kind,
            "file_name": file_name,
            "sha256": sha256,
            "settings": json.dumps(dict(settings), ensure_ascii=False),
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

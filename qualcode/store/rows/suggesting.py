"""What suggestions of codes are made from: coded passages, and whether anybody wants any."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, select

from qualcode.store.gate import visible_codings
from qualcode.store.journal import in_parts
from qualcode.store.tables import codebooks, coders, codes, journal, project, sources, streams

SWITCH = "suggestions"
"""The action that turns suggestions on or off."""

_TAKEN = ("guid", "source_id", "source_text_id", "start", "end", "quotation")


def switched_on(connection: Connection, before: tuple[int, bool] | None = None) -> tuple[int, bool]:
    """Whether suggestions were turned on last, in this copy of the project.

    Gives the newest entry of the journal that was looked at with it.

    Args:
        connection: a read or change under way.
        before: what this gave earlier: only entries since are looked at.
    """
    seen, on = before or (0, False)
    newest = connection.execute(
        select(journal.c.id).order_by(journal.c.id.desc()).limit(1)
    ).scalar_one_or_none()
    payload = connection.execute(
        select(journal.c.payload)
        .join(streams, streams.c.id == journal.c.stream_id)
        .join(project, project.c.replica == streams.c.replica)
        .where(journal.c.action == SWITCH, journal.c.id > seen)
        .order_by(journal.c.id.desc())
        .limit(1)
    ).one_or_none()
    if payload is not None:
        on = bool(json.loads(payload[0] or '{"said": {}}')["said"].get("on"))
    return newest or 0, on


def coded_passages(
    connection: Connection,
    viewer: int | None,
    layers: Collection[str],
    guids: Sequence[str] | None = None,
) -> list[Any]:
    """Codings of these coders' layers that `viewer` may see, the oldest first; some or all.

    Each row has its GUID, source (key and name), text, span, words, code as `codebook:key` in two
    columns, and coder.
    """
    shown = visible_codings(viewer).subquery("shown")
    query = (
        select(
            *(shown.c[name] for name in _TAKEN),
            sources.c.name.label("source"),
            codebooks.c.key.label("codebook"),
            codes.c.key.label("code"),
            coders.c.name.label("coder"),
        )
        .join(sources, sources.c.id == shown.c.source_id)
        .join(coders, coders.c.id == shown.c.coder_id)
        .join(codes, codes.c.id == shown.c.code_id)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .where(sources.c.alive == 1, coders.c.name.in_(layers))
        .order_by(shown.c.id)
    )
    if guids is None:
        return list(connection.execute(query).all())
    return [
        row
        for part in in_parts(guids)
        for row in connection.execute(query.where(shown.c.guid.in_(part)))
    ]

"""Settlements: what was decided on each disagreement, and the consensus that came of it.

The consensus is a layer like a coder's. Only what is written here goes into it, and each of its
codings is named by the settlement that made it; the coders' layers are never touched.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from qualcode.core.agreement.disagreement import Kind
from qualcode.core.pairs.settlement import Because, Decision, Ends, Settlement
from qualcode.core.people import Role
from qualcode.core.spans import Span
from qualcode.store.gate import in_shown_text, seen_by
from qualcode.store.journal import Change, new_guid, now
from qualcode.store.rows.cases import add_coder
from qualcode.store.rows.codings import remove_codings
from qualcode.store.tables import (
    coders,
    rounds,
    settlements,
    source_texts,
    sources,
    writings,
)


@dataclass(frozen=True, slots=True)
class NewSettlement:
    """A settlement to be kept."""

    text_id: int
    span: Span
    quotation: str
    code_id: int | None
    key: str
    kind: Kind | None
    decision: Decision
    because: Because | None
    reason: str
    rule: Ends | None
    coders: tuple[str, str]
    codes: tuple[str | None, str | None]
    codings: tuple[tuple[str, ...], tuple[str, ...]]
    made: tuple[str, ...]


def consensus_key(connection: Connection, name: str) -> int | None:
    """Integer key of the layer of that name; None as long as nothing was settled."""
    return connection.execute(
        select(coders.c.id).where(coders.c.name == name, coders.c.alive == 1)
    ).scalar_one_or_none()


def consensus_layer(change: Change, name: str) -> int:
    """Integer key of the layer of that name, made with the first settlement."""
    key = consensus_key(change.connection, name)
    return add_coder(change, name, Role.ADJUDICATOR) if key is None else key


def list_settlements(
    connection: Connection,
    viewer: int | None,
    *,
    round_id: int | None = None,
    source: str | None = None,
) -> list[Settlement]:
    """What was settled, in the order of sources and places.

    What was settled in a source shows what its coders did there, and is hidden from `viewer`
    while a round closes any of its layers.
    """
    closed = exists(
        select(coders.c.id).where(coders.c.alive == 1, ~seen_by(viewer, sources.c.id, coders.c.id))
    )
    query = (
        select(
            settlements,
            sources.c.name.label("source"),
            coders.c.name.label("decided_by"),
            rounds.c.name.label("round"),
            writings.c.body,
        )
        .join(source_texts, source_texts.c.id == settlements.c.source_text_id)
        .join(sources, sources.c.id == source_texts.c.source_id)
        .join(coders, coders.c.id == settlements.c.coder_id)
        .outerjoin(rounds, rounds.c.id == settlements.c.round_id)
        .outerjoin(writings, writings.c.guid == settlements.c.writing)
        .where(
            settlements.c.alive == 1,
            sources.c.alive == 1,
            ~closed.correlate(sources),
            in_shown_text(settlements.c.source_text_id),
        )
        .order_by(sources.c.position, settlements.c.start, settlements.c.end, settlements.c.id)
    )
    if round_id is not None:
        query = query.where(settlements.c.round_id == round_id)
    if source is not None:
        query = query.where(sources.c.name == source)
    read = ((row, json.loads(row.concerns)) for row in connection.execute(query))
    return [_settlement(row, about) for row, about in read if isinstance(about, dict)]


def _settlement(row: Row[Any], about: dict[str, Any]) -> Settlement:
    first, second = about["codings"]
    one, other = about["codes"]
    return Settlement(
        guid=row.guid,
        key=about["key"],
        source=row.source,
        span=Span(row.start, row.end),
        quotation=row.quotation,
        kind=Kind(about["kind"]) if about["kind"] else None,
        decision=Decision(row.decision),
        because=Because(row.reason) if row.reason else None,
        reason=row.body or "",
        rule=Ends(about["rule"]) if about["rule"] else None,
        coders=(about["coders"][0], about["coders"][1]),
        codes=(one, other),
        codings=(tuple(first), tuple(second)),
        made=tuple(about["made"]),
        decided_by=row.decided_by,
        created=row.created,
        round=row.round,
    )


def add_settlements(
    change: Change, coder_id: int, round_id: int | None, new: Sequence[NewSettlement]
) -> list[str]:
    """Keep settlements; gives their GUIDs."""
    said = [one.reason for one in new if one.reason]
    written = iter(change.write_many(said) if said else [])
    moment = now()
    rows = [
        {
            "guid": new_guid(),
            "round_id": round_id,
            "source_text_id": one.text_id,
            "start": one.span.start,
            "end": one.span.end,
            "quotation": one.quotation,
            "code_id": one.code_id,
            "decision": one.decision.value,
            "reason": one.because.value if one.because else "",
            "writing": next(written) if one.reason else None,
            "coder_id": coder_id,
            "concerns": _concerns(one),
            "created": moment,
        }
        for one in new
    ]
    change.insert_many(settlements, rows)
    return [str(row["guid"]) for row in rows]


def _concerns(one: NewSettlement) -> str:
    about = {
        "key": one.key,
        "kind": one.kind.value if one.kind else "",
        "rule": one.rule.value if one.rule else "",
        "coders": one.coders,
        "codes": one.codes,
        "codings": one.codings,
        "made": one.made,
    }
    return json.dumps(about, ensure_ascii=False, separators=(",", ":"))


def take_back(change: Change, old: Sequence[Settlement], others: Sequence[Settlement]) -> None:
    """Lay settlements to rest, and the codings that came of them and of none of the others."""
    kept = {guid for one in others for guid in one.made}
    made = {guid: None for one in old for guid in one.made if guid not in kept}
    change.lay_to_rest(settlements, [one.guid for one in old])
    remove_codings(change, list(made))

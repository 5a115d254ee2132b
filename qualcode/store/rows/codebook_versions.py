"""Published versions of a codebook, and codings that were made under an older meaning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.core.errors import NotFound
from qualcode.core.wording.code_rules import same_meaning
from qualcode.core.wording.codebook_diff import CodebookVersion
from qualcode.i18n import N_
from qualcode.store.gate import visible_codings
from qualcode.store.journal import Change
from qualcode.store.rows.codebooks import code_of, in_order, list_codebooks, wording_of
from qualcode.store.tables import (
    code_revisions,
    codebook_version_codes,
    codebook_versions,
    codebooks,
    coders,
    codes,
    codings,
    streams,
)


def list_versions(connection: Connection, codebook: str) -> list[CodebookVersion]:
    """The published versions of a codebook, oldest first."""
    rows = connection.execute(
        select(codebook_versions, coders.c.name.label("coder"))
        .join(codebooks, codebooks.c.id == codebook_versions.c.codebook_id)
        .join(streams, streams.c.id == codebook_versions.c.stream_id)
        .outerjoin(coders, coders.c.guid == streams.c.coder)
        .where(codebooks.c.key == codebook, codebooks.c.alive == 1, codebook_versions.c.alive == 1)
        .order_by(codebook_versions.c.created, codebook_versions.c.id)
    ).all()
    return [
        CodebookVersion(
            codebook=codebook,
            label=row.label,
            reason=row.reason,
            created=datetime.fromisoformat(row.created),
            coder=row.coder,
            codes=sum(code.codable and not code.retired for code in _codes_of(connection, row.id)),
        )
        for row in rows
    ]


def load_version(connection: Connection, codebook: str, label: str) -> Codebook:
    """A codebook as it stood when it was published under `label`.

    Raises:
        NotFound: no version of that label.
    """
    version_id = connection.execute(
        select(codebook_versions.c.id)
        .join(codebooks, codebooks.c.id == codebook_versions.c.codebook_id)
        .where(
            codebooks.c.key == codebook,
            codebooks.c.alive == 1,
            codebook_versions.c.alive == 1,
            codebook_versions.c.label == label,
        )
        .order_by(codebook_versions.c.created.desc(), codebook_versions.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if version_id is None:
        raise NotFound(
            N_("“{codebook}” has no version “{label}”. It has: {labels}."),
            codebook=codebook,
            label=label,
            labels=", ".join(v.label for v in list_versions(connection, codebook)) or "—",
        )
    present = next(book for book in list_codebooks(connection) if book.id == codebook)
    return replace(present, version=label, codes=_codes_of(connection, version_id))


def _codes_of(connection: Connection, version_id: int) -> tuple[Code, ...]:
    entries = codebook_version_codes
    parent = codes.alias("parent")
    rows = connection.execute(
        select(
            codes.c.key,
            parent.c.key.label("parent_key"),
            code_revisions.c.wording,
            entries.c.retired,
            entries.c.settings,
        )
        .select_from(entries)
        .join(codes, codes.c.id == entries.c.code_id)
        .join(code_revisions, code_revisions.c.id == entries.c.code_revision_id)
        .outerjoin(parent, parent.c.id == entries.c.parent_id)
        .where(entries.c.codebook_version_id == version_id)
        .order_by(entries.c.position, entries.c.id)
    )
    found = []
    for row in rows:
        settings = json.loads(row.settings)
        found.append(code_of({**settings, **row._asdict()}, settings["aliases"]))
    return in_order(found)


def set_version(change: Change, codebook_id: int, label: str) -> None:
    """Let a codebook say that it stands at a version."""
    change.update(codebooks, codebook_id, version=label)


@dataclass(frozen=True, slots=True)
class Behind:
    """A coding that was made under another meaning of its code."""

    coding_id: int
    guid: str
    coder: str
    code_id: int
    revision_id: int
    """The present revision of its code."""
    before: Wording
    after: Wording


def behind(
    connection: Connection,
    viewer: int | None,
    *,
    coder: str | None = None,
    code_id: int | None = None,
) -> list[Behind]:
    """Codings, as far as `viewer` may see, whose code has come to mean something else.

    Args:
        connection: a read or change under way.
        viewer: who asks.
        coder: name of one coder; all unless given.
        code_id: key of one code; all unless given.
    """
    shown = visible_codings(viewer, objected=True).subquery("shown")
    query = (
        select(
            shown.c.id,
            shown.c.guid,
            coders.c.name.label("coder"),
            shown.c.code_id,
            shown.c.code_revision_id.label("made_under"),
            codes.c.revision_id,
        )
        .join(codes, codes.c.id == shown.c.code_id)
        .join(coders, coders.c.id == shown.c.coder_id)
        .where(shown.c.code_revision_id != codes.c.revision_id)
        .order_by(shown.c.id)
    )
    if coder is not None:
        query = query.where(coders.c.name == coder)
    if code_id is not None:
        query = query.where(shown.c.code_id == code_id)
    rows = connection.execute(query).all()
    wordings = _wordings(connection, {key for r in rows for key in (r.made_under, r.revision_id)})
    return [
        Behind(row.id, row.guid, row.coder, row.code_id, row.revision_id, before, after)
        for row in rows
        for before, after in [(wordings[row.made_under], wordings[row.revision_id])]
        if not same_meaning(before, after)
    ]


def _wordings(connection: Connection, keys: set[int]) -> dict[int, Wording]:
    rows: Any = connection.execute(
        select(code_revisions.c.id, code_revisions.c.wording).where(
            code_revisions.c.id.in_(sorted(keys))
        )
    )
    return {key: wording_of(body) for key, body in rows}


def catch_up(change: Change, waiting: Iterable[Behind]) -> None:
    """Let codings stand under the present revision of their code."""
    change.update_many(
        codings, {each.coding_id: {"code_revision_id": each.revision_id} for each in waiting}
    )

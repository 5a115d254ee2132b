"""Snapshots: what layers held at one moment, written so that it can be proved and compared later.

The content is canonical JSON: the same codings give the same bytes and so the same digest. It
holds GUIDs, keys and offsets, never a text: what a passage said stands in the frozen text, whose
digest it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, true

from qualcode.core.errors import DamagedProject, NotAllowed, NotFound
from qualcode.core.pairs.rounds import Round
from qualcode.core.text import digest
from qualcode.i18n import N_
from qualcode.store.gate import seen_by, visible_codings
from qualcode.store.journal import Change, now
from qualcode.store.rows.codebook_versions import list_versions
from qualcode.store.tables import codebooks, coders, codes, snapshots, source_texts, sources

SCHEMA = "qualcode.snapshot/1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was frozen, and when."""

    guid: str
    kind: str
    """What it was frozen for: `reveal`, or the kind of an export."""
    sha256: str
    content: Mapping[str, Any]
    created: str


def canonical(content: Mapping[str, Any]) -> str:
    """Content as the one JSON text that stands for it."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def freeze(change: Change, kind: str, content: Mapping[str, Any]) -> int:
    """Keep content for good; gives the snapshot's integer key."""
    written = canonical(content)
    row = {"kind": kind, "sha256": digest(written), "content": written, "created": now()}
    return change.insert(snapshots, row)


def guid_of(connection: Connection, key: int) -> str:
    """The GUID of a snapshot by integer key."""
    return str(
        connection.execute(select(snapshots.c.guid).where(snapshots.c.id == key)).scalar_one()
    )


def frozen(connection: Connection, viewer: int | None, wanted: int | str) -> Snapshot:
    """A snapshot by integer key or GUID.

    Raises:
        NotFound: there is none.
        DamagedProject: it is not what was frozen.
        NotAllowed: it holds a layer that an open round closes to `viewer`.
    """
    column = snapshots.c.id if isinstance(wanted, int) else snapshots.c.guid
    row = connection.execute(
        select(snapshots).where(column == wanted, snapshots.c.alive == 1)
    ).one_or_none()
    if row is None:
        raise NotFound(N_("There is no snapshot {guid}."), guid=wanted)
    if digest(row.content) != row.sha256:
        raise DamagedProject(
            N_("The snapshot {guid} is not what was frozen. Run: qualcode check"), guid=row.guid
        )
    content = json.loads(row.content)
    _refuse_closed(connection, viewer, content)
    return Snapshot(row.guid, row.kind, row.sha256, content, row.created)


def _refuse_closed(connection: Connection, viewer: int | None, content: Mapping[str, Any]) -> None:
    rows = connection.execute(
        select(sources.c.guid, coders.c.guid)
        .select_from(sources.join(coders, true()))
        .where(~seen_by(viewer, sources.c.id, coders.c.id))
    )
    closed = {(source, coder) for source, coder in rows}
    if any((coding["source"], coding["coder"]) in closed for coding in content.get("codings", ())):
        raise NotAllowed(
            N_("This snapshot holds a layer that an open round closes to you until the reveal.")
        )


def of_layers(
    connection: Connection,
    viewer: int | None,
    names: Iterable[str],
    wanted: Iterable[str] | None = None,
) -> dict[str, Any]:
    """What the layers that `viewer` may see hold on some sources, as content to freeze.

    Texts are named by their revision and never by a digest: with one, somebody could try names
    against a text that was erased since.

    Args:
        connection: a read or change under way.
        viewer: who asks.
        names: the sources.
        wanted: names of the coders; all where None.
    """
    by_name = sorted(set(names))
    texts = connection.execute(
        select(sources.c.guid, sources.c.name, source_texts.c.guid.label("text"))
        .join(source_texts, source_texts.c.source_id == sources.c.id)
        .where(sources.c.name.in_(by_name), sources.c.alive == 1, source_texts.c.alive == 1,
               source_texts.c.current == 1)
        .order_by(sources.c.name)
    )  # fmt: skip
    books = connection.execute(
        select(codebooks.c.key, codebooks.c.version).where(codebooks.c.alive == 1)
    )
    return {
        "schema": SCHEMA,
        "texts": [{"source": row.guid, "name": row.name, "revision": row.text} for row in texts],
        "codebooks": {
            key: {"version": version, "published": _is_published(connection, key, version)}
            for key, version in books
        },
        "codings": _codings(connection, viewer, by_name, wanted),
    }


def _is_published(connection: Connection, codebook: str, label: str) -> bool:
    return any(version.label == label for version in list_versions(connection, codebook))


def _codings(
    connection: Connection, viewer: int | None, names: list[str], wanted: Iterable[str] | None
) -> list[dict[str, Any]]:
    shown = visible_codings(viewer, objected=True).subquery("shown")
    query = (
        select(
            shown.c.guid,
            coders.c.guid.label("coder"),
            sources.c.guid.label("source"),
            codebooks.c.key.label("codebook"),
            codes.c.key.label("code"),
            shown.c.start,
            shown.c.end,
            shown.c.valence,
            shown.c.marks,
        )
        .join(coders, coders.c.id == shown.c.coder_id)
        .join(sources, sources.c.id == shown.c.source_id)
        .join(codes, codes.c.id == shown.c.code_id)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .where(sources.c.name.in_(names), sources.c.alive == 1)
        .order_by(shown.c.guid)
    )
    if wanted is not None:
        query = query.where(coders.c.name.in_(sorted(wanted)))
    return [dict(row) for row in connection.execute(query).mappings()]


def of_round(connection: Connection, viewer: int | None, held: Round) -> dict[str, Any]:
    """What the layers of a round hold on its sources, with the round as it was declared."""
    names = [coder.name for coder in held.coders]
    guids = dict(
        connection.execute(
            select(coders.c.name, coders.c.guid).where(coders.c.name.in_(names))
        ).all()
    )
    content = of_layers(connection, viewer, held.sources, names)
    content["round"] = {
        "guid": held.guid,
        "name": held.name,
        "kind": held.kind.value,
        "unit": held.unit.value,
        "sensitivity": [unit.value for unit in held.sensitivity],
        "seed": held.seed,
        "versions": dict(held.versions),
        "coders": [{"coder": guids[c.name], "state": c.state.value} for c in held.coders],
        "units": [[unit.source, unit.start, unit.end] for unit in held.units],
    }
    return content

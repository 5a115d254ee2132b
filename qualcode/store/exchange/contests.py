"""Codings that one coder changed on two machines at once: the version that does not stand waits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.store.exchange.contested_versions import WITH
from qualcode.store.journal import Change
from qualcode.store.rows.codings import PlacedCoding, change_coding, put_codings, remove_codings
from qualcode.store.tables import (
    code_revisions,
    codebooks,
    codes,
    codings,
    contested,
    source_texts,
    sources,
    streams,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Passage:
    """What one version of a coding says."""

    code: str
    """`codebook:key`."""
    span: Span
    quotation: str
    valence: Valence


@dataclass(frozen=True, slots=True)
class Contest:
    """A coding of which two versions were made at once."""

    guid: str
    """GUID of the version that waits."""
    coding: str
    """GUID of the coding."""
    source: str
    stands: Passage | None
    """What is shown; None where it was taken away."""
    waits: Passage | None
    """What the other version says; None where it was taken away there."""


def contests_of(connection: Connection, coder_id: int | None) -> list[Contest]:
    """What waits for one coder, who alone may see it, in the order of sources and places.

    Of versions that say the same one is told.
    """
    rows = connection.execute(
        select(contested, codings.c.id.label("coding_id"), sources.c.name.label("source"))
        .join(codings, codings.c.guid == contested.c.about_guid)
        .join(sources, sources.c.id == codings.c.source_id)
        .where(contested.c.alive == 1, contested.c.coder_id == (coder_id or -1))
        .order_by(sources.c.position, codings.c.start, contested.c.id)
    ).all()
    return [_contest(connection, row) for row in rows if WITH not in json.loads(row.version)]


def _contest(connection: Connection, row: Row[Any]) -> Contest:
    standing = connection.execute(select(codings).where(codings.c.id == row.coding_id)).one()
    said = json.loads(row.version)
    waits = None
    if said["alive"]:
        text, code = _text(connection, said["source_text_id"]), _code(connection, said["code_id"])
        span = Span(said["start"], said["end"])
        waits = Passage(code.ref, span, span.of(text.text), Valence(said["valence"]))
    stands = None
    if standing.alive:
        code = _code(connection, standing.code_id)
        span = Span(standing.start, standing.end)
        stands = Passage(code.ref, span, standing.quotation, Valence(standing.valence))
    return Contest(row.guid, row.about_guid, row.source, stands, waits)


def _text(connection: Connection, guid: str) -> Row[Any]:
    return connection.execute(select(source_texts).where(source_texts.c.guid == guid)).one()


@dataclass(frozen=True, slots=True)
class _Code:
    id: int
    revision_id: int
    ref: str


def _code(connection: Connection, code: str | int) -> _Code:
    by = codes.c.guid if isinstance(code, str) else codes.c.id
    row = connection.execute(
        select(codes.c.id, codes.c.revision_id, codes.c.key, codebooks.c.key.label("book"))
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .where(by == code)
    ).one()
    return _Code(row.id, row.revision_id, f"{row.book}:{row.key}")


def settle(change: Change, contest: Contest, *, take: bool) -> None:
    """Let the version that waits stand, or let it go.

    Raises:
        NotAllowed: its text has been corrected since, so that it has no place.
    """
    connection = change.connection
    row = connection.execute(select(contested).where(contested.c.guid == contest.guid)).one()
    standing = connection.execute(select(codings).where(codings.c.guid == contest.coding)).one()
    gone = [row, standing] if take else [row]
    change.lay_to_rest(contested, [contest.guid, *_speaking_through(connection, row, gone)])
    if not take:
        return
    said = json.loads(row.version)
    if not said["alive"]:
        remove_codings(change, [contest.coding])
    elif standing.alive:
        _change(change, standing, said)
    else:
        _put_back(change, standing, said)


def _speaking_through(
    connection: Connection, waiting: Row[Any], gone: Sequence[Row[Any]]
) -> list[str]:
    """GUIDs of the versions that say the same as one that goes now: they go with it."""
    guid_of = dict(connection.execute(select(streams.c.id, streams.c.guid)).all())
    stamps = [[guid_of[row.stream_id], row.counter] for row in gone]
    alike = connection.execute(
        select(contested.c.guid, contested.c.version).where(
            contested.c.alive == 1, contested.c.about_guid == waiting.about_guid
        )
    )
    return [guid for guid, version in alike if json.loads(version).get(WITH) in stamps]


def _change(change: Change, standing: Row[Any], said: dict[str, Any]) -> None:
    text = _text(change.connection, said["source_text_id"])
    if not text.current:
        raise _no_place()
    code = _code(change.connection, said["code_id"])
    change_coding(
        change,
        standing,
        span=Span(said["start"], said["end"]),
        valence=Valence(said["valence"]),
        marks=_marks(said["marks"]),
        code=(code.id, _revision(change.connection, said)),
        text_id=text.id,
    )


def _put_back(change: Change, standing: Row[Any], said: dict[str, Any]) -> None:
    """Code the passage again: what was laid to rest keeps its identity."""
    text = _text(change.connection, said["source_text_id"])
    if not text.current:
        raise _no_place()
    span = Span(said["start"], said["end"])
    placed = PlacedCoding(
        source_id=standing.source_id,
        text_id=text.id,
        span=span,
        quotation=span.of(text.text),
        code_id=_code(change.connection, said["code_id"]).id,
        revision_id=_revision(change.connection, said),
        valence=Valence(said["valence"]),
        marks=_marks(said["marks"]),
    )
    put_codings(change, standing.coder_id, [placed])


def _revision(connection: Connection, said: dict[str, Any]) -> int:
    guid = said["code_revision_id"]
    query = select(code_revisions.c.id).where(code_revisions.c.guid == guid)
    return int(connection.execute(query).scalar_one())


def _marks(stored: str) -> frozenset[Mark]:
    return frozenset(Mark(mark) for mark in stored.split(",") if mark)


def _no_place() -> NotAllowed:
    return NotAllowed(N_("Its text has been corrected since: code the passage anew."))

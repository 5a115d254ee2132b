"""What undo and redo may not do to a codebook, or to layers that an open round closes.

Two persons' undoing can meet in ways that no single act could: a parent under its own child, one
name for two codes, a coding under a code that has been merged away. What is found after the
inverse was applied takes the whole transaction back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, exists, select

from qualcode.core.codebook import Code
from qualcode.core.errors import NotUndoable
from qualcode.core.wording.code_rules import valence_under
from qualcode.i18n import N_
from qualcode.store.gate import open_rounds, seen_by
from qualcode.store.journal import Change, in_parts
from qualcode.store.rows.codebook_work import splits, valences_given
from qualcode.store.rows.codebooks import CodeIndex, CodeRow, merged_keys
from qualcode.store.tables import code_aliases, coders, codes, codings, streams


def refuse_unsound(change: Change, changes: Sequence[Sequence[Any]]) -> None:
    """Refuse an undo or redo after which codebooks or closed layers are not as they must be.

    Raises:
        NotUndoable: with what stands in the way.
    """
    touched = {recorded[1] for recorded in changes}
    if touched & {"codes", "code_aliases"}:
        rows = CodeIndex(change.connection).rows
        _refuse_circles(change.connection)
        _refuse_shared_names(rows)
        _refuse_against_policy(change.connection, rows, changes)
    if touched & {"codes", "code_aliases", "codings"}:
        _refuse_on_merged(change.connection)
    if "codings" in touched:
        _refuse_in_closed_layers(change, changes)


def _refuse_circles(connection: Connection) -> None:
    above = dict(
        connection.execute(select(codes.c.id, codes.c.parent_id).where(codes.c.alive == 1)).all()
    )
    sound: set[int | None] = {None}
    for code in above:
        way: list[int | None] = [code]
        while way[-1] not in sound:
            parent = above.get(way[-1]) if way[-1] is not None else None
            if parent in way:
                raise NotUndoable(
                    N_("Codes have been moved since: a code would come to stand under itself.")
                )
            way.append(parent)
        sound.update(way)


def _refuse_shared_names(rows: Iterable[CodeRow]) -> None:
    books: dict[str, list[Code]] = defaultdict(list)
    for row in rows:
        books[row.codebook].append(row.code)
    for found in books.values():
        merged = merged_keys(found)
        codes_left = [code for code in found if code.key not in merged]
        names = Counter(name for code in codes_left for name in {code.key, *code.aliases})
        for name, n in names.items():
            if n > 1:
                raise NotUndoable(
                    N_("Another code is called “{name}” by now: it cannot be undone."), name=name
                )


def _refuse_against_policy(
    connection: Connection, rows: Iterable[CodeRow], changes: Sequence[Sequence[Any]]
) -> None:
    rules = {"policy", "fixed", "codable"}
    guids = {c[2] for c in changes if c[0] == "~" and c[1] == "codes" and rules & c[3].keys()}
    if guids and open_rounds(connection):
        raise NotUndoable(N_("A round is open: how a code works stays as it is until the reveal."))
    touched = set(connection.execute(select(codes.c.id).where(codes.c.guid.in_(guids))).scalars())
    touched -= splits(connection).keys()
    for row in rows:
        n = contradicting(connection, row.code, row.id) if row.id in touched else 0
        if n:
            raise NotUndoable(
                N_("{n} codings of “{code}” have been made since that it would contradict."),
                n=n,
                code=row.code.label,
            )


def contradicting(connection: Connection, code: Code, code_id: int) -> int:
    """How many living codings, in all layers, a code with these settings could not have."""
    given = valences_given(connection, code_id)
    if not code.codable:
        return sum(given.values())
    return sum(n for valence, n in given.items() if valence_under(code, valence) is not valence)


def _refuse_on_merged(connection: Connection) -> None:
    """Refuse codings under a retired code whose key another code of its book goes by."""
    other = codes.alias("other")
    renamed = exists(
        select(code_aliases.c.id)
        .join(other, other.c.id == code_aliases.c.code_id)
        .where(
            code_aliases.c.alive == 1,
            code_aliases.c.alias == codes.c.key,
            other.c.codebook_id == codes.c.codebook_id,
            other.c.id != codes.c.id,
        )
    )
    stands = (
        select(codings.c.id)
        .join(codes, codes.c.id == codings.c.code_id)
        .where(codes.c.retired == 1, codings.c.alive == 1, renamed)
    )
    if connection.execute(stands.limit(1)).first() is not None:
        raise NotUndoable(N_("A code of these passages was merged since: it cannot be undone."))


def _refuse_in_closed_layers(change: Change, changes: Sequence[Sequence[Any]]) -> None:
    """Refuse to touch somebody else's layer while an open round closes it."""
    viewer = change.connection.execute(
        select(coders.c.id)
        .join(streams, streams.c.coder == coders.c.guid)
        .where(streams.c.id == change.stream.id)
    ).scalar_one_or_none()
    guids = [
        guid
        for recorded in changes
        if recorded[1] == "codings"
        for guid in ([recorded[2]] if recorded[0] == "~" else recorded[2])
    ]
    for part in in_parts(guids):
        closed = select(codings.c.id).where(
            codings.c.guid.in_(part), ~seen_by(viewer, codings.c.source_id, codings.c.coder_id)
        )
        if change.connection.execute(closed.limit(1)).first() is not None:
            raise NotUndoable(
                N_("A round is open: nobody's layer but your own can be changed until the reveal.")
            )

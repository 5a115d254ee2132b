"""Work on a codebook: wordings, settings, places in the tree, merging and splitting of codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from qualcode.core.codebook import Wording
from qualcode.core.coding import Mark, Valence
from qualcode.core.spans import Span
from qualcode.core.wording.code_rules import valence_under
from qualcode.store.gate import visible_codings
from qualcode.store.journal import Change, now
from qualcode.store.rows.codebooks import CodeRow, add_revision
from qualcode.store.rows.codings import PlacedCoding, change_coding, put_codings, remove_codings
from qualcode.store.rows.memos import move_memos
from qualcode.store.tables import (
    change_objectives,
    chart_cells,
    code_aliases,
    code_splits,
    codebooks,
    codes,
    codings,
    joint_rows,
    memos,
    ratings,
    selected_quotations,
    theme_members,
)


def codebook_key(connection: Connection, codebook: str) -> int:
    """The integer key of a living codebook, by its id."""
    return int(
        connection.execute(
            select(codebooks.c.id).where(codebooks.c.key == codebook, codebooks.c.alive == 1)
        ).scalar_one()
    )


def code_guid(connection: Connection, code_id: int) -> str:
    """The GUID of a code."""
    return str(connection.execute(select(codes.c.guid).where(codes.c.id == code_id)).scalar_one())


def revise(change: Change, code: CodeRow, wording: Wording) -> None:
    """Give a code another wording; codings keep the revision that they were made under."""
    revision_id = add_revision(change.connection, code.id, wording)
    change.update(codes, code.id, revision_id=revision_id)


def put_aliases(change: Change, code_id: int, wanted: Sequence[str]) -> None:
    """Let a code answer to these aliases and to no others."""
    known = {
        row.alias: row.guid
        for row in change.connection.execute(
            select(code_aliases).where(code_aliases.c.code_id == code_id, code_aliases.c.alive == 1)
        )
    }
    change.lay_to_rest(code_aliases, [guid for alias, guid in known.items() if alias not in wanted])
    fresh = [alias for alias in dict.fromkeys(wanted) if alias not in known]
    change.insert_many(code_aliases, [{"code_id": code_id, "alias": alias} for alias in fresh])


def next_position(connection: Connection, codebook_id: int) -> int:
    """The place after all codes of a codebook, also those laid to rest."""
    last = connection.execute(
        select(func.max(codes.c.position)).where(codes.c.codebook_id == codebook_id)
    ).scalar()
    return 0 if last is None else int(last) + 1


def put_under(
    change: Change, code_id: int, parent_id: int | None, after: Sequence[int] = ()
) -> None:
    """Put a code under a parent (None: among the families), before the siblings `after` it."""
    connection = change.connection
    codebook_id = connection.execute(
        select(codes.c.codebook_id).where(codes.c.id == code_id)
    ).scalar_one()
    rows = connection.execute(select(codes.c.id, codes.c.position).where(codes.c.id.in_(after)))
    places = dict(rows.all())
    free = [*(places[key] for key in after), next_position(connection, codebook_id)]
    change.update(codes, code_id, parent_id=parent_id, position=free[0])
    for key, position in zip(after, free[1:], strict=True):
        change.update(codes, key, position=position)


def valences_given(connection: Connection, code_id: int) -> dict[Valence, int]:
    """How many living codings of a code, in all layers, have each valence."""
    rows = connection.execute(
        select(codings.c.valence, func.count())
        .where(codings.c.code_id == code_id, codings.c.alive == 1)
        .group_by(codings.c.valence)
    )
    return {Valence(valence): n for valence, n in rows}


def count_visible(connection: Connection, viewer: int | None, code_id: int) -> int:
    """How many codings of a code `viewer` may see."""
    given = visible_codings(viewer, objected=True).where(codings.c.code_id == code_id)
    shown = given.subquery("shown")
    return connection.execute(select(func.count()).select_from(shown)).scalar_one()


@dataclass(frozen=True, slots=True)
class MergedCode:
    """What became of the codings of a code that was merged into another one."""

    codings: int = 0
    """How many were its own, in all layers."""
    united: int = 0
    """How many of all became part of one that they overlapped."""
    adapted: Mapping[tuple[Valence, Valence], int] = field(default_factory=dict)
    """How many got another valence under the policy of the code they are now of."""
    left: int = 0
    """Summaries and ratings that stay where they were, because the other code has its own."""


def merge(change: Change, start: CodeRow, into: CodeRow) -> MergedCode:
    """Make the codings, children, aliases, memos and summaries of `start` those of `into`."""
    connection = change.connection
    moved, united, adapted = _merge_codings(change, start, into)
    _hand_children_on(change, start, into)
    put_aliases(change, start.id, ())
    put_aliases(change, into.id, (*into.code.aliases, *start.code.aliases, start.code.key))
    end_split(change, start.id)
    change.update(codes, start.id, retired=1)
    from_guid, to_guid = code_guid(connection, start.id), code_guid(connection, into.id)
    move_memos(change, [from_guid], to_guid)
    _hand_themes_on(change, from_guid, to_guid)
    left = _hand_summaries_on(change, start, into)
    return MergedCode(moved, united, adapted, left)


def _merge_codings(
    change: Change, start: CodeRow, into: CodeRow
) -> tuple[int, int, dict[tuple[Valence, Valence], int]]:
    """Give the codings of `start` to `into`; how many, how many fewer, and valences changed.

    What unites with nothing moves in one go; the rest goes through the rule of union.
    """
    united, adapted = 0, dict[tuple[Valence, Valence], int]()
    alone: dict[int, dict[str, Any]] = {}
    moving = living_codings(change.connection, start.id)
    standing = living_codings(change.connection, into.id)
    for cluster in _clusters([*moving, *standing], into):
        revision = _revision_of(cluster, into)
        own = [row for row in cluster if row.code_id == start.id]
        united += len(cluster) - 1 if own else 0
        for row in sorted(own, key=lambda row: (row.created, row.id), reverse=True):
            given = Valence(row.valence)
            valence = valence_under(into.code, given)
            if valence is not given:
                adapted[given, valence] = adapted.get((given, valence), 0) + 1
            if len(cluster) > 1:
                change_coding(change, row, valence=valence, code=(into.id, revision))
            else:
                alone[row.id] = {
                    "code_id": into.id,
                    "code_revision_id": revision,
                    "valence": valence.value,
                }
    change.update_many(codings, alone)
    return len(moving), united, adapted


def living_codings(connection: Connection, code_id: int) -> Sequence[Row[Any]]:
    """The living codings of a code in all layers, in the order in which they were made."""
    return connection.execute(
        select(codings)
        .where(codings.c.code_id == code_id, codings.c.alive == 1)
        .order_by(codings.c.created, codings.c.id)
    ).all()


def _clusters(rows: Iterable[Row[Any]], into: CodeRow) -> Iterator[list[Row[Any]]]:
    """The rows that overlap each other in one layer, text and valence once they are of `into`."""
    layers: dict[tuple[int, int, Valence], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        given = Valence(row.valence)
        valence = given if row.code_id == into.id else valence_under(into.code, given)
        layers[row.coder_id, row.source_text_id, valence].append(row)
    for layer in layers.values():
        cluster: list[Row[Any]] = []
        end = 0
        for row in sorted(layer, key=lambda row: (row.start, row.end)):
            if cluster and row.start >= end:
                yield cluster
                cluster = []
            cluster.append(row)
            end = max(end, row.end)
        yield cluster


def _revision_of(cluster: Iterable[Row[Any]], into: CodeRow) -> int:
    """The revision that passages which unite are of.

    That is the current one; but where one of them is still to be read again, the whole is.
    """
    revisions = {row.code_revision_id for row in cluster if row.code_id == into.id}
    return min(revisions - {into.revision_id}, default=into.revision_id)


def _hand_children_on(change: Change, start: CodeRow, into: CodeRow) -> None:
    """Put the codes under `start` under `into`, which itself comes out from under `start`."""
    if start.id in ancestors(change.connection, into.id):
        above = ancestors(change.connection, start.id)
        change.update(codes, into.id, parent_id=above[0] if above else None)
    for key in children_of(change.connection, start.id):
        change.update(codes, key, parent_id=into.id)


def ancestors(connection: Connection, code_id: int) -> list[int]:
    """Keys of the codes above a code, its parent first."""
    above = dict(connection.execute(select(codes.c.id, codes.c.parent_id)).all())
    found: list[int] = []
    parent = above[code_id]
    while parent is not None and parent not in found:
        found.append(parent)
        parent = above[parent]
    return found


def children_of(connection: Connection, code_id: int) -> list[int]:
    """Keys of the living codes right under a code, in order."""
    return list(
        connection.execute(
            select(codes.c.id)
            .where(codes.c.parent_id == code_id, codes.c.alive == 1)
            .order_by(codes.c.position, codes.c.id)
        ).scalars()
    )


def _hand_themes_on(change: Change, from_guid: str, to_guid: str) -> None:
    """Let themes built over one code be built over another; a theme has it once."""
    rows = change.connection.execute(
        select(theme_members.c.id, theme_members.c.guid, theme_members.c.theme_id,
               theme_members.c.member_guid)
        .where(theme_members.c.member_guid.in_((from_guid, to_guid)), theme_members.c.alive == 1)
    ).all()  # fmt: skip
    has_it = {row.theme_id for row in rows if row.member_guid == to_guid}
    for row in rows:
        if row.member_guid == to_guid:
            continue
        if row.theme_id in has_it:
            change.lay_to_rest(theme_members, [row.guid])
        else:
            change.update(theme_members, row.id, member_guid=to_guid)


_PER_CODE: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (chart_cells, ("by", "value")),
    (ratings, ("by", "value", "coder_id")),
    (selected_quotations, ("id",)),
    (joint_rows, ("id",)),
    (change_objectives, ("id",)),
)
"""What is kept by code, and the columns of which a code has only one row each."""


def _hand_summaries_on(change: Change, start: CodeRow, into: CodeRow) -> int:
    """Give what is kept by code to `into`; gives how many rows stay, as there is one already."""
    left = 0
    for table, once in _PER_CODE:
        rows = change.connection.execute(
            select(table).where(table.c.code_id.in_((start.id, into.id)), table.c.alive == 1)
        ).mappings()
        by_code: dict[int, list[Any]] = {start.id: [], into.id: []}
        for row in rows:
            by_code[row["code_id"]].append(row)
        taken = {tuple(row[name] for name in once) for row in by_code[into.id]}
        for row in by_code[start.id]:
            if tuple(row[name] for name in once) in taken:
                left += 1
            else:
                change.update(table, row["id"], code_id=into.id)
    return left


def split(change: Change, code: CodeRow, first: CodeRow, second: CodeRow) -> None:
    """Queue the codings of a code for a decision; it becomes a heading, or is retired.

    It is a heading where codes stand under it.
    """
    change.insert(
        code_splits,
        {"code_id": code.id, "first_id": first.id, "second_id": second.id, "created": now()},
    )
    if children_of(change.connection, code.id):
        change.update(codes, code.id, codable=0)
    else:
        change.update(codes, code.id, retired=1)


def end_split(change: Change, code_id: int) -> bool:
    """Forget that a code was split; codings not decided stay. Gives whether it was split."""
    guids = list(
        change.connection.execute(
            select(code_splits.c.guid).where(
                code_splits.c.code_id == code_id, code_splits.c.alive == 1
            )
        ).scalars()
    )
    change.lay_to_rest(code_splits, guids)
    return bool(guids)


def splits(connection: Connection) -> dict[int, tuple[int, int]]:
    """The codes that were split, with the two that stand for each, as integer keys."""
    rows = connection.execute(
        select(code_splits.c.code_id, code_splits.c.first_id, code_splits.c.second_id).where(
            code_splits.c.alive == 1
        )
    )
    return {code: (first, second) for code, first, second in rows}


def visible_coding(connection: Connection, viewer: int | None, guid: str) -> Row[Any] | None:
    """The living coding of that GUID, in whichever layer, if `viewer` may see it."""
    named = visible_codings(viewer, objected=True).where(codings.c.guid == guid)
    return connection.execute(named).one_or_none()


def give_to(change: Change, row: Row[Any], takers: Sequence[CodeRow]) -> list[str]:
    """Make a coding one of each of `takers`, or take it away where there is none; gives GUIDs.

    Memos on it go with it to each.
    """
    if not takers:
        remove_codings(change, [row.guid])
        return []
    first, *others = takers
    copies = [_copy(change, row, taker) for taker in others]
    valence = valence_under(first.code, Valence(row.valence))
    guid = change_coding(change, row, valence=valence, code=(first.id, first.revision_id))
    return [guid, *copies]


def _copy(change: Change, row: Row[Any], taker: CodeRow) -> str:
    """A further coding of the same passage, or the one that stands there; gives its GUID."""
    context = None
    if row.context_start is not None and row.context_end is not None:
        context = Span(row.context_start, row.context_end)
    placed = PlacedCoding(
        source_id=row.source_id,
        text_id=row.source_text_id,
        span=Span(row.start, row.end),
        quotation=row.quotation,
        code_id=taker.id,
        revision_id=taker.revision_id,
        valence=valence_under(taker.code, Valence(row.valence)),
        marks=frozenset(Mark(mark) for mark in row.marks.split(",") if mark),
        context=context,
    )
    (guid,) = put_codings(change, row.coder_id, [placed])
    written = change.connection.execute(
        select(memos).where(memos.c.about_guid == row.guid, memos.c.alive == 1)
    ).mappings()
    kept = ("coder_id", "kind", "about", "writing", "created")
    change.insert_many(
        memos,
        [{**{name: memo[name] for name in kept}, "about_guid": guid} for memo in written],
    )
    return guid

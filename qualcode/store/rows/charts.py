"""Cells of framework charts and strength ratings: one row for each code, column and rater."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, false, select

from qualcode.core.analysis.charting import BY_CASE, Cell, Summary
from qualcode.core.analysis.rating import Rating
from qualcode.store.gate import objecting
from qualcode.store.journal import Change
from qualcode.store.tables import (
    cases,
    chart_cells,
    codebooks,
    coders,
    codes,
    codings,
    ratings,
    writings,
)


def put_summary(
    change: Change, code_id: int, cell: Cell, words: str, concerns: Iterable[str]
) -> None:
    """Keep the summary of a cell, in the place of the one that stood there; "" takes it away."""
    old = _in_cell(change.connection, chart_cells, code_id, cell)
    linked = json.dumps(list(concerns))
    if not words:
        change.lay_to_rest(chart_cells, [row.guid for row in old])
    elif old:
        change.update(chart_cells, old[0].id, writing=change.write(words), concerns=linked)
    else:
        change.insert(
            chart_cells,
            {
                "code_id": code_id,
                "by": cell.by,
                "value": cell.value,
                "writing": change.write(words),
                "concerns": linked,
            },
        )


def list_summaries(
    connection: Connection, by: str | None = None, *, objected: bool = False
) -> list[Summary]:
    """The summaries of all charts, or of those with one kind of columns, in the order written.

    With `objected` those too of persons who objected to the use of their words.
    """
    query = (
        select(chart_cells, codebooks.c.key.label("book"), codes.c.key, writings.c.body)
        .join(codes, codes.c.id == chart_cells.c.code_id)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .join(writings, writings.c.guid == chart_cells.c.writing)
        .where(chart_cells.c.alive == 1)
        .order_by(chart_cells.c.id)
    )
    if by is not None:
        query = query.where(chart_cells.c.by == by)
    if not objected:
        query = query.where(~_of_objecting(chart_cells))
    rows = connection.execute(query).all()
    linked = {row.id: tuple(json.loads(row.concerns)) for row in rows}
    there = _living_codings(connection, {guid for guids in linked.values() for guid in guids})
    return [
        Summary(
            cell=Cell(f"{row.book}:{row.key}", row.by, row.value),
            words=row.body or "",
            concerns=tuple(guid for guid in linked[row.id] if guid in there),
            lost=sum(guid not in there for guid in linked[row.id]),
        )
        for row in rows
    ]


def put_rating(
    change: Change, code_id: int, cell: Cell, rater: int, strength: int | None, rationale: str
) -> None:
    """Keep what a rater judged of a cell, in the place of their earlier one; None takes it away."""
    old = [
        row for row in _in_cell(change.connection, ratings, code_id, cell) if row.coder_id == rater
    ]
    if strength is None:
        change.lay_to_rest(ratings, [row.guid for row in old])
        return
    writing = change.write(rationale) if rationale else None
    if old:
        change.update(ratings, old[0].id, strength=strength, writing=writing)
        return
    change.insert(
        ratings,
        {
            "code_id": code_id,
            "by": cell.by,
            "value": cell.value,
            "coder_id": rater,
            "strength": strength,
            "writing": writing,
        },
    )


def list_ratings(connection: Connection, *, objected: bool = False) -> list[Rating]:
    """Every rating, by code, column and rater; who may see which is for the caller to hold.

    With `objected` those too of persons who objected to the use of their words.
    """
    hidden = false() if objected else _of_objecting(ratings)
    rows = connection.execute(
        select(ratings, codebooks.c.key.label("book"), codes.c.key, coders.c.name, writings.c.body)
        .join(codes, codes.c.id == ratings.c.code_id)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .join(coders, coders.c.id == ratings.c.coder_id)
        .outerjoin(writings, writings.c.guid == ratings.c.writing)
        .where(ratings.c.alive == 1, ~hidden)
        .order_by(codebooks.c.position, codes.c.position, ratings.c.value, coders.c.name)
    )
    return [
        Rating(Cell(f"{r.book}:{r.key}", r.by, r.value), r.name, r.strength, r.body or "")
        for r in rows
    ]


def _of_objecting(table: Table) -> ColumnElement[bool]:
    """The condition that a cell is about one person, who objected to the use of their words."""
    names = select(cases.c.name).where(cases.c.id.in_(objecting()))
    return and_(table.c.by == BY_CASE, table.c.value.in_(names))


def _in_cell(connection: Connection, table: Table, code_id: int, cell: Cell) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(table).where(
                table.c.code_id == code_id,
                table.c.by == cell.by,
                table.c.value == cell.value,
                table.c.alive == 1,
            )
        )
    )


def _living_codings(connection: Connection, guids: set[str]) -> set[str]:
    found = select(codings.c.guid).where(codings.c.guid.in_(guids), codings.c.alive == 1)
    return set(connection.execute(found).scalars())

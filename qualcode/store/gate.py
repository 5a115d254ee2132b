"""The one gate through which every read of what coders say must pass.

In a round that has not been revealed nobody sees another coder's layer on the sources of the
round: not their codings, memos, counts or journal entries.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select, tuple_

from qualcode.store.tables import (
    codings,
    memos,
    round_coders,
    round_units,
    rounds,
    source_texts,
    sources,
)

BLIND_STATES = ("open",)
"""States of a round in which its coders' layers are closed to each other."""


def _blind_layers() -> Select[Any]:
    """(source, coder) of every layer that an open round closes: read once for a whole query."""
    return (
        select(round_units.c.source_id, round_coders.c.coder_id)
        .join(rounds, rounds.c.id == round_units.c.round_id)
        .join(round_coders, round_coders.c.round_id == rounds.c.id)
        .where(
            rounds.c.alive == 1,
            rounds.c.state.in_(BLIND_STATES),
            round_units.c.alive == 1,
            round_coders.c.alive == 1,
        )
    )


def _under_blind_round(source_id: Any, coder_id: Any) -> ColumnElement[bool]:
    # A row of nobody's is in nobody's layer; comparing with no value would say neither yes nor no.
    return tuple_(source_id, func.coalesce(coder_id, -1)).in_(_blind_layers())


def seen_by(viewer: int | None, source_id: Any, coder_id: Any) -> ColumnElement[bool]:
    """The condition under which `viewer` (a coder's key, or nobody) sees a row of a layer."""
    hidden = _under_blind_round(source_id, coder_id)
    if viewer is None:
        return ~hidden
    return or_(coder_id == viewer, ~hidden)


def open_rounds(connection: Connection) -> list[str]:
    """Names of the rounds that are coded blind just now: nobody else's layer may be changed."""
    return list(
        connection.execute(
            select(rounds.c.name)
            .where(rounds.c.alive == 1, rounds.c.state.in_(BLIND_STATES))
            .order_by(rounds.c.id)
        ).scalars()
    )


def blind_coders(viewer: int | None) -> Select[Any]:
    """Keys of the coders, other than `viewer`, whose layer some open round closes."""
    return (
        select(round_coders.c.coder_id)
        .join(rounds, rounds.c.id == round_coders.c.round_id)
        .where(
            rounds.c.alive == 1,
            round_coders.c.alive == 1,
            rounds.c.state.in_(BLIND_STATES),
            round_coders.c.coder_id != (-1 if viewer is None else viewer),
        )
    )


def in_shown_text(source_text_id: Any) -> ColumnElement[bool]:
    """The condition that a row stands in a text that is shown, not in one corrected since."""
    condition: ColumnElement[bool] = source_text_id.not_in(former_texts())
    return condition


def former_texts() -> Select[Any]:
    """Keys of the texts that are not shown: corrected or redacted since, or taken back."""
    return select(source_texts.c.id).where(
        or_(source_texts.c.current == 0, source_texts.c.alive == 0)
    )


def visible_codings(viewer: int | None, *, former: bool = False) -> Select[Any]:
    """All living codings that `viewer` may see, as a selectable to build every read upon.

    Args:
        viewer: a coder's key, or nobody.
        former: those too that wait for their place in a text that was corrected.
    """
    shown = select(codings).where(
        codings.c.alive == 1, seen_by(viewer, codings.c.source_id, codings.c.coder_id)
    )
    return shown if former else shown.where(in_shown_text(codings.c.source_text_id))


def visible_counts(viewer: int | None) -> Select[Any]:
    """How many living codings there are by coder, source and code, as far as `viewer` may see."""
    by = (codings.c.coder_id, codings.c.source_id, codings.c.source_text_id, codings.c.code_id)
    counts = (
        select(*by, func.count().label("n"))
        .where(codings.c.alive == 1)
        .group_by(*by)
        .subquery("counts")
    )
    return select(counts).where(
        seen_by(viewer, counts.c.source_id, counts.c.coder_id),
        in_shown_text(counts.c.source_text_id),
    )


def visible_memos(viewer: int | None) -> Select[Any]:
    """All living memos that `viewer` may see: a hidden layer's memos are hidden with it."""
    about_coding = exists(
        select(codings.c.id).where(
            codings.c.guid == memos.c.about_guid,
            _under_blind_round(codings.c.source_id, codings.c.coder_id),
        )
    )
    about_source = exists(
        select(sources.c.id)
        .outerjoin(source_texts, source_texts.c.source_id == sources.c.id)
        .where(
            or_(sources.c.guid == memos.c.about_guid, source_texts.c.id == memos.c.source_text_id),
            _under_blind_round(sources.c.id, memos.c.coder_id),
        )
    )
    open_to_all = ~or_(about_coding, about_source)
    shown = open_to_all if viewer is None else or_(memos.c.coder_id == viewer, open_to_all)
    return select(memos).where(memos.c.alive == 1, shown)

"""Who takes part: the sources of a round for one coder, and whose layers are closed to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.pairs.rounds import CoderState, RoundState
from qualcode.i18n import N_
from qualcode.store.gate import blind_coders
from qualcode.store.tables import coders, codings, round_coders, round_units, rounds, sources

if TYPE_CHECKING:
    from sqlalchemy import Connection


def round_scope(connection: Connection, name: str, coder_id: int) -> tuple[int, list[int]]:
    """Integer keys of a round and of the sources that a coder is to code in it.

    Raises:
        NotFound: there is no such round.
        NotAllowed: it is over, or the coder has no part in it.
    """
    row = connection.execute(
        select(rounds).where(rounds.c.name == name, rounds.c.alive == 1)
    ).one_or_none()
    if row is None:
        raise NotFound(N_("There is no round “{round}”."), round=name)
    if row.state not in {RoundState.DRAFT, RoundState.OPEN}:
        raise NotAllowed(N_("The round “{round}” has been revealed: it is over."), round=name)
    part = connection.execute(
        select(round_coders.c.state).where(
            round_coders.c.round_id == row.id,
            round_coders.c.coder_id == coder_id,
            round_coders.c.alive == 1,
        )
    ).scalar_one_or_none()
    if part is None or part == CoderState.WITHDRAWN:
        raise NotAllowed(N_("This coder has no part in the round “{round}”."), round=name)
    found = connection.execute(
        select(sources.c.id)
        .join(round_units, round_units.c.source_id == sources.c.id)
        .where(round_units.c.round_id == row.id, round_units.c.alive == 1, sources.c.alive == 1)
        .order_by(sources.c.position, sources.c.id)
    ).scalars()
    return int(row.id), list(dict.fromkeys(found))


def closed_to(connection: Connection, viewer: int | None) -> set[str]:
    """GUIDs of the coders whose layers an open round closes to `viewer`, who codes in one."""
    if viewer is None or viewer not in set(connection.execute(blind_coders(None)).scalars()):
        return set()
    hidden = select(coders.c.guid).where(coders.c.id.in_(blind_coders(viewer)))
    return set(connection.execute(hidden).scalars())


def strangers(other: Connection, coder: str | None) -> list[str]:
    """Names of those who coded in a package that was made for somebody else."""
    if coder is None:
        return []
    rows = other.execute(
        select(coders.c.name)
        .join(codings, codings.c.coder_id == coders.c.id)
        .where(coders.c.guid != coder, codings.c.alive == 1)
        .distinct()
        .order_by(coders.c.name)
    )
    return list(rows.scalars())

"""Rounds of double coding: drafted, coded blind, locked, revealed, settled, closed.

Each function is one journal entry. Once a round is open every step of it is a barrier: nothing
that was done before can be undone behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.app.pairs.round_rights import allowed, nobody, organiser
from qualcode.core.address import address_of
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Coding, Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import (
    FEWEST,
    NEXT,
    CoderState,
    Round,
    RoundAction,
    RoundKind,
    RoundScope,
    RoundState,
    RoundUnit,
    scope_of,
)
from qualcode.core.people import Progress
from qualcode.i18n import N_, Told
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import rounds as round_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.cases import coder_named
from qualcode.store.safety import snapshots

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class Locked:
    """What came of locking a layer."""

    units: int
    marked_read: tuple[str, ...] = ()
    """Sources that were not marked read: locking says that they were read to the end."""


def list_rounds(project: Project) -> list[Round]:
    """The rounds of the project in the order in which they were made."""
    with project.read() as connection:
        return round_rows.list_rounds(connection)


def round_status(project: Project, name: str) -> Round:
    """A round with its sample, its coders and who has locked; nothing of what they coded.

    Raises:
        NotFound: there is no such round.
    """
    with project.read() as connection:
        return round_rows.round_named(connection, name)


def round_scope(project: Project, name: str) -> RoundScope:
    """What an analysis of a round is made on.

    Raises:
        NotFound: there is no such round.
    """
    return scope_of(round_status(project, name))


def require_revealed(connection: Connection, name: str) -> Round:
    """The round, if its layers may be compared.

    Raises:
        NotFound: there is no such round.
        NotAllowed: it has not been revealed.
    """
    held = round_rows.round_named(connection, name)
    held.require(RoundAction.COMPARE)
    return held


def withdraw_coder(project: Project, name: str, coder: str) -> Round:
    """Let a coder leave a round: the layer stays closed until the reveal, and is not compared.

    Raises:
        NotAllowed: the coder is not in it, or it is revealed already.
    """
    with project.change("withdraw_coder", round=name, coder=coder) as change:
        if project.acting != coder:
            organiser(project, change)
        key, held = allowed(change, name, RoundAction.WITHDRAW)
        coder_id = int(coder_named(change.connection, coder).id)
        _member(held, coder)
        if held.state is RoundState.DRAFT:
            round_rows.drop_coder(change, key, coder_id)
        else:
            round_rows.set_coder_state(change, key, coder_id, CoderState.WITHDRAWN)
        return round_rows.round_named(change.connection, held.name)


def lock_layer(project: Project, name: str) -> Locked:
    """Say that one has coded all units of a round: the layer can then be read only on them.

    Raises:
        NotAllowed: not a coder of the round, locked already, or passages whose code asks for a
            valence have none.
    """
    with project.change("lock_round", kind="barrier", round=name) as change:
        connection = change.connection
        key, held = round_rows.find_round(connection, name)
        held.require(RoundAction.LOCK)
        coder_id = _own_state(project, change, held, CoderState.OPEN)
        _refuse_unjudged(project, connection, held, coder_id)
        round_rows.set_coder_state(change, key, coder_id, CoderState.LOCKED)
        round_rows.assign_units(change, key, Progress.LOCKED, coder_id)
        return Locked(len(held.units), _marked_read(project, change, held, coder_id))


def _own_state(project: Project, change: Change, held: Round, state: CoderState) -> int:
    """Key of the acting coder, who must be in the round in that state."""
    if project.acting is None:
        raise nobody()
    coder = _member(held, project.acting)
    if coder is not state:
        raise NotAllowed(
            N_("{name} is in this state in the round “{round}”: {state}."),
            name=project.acting,
            round=held.name,
            state=Told(coder.label),
        )
    return int(coder_named(change.connection, project.acting).id)


def _member(held: Round, name: str) -> CoderState:
    found = held.coder(name)
    if found is None:
        raise NotAllowed(
            N_("{name} is no coder of the round “{round}”. It has: {names}."),
            name=name,
            round=held.name,
            names=", ".join(coder.name for coder in held.coders) or "—",
        )
    return found.state


def _refuse_unjudged(project: Project, connection: Connection, held: Round, coder_id: int) -> None:
    """Refuse to lock while a code that must have a valence stands without one."""
    index = project.memory.code_index(connection)
    wanted = [row.id for row in index.rows if row.code.policy is ValencePolicy.REQUIRED]
    unjudged = [
        coding
        for coding in coding_rows.list_codings(
            connection,
            coder_id,
            coder=project.acting,
            code_ids=wanted,
            valence=Valence.UNSET,
            objected=True,
        )
        if _within(coding, held.units)
    ]
    if unjudged:
        places = [
            address_of(project.memory.transcript(connection, coding.source), coding.span)
            for coding in unjudged[:5]
        ]
        raise NotAllowed(
            N_("{n} passages have a code that asks for a barrier or a lever, and none: {places}."),
            n=len(unjudged),
            places=", ".join(places) + (" …" if len(unjudged) > len(places) else ""),
        )


def _within(coding: Coding, units: Sequence[RoundUnit]) -> bool:
    return any(
        coding.source == unit.source
        and coding.span.start < unit.end
        and unit.start < coding.span.end
        for unit in units
    )


def _marked_read(project: Project, change: Change, held: Round, coder_id: int) -> tuple[str, ...]:
    """Mark whole sources read that were not; layers beside the analysis are left alone."""
    if held.kind not in {RoundKind.INTER_CODER, RoundKind.DRIFT}:
        return ()
    whole = {unit.source for unit in held.units if unit.whole}
    marked = [
        source.name
        for source in source_rows.list_sources(change.connection)
        if source.name in whole
        and source.progress.get(project.acting or "") not in {Progress.READ, Progress.LOCKED}
    ]
    for name in marked:
        source_rows.mark_progress(change, name, coder_id, Progress.READ)
    return tuple(marked)


def unlock_layer(project: Project, name: str) -> None:
    """Take one's lock away, before the reveal.

    Raises:
        NotAllowed: not locked, revealed already, or the first layer of a sample coded twice.
    """
    with project.change("unlock_round", kind="barrier", round=name) as change:
        key, held = round_rows.find_round(change.connection, name)
        held.require(RoundAction.UNLOCK)
        coder_id = _own_state(project, change, held, CoderState.LOCKED)
        if held.kind is RoundKind.INTRA_CODER and held.coders[0].name == project.acting:
            raise NotAllowed(N_("The first layer stays as it was while its sample is coded again."))
        round_rows.set_coder_state(change, key, coder_id, CoderState.OPEN)
        round_rows.assign_units(change, key, Progress.READING, coder_id)


def reveal_round(project: Project, name: str) -> Round:
    """Open the layers of a round to all, and freeze what they held at this moment.

    Raises:
        NotAllowed: somebody has not locked, there are too few layers, or who acts may not.
    """
    with project.change("reveal_round", kind="barrier", round=name) as change:
        viewer = organiser(project, change)
        connection = change.connection
        key, held = round_rows.find_round(connection, name)
        held.require(RoundAction.REVEAL)
        if held.waiting_for:
            raise NotAllowed(
                N_("Not locked yet: {names}. Whoever left can be withdrawn."),
                names=", ".join(held.waiting_for),
            )
        if len(held.compared) < FEWEST[held.kind]:
            raise NotAllowed(
                N_("The round “{round}” needs {n} coders at least."),
                round=held.name,
                n=FEWEST[held.kind],
            )
        round_rows.update_round(change, key, state=NEXT[RoundAction.REVEAL])
        revealed = round_rows.round_named(connection, held.name)
        content = snapshots.of_round(connection, viewer, revealed)
        guid = snapshots.guid_of(connection, snapshots.freeze(change, "reveal", content))
        round_rows.update_round(change, key, snapshot=guid)
        change.said |= {"snapshot": guid}
        return round_rows.round_named(connection, held.name)


def finish_settling(project: Project, name: str) -> Round:
    """Say that what was to be settled in a round is settled."""
    return _move_on(project, name, RoundAction.FINISH, "finish_round")


def close_round(project: Project, name: str) -> Round:
    """End a round: its layers may be written again; the snapshot keeps what was compared."""
    return _move_on(project, name, RoundAction.CLOSE, "close_round")


def _move_on(project: Project, name: str, action: RoundAction, called: str) -> Round:
    with project.change(called, kind="barrier", round=name) as change:
        organiser(project, change)
        key, held = round_rows.find_round(change.connection, name)
        held.require(action)
        round_rows.update_round(change, key, state=NEXT[action])
        return round_rows.round_named(change.connection, held.name)

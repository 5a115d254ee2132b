"""Rounds with their units and coders; and what a lock keeps from being written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from qualcode.core.agreement.report import Unit
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.pairs.rounds import (
    KEPT,
    CoderState,
    Round,
    RoundCoder,
    RoundKind,
    RoundState,
    RoundUnit,
)
from qualcode.core.pairs.sampling import Pieces, Sampling
from qualcode.core.people import Progress, Role
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.store.journal import Change, now
from qualcode.store.tables import (
    assignments,
    codebook_versions,
    codebooks,
    coders,
    round_coders,
    round_units,
    rounds,
    source_texts,
    sources,
)


def list_rounds(connection: Connection) -> list[Round]:
    """All rounds in the order in which they were made, each with its units and coders."""
    return [held for _, held in _rounds(connection)]


def round_named(connection: Connection, name: str) -> Round:
    """The round of that name.

    Raises:
        NotFound: there is none.
    """
    return find_round(connection, name)[1]


def find_round(connection: Connection, name: str) -> tuple[int, Round]:
    """Integer key and value of a round by name.

    Raises:
        NotFound: there is none.
    """
    found = _rounds(connection)
    for key, held in found:
        if held.name == name:
            return key, held
    raise NotFound(
        N_("There is no round “{round}”. The project has: {names}."),
        round=name,
        names=", ".join(held.name for _, held in found) or "—",
    )


def _rounds(connection: Connection) -> list[tuple[int, Round]]:
    units, members = _units(connection), _members(connection)
    rows = connection.execute(
        select(rounds).where(rounds.c.alive == 1).order_by(rounds.c.created, rounds.c.id)
    )
    return [(row.id, _round(row, units[row.id], members[row.id])) for row in rows]


def _round(row: Row[Any], units: Sequence[RoundUnit], members: Sequence[RoundCoder]) -> Round:
    settings = json.loads(row.sampling)
    return Round(
        guid=row.guid,
        name=row.name,
        kind=RoundKind(row.kind),
        state=RoundState(row.state),
        unit=Unit(row.unit),
        seed=row.seed,
        sampling=_sampling(settings.get("sample", {})),
        units=tuple(units),
        coders=tuple(members),
        versions=settings.get("versions", {}),
        sensitivity=tuple(Unit(unit) for unit in settings.get("sensitivity", ())),
        snapshot=settings.get("snapshot"),
        created=row.created,
    )


def _sampling(stored: Mapping[str, Any]) -> Sampling:
    pieces = Pieces(stored.get("pieces", Pieces.SOURCES))
    return Sampling(**{**stored, "pieces": pieces, "named": tuple(stored.get("named", ()))})


def _units(connection: Connection) -> dict[int, list[RoundUnit]]:
    rows = connection.execute(
        select(
            round_units.c.round_id,
            round_units.c.start,
            round_units.c.end,
            sources.c.name,
            source_texts.c.characters,
        )
        .join(sources, sources.c.id == round_units.c.source_id)
        .join(source_texts, source_texts.c.source_id == sources.c.id)
        .where(
            round_units.c.alive == 1,
            sources.c.alive == 1,
            source_texts.c.alive == 1,
            source_texts.c.current == 1,
        )
        .order_by(sources.c.position, sources.c.id, round_units.c.start, round_units.c.id)
    )
    found: dict[int, list[RoundUnit]] = defaultdict(list)
    for row in rows:
        whole = row.start is None
        start, end = (0, row.characters) if whole else (row.start, row.end)
        found[row.round_id].append(RoundUnit(row.name, start, end, whole=whole))
    return found


def _members(connection: Connection) -> dict[int, list[RoundCoder]]:
    rows = connection.execute(
        select(round_coders.c.round_id, round_coders.c.state, coders.c.name, coders.c.role)
        .join(coders, coders.c.id == round_coders.c.coder_id)
        .where(round_coders.c.alive == 1, coders.c.alive == 1)
        .order_by(round_coders.c.id)
    )
    found: dict[int, list[RoundCoder]] = defaultdict(list)
    for row in rows:
        found[row.round_id].append(RoundCoder(row.name, Role(row.role), CoderState(row.state)))
    return found


@dataclass(frozen=True, slots=True)
class NewRound:
    """What a round is made with."""

    name: str
    kind: RoundKind
    unit: Unit
    seed: int
    sampling: Sampling
    sensitivity: tuple[Unit, ...] = ()


def add_round(change: Change, new: NewRound) -> int:
    """Add a round without units and coders; gives its integer key."""
    return change.insert(
        rounds,
        {
            "name": new.name,
            "kind": new.kind.value,
            "state": RoundState.DRAFT.value,
            "unit": new.unit.value,
            "seed": new.seed,
            "sampling": _settings({}, sample=new.sampling, sensitivity=new.sensitivity),
            "created": now(),
        },
    )


def _settings(before: Mapping[str, Any], **changed: Any) -> str:
    """What a round keeps as JSON, some of it changed."""
    if "sample" in changed:
        changed["sample"] = {
            name: value for name, value in asdict(changed["sample"]).items() if value is not None
        }
    return json.dumps({**before, **changed}, ensure_ascii=False, sort_keys=True)


def update_round(
    change: Change,
    key: int,
    *,
    state: RoundState | None = None,
    version_id: int | None = None,
    **settings: Any,
) -> None:
    """Give a round another state or codebook version, or keep other settings with it."""
    row = change.connection.execute(select(rounds).where(rounds.c.id == key)).one()
    values: dict[str, Any] = {}
    if state is not None:
        values["state"] = state.value
    if version_id is not None:
        values["codebook_version_id"] = version_id
    if settings:
        values["sampling"] = _settings(json.loads(row.sampling), **settings)
    change.update(rounds, key, **values)


def add_units(change: Change, key: int, places: Iterable[tuple[str, Span | None]]) -> None:
    """Take sources, or stretches of one, into the sample of a round."""
    keys = dict(
        change.connection.execute(
            select(sources.c.name, sources.c.id).where(sources.c.alive == 1)
        ).all()
    )
    change.insert_many(
        round_units,
        [
            {
                "round_id": key,
                "source_id": keys[source],
                "start": span.start if span else None,
                "end": span.end if span else None,
            }
            for source, span in places
        ],
    )


def drop_round(change: Change, key: int) -> None:
    """Lay a round to rest with its units and coders."""
    connection = change.connection
    for table in (round_units, round_coders):
        guids = connection.execute(
            select(table.c.guid).where(table.c.round_id == key, table.c.alive == 1)
        ).scalars()
        change.lay_to_rest(table, list(guids))
    guid = connection.execute(select(rounds.c.guid).where(rounds.c.id == key)).scalar_one()
    change.lay_to_rest(rounds, [guid])


def drop_coder(change: Change, key: int, coder_id: int) -> None:
    """Take a coder out of a round that has not begun."""
    guid = change.connection.execute(
        select(round_coders.c.guid).where(
            round_coders.c.round_id == key,
            round_coders.c.coder_id == coder_id,
            round_coders.c.alive == 1,
        )
    ).scalar_one()
    change.lay_to_rest(round_coders, [guid])


def set_coder_state(change: Change, key: int, coder_id: int, state: CoderState) -> None:
    """Say how far a coder is with a round; one who is new to it joins it."""
    row = change.connection.execute(
        select(round_coders.c.id).where(
            round_coders.c.round_id == key,
            round_coders.c.coder_id == coder_id,
            round_coders.c.alive == 1,
        )
    ).scalar_one_or_none()
    if row is None:
        change.insert(round_coders, {"round_id": key, "coder_id": coder_id, "state": state.value})
    else:
        change.update(round_coders, row, state=state.value)


def assign_units(change: Change, key: int, progress: Progress, coder_id: int) -> None:
    """Give a coder the sources of a round, or say how far they are with all of them."""
    connection = change.connection
    known = {
        row.source_id: row.id
        for row in connection.execute(
            select(assignments.c.id, assignments.c.source_id).where(
                assignments.c.round_id == key,
                assignments.c.coder_id == coder_id,
                assignments.c.alive == 1,
            )
        )
    }
    wanted = connection.execute(
        select(round_units.c.source_id)
        .distinct()
        .where(round_units.c.round_id == key, round_units.c.alive == 1)
        .order_by(round_units.c.source_id)
    ).scalars()
    fresh = []
    for source_id in wanted:
        if source_id in known:
            change.update(assignments, known[source_id], progress=progress.value)
        else:
            fresh.append(
                {
                    "round_id": key,
                    "coder_id": coder_id,
                    "source_id": source_id,
                    "progress": progress.value,
                }
            )
    change.insert_many(assignments, fresh)


def version_key(connection: Connection, codebook: str, label: str) -> int | None:
    """Integer key of the newest version of a codebook under a label; None where there is none."""
    return connection.execute(
        select(codebook_versions.c.id)
        .join(codebooks, codebooks.c.id == codebook_versions.c.codebook_id)
        .where(
            codebooks.c.key == codebook,
            codebooks.c.alive == 1,
            codebook_versions.c.label == label,
            codebook_versions.c.alive == 1,
        )
        .order_by(codebook_versions.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def refuse_locked(
    connection: Connection, coder_id: int, places: Iterable[tuple[int, int, int]]
) -> None:
    """Refuse to write in a layer that its coder has locked, or that was revealed.

    Args:
        connection: a read or change under way.
        coder_id: whose layer.
        places: (key of the source, start, end) of what is to be written.

    Raises:
        NotAllowed: with the round.
    """
    locked = _locked_units(connection, coder_id)
    if not locked:
        return
    for source_id, start, end in places:
        for unit in locked:
            whole = unit.start is None
            if unit.source_id == source_id and (whole or (unit.start < end and start < unit.end)):
                raise NotAllowed(_WHY_KEPT[unit.state], round=unit.name, source=unit.source)


_WHY_KEPT = {
    RoundState.OPEN.value: N_(
        "Your layer on {source} is locked in the round “{round}”. Unlock it first: "
        "qualcode round PROJECT unlock NAME --as CODER"
    ),
    RoundState.REVEALED.value: N_(
        "The round “{round}” is revealed: layers on {source} stay as they were until it is closed."
    ),
}
_WHY_KEPT[RoundState.SETTLED.value] = _WHY_KEPT[RoundState.REVEALED.value]


def _locked_units(connection: Connection, coder_id: int) -> Sequence[Any]:
    return connection.execute(
        select(
            round_units.c.source_id,
            round_units.c.start,
            round_units.c.end,
            rounds.c.name,
            rounds.c.state,
            sources.c.name.label("source"),
        )
        .select_from(round_coders)
        .join(rounds, rounds.c.id == round_coders.c.round_id)
        .join(round_units, round_units.c.round_id == rounds.c.id)
        .join(sources, sources.c.id == round_units.c.source_id)
        .where(
            round_coders.c.coder_id == coder_id,
            round_coders.c.alive == 1,
            round_units.c.alive == 1,
            rounds.c.alive == 1,
            rounds.c.state.in_([state.value for state in KEPT]),
            round_coders.c.state == CoderState.LOCKED.value,
        )
    ).all()

"""Planning rounds: drafting and starting one, extending its sample, letting coders join."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qualcode.app.codebook.edits import EDITORS
from qualcode.app.pairs.round_rights import allowed, organiser
from qualcode.app.pairs.round_samples import candidates_for, drawn_places, sampling_of
from qualcode.app.projects.studies import applicable_codebooks, study_in
from qualcode.core.agreement.report import Unit
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import (
    FEWEST,
    NEXT,
    ROLES,
    CoderState,
    Round,
    RoundAction,
    RoundKind,
    RoundState,
    repeat_name,
    version_label,
)
from qualcode.core.pairs.sampling import Sampling
from qualcode.core.people import Progress, Role
from qualcode.i18n import N_, Told
from qualcode.store.rows import codebook_versions as version_rows
from qualcode.store.rows import codebook_work as work_rows
from qualcode.store.rows import rounds as round_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.cases import add_coder, coder_named, list_coders
from qualcode.store.rows.codebooks import publish_version

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project

SENSITIVITY = (Unit.CHARACTER, Unit.TURN)
"""Further units that are declared with a round unless others are named."""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What a round is to be; it cannot be changed once the round is open."""

    coders: tuple[str, ...] = ()
    kind: RoundKind = RoundKind.INTER_CODER
    sampling: Sampling = field(default_factory=Sampling)
    unit: Unit = Unit.SENTENCE
    sensitivity: tuple[Unit, ...] = SENSITIVITY
    seed: int | None = None
    """Drawn where None."""


def draft_round(project: Project, name: str, plan: RoundPlan) -> Round:
    """Put a round together: draw its sample, name its coders; nothing is hidden yet.

    Raises:
        NotFound: no such coder, source or attribute.
        NotAllowed: the name is taken, a role does not fit, there is nothing to draw from, or who
            acts may not.
    """
    with project.change("draft_round", round=name, round_kind=plan.kind.value) as change:
        organiser(project, change)
        _draft(project, change, name, plan)
        return round_rows.round_named(change.connection, name.strip())


def _draft(project: Project, change: Change, name: str, plan: RoundPlan) -> None:
    name = name.strip()
    taken = {held.name for held in round_rows.list_rounds(change.connection)}
    if not name or name in taken:
        raise NotAllowed(
            N_("A round needs a name of its own; there are {names}."),
            names=", ".join(sorted(taken)) or "—",
        )
    coders = _layers(change, plan)
    wanted = sampling_of(plan.kind, plan.sampling)
    candidates = candidates_for(project, change.connection, plan.kind, wanted, coders)
    seed = secrets.randbelow(2**31) if plan.seed is None else plan.seed
    sampling = replace(wanted, candidates=len(candidates.found))
    sensitivity = tuple(unit for unit in plan.sensitivity if unit is not plan.unit)
    key = round_rows.add_round(
        change,
        round_rows.NewRound(name, plan.kind, plan.unit, seed, sampling, sensitivity),
    )
    round_rows.add_units(change, key, drawn_places(candidates, sampling, seed))
    for coder in coders:
        coder_id = int(coder_named(change.connection, coder).id)
        round_rows.set_coder_state(change, key, coder_id, CoderState.OPEN)


def _layers(change: Change, plan: RoundPlan) -> tuple[str, ...]:
    """Names of the coders of a round, a second layer for whoever codes a sample anew."""
    names = tuple(dict.fromkeys(plan.coders))
    if plan.kind is not RoundKind.INTRA_CODER:
        for name in names:
            _refuse_role(change.connection, plan.kind, name)
        return names
    if len(names) != 1:
        raise NotAllowed(N_("In this kind of round one coder codes a sample twice: name one."))
    row = coder_named(change.connection, names[0])
    if Role(row.role) not in EDITORS:
        raise _wrong_role(row.name, plan.kind)
    again = repeat_name(names[0])
    if again not in {coder.name for coder in list_coders(change.connection)}:
        add_coder(change, again, Role.REPEAT)
    return (names[0], again)


def _refuse_role(connection: Connection, kind: RoundKind, name: str) -> None:
    row = coder_named(connection, name)
    if Role(row.role) not in ROLES[kind]:
        raise _wrong_role(row.name, kind)


def _wrong_role(name: str, kind: RoundKind) -> NotAllowed:
    return NotAllowed(
        N_("{name} has a role that does not code in a round of this kind: {kind}."),
        name=name,
        kind=Told(kind.label),
    )


def discard_round(project: Project, name: str) -> None:
    """Take a draft away.

    Raises:
        NotAllowed: the round was started.
    """
    with project.change("discard_round", round=name) as change:
        organiser(project, change)
        key, held = round_rows.find_round(change.connection, name)
        held.require(RoundAction.START)
        round_rows.drop_round(change, key)


def start_round(project: Project, name: str, plan: RoundPlan | None = None) -> Round:
    """Open a round for blind coding; with a plan, draft it first.

    Publishes the codebooks that apply to its sources, where they do not stand as their last
    version has them, so that the round stays under its version.

    Raises:
        NotFound: no such round, coder, source or attribute.
        NotAllowed: not a draft, too few coders, no units, a coder codes one of the sources in
            another open round, or who acts may not.
    """
    with project.change("start_round", kind="barrier", round=name) as change:
        organiser(project, change)
        if plan is not None:
            _draft(project, change, name, plan)
        key, held = round_rows.find_round(change.connection, name.strip())
        held.require(RoundAction.START)
        _refuse_unready(change.connection, held)
        versions = _published(project, change, held)
        book, label = next(iter(versions.items()), ("", ""))
        round_rows.update_round(
            change,
            key,
            state=NEXT[RoundAction.START],
            version_id=round_rows.version_key(change.connection, book, label),
            versions=versions,
        )
        for coder in held.coders:
            coder_id = int(coder_named(change.connection, coder.name).id)
            round_rows.assign_units(change, key, Progress.TO_DO, coder_id)
        _put_first_layer_away(change, key, held)
        change.said |= {"round_kind": held.kind.value, "units": len(held.units)}
        return round_rows.round_named(change.connection, held.name)


def _refuse_unready(connection: Connection, held: Round) -> None:
    if len(held.compared) < FEWEST[held.kind]:
        raise NotAllowed(
            N_("The round “{round}” needs {n} coders at least."),
            round=held.name,
            n=FEWEST[held.kind],
        )
    if not held.units:
        raise NotAllowed(N_("The round “{round}” has nothing to code."), round=held.name)
    _refuse_twice(connection, held)


def _refuse_twice(connection: Connection, held: Round) -> None:
    """Refuse where a coder would have one source in two open rounds: which lock would hold?"""
    for other in round_rows.list_rounds(connection):
        if other.state is not RoundState.OPEN or other.guid == held.guid:
            continue
        coders = {c.name for c in held.coders} & {c.name for c in other.coders}
        sources = set(held.sources) & set(other.sources)
        if coders and sources:
            raise NotAllowed(
                N_(
                    "{coder} codes {source} in the round “{round}” already: "
                    "wait until it is revealed."
                ),
                coder=min(coders),
                source=min(sources),
                round=other.name,
            )


def _published(project: Project, change: Change, held: Round) -> dict[str, str]:
    """Labels of the versions that a round is coded under, by codebook."""
    connection = change.connection
    study = study_in(project, connection)
    types = {one.type for one in source_rows.list_sources(connection) if one.name in held.sources}
    named = [applicable_codebooks(connection, study, kind) for kind in sorted(types)]
    versions: dict[str, str] = {}
    for book in project.memory.codebooks(connection):
        if not any(wanted is None or book.id in wanted for wanted in named):
            continue
        labels = [version.label for version in version_rows.list_versions(connection, book.id)]
        stands = book.version in labels and (
            version_rows.load_version(connection, book.id, book.version) == book
        )
        label = book.version if stands else version_label(book.version, held.name, labels)
        if not stands:
            book_id = work_rows.codebook_key(connection, book.id)
            publish_version(change, book_id, label, "")
            version_rows.set_version(change, book_id, label)
        versions[book.id] = label
    return versions


def _put_first_layer_away(change: Change, key: int, held: Round) -> None:
    """Lock the first layer of whoever codes a sample anew: it stands as it was."""
    if held.kind is RoundKind.INTRA_CODER:
        for coder in held.coders:
            if coder.role is not Role.REPEAT:
                coder_id = int(coder_named(change.connection, coder.name).id)
                round_rows.set_coder_state(change, key, coder_id, CoderState.LOCKED)
                round_rows.assign_units(change, key, Progress.LOCKED, coder_id)


def extend_round(
    project: Project, name: str, *, number: int | None = None, share: float | None = None
) -> Round:
    """Draw more units with the same seed; what was drawn stays.

    Args:
        project: the project.
        name: of the round.
        number: how many units there shall be in all.
        share: or which share of the candidates.

    Raises:
        NotAllowed: a coder has locked already, the sample would not grow, or the state of the
            round does not allow it.
    """
    with project.change("extend_round", round=name) as change:
        organiser(project, change)
        connection = change.connection
        key, held = allowed(change, name, RoundAction.EXTEND)
        locked = [c.name for c in held.coders if c.state is CoderState.LOCKED]
        if locked and held.kind is not RoundKind.INTRA_CODER:
            raise NotAllowed(
                N_("{names} locked already, and would have to code more: unlock first."),
                names=", ".join(locked),
            )
        sampling = replace(held.sampling, number=number, share=share)
        coders = tuple(coder.name for coder in held.coders)
        candidates = candidates_for(project, connection, held.kind, sampling, coders, held)
        sampling = replace(sampling, candidates=len(candidates.found))
        fresh = drawn_places(candidates, sampling, held.seed, held.units)
        if not fresh:
            raise NotAllowed(
                N_("The sample of “{round}” has {n} units of {candidates}: it would not grow."),
                round=held.name,
                n=len(held.units),
                candidates=sampling.candidates,
            )
        round_rows.add_units(change, key, fresh)
        round_rows.update_round(change, key, sample=sampling)
        grown = round_rows.round_named(connection, held.name)
        if held.state is RoundState.OPEN:
            _refuse_twice(connection, grown)
            for coder in held.compared:
                coder_id = int(coder_named(connection, coder.name).id)
                locked_already = coder.state is CoderState.LOCKED
                progress = Progress.LOCKED if locked_already else Progress.TO_DO
                round_rows.assign_units(change, key, progress, coder_id)
        change.said["units"] = len(grown.units)
        return grown


def assign_coders(project: Project, name: str, coders: Sequence[str]) -> Round:
    """Let coders join a round, or come back to it.

    Raises:
        NotFound: no such round or coder.
        NotAllowed: a role does not fit, or the state of the round does not allow it.
    """
    with project.change("assign_coders", round=name) as change:
        organiser(project, change)
        key, held = allowed(change, name, RoundAction.ASSIGN)
        if held.kind is RoundKind.INTRA_CODER:
            raise NotAllowed(N_("In this kind of round one coder codes a sample twice: name one."))
        for coder in dict.fromkeys(coders):
            known = held.coder(coder)
            if known is not None and known.state is not CoderState.WITHDRAWN:
                continue
            _refuse_role(change.connection, held.kind, coder)
            coder_id = int(coder_named(change.connection, coder).id)
            round_rows.set_coder_state(change, key, coder_id, CoderState.OPEN)
            if held.state is RoundState.OPEN:
                round_rows.assign_units(change, key, Progress.TO_DO, coder_id)
        return round_rows.round_named(change.connection, held.name)

"""What the sample of a round can be drawn from, and what is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.app.projects.layers import CONSENSUS
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.pairs.rounds import Round, RoundKind, RoundState, RoundUnit
from qualcode.core.pairs.sampling import Candidate, Pieces, Sampling, draw, strata_of, stretches
from qualcode.core.people import Progress
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import guide as guide_rows
from qualcode.store.rows import rounds as round_rows
from qualcode.store.rows import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project
    from qualcode.store.rows.sources import SourceSummary

Place = tuple[str, Span | None]
"""A source, or a stretch of one."""

DRIFT_SHARE = 0.1
"""Share of the sources in a drift check unless another is wanted."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may be drawn, with the place of each."""

    found: tuple[Candidate, ...]
    places: dict[str, Place]


def sampling_of(kind: RoundKind, sampling: Sampling) -> Sampling:
    """The sampling with what the kind of round says where nothing else is wanted."""
    nothing_said = sampling.share is None and sampling.number is None and not sampling.named
    if kind is RoundKind.DRIFT and nothing_said:
        return replace(sampling, share=DRIFT_SHARE)
    return sampling


def candidates_for(
    project: Project,
    connection: Connection,
    kind: RoundKind,
    sampling: Sampling,
    coders: Sequence[str],
    held: Round | None = None,
) -> Candidates:
    """What the sample of a round may be drawn from.

    Args:
        project: the project.
        connection: a read or change under way.
        kind: a drift check takes sources that were never double-coded, a teaching round settled
            ones, coding anew those that the coder has coded.
        sampling: how the sample is drawn.
        coders: names of the coders.
        held: the round itself where its sample is extended.

    Raises:
        NotFound: no such source or attribute.
        NotAllowed: a source that is named does not fit, or there is nothing to draw from.
    """
    sources = source_rows.list_sources(connection)
    for name in sampling.named:
        source_rows.source_row(connection, name)
    fit = _fitting(connection, kind, sources, coders, held)
    unfit = [name for name in sampling.named if name not in fit]
    if unfit or not fit:
        raise NotAllowed(_WHY_UNFIT[kind], sources=", ".join(unfit) or "—")
    if sampling.pieces is not Pieces.SOURCES:
        return _stretches(project, connection, sampling)
    names = [name for name in fit if not sampling.named or name in sampling.named]
    found = strata_of(names, _values(connection, sampling.by, sources))
    return Candidates(tuple(found), {name: (name, None) for name in names})


_WHY_UNFIT = {
    RoundKind.INTER_CODER: N_("There is no source to draw from."),
    RoundKind.INTRA_CODER: N_(
        "A sample is coded again by whoever coded it once: nothing is coded in {sources}."
    ),
    RoundKind.DRIFT: N_(
        "A drift check takes sources that were not double-coded before: not {sources}."
    ),
    RoundKind.TEACHING: N_("Trainees code what is settled: nothing is settled in {sources}."),
}


def _fitting(
    connection: Connection,
    kind: RoundKind,
    sources: Sequence[SourceSummary],
    coders: Sequence[str],
    held: Round | None,
) -> list[str]:
    """Names of the sources that a round of this kind may take, in the order of import."""
    names = [source.name for source in sources]
    if kind is RoundKind.INTRA_CODER:
        coded = _read_or_coded(connection, coders[0], sources)
        return [name for name in names if name in coded]
    others = [r for r in round_rows.list_rounds(connection) if held is None or r.guid != held.guid]
    if kind is RoundKind.DRIFT:
        doubled = {
            name
            for other in others
            if other.kind in {RoundKind.INTER_CODER, RoundKind.DRIFT}
            and other.state is not RoundState.DRAFT
            for name in other.sources
        }
        return [name for name in names if name not in doubled]
    if kind is RoundKind.TEACHING:
        settled = _settled(connection, others)
        return [name for name in names if name in settled]
    return names


def _read_or_coded(
    connection: Connection, coder: str, sources: Iterable[SourceSummary]
) -> set[str]:
    own = case_rows.coder_named(connection, coder).id
    counts = coding_rows.count_codings(connection, own)
    coded = {source for source, who, _ in counts if who == coder}
    finished = {Progress.READ, Progress.LOCKED}
    return coded | {s.name for s in sources if s.progress.get(coder) in finished}


def _settled(connection: Connection, others: Iterable[Round]) -> set[str]:
    """Sources of settled rounds, and those that have a consensus layer."""
    over = {RoundState.SETTLED, RoundState.CLOSED}
    by_round = {
        name
        for other in others
        if other.state in over and other.kind in {RoundKind.INTER_CODER, RoundKind.DRIFT}
        for name in other.sources
    }
    consensus = next((c for c in case_rows.list_coders(connection) if c.name == CONSENSUS), None)
    if consensus is None:
        return by_round
    key = case_rows.coder_named(connection, CONSENSUS).id
    counts = coding_rows.count_codings(connection, key)
    return by_round | {source for source, who, _ in counts if who == CONSENSUS}


def _values(
    connection: Connection, by: str, sources: Iterable[SourceSummary]
) -> dict[str, list[str]]:
    """What values of an attribute each source has, by its own facts or by who speaks in it."""
    if not by:
        return {}
    cases = {case.name: case for case in case_rows.list_cases(connection)}
    found: dict[str, list[str]] = {}
    for source in sources:
        if by in source.attributes:
            found[source.name] = [source.attributes[by]]
            continue
        attributes = [cases[name].attributes for name in source.cases if name in cases]
        values = [held[by] for held in attributes if by in held]
        if values:
            found[source.name] = values
    if not found:
        known = sorted(
            {name for case in cases.values() for name in case.attributes}
            | {name for source in sources for name in source.attributes}
        )
        raise NotFound(
            N_("Nobody has the attribute “{name}”. There are: {names}."),
            name=by,
            names=", ".join(known) or "—",
        )
    return found


def _stretches(project: Project, connection: Connection, sampling: Sampling) -> Candidates:
    if len(sampling.named) != 1 or sampling.by:
        raise NotAllowed(
            N_("Turns and questions are drawn from one source: name it, and no attribute.")
        )
    source = sampling.named[0]
    questions = [
        (asked.ref, asked.span) for asked in guide_rows.question_turns_of(connection, source)
    ]
    transcript = project.memory.transcript(connection, source)
    found = stretches(transcript, sampling.pieces, questions)
    if not found:
        raise NotAllowed(
            N_("There is nothing of this kind to draw from in {source}."), source=source
        )
    candidates = tuple(Candidate(name) for name in found)
    return Candidates(candidates, {name: (source, span) for name, span in found.items()})


def drawn_places(
    candidates: Candidates, sampling: Sampling, seed: int, units: Sequence[RoundUnit] = ()
) -> list[Place]:
    """The places that are drawn in addition to the units that the round has."""
    called = {place: name for name, place in candidates.places.items()}
    kept = [
        called.get(place, f"{place}")
        for place in [
            (unit.source, None if unit.whole else Span(unit.start, unit.end)) for unit in units
        ]
    ]
    number = sampling.size(len(candidates.found))
    drawn = draw(candidates.found, number, seed, kept)
    return [candidates.places[name] for name in drawn[len(kept) :]]

"""Whose codings stand for each source: the layer that tables and queries are made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.core.people import Progress, Role
from qualcode.i18n import _
from qualcode.store.gate import refuse_closed
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.compared import layers_begun
from qualcode.store.rows.voices import silent_sources

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.rows.sources import SourceSummary

ANALYSIS = "analysis"
"""The layer that tables are made from unless another is named."""

CONSENSUS = "consensus"
"""Name of the layer of settled codings."""

BESIDE = frozenset({Role.TRAINEE, Role.REPEAT})
"""Roles whose layers stand beside the analysis: practice, and a sample coded again."""


def layer_in_words(name: str) -> str:
    """The name of a layer, in words for those that belong to nobody."""
    return {ANALYSIS: _("analysis"), CONSENSUS: _("consensus")}.get(name, name)


@dataclass(frozen=True, slots=True)
class Layer:
    """Which coder's codings stand for each source."""

    name: str
    """What the note under a table calls it."""
    coder_of: Mapping[str, str]
    """By source; a source without a coder there has nothing to count."""


def analysis_layer(connection: Connection, viewer: int | None, wanted: str = ANALYSIS) -> Layer:
    """The layer of that name, source by source.

    Sources in which everybody who is coded objected to the use of their words are in no layer.

    The analysis layer takes the consensus where all is settled, else the coder who has read the
    source; where several have, one who coded something there, the first by name. Trainees and
    second layers of a coder are left out. It is called by that coder's name where one coder
    stands for every source, so that no table hides whose reading it shows.

    Raises:
        NotFound: there is no coder of that name.
        NotAllowed: an open round closes one of its parts to `viewer`.
    """
    chosen = _chosen_layer(connection, viewer, wanted)
    silent = silent_sources(connection)
    kept = {source: coder for source, coder in chosen.coder_of.items() if source not in silent}
    layer = Layer(chosen.name, kept)
    refuse_closed(connection, viewer, layer.coder_of.items())
    return layer


def _chosen_layer(connection: Connection, viewer: int | None, wanted: str) -> Layer:
    sources = source_rows.list_sources(connection)
    if wanted not in {ANALYSIS, CONSENSUS}:
        case_rows.coder_named(connection, wanted)
        return Layer(wanted, {source.name: wanted for source in sources})
    beside = {c.name for c in case_rows.list_coders(connection) if c.role in BESIDE}
    settled = coding_rows.sources_coded_by(connection, viewer, CONSENSUS)
    coded = layers_begun(connection)
    coder_of: dict[str, str] = {}
    for source in sources:
        if _is_settled(source, settled, wanted):
            coder_of[source.name] = CONSENSUS
        elif wanted == ANALYSIS and (first := _assigned(source, beside, coded)):
            coder_of[source.name] = first
    names = set(coder_of.values())
    return Layer(names.pop() if len(names) == 1 else wanted, coder_of)


def _is_settled(source: SourceSummary, settled: Collection[str], wanted: str) -> bool:
    """Whether the consensus stands for a source: while it is being settled only if asked for."""
    progress = source.progress.get(CONSENSUS)
    if progress is Progress.READING:
        return wanted == CONSENSUS and source.name in settled
    return source.name in settled or progress is Progress.READ


def _assigned(
    source: SourceSummary, beside: Collection[str], coded: Collection[tuple[str, str]]
) -> str | None:
    """Who has read a source, before others one who found something to code in it."""
    finished = {Progress.READ, Progress.LOCKED}
    done = [c for c, state in source.progress.items() if state in finished and c not in beside]
    found = [coder for coder in done if (source.name, coder) in coded]
    return min(found or done, default=None)

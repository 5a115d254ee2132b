"""Whose codings stand for each source: the layer that tables and queries are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.core.people import Progress
from qualcode.store import cases as case_rows
from qualcode.store import codings as coding_rows
from qualcode.store import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.sources import SourceSummary

ANALYSIS = "analysis"
"""The layer that tables are made from unless another is named."""

CONSENSUS = "consensus"
"""Name of the layer of settled codings."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Which coder's codings stand for each source."""

    name: str
    """What the note under a table calls it."""
    coder_of: Mapping[str, str]
    """By source; a source without a coder there has nothing to count."""


def analysis_layer(connection: Connection, viewer: int | None, wanted: str = ANALYSIS) -> Layer:
    """The layer of that name, source by source.

    The analysis layer takes the consensus where there is one, else the coder who has read the
    source; where several have, the first by name. It is called by that coder's name where one
    coder stands for every source, so that no table hides whose reading it shows.

    Raises:
        NotFound: there is no coder of that name.
    """
    sources = source_rows.list_sources(connection)
    if wanted not in {ANALYSIS, CONSENSUS}:
        case_rows.coder_named(connection, wanted)
        return Layer(wanted, {source.name: wanted for source in sources})
    coded = {(name, coder) for name, coder, _ in coding_rows.count_codings(connection, viewer)}
    coder_of: dict[str, str] = {}
    for source in sources:
        if (source.name, CONSENSUS) in coded:
            coder_of[source.name] = CONSENSUS
        elif wanted == ANALYSIS and (first := _assigned(source)):
            coder_of[source.name] = first
    names = set(coder_of.values())
    return Layer(names.pop() if len(names) == 1 else wanted, coder_of)


def _assigned(source: SourceSummary) -> str | None:
    finished = {Progress.READ, Progress.LOCKED}
    return min((c for c, state in source.progress.items() if state in finished), default=None)

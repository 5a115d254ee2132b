"""The codings of a layer as questions, charts and ratings see them: who speaks, in which turns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from qualcode.core.asking.code_conditions import PlacedCode
from qualcode.core.coding import Mark, Valence
from qualcode.core.spans import Span
from qualcode.core.voices import Voice
from qualcode.store.rows import queries as query_rows
from qualcode.store.rows.queries import CodedTurns

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


def placed_codes(
    project: Project,
    connection: Connection,
    voices: Sequence[Voice],
    coder_of: Mapping[str, str] | None,
    refs: frozenset[str] | None = None,
) -> Iterator[PlacedCode]:
    """Codings that the acting coder may see, in the order of places.

    Args:
        project: the project.
        connection: the moment they are read in.
        voices: every speaker of every source.
        coder_of: whose codings stand for each source; None for everybody's.
        refs: only these codes, as `codebook:key`; None for all.
    """
    index = project.memory.code_index(connection)
    ids = None if refs is None else [row.id for row in index.rows if row.ref in refs]
    rows = query_rows.codings_of(connection, project.acting_key(connection), ids)
    turns = query_rows.turns_by_source(connection) if rows else {}
    heard = {(voice.source, voice.speaker): voice for voice in voices}
    for row in rows:
        if coder_of is None or coder_of.get(row.source) == row.coder:
            span = Span(row.start, row.end)
            numbers, speaker = _heard_at(turns[row.source], span)
            yield PlacedCode(
                guid=row.guid,
                source=row.source,
                span=span,
                ref=f"{row.codebook}:{row.code}",
                coder=row.coder,
                valence=Valence(row.valence),
                marks=_marks(row.marks),
                turns=numbers,
                voice=heard[row.source, speaker],
            )


def _heard_at(turns: CodedTurns, span: Span) -> tuple[tuple[int, int], str]:
    """Numbers of the turns where a passage begins and ends, and who speaks where it begins."""
    first = bisect_right(turns.starts, span.start) - 1
    last = bisect_right(turns.starts, span.end - 1) - 1
    return (turns.numbers[first], turns.numbers[last]), turns.speakers[first]


@cache
def _marks(stored: str) -> frozenset[Mark]:
    return frozenset(Mark(mark) for mark in stored.split(",") if mark)

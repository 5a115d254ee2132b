"""The cells of a framework chart: what was said of a code in one column, in a human's words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

BY_CASE = "case"
"""What the columns of a chart are where they are no attribute."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One place in a chart or in a table of ratings: a code in a column."""

    code: str
    """`codebook:key`."""
    by: str
    """What the columns are: `case`, or the id of an attribute such as `network`."""
    value: str
    """Which column: the name of the case, or the value of the attribute."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person wrote in a cell, and the codings it rests on."""

    cell: Cell
    words: str
    concerns: tuple[str, ...] = ()
    """GUIDs of codings, in the order of places."""
    lost: int = 0
    """How many codings it rested on that are no longer there."""


@dataclass(frozen=True, slots=True)
class ChartProgress:
    """How far a chart is: of the cells in which something is coded, how many are summarised."""

    to_write: int
    written: int
    unfounded: int
    """Cells that have a summary though nothing is coded there any more."""


def chart_progress(coded: Collection[Cell], summaries: Iterable[Summary]) -> ChartProgress:
    """Compare the cells in which something is coded with those that have a summary."""
    filled = {summary.cell for summary in summaries}
    cells = set(coded)
    return ChartProgress(len(cells), len(cells & filled), len(filled - cells))

"""Two groups side by side: who raises a code in one and who in the other; counts, never a test."""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.core.errors import NotFound
from qualcode.core.tables.crosstab import CrossRow, Crosstab, Measure, Side
from qualcode.i18n import N_

PERCENT_FROM = 20
"""Persons that both groups need before percentages are told, unless the study says otherwise."""


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """A row in the two groups."""

    row: CrossRow
    first: int
    """Participants of the first group who raised it."""
    second: int
    segments: tuple[int, int]
    raised_by: str
    """`both`, `first`, `second` or `neither`."""
    out_of: tuple[int, int]
    """Participants of each group, or those of them who were asked."""
    difference: float | None
    """Share of the first group minus share of the second; None where a group is too small."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Who raises what in two groups."""

    names: tuple[str, str]
    out_of: tuple[int, int]
    """Participants of each group."""
    side: Side
    rows: tuple[ContrastRow, ...]
    percent_from: int


def contrast(
    table: Crosstab,
    first: str,
    second: str,
    side: Side = Side.ANY,
    percent_from: int = PERCENT_FROM,
) -> Contrast:
    """Compare two columns of a matrix, row by row.

    Args:
        table: by an attribute.
        first: value of a column.
        second: value of another.
        side: which passages.
        percent_from: persons that both groups need for a difference of shares.

    Raises:
        NotFound: there is no such column.
    """
    values = [column.value for column in table.columns]
    for value in (first, second):
        if value not in values:
            raise NotFound(
                N_("The matrix has no column “{value}”. There are: {values}."),
                value=value,
                values=", ".join(values) or "—",
            )
    places = values.index(first), values.index(second)
    columns = [table.columns[place] for place in places]
    out_of = tuple(column.out_of(Measure.PARTICIPANTS) or 0 for column in columns)
    rows = []
    for number, row in enumerate(table.rows):
        one, other = (table.count(number, p, Measure.PARTICIPANTS, side) for p in places)
        passages = tuple(table.count(number, p, Measure.SEGMENTS, side) for p in places)
        asked = tuple(table.out_of(number, p, Measure.PARTICIPANTS) or 0 for p in places)
        enough = min(asked) >= max(percent_from, 1)
        names = {(True, True): "both", (True, False): "first", (False, True): "second"}
        rows.append(
            ContrastRow(
                row=row,
                first=one,
                second=other,
                segments=(passages[0], passages[1]),
                raised_by=names.get((one > 0, other > 0), "neither"),
                out_of=(asked[0], asked[1]),
                difference=one / asked[0] - other / asked[1] if enough else None,
            )
        )
    named = columns[0].name, columns[1].name
    return Contrast(named, (out_of[0], out_of[1]), side, tuple(rows), percent_from)

"""Tables that describe persons: small groups are masked, also against subtraction.

Masked is every cell with fewer persons than the least, but none; and then so many others that no
reader finds it again from the totals. A masked cell stands in a rectangle of masked cells, so
that there is another table with the same totals and other numbers in its corners (complementary
suppression; see Willenborg & de Waal, Elements of Statistical Disclosure Control, 2001, ch. 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonTable:
    """How many persons there are by two facts, as it may be shown: None where masked."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    """By row, then column."""
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int
    least: int
    """Cells of fewer persons than this, and what would betray them, are masked; 0 for none."""

    @property
    def masked(self) -> int:
        """How many cells and totals are masked."""
        cells = [cell for row in self.counts for cell in row]
        return sum(cell is None for cell in (*cells, *self.row_totals, *self.column_totals))


def person_table(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    least: int = 0,
) -> PersonTable:
    """The table with its totals, small cells masked; the number of all persons is never masked.

    Args:
        rows: what the rows are called.
        columns: what the columns are called.
        counts: persons by row and column, none twice.
        least: the smallest number of persons that is told; 0 masks nothing.
    """
    grid = [[*row, sum(row)] for row in counts]
    grid.append([sum(column) for column in zip(*grid, strict=True)] or [0])
    masked = masked_cells(grid, least)
    shown = [
        tuple(None if (i, j) in masked else value for j, value in enumerate(row))
        for i, row in enumerate(grid)
    ]
    return PersonTable(
        rows=tuple(rows),
        columns=tuple(columns),
        counts=tuple(row[:-1] for row in shown[:-1]),
        row_totals=tuple(row[-1] for row in shown[:-1]),
        column_totals=shown[-1][:-1],
        total=grid[-1][-1],
        least=least,
    )


def masked_cells(grid: Sequence[Sequence[int]], least: int) -> set[tuple[int, int]]:
    """Which cells of a table are not shown, the last row and column being its totals.

    The last cell of all, the number of all persons, is known from elsewhere and always shown.
    """
    last = (len(grid) - 1, len(grid[0]) - 1)
    small = [
        (i, j)
        for i, row in enumerate(grid)
        for j, value in enumerate(row)
        if 0 < value < least and (i, j) != last
    ]
    masked = set(small)
    for cell in small:
        best = min(
            _rectangles(grid, cell),
            key=lambda corners: (_cost(grid, corners, masked), sorted(corners)),
            default=frozenset[tuple[int, int]](),
        )
        masked |= best
    return masked


def _rectangles(
    grid: Sequence[Sequence[int]], cell: tuple[int, int]
) -> Iterator[frozenset[tuple[int, int]]]:
    """Rectangles at a cell whose numbers can be moved by one, all totals staying."""
    i, j = cell
    last_row, last_column = len(grid) - 1, len(grid[0]) - 1
    for k in range(len(grid)):
        for n in range(last_column + 1):
            corners = frozenset({(i, j), (i, n), (k, j), (k, n)})
            if len(corners) == 4 and (last_row, last_column) not in corners:
                for step in (-1, 1):
                    moved = {(i, j): step, (k, n): step, (i, n): -step, (k, j): -step}
                    if all(
                        grid[a][b] + (-way if (a == last_row) != (b == last_column) else way) >= 0
                        for (a, b), way in moved.items()
                    ):
                        yield corners
                        break


def _cost(
    grid: Sequence[Sequence[int]],
    corners: frozenset[tuple[int, int]],
    masked: set[tuple[int, int]],
) -> tuple[int, int]:
    """What a rectangle takes from the table: totals first, then persons."""
    last_row, last_column = len(grid) - 1, len(grid[0]) - 1
    new = [cell for cell in corners if cell not in masked]
    totals = sum(i == last_row or j == last_column for i, j in new)
    return totals * 1_000_000 + sum(1 + grid[i][j] for i, j in new), len(new)

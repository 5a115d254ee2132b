"""Tables of the screens: numbers to the right, one column that takes what is left of the width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import App
from textual.widgets import DataTable

from qualcode.tui.settings import LARGE_PRINT


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title and how its cells stand."""

    title: str
    number: bool = False
    """Whether it stands to the right."""
    wide: bool = False
    """Whether it takes the width that the others leave, its end cut where it must be."""
    least: int = 12
    """Least width of such a column."""
    minor: bool = False
    """Whether large print does without it."""


def row_height(app: App[Any]) -> int:
    """How many lines a row takes: two in large print."""
    return 2 if app.theme == LARGE_PRINT else 1


def fill(
    table: DataTable[Any],
    columns: Sequence[Column],
    rows: Iterable[Sequence[str | Text]],
    *,
    width: int,
    keys: Sequence[str] = (),
) -> None:
    """Put rows into a table in place of those it has; the cursor stays in its row.

    Args:
        table: the table.
        columns: what stands in it.
        rows: a cell a column.
        width: how many cells the table may take.
        keys: a key a row, or none.
    """
    large = table.app.theme == LARGE_PRINT
    if large:
        kept = [at for at, column in enumerate(columns) if not column.minor]
        columns = [columns[at] for at in kept]
        rows = [[row[at] for at in kept] for row in rows]
    held = [[cell if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
    row = table.cursor_row
    table.clear(columns=True)
    room = _room(columns, held, width)
    for column in columns:
        title = Text(column.title, justify="right" if column.number else None, no_wrap=True)
        table.add_column(title, width=max(room, column.least) if column.wide else None)
    for at, cells in enumerate(held):
        pairs = zip(cells, columns, strict=True)
        shown = [_set(cell, column, max(room, column.least)) for cell, column in pairs]
        table.add_row(*shown, key=keys[at] if keys else None, height=row_height(table.app))
    table.move_cursor(row=min(max(row, 0), max(len(held) - 1, 0)))


def _room(columns: Sequence[Column], rows: Sequence[Sequence[Text]], width: int) -> int:
    """What is left for the wide columns, each; a column has a blank cell on either side."""
    taken = 2  # the scrollbar
    for at, column in enumerate(columns):
        cells = [] if column.wide else [cell_len(row[at].plain) for row in rows]
        taken += 2 + (max([cell_len(column.title), *cells]) if not column.wide else 0)
    wide = sum(column.wide for column in columns)
    return max(0, width - taken) // wide if wide else 0


def _set(cell: Text, column: Column, room: int) -> Text:
    words = cell.plain
    if column.wide and cell_len(words) > room:
        return Text(f"{set_cell_size(words, room - 1).rstrip()}…", style=cell.style, no_wrap=True)
    shown = cell.copy()
    shown.justify = "right" if column.number else None
    shown.no_wrap = True
    return shown

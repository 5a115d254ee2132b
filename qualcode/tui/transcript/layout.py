"""Where everything of a transcript stands on screen: rows of text, and codings in lanes.

Pure arithmetic: it knows rows and cells, not widgets. A row holds the characters from its start
up to, not including, its end; a coding has one lane over all the rows that it touches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qualcode.core.coding import Valence
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.tui.transcript.cells import column_in, drawn, offset_in
from qualcode.tui.transcript.lanes import assign_lanes, lowest_free
from qualcode.tui.transcript.wrap import RowKind, VisualLine, rows_of

__all__ = ["Placed", "RowKind", "ShownCoding", "TranscriptLayout", "VisualLine"]


@dataclass(frozen=True, slots=True)
class ShownCoding:
    """What the margin needs of a coding."""

    guid: str
    span: Span
    letters: str
    """Two or three letters that stand for the code."""
    valence: Valence = Valence.UNSET
    coder: str = ""
    hue: int = 0
    """Number of the colour of the code's family."""

    @property
    def order(self) -> tuple[int, int, str]:
        """Codings in the order in which a reader meets them, the longer first."""
        return (self.span.start, -self.span.end, self.guid)


class Placed(NamedTuple):
    """A coding with the rows from `first` to `last` and the lane where it is drawn."""

    coding: ShownCoding
    first: int
    last: int
    lane: int

    @property
    def rows(self) -> range:
        """The rows that it touches."""
        return range(self.first, self.last + 1)


class TranscriptLayout:
    """A transcript and its codings at one width."""

    def __init__(
        self, transcript: Transcript, width: int, codings: Iterable[ShownCoding] = ()
    ) -> None:
        """Lay everything out.

        Args:
            transcript: the text with its turns.
            width: cells of a row of text.
            codings: what the margin shows.
        """
        self.transcript = transcript
        self.shown = drawn(transcript.text)
        """The text as it is drawn, at the same offsets."""
        self.width = 0
        self.rows: list[VisualLine] = []
        self._starts: list[int] = []
        self._placed: dict[str, Placed] = {}
        self._on_row: dict[int, list[Placed]] = {}
        self._order: list[tuple[int, int, str]] = []
        self._lay_out(width, list(codings))

    def rewrap(self, width: int) -> None:
        """Lay the same out at another width, lanes as few as can be."""
        self._lay_out(width, self.codings)

    def _lay_out(self, width: int, codings: list[ShownCoding]) -> None:
        self.width = max(width, 1)
        self.rows = rows_of(self.transcript, self.shown, self.width)
        self._starts = [row.start for row in self.rows]
        self._placed.clear()
        self._on_row.clear()
        self._order.clear()
        if self.rows:
            self._place_all(codings)

    def _place_all(self, codings: list[ShownCoding]) -> None:
        codings.sort(key=lambda coding: coding.order)
        self._order = [coding.order for coding in codings]
        touched = [self.rows_of(coding.span) for coding in codings]
        lanes = assign_lanes([(rows.start, rows.stop) for rows in touched])
        for coding, rows, lane in zip(codings, touched, lanes, strict=True):
            self._put(Placed(coding, rows.start, rows.stop - 1, lane))

    def row_of(self, offset: int) -> int:
        """The row that holds the character at `offset`; the last row for what lies past it."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def rows_of(self, span: Span) -> range:
        """The rows that `span` touches."""
        first = self.row_of(span.start)
        return range(first, max(bisect_left(self._starts, span.end), first + 1))

    def column_of(self, offset: int) -> int:
        """The cell, in its row, where the character at `offset` is drawn."""
        row = self.rows[self.row_of(offset)]
        return column_in(self.shown, row.start, offset)

    def offset_at(self, row: int, column: int) -> int:
        """The character drawn at a cell, or the nearest one of that row; 0 for an empty text."""
        if not self.rows:
            return 0
        line = self.rows[min(max(row, 0), len(self.rows) - 1)]
        return offset_in(self.shown, line.start, line.end, column)

    def visible_end(self, row: int) -> int:
        """Where the drawn part of a row ends: white space at its end is not drawn."""
        line = self.rows[row]
        return line.start + len(self.shown[line.start : line.end].rstrip())

    def on_row(self, row: int) -> Sequence[Placed]:
        """The codings that touch a row."""
        return self._on_row.get(row, ())

    def placed(self, guid: str) -> Placed | None:
        """Where a coding stands, or None where it is not shown."""
        return self._placed.get(guid)

    @property
    def codings(self) -> list[ShownCoding]:
        """All codings in reading order."""
        return [self._placed[guid].coding for _start, _end, guid in self._order]

    def codings_at(self, offset: int) -> list[ShownCoding]:
        """The codings of the character at `offset`, the shortest first."""
        if not self.rows:
            return []
        here = [p.coding for p in self.on_row(self.row_of(offset)) if offset in p.coding.span]
        return sorted(here, key=lambda coding: (len(coding.span), coding.order))

    def codings_over(self, span: Span) -> list[ShownCoding]:
        """The codings of a passage: those where it begins, then those that begin later in it."""
        begin = self.codings_at(span.start)
        if not self.rows:
            return begin
        rows = range(self.row_of(span.start), self.row_of(span.end - 1) + 1)
        placed = {p.coding.guid: p.coding for row in rows for p in self.on_row(row)}
        known = {coding.guid for coding in begin}
        later = [c for c in placed.values() if c.guid not in known and c.span.overlaps(span)]
        return begin + sorted(later, key=lambda coding: (coding.span, coding.order))

    def next_coding(
        self, offset: int, direction: int, after: str | None = None
    ) -> ShownCoding | None:
        """The coding that follows (or precedes) in reading order, or None at the end.

        Args:
            offset: from where, when no coding is focused.
            direction: 1 or -1.
            after: GUID of the focused coding.
        """
        placed = self._placed.get(after) if after else None
        if placed is not None:
            index = bisect_left(self._order, placed.coding.order) + direction
        else:
            place = bisect_left(self._order, (offset, -len(self.shown) - 1, ""))
            index = place if direction > 0 else place - 1
        if not 0 <= index < len(self._order):
            return None
        return self._placed[self._order[index][2]].coding

    def add(self, coding: ShownCoding) -> range:
        """Show one more coding, or a changed one; the rows to draw again.

        It takes the lowest lane that is free over its rows: no other coding moves.
        """
        if not self.rows:
            return range(0)
        before = self.remove(coding.guid)
        rows = self.rows_of(coding.span)
        lane = lowest_free(p.lane for row in rows for p in self.on_row(row))
        insort(self._order, coding.order)
        self._put(Placed(coding, rows.start, rows.stop - 1, lane))
        if not before:
            return rows
        return range(min(before.start, rows.start), max(before.stop, rows.stop))

    def remove(self, guid: str) -> range:
        """Show a coding no longer; the rows to draw again, none where it was not shown."""
        placed = self._placed.pop(guid, None)
        if placed is None:
            return range(0)
        self._order.pop(bisect_left(self._order, placed.coding.order))
        for row in placed.rows:
            left = [other for other in self._on_row[row] if other.coding.guid != guid]
            if left:
                self._on_row[row] = left
            else:
                del self._on_row[row]
        return placed.rows

    def _put(self, placed: Placed) -> None:
        self._placed[placed.coding.guid] = placed
        for row in placed.rows:
            self._on_row.setdefault(row, []).append(placed)

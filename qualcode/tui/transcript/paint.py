"""Rows of a transcript as strips: the gutter, the words, and the margin with its lanes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from qualcode.core.coding import Valence
from qualcode.core.spans import Span
from qualcode.core.text import Locator
from qualcode.tui.transcript.cells import piece_at
from qualcode.tui.transcript.layout import Placed, RowKind, ShownCoding, TranscriptLayout

LANE = 5
"""Cells of a lane: three letters, a sign, a gap."""
WIDE = 100
"""From this many cells on, a view has room for all lanes."""
LANES_WIDE, LANES_NARROW = 8, 4
MEASURE = 100
"""Longest row of text: wider ones are tiring to read."""
REPEAT = 10
"""Letters of a long coding, and numbers of a long turn, come again after this many rows."""

_CLOCK = re.compile(r"\d:\d\d")


@dataclass(frozen=True, slots=True)
class Frame:
    """How a view's width is shared out, in cells."""

    gutter: int
    text: int
    lanes: int

    @classmethod
    def fit(cls, width: int, turns: int, *, has_margin: bool = True) -> Frame:
        """The shares of `width` cells for a transcript of so many turns."""
        gutter = max(len(str(turns)), 2) + 2
        lanes = (LANES_WIDE if width >= WIDE else LANES_NARROW) if has_margin else 0
        text = width - gutter - 1 - lanes * LANE - 1
        return cls(gutter, max(min(text, MEASURE), 10), lanes)

    @property
    def margin(self) -> int:
        """The cell where the lanes begin."""
        return self.gutter + self.text + 1


@dataclass(frozen=True, slots=True)
class Styles:
    """The look of everything in a row, resolved from the stylesheet."""

    base: Style
    number: Style
    speaker: Style
    interviewer: Style
    uncoded: Style
    outside: Style
    density: tuple[Style, Style, Style]
    cursor: Style
    uncoded_cursor: Style
    selection: Style
    hit: Style
    focused: Style
    focused_letters: Style
    marker: Style
    more: Style
    hues: tuple[Style, ...]
    signs: dict[Valence, Style]


class State(NamedTuple):
    """What is highlighted in one row; rows of equal state look the same."""

    passage: Span | None = None
    """The part of the cursor or of the selection that lies in the row."""
    look: str = "cursor"
    """`cursor`, `uncoded` or `selection`."""
    focused: str | None = None
    """GUID of the focused coding, where it touches the row."""


_MARKERS = {"cursor": "▌", "uncoded": "╎", "selection": "█"}


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws the rows of one layout."""

    layout: TranscriptLayout
    styles: Styles
    frame: Frame
    hits: Locator
    """Passages found by a search."""
    tags: Mapping[int, str] = field(default_factory=dict)
    """What stands after a label, by the number of its turn."""

    def strip(self, row: int, state: State, width: int) -> Strip:
        """The strip of a row, `width` cells wide."""
        segments = [
            *self._gutter(row, state),
            *self._text(row, state),
            Segment(" ", self.styles.base),
            *self._margin(row, state),
        ]
        strip = Strip(segments).simplify()
        return strip.adjust_cell_length(width, self.styles.base)

    def _gutter(self, row: int, state: State) -> Iterator[Segment]:
        marker = _MARKERS[state.look] if state.passage else " "
        yield Segment(marker, self.styles.marker)
        number = self._number(row)
        yield Segment(f"{number:>{self.frame.gutter - 2}} ", self.styles.number)

    def _number(self, row: int) -> str:
        line = self.layout.rows[row]
        if line.turn is None:
            return ""
        turn = self.layout.transcript.turns[line.turn]
        opening = turn.label or turn.speech
        first = self.layout.row_of(opening.start) if opening else row
        return str(turn.index) if (row - first) % REPEAT == 0 else ""

    def _text(self, row: int, state: State) -> Iterator[Segment]:
        line = self.layout.rows[row]
        shown = self.layout.shown
        end = self.layout.visible_end(row)
        base = self._base(row)
        used = 0
        for start, stop, style in self._pieces(row, line.start, end, base, state):
            words = shown[start:stop]
            used += cell_len(words)
            yield Segment(words, style)
        if line.kind is RowKind.LABEL:
            time = self._time(row)
            if time and used + len(time) <= self.frame.text:
                used += len(time)
                yield Segment(time, self.styles.number)
            tag = self._tag(row, self.frame.text - used)
            used += cell_len(tag)
            yield Segment(tag, self.styles.marker)
        if used < self.frame.text:
            yield Segment(" " * (self.frame.text - used), self.styles.base)

    def _tag(self, row: int, room: int) -> str:
        """What stands after the label of the turn that begins in a row, as far as there is room."""
        line = self.layout.rows[row]
        if line.turn is None or not self.tags:
            return ""
        tag = self.tags.get(self.layout.transcript.turns[line.turn].index, "")
        return f"  {tag}"[:room] if tag and room > 3 else ""

    def _time(self, row: int) -> str:
        """When the turn begins, where its label does not say so itself."""
        line = self.layout.rows[row]
        transcript = self.layout.transcript
        turn = transcript.turns[line.turn] if line.turn is not None else None
        if turn is None or turn.start_ms is None or turn.label is None:
            return ""
        if _CLOCK.search(turn.label.of(transcript.text)):
            return ""
        minutes, seconds = divmod(turn.start_ms // 1000, 60)
        hours, minutes = divmod(minutes, 60)
        return f"  {hours}:{minutes:02}:{seconds:02}" if hours else f"  {minutes}:{seconds:02}"

    def _base(self, row: int) -> Style:
        line = self.layout.rows[row]
        if line.turn is None:
            return self.styles.outside
        transcript = self.layout.transcript
        coded = transcript.speakers[transcript.turns[line.turn].speaker].coded
        if line.kind is RowKind.LABEL:
            return self.styles.speaker if coded else self.styles.interviewer
        return self.styles.base if coded else self.styles.uncoded

    def _pieces(
        self, row: int, start: int, end: int, base: Style, state: State
    ) -> Iterator[tuple[int, int, Style]]:
        """The row cut wherever its look changes, each piece with its style."""
        placed = self.layout.on_row(row)
        hits = self._hits(start, end)
        spans = [p.coding.span for p in placed] + hits
        if state.passage:
            spans.append(state.passage)
        cuts = {start, end}
        for span in spans:
            cuts.update(
                piece_at(self.layout.shown, start, edge, end)
                for edge in (span.start, span.end)
                if start < edge < end
            )
        edges = sorted(cuts)
        for first, last in pairwise(edges):
            yield first, last, self._style(Span(first, last), placed, hits, base, state)

    def _hits(self, start: int, end: int) -> list[Span]:
        touched = self.hits.touched(Span(start, end)) if start < end else range(0)
        return [self.hits.pieces[index] for index in touched]

    def _style(
        self,
        piece: Span,
        placed: Sequence[Placed],
        hits: list[Span],
        base: Style,
        state: State,
    ) -> Style:
        styles = self.styles
        here = [p.coding for p in placed if p.coding.span.overlaps(piece)]
        style = base
        if here:
            style += styles.density[min(len(here), 3) - 1]
        if any(hit.overlaps(piece) for hit in hits):
            style += styles.hit
        if state.passage and state.passage.overlaps(piece):
            style += {
                "cursor": styles.cursor,
                "uncoded": styles.uncoded_cursor,
                "selection": styles.selection,
            }[state.look]
        if any(coding.guid == state.focused for coding in here):
            style += styles.focused
        return style

    def _margin(self, row: int, state: State) -> Iterator[Segment]:
        placed = self.layout.on_row(row)
        lanes: list[Placed | None] = [None] * self.frame.lanes
        hidden = 0
        for one in placed:
            if one.lane < self.frame.lanes:
                lanes[one.lane] = one
            else:
                hidden += 1
        for here in lanes:
            if here is None:
                yield Segment(" " * LANE, self.styles.base)
            else:
                yield from self._lane(row, here, here.coding.guid == state.focused)
        yield Segment("+" if hidden else " ", self.styles.more)

    def _lane(self, row: int, placed: Placed, focused: bool) -> Iterator[Segment]:
        styles = self.styles
        coding = placed.coding
        hue = styles.hues[coding.hue % len(styles.hues)]
        look = hue + styles.focused_letters if focused else hue
        is_end = placed.first < row == placed.last
        if (row - placed.first) % REPEAT == 0 and not is_end:
            yield from self._letters(coding, look, focused)
        else:
            yield Segment("╰" if is_end else "│", look)
            yield Segment(" " * (LANE - 1), styles.base)

    def _letters(self, coding: ShownCoding, look: Style, focused: bool) -> Iterator[Segment]:
        styles = self.styles
        sign = styles.signs[coding.valence]
        yield Segment(coding.letters[: LANE - 2], look + Style(bold=True))
        yield Segment(coding.valence.sign, sign + styles.focused_letters if focused else sign)
        yield Segment(" " * max(LANE - 1 - len(coding.letters), 1), styles.base)

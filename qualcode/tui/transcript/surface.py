"""A scrolling surface that shows a transcript: rows, margin, highlights, and its own width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, NamedTuple

from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.core.coding import Valence
from qualcode.core.spans import Span
from qualcode.core.text import Locator
from qualcode.core.transcript import Transcript
from qualcode.tui.theme import HUES
from qualcode.tui.transcript.layout import ShownCoding, TranscriptLayout
from qualcode.tui.transcript.paint import LANE, Frame, Painter, State, Styles

CONTEXT = 2
"""Rows kept in sight above and below the passage."""
KEPT_STRIPS = 600
"""Rows remembered as drawn: some screenfuls."""

EMPTY = Transcript("", "", "", "", (), {}, ())
"""What is shown before anything is."""


class Highlight(NamedTuple):
    """What stands out on the surface."""

    passage: Span | None = None
    look: str = "cursor"
    """How the passage looks: `cursor`, `uncoded` or `selection`."""
    focused: str | None = None
    """GUID of the focused coding."""


class TranscriptSurface(ScrollView):
    """Draws a transcript, one strip a row, and only the rows that change.

    What a row looks like depends on the layout, on the styles and on its `State` alone; strips
    are kept until one of them changes.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transcript--number",
        "transcript--speaker",
        "transcript--interviewer",
        "transcript--uncoded",
        "transcript--outside",
        "transcript--density-1",
        "transcript--density-2",
        "transcript--density-3",
        "transcript--cursor",
        "transcript--uncoded-cursor",
        "transcript--selection",
        "transcript--hit",
        "transcript--focused",
        "transcript--focused-letters",
        "transcript--marker",
        "transcript--more",
        "transcript--barrier",
        "transcript--lever",
        "transcript--ambivalent",
        "transcript--neutral",
        *(f"transcript--hue-{n}" for n in range(1, HUES + 1)),
    }
    DEFAULT_CSS = """
    TranscriptSurface {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        & > .transcript--number { color: $muted-text; }
        & > .transcript--speaker { color: $foreground; text-style: bold; }
        & > .transcript--interviewer { color: $muted-text; text-style: italic; }
        & > .transcript--uncoded { color: $muted-text; }
        & > .transcript--outside { color: $muted-text; text-style: italic; }
        & > .transcript--density-1 { background: $density-1; text-style: $density-1-style; }
        & > .transcript--density-2 { background: $density-2; text-style: $density-2-style; }
        & > .transcript--density-3 { background: $density-3; text-style: $density-3-style; }
        & > .transcript--cursor {
            background: $passage-background; color: $passage-text; text-style: $passage-style;
        }
        & > .transcript--uncoded-cursor {
            background: $uncoded-passage-background; color: $uncoded-passage-text;
            text-style: $uncoded-passage-style;
        }
        & > .transcript--selection {
            background: $selection-background; color: $selection-text;
            text-style: $selection-style;
        }
        & > .transcript--hit {
            background: $hit-background; color: $hit-text; text-style: $hit-style;
        }
        & > .transcript--focused { text-style: bold; }
        & > .transcript--focused-letters { text-style: reverse; }
        & > .transcript--marker { color: $accent; text-style: bold; }
        & > .transcript--more { color: $foreground; text-style: bold; }
        & > .transcript--barrier { color: $barrier; text-style: bold; }
        & > .transcript--lever { color: $lever; text-style: bold; }
        & > .transcript--ambivalent { color: $ambivalent; text-style: bold; }
        & > .transcript--neutral { color: $foreground; text-style: bold; }
        & > .transcript--hue-1 { color: $hue-1; }
        & > .transcript--hue-2 { color: $hue-2; }
        & > .transcript--hue-3 { color: $hue-3; }
        & > .transcript--hue-4 { color: $hue-4; }
        & > .transcript--hue-5 { color: $hue-5; }
        & > .transcript--hue-6 { color: $hue-6; }
        & > .transcript--hue-7 { color: $hue-7; }
        & > .transcript--hue-8 { color: $hue-8; }
    }
    """

    def __init__(self, *, name: str | None, id: str | None, classes: str | None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        self._frame = Frame.fit(80, 0)
        self._layout = TranscriptLayout(EMPTY, self._frame.text)
        self._highlight = Highlight()
        self._hits = Locator(())
        self._tags: Mapping[int, str] = {}
        self._strips: LRUCache[int, tuple[State, Strip]] = LRUCache(KEPT_STRIPS)
        self._painter: Painter | None = None
        self._top = 0
        self._height = 0
        self._is_placing = False
        """Whether the view scrolls by itself; the character at the top is then not the reader's."""
        self.has_margin = True
        """Whether room is kept beside the text for codings; set it before a text is shown."""

    @property
    def transcript(self) -> Transcript:
        """What is shown."""
        return self._layout.transcript

    @property
    def text_layout(self) -> TranscriptLayout:
        """Where everything stands at the present width."""
        return self._layout

    def lay_out(self, transcript: Transcript, codings: Iterable[ShownCoding], top: int) -> None:
        """Show a transcript with the character at offset `top` in the first row in sight."""
        self._frame = self._shares(transcript)
        self._layout = TranscriptLayout(transcript, self._frame.text, codings)
        self._place(top)

    def highlight(self, new: Highlight) -> None:
        """Let other words stand out; draws the rows that this changes."""
        old, self._highlight = self._highlight, new
        if old == new or not self._layout.rows:
            return
        touched: set[int] = set()
        for one in (old, new):
            if one.passage is not None:
                touched.update(self._layout.rows_of(one.passage))
            placed = self._layout.placed(one.focused) if one.focused else None
            touched.update(placed.rows if placed else ())
        for row in sorted(touched):
            if self._state(row, old) != self._state(row, new):
                self.refresh_line(row)

    def mark(self, hits: Iterable[Span]) -> None:
        """Mark what a search found."""
        self._hits = Locator(sorted(hits))
        self.repaint()

    def tag_turns(self, tags: Mapping[int, str]) -> None:
        """Write something after the labels of turns, by number of the turn."""
        if tags != self._tags:
            self._tags = tags
            self.repaint()

    def redraw(self, rows: range) -> None:
        """Draw rows anew whose codings changed."""
        for row in rows:
            self._strips.discard(row)
        if rows:
            self.refresh_lines(rows.start, len(rows))

    def repaint(self) -> None:
        """Draw everything anew."""
        self._painter = None
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw everything anew under another theme."""
        super().notify_style_update()
        self.repaint()

    def render_line(self, y: int) -> Strip:
        """The strip of one row in sight."""
        row = self.scroll_offset.y + y
        if row >= len(self._layout.rows):
            return Strip.blank(self._room, self.rich_style)
        state = self._state(row, self._highlight)
        kept = self._strips.get(row)
        if kept is not None and kept[0] == state:
            return kept[1]
        strip = self._draw(row, state)
        self._strips[row] = (state, strip)
        return strip

    def _draw(self, row: int, state: State) -> Strip:
        if self._painter is None:
            self._painter = Painter(
                self._layout, self._styles(), self._frame, self._hits, self._tags
            )
        return self._painter.strip(row, state, self._room)

    def _state(self, row: int, highlight: Highlight) -> State:
        line = self._layout.rows[row]
        focused = highlight.focused
        placed = self._layout.placed(focused) if focused else None
        if placed is None or row not in placed.rows:
            focused = None
        whole = highlight.passage
        passage = whole.intersection(Span(line.start, line.end)) if whole else None
        return State(passage, highlight.look if passage else "cursor", focused)

    def _styles(self) -> Styles:
        def look(name: str) -> Style:
            return self.get_component_rich_style(f"transcript--{name}", partial=True)

        base = self.rich_style
        return Styles(
            base=base,
            number=base + look("number"),
            speaker=base + look("speaker"),
            interviewer=base + look("interviewer"),
            uncoded=base + look("uncoded"),
            outside=base + look("outside"),
            density=(look("density-1"), look("density-2"), look("density-3")),
            cursor=look("cursor"),
            uncoded_cursor=look("uncoded-cursor"),
            selection=look("selection"),
            hit=look("hit"),
            focused=look("focused"),
            focused_letters=look("focused-letters"),
            marker=base + look("marker"),
            more=base + look("more"),
            hues=tuple(base + look(f"hue-{n}") for n in range(1, HUES + 1)),
            signs={
                valence: base + (look(valence.value) if valence is not Valence.UNSET else Style())
                for valence in Valence
            },
        )

    @property
    def _room(self) -> int:
        """The cells of a row, scrollbar apart; a guess before the first layout."""
        return self.scrollable_content_region.width or max(self.app.size.width - 1, 1)

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        was_in_sight = self._is_drawn_within(self._height)
        self._is_placing = True
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        self._is_placing = False
        height = self.scrollable_content_region.height
        if self._room != self.virtual_size.width:
            self._fit(was_in_sight)
        elif height != self._height:
            self._keep_in_sight(was_in_sight)
        self._height = height
        return changed

    def _fit(self, was_in_sight: bool) -> None:
        """Lay the text out for the width there is.

        The character at the top keeps its place, unless the passage in sight would be lost.
        """
        frame = self._shares(self.transcript)
        if frame.text != self._frame.text:
            self._layout.rewrap(frame.text)
        self._frame = frame
        self._place(self._top)
        if was_in_sight:
            self._keep_in_sight(was_in_sight)

    def _shares(self, transcript: Transcript) -> Frame:
        return Frame.fit(self._room, len(transcript.turns), has_margin=self.has_margin)

    def _place(self, top: int) -> None:
        self._is_placing = True
        self.virtual_size = Size(self._room, len(self._layout.rows))
        self.scroll_to(y=self._layout.row_of(top), animate=False)
        self._is_placing = False
        self._top = top
        self.repaint()

    def _keep_in_sight(self, was_in_sight: bool) -> None:
        """Follow a height that something docked takes away, and gives back later."""
        self._is_placing = True
        self.scroll_to(y=self._layout.row_of(self._top), animate=False)
        if was_in_sight and self._highlight.passage is not None:
            self.bring_into_sight(self._highlight.passage)
        self._is_placing = False

    @property
    def is_in_sight(self) -> bool:
        """Whether the first row of the highlighted passage is drawn now."""
        return self._is_drawn_within(self.scrollable_content_region.height)

    def _is_drawn_within(self, height: int) -> bool:
        passage = self._highlight.passage
        row = self._layout.row_of(passage.start) if passage else -1
        return self.scroll_offset.y <= row < self.scroll_offset.y + height

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember which character stands at the top."""
        super().watch_scroll_y(old_value, new_value)
        rows = self._layout.rows
        if rows and not self._is_placing:
            self._top = rows[min(round(new_value), len(rows) - 1)].start

    def bring_into_sight(self, span: Span) -> None:
        """Scroll as little as shows a passage with some rows around it; far jumps land higher.

        A passage that fills the view already leaves it as it is.
        """
        height = self.scrollable_content_region.height
        if not height or not self._layout.rows:
            return
        rows = self._layout.rows_of(span)
        context = min(CONTEXT, (height - 1) // 2)
        top = self.scroll_offset.y
        first, last = rows.start - context, rows.stop - 1 + context
        if rows.start < top and rows.stop > top + height:
            return
        if first < top:
            target = first if top - first < height else first - height // 3
        elif last >= top + height:
            target = last - height + 1 if last - top < 2 * height else first - height // 3
            target = min(target, first)
        else:
            return
        self.scroll_to(y=max(target, 0), animate=False)

    def character_at(self, x: int, y: int) -> int:
        """The offset of the character drawn at a cell of the widget, or of the nearest one."""
        return self._layout.offset_at(self.scroll_offset.y + y, x - self._frame.gutter)

    def coding_at(self, x: int, y: int) -> ShownCoding | None:
        """The coding whose lane is drawn at a cell of the margin, or None."""
        lane, rest = divmod(x - self._frame.margin, LANE)
        if lane < 0 or rest == LANE - 1:
            return None
        for placed in self._layout.on_row(self.scroll_offset.y + y):
            if placed.lane == lane < self._frame.lanes:
                return placed.coding
        return None

"""The transcript to read and code: a cursor of words and sentences, a selection, a margin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.core.address import address_of
from qualcode.core.coding import Valence
from qualcode.core.passages import is_codable, selection_problem
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.i18n.numbers import quoted
from qualcode.tui.keys import bindings, translated
from qualcode.tui.theme import HUES
from qualcode.tui.transcript.cursor import Cursor
from qualcode.tui.transcript.layout import ShownCoding, TranscriptLayout
from qualcode.tui.transcript.moves import Unit
from qualcode.tui.transcript.paint import LANE, Frame, Painter, State, Styles

CONTEXT = 2
"""Rows kept in sight above and below the cursor."""

_NOWHERE = Transcript("", "", "", "", (), {}, ())


class TranscriptView(ScrollView, can_focus=True):
    """A transcript with its codings, one strip a row.

    The cursor is a highlighted word or sentence. A selection, where there is one, takes its place
    as the passage that the next code goes to. Interviewers' words can be walked through; the
    cursor there looks different and `CursorMoved.codable` is False.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("transcript")
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
    TranscriptView {
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
        & > .transcript--hit { background: $hit-background; color: $hit-text; text-style: $hit-style; }
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

    cursor: reactive[Span | None] = reactive(None, repaint=False, init=False)
    """The word or sentence where the reader stands; None in a text without words."""
    selection: reactive[Span | None] = reactive(None, repaint=False, init=False)
    """The passage that was selected, in whole words; None where nothing is."""
    focused_coding: reactive[str | None] = reactive(None, repaint=False, init=False)
    """GUID of the coding that was walked to, or clicked."""

    class CursorMoved(Message):
        """The cursor went to another word or sentence."""

        def __init__(self, view: TranscriptView, span: Span, codable: bool) -> None:
            super().__init__()
            self.view = view
            """The view that sent the message."""
            self.span = span
            """Where the cursor stands."""
            self.codable = codable
            """False among the words of a speaker who is not coded."""

        @property
        def control(self) -> TranscriptView:
            """The view that sent the message."""
            return self.view

    class SelectionChanged(Message):
        """Another passage is selected, or none."""

        def __init__(self, view: TranscriptView, span: Span | None, problem: str | None) -> None:
            super().__init__()
            self.view = view
            """The view that sent the message."""
            self.span = span
            """The selection, or None."""
            self.problem = problem
            """Message id of the reason why it may not be coded, or None."""

        @property
        def control(self) -> TranscriptView:
            """The view that sent the message."""
            return self.view

    class CodingFocused(Message):
        """A coding is focused, or none any more."""

        def __init__(self, view: TranscriptView, guid: str | None) -> None:
            super().__init__()
            self.view = view
            """The view that sent the message."""
            self.guid = guid
            """The coding's GUID, or None."""

        @property
        def control(self) -> TranscriptView:
            """The view that sent the message."""
            return self.view

    def __init__(
        self, *, name: str | None = None, id: str | None = None, classes: str | None = None  # noqa: A002
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._bindings = translated(self._bindings)
        self._frame = Frame.fit(80, 0)
        self._layout = TranscriptLayout(_NOWHERE, self._frame.text)
        self._cursor = Cursor(self._layout)
        self._strips: LRUCache[int, tuple[State, Strip]] = LRUCache(600)
        self._painter: Painter | None = None
        self._top = 0
        self._is_fitting = False
        self._dragging_from: int | None = None

    def show(self, transcript: Transcript, codings: Iterable[ShownCoding] = ()) -> None:
        """Show a transcript from its beginning; the same one again keeps its place.

        Args:
            transcript: what to show.
            codings: what the margin shows of it, of one coder.
        """
        again = transcript.revision == self._layout.transcript.revision
        offset = self._cursor.span.start if again and self._cursor.span else 0
        top = self._top if again else 0
        self._frame = Frame.fit(self._room, len(transcript.turns))
        self._layout = TranscriptLayout(transcript, self._frame.text, codings)
        self._cursor = Cursor(self._layout)
        self._cursor.stand_at(offset)
        self._laid_out(top)
        self._tell()

    def add_coding(self, coding: ShownCoding) -> None:
        """Show one more coding, or a changed one."""
        self._redraw(self._layout.add(coding))

    def remove_coding(self, guid: str) -> None:
        """Show a coding no longer."""
        self._redraw(self._layout.remove(guid))
        self._cursor.forget(guid)
        self._tell()

    def set_selection(self, span: Span | None) -> None:
        """Select exactly this passage and bring it into sight, or select nothing."""
        self._cursor.select(span)
        self._tell()

    def set_hits(self, hits: Iterable[Span]) -> None:
        """Mark what a search found, to step through."""
        self._cursor.show_hits(hits)
        self._repaint()

    def go_to(self, span: Span) -> None:
        """Stand on the sentence where a passage begins and bring it into sight."""
        self._cursor.stand_at(span.start)
        self._tell()

    def focus_coding(self, guid: str) -> None:
        """Stand on a coding's passage."""
        self._cursor.stand_on(guid)
        self._tell()

    @property
    def transcript(self) -> Transcript:
        """What is shown."""
        return self._layout.transcript

    @property
    def selected(self) -> Span | None:
        """What a code goes to: the selection, else the sentence at the cursor."""
        return self._cursor.selected

    @property
    def is_selecting(self) -> bool:
        """Whether moves extend the selection."""
        return self._cursor.is_selecting

    @property
    def problem(self) -> str | None:
        """Message id of the reason why `selected` may not be coded, or None."""
        span = self.selected
        return selection_problem(self.transcript, span) if span else None

    def codings_here(self) -> list[ShownCoding]:
        """The codings at the cursor, the shortest first."""
        span = self._cursor.span
        return self._layout.codings_at(span.start) if span else []

    def render_line(self, y: int) -> Strip:
        """The strip of one row in sight."""
        row = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if row >= len(self._layout.rows):
            return Strip.blank(width, self.rich_style)
        state = self._state(row)
        kept = self._strips.get(row)
        if kept is not None and kept[0] == state:
            return kept[1]
        strip = self._draw(row, state, width)
        self._strips[row] = (state, strip)
        return strip

    def _draw(self, row: int, state: State, width: int) -> Strip:
        if self._painter is None:
            self._painter = Painter(
                self._layout, self._styles(), self._frame, tuple(self._cursor.hits)
            )
        return self._painter.strip(row, state, width)

    def _state(self, row: int) -> State:
        line = self._layout.rows[row]
        whole = self.selection or self.cursor
        passage = whole.intersection(Span(line.start, line.end)) if whole else None
        focused = self.focused_coding
        if focused is not None and all(
            focused != placed.coding.guid for placed in self._layout.on_row(row)
        ):
            focused = None
        if passage is None:
            return State(None, "cursor", focused)
        if self.selection is not None:
            return State(passage, "selection", focused)
        codable = is_codable(self.transcript, passage.start)
        return State(passage, "cursor" if codable else "uncoded", focused)

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

    def notify_style_update(self) -> None:
        """Draw everything anew under another theme."""
        super().notify_style_update()
        self._repaint()

    @property
    def _room(self) -> int:
        return self.scrollable_content_region.width or 80

    def _repaint(self) -> None:
        self._painter = None
        self._strips.clear()
        self.refresh()

    def _redraw(self, rows: range) -> None:
        if not rows:
            return
        for row in rows:
            self._strips.discard(row)
        self.refresh_lines(rows.start, len(rows))

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        self._fit()
        return changed

    def _fit(self) -> None:
        """Lay the text out for the width there is, the character at the top kept in its place."""
        frame = Frame.fit(self._room, len(self.transcript.turns))
        if frame == self._frame and self._room == self.virtual_size.width:
            return
        same_text = frame.text == self._frame.text
        self._frame = frame
        if not same_text:
            self._layout = TranscriptLayout(self.transcript, frame.text, self._layout.codings)
            self._cursor.layout = self._layout
        self._laid_out(self._top)

    def _laid_out(self, top: int) -> None:
        """Take over a new layout with the character at offset `top` in the first row in sight."""
        self._is_fitting = True
        self.virtual_size = Size(self._room, len(self._layout.rows))
        self.scroll_to(y=self._layout.row_of(top), animate=False)
        self._is_fitting = False
        self._top = top
        self._repaint()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember which character stands at the top."""
        super().watch_scroll_y(old_value, new_value)
        rows = self._layout.rows
        if rows and not self._is_fitting:
            self._top = rows[min(round(new_value), len(rows) - 1)].start

    def _tell(self) -> None:
        """Let the screen follow the cursor."""
        cursor = self._cursor
        self.focused_coding = cursor.focused
        self.selection = cursor.selection
        self.cursor = cursor.span
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        span = self._cursor.span
        height = self.scrollable_content_region.height
        if span is None or not height:
            return
        rows = self._layout.rows_of(span)
        context = min(CONTEXT, max((height - 1) // 2, 0))
        top = self.scroll_offset.y
        first, last = rows.start - context, rows.stop - 1 + context
        if first < top:
            target = first if top - first < height else first - height // 3
        elif last >= top + height:
            target = last - height + 1 if last - top < 2 * height else first - height // 3
            target = min(target, first)
        else:
            return
        self.scroll_to(y=max(target, 0), animate=False)

    def watch_cursor(self, old: Span | None, new: Span | None) -> None:
        """Draw the rows left and entered, and say so."""
        if self.selection is None:
            self._redraw_spans(old, new)
        if new is not None:
            self.post_message(self.CursorMoved(self, new, is_codable(self.transcript, new.start)))

    def watch_selection(self, old: Span | None, new: Span | None) -> None:
        """Draw what is selected, or no longer, and say so."""
        self._redraw_spans(old, new)
        if old is None or new is None:
            self._redraw_spans(self.cursor)
        problem = selection_problem(self.transcript, new) if new else None
        self.post_message(self.SelectionChanged(self, new, problem))

    def watch_focused_coding(self, old: str | None, new: str | None) -> None:
        """Draw the coding that is focused, and the one that was, and say so."""
        for guid in (old, new):
            placed = self._layout.placed(guid) if guid else None
            if placed:
                self.refresh_lines(placed.first, len(placed.rows))
        self.post_message(self.CodingFocused(self, new))

    def _redraw_spans(self, *spans: Span | None) -> None:
        for span in spans:
            if span is not None and self._layout.rows:
                rows = self._layout.rows_of(span)
                self.refresh_lines(rows.start, len(rows))

    def action_move(self, unit: str, direction: int) -> None:
        """Go to the next or previous word, sentence, turn, coding or search hit."""
        self._cursor.move(Unit(unit), direction)
        self._tell()

    def action_extend(self, unit: str, direction: int) -> None:
        """Take the next or previous word or sentence into the selection."""
        self._cursor.extend(Unit(unit), direction)
        self._tell()

    def action_select(self) -> None:
        """Begin selecting, or stop."""
        self._cursor.toggle_selecting()
        self._tell()

    def action_grow(self) -> None:
        """Select the next larger passage."""
        self._cursor.grow()
        self._tell()

    def action_shrink(self) -> None:
        """Select the next smaller passage."""
        self._cursor.shrink()
        self._tell()

    def action_unselect(self) -> None:
        """Select nothing, and stand on a sentence."""
        self._cursor.drop()
        self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to the screen where there is nothing to drop."""
        return self._cursor.can_drop if action == "unselect" else True

    def action_page(self, direction: int) -> None:
        """Go on by a screenful."""
        rows = self._layout.rows
        height = self.scrollable_content_region.height
        if not rows or self._cursor.span is None or not height:
            return
        step = direction * max(height - CONTEXT, 1)
        row = self._layout.row_of(self._cursor.span.start) + step
        self.scroll_to(y=self.scroll_offset.y + step, animate=False)
        self._cursor.stand_at(rows[min(max(row, 0), len(rows) - 1)].start)
        self._tell()

    def action_edge(self, direction: int) -> None:
        """Go to the first sentence, or to the last."""
        self._cursor.stand_at(0 if direction < 0 else len(self.transcript.text))
        self._tell()

    def action_copy(self) -> None:
        """Copy the passage with its address."""
        span = self.selected
        if span is not None:
            words = quoted(span.of(self.transcript.text))
            self.app.copy_to_clipboard(f"{words} ({address_of(self.transcript, span)})")

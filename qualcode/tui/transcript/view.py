"""The transcript to read and code: a cursor of words and sentences, a selection, a margin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive

from qualcode.core.address import address_of
from qualcode.core.passages import is_codable, selection_problem
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.i18n.numbers import quoted
from qualcode.tui.keys import bindings, translated
from qualcode.tui.transcript.cursor import Cursor
from qualcode.tui.transcript.layout import ShownCoding
from qualcode.tui.transcript.moves import Unit
from qualcode.tui.transcript.surface import CONTEXT, Highlight, TranscriptSurface


class TranscriptView(TranscriptSurface, can_focus=True, inherit_bindings=False):
    """A transcript with its codings, to walk through and to select passages in.

    The cursor is a highlighted word or sentence. A selection, where there is one, takes its place
    as the passage that the next code goes to. Interviewers' words can be walked through; the
    cursor there looks different and `CursorMoved.codable` is False.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("transcript")

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

    class Copied(Message):
        """A passage was put on the clipboard."""

        def __init__(self, span: Span) -> None:
            super().__init__()
            self.span = span
            """The passage."""

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
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._bindings = translated(self._bindings)
        self._cursor = Cursor(self._layout)
        self._dragging_from: int | None = None

    def show(self, transcript: Transcript, codings: Iterable[ShownCoding] = ()) -> None:
        """Show a transcript from its beginning; the same revision again keeps its place.

        Args:
            transcript: what to show.
            codings: what the margin shows of it, of one coder.
        """
        again = transcript.revision == self.transcript.revision
        offset = self._cursor.span.start if again and self._cursor.span else 0
        self.lay_out(transcript, codings, self._top if again else 0)
        self._cursor = Cursor(self._layout)
        self._cursor.stand_at(offset)
        self._follow()

    def add_coding(self, coding: ShownCoding) -> None:
        """Show one more coding, or a changed one."""
        self.redraw(self._layout.add(coding))

    def remove_coding(self, guid: str) -> None:
        """Show a coding no longer."""
        self.redraw(self._layout.remove(guid))
        self._cursor.forget(guid)
        self._follow()

    def set_selection(self, span: Span | None) -> None:
        """Select exactly this passage and bring it into sight, or select nothing."""
        self._cursor.select(span)
        self._follow()

    def set_hits(self, hits: Iterable[Span]) -> None:
        """Mark what a search found, to step through."""
        self._cursor.show_hits(hits)
        self.mark(self._cursor.hits)

    def go_to(self, span: Span) -> None:
        """Stand on the sentence where a passage begins and bring it into sight."""
        self._cursor.stand_at(span.start)
        self._follow()

    def focus_coding(self, guid: str) -> None:
        """Stand on a coding's passage."""
        self._cursor.stand_on(guid)
        self._follow()

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
        """The codings at the cursor: the shortest where it begins first, then later ones."""
        span = self._cursor.span
        return self._layout.codings_over(span) if span else []

    def _follow(self, *, scroll: bool = True) -> None:
        """Let the screen follow the cursor; the mouse only points at what is in sight."""
        cursor = self._cursor
        self.focused_coding = cursor.focused
        self.selection = cursor.selection
        self.cursor = cursor.span
        self._show_highlight()
        if scroll and cursor.span is not None:
            self.bring_into_sight(cursor.span)

    def _show_highlight(self) -> None:
        passage = self.selection or self.cursor
        if self.selection is not None:
            look = "selection"
        else:
            codable = passage is not None and is_codable(self.transcript, passage.start)
            look = "cursor" if codable else "uncoded"
        self.highlight(Highlight(passage, look, self.focused_coding))

    def watch_cursor(self, _old: Span | None, new: Span | None) -> None:
        """Say where the cursor went."""
        if new is None:
            return
        if new != self._cursor.span:
            self._cursor.stand_at(new.start)
            self._cursor.span = new
            self._follow()
        self.post_message(self.CursorMoved(self, new, is_codable(self.transcript, new.start)))

    def watch_selection(self, _old: Span | None, new: Span | None) -> None:
        """Say what is selected."""
        if new != self._cursor.selection:
            self.set_selection(new)
        problem = selection_problem(self.transcript, new) if new else None
        self.post_message(self.SelectionChanged(self, new, problem))

    def watch_focused_coding(self, _old: str | None, new: str | None) -> None:
        """Say which coding is focused."""
        if new is not None and new != self._cursor.focused:
            self.focus_coding(new)
        self.post_message(self.CodingFocused(self, new))

    def action_move(self, unit: str, direction: int) -> None:
        """Go to the next or previous word, sentence, turn, coding or search hit."""
        self._cursor.move(Unit(unit), direction)
        self._follow()

    def action_extend(self, unit: str, direction: int) -> None:
        """Take the next or previous word or sentence into the selection."""
        self._cursor.extend(Unit(unit), direction)
        self._follow()

    def action_select(self) -> None:
        """Begin selecting, or stop."""
        self._cursor.toggle_selecting()
        self._follow()

    def action_grow(self) -> None:
        """Select the next larger passage."""
        self._cursor.grow()
        self._follow()

    def action_shrink(self) -> None:
        """Select the next smaller passage."""
        self._cursor.shrink()
        self._follow()

    def action_unselect(self) -> None:
        """Select nothing, and stand on a sentence."""
        self._cursor.drop()
        self._follow()

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
        top = self.scroll_offset.y
        here = self._layout.row_of(self._cursor.span.start) if self._begins_in_sight else top
        row = min(max(here + step, 0), len(rows) - 1)
        self.scroll_to(y=top + step, animate=False)
        self._cursor.stand_at(rows[row].start)
        if not self._begins_in_sight:
            self._step_into_sight()
        self._follow(scroll=False)

    @property
    def _begins_in_sight(self) -> bool:
        span = self._cursor.span
        row = self._layout.row_of(span.start) if span else 0
        top = self.scroll_offset.y
        return top <= row < top + self.scrollable_content_region.height

    def _step_into_sight(self) -> None:
        """From a sentence that begins above the top, go to the next if that begins below it."""
        before = self._cursor.span
        self._cursor.move(Unit.SENTENCE, 1)
        if not self._begins_in_sight and before is not None:
            self._cursor.stand_at(before.start)

    def action_edge(self, direction: int) -> None:
        """Go to the first sentence, or to the last."""
        self._cursor.stand_at(0 if direction < 0 else len(self.transcript.text))
        self._follow()

    def action_copy(self) -> None:
        """Copy the passage with its address."""
        span = self.selected
        if span is not None:
            words = quoted(span.of(self.transcript.text))
            self.app.copy_to_clipboard(f"{words} ({address_of(self.transcript, span)})")
            self.post_message(self.Copied(span))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Stand where the mouse points; with shift, select up to there."""
        if event.button != 1:
            return
        at = event.get_content_offset_capture(self)
        coding = self.coding_at(at.x, at.y)
        character = self.character_at(at.x, at.y)
        if coding is not None:
            self._cursor.stand_on(coding.guid)
        elif event.shift and self._cursor.span is not None:
            self._cursor.select_words(self._cursor.span.start, character)
        else:
            self._cursor.stand_at(character)
            self._dragging_from = character
            self.capture_mouse()
        self._follow(scroll=False)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select the words that the mouse is drawn over; at an edge, scroll."""
        if self._dragging_from is None:
            return
        at = event.get_content_offset_capture(self)
        height = self.scrollable_content_region.height
        if not 0 <= at.y < height:
            self.scroll_relative(y=-1 if at.y < 0 else 1, animate=False)
        character = self.character_at(at.x, min(max(at.y, 0), height - 1))
        if character != self._dragging_from or self.selection is not None:
            self._cursor.select_words(self._dragging_from, character)
            self._follow(scroll=False)

    def on_mouse_up(self) -> None:
        """The end of a drag."""
        if self._dragging_from is not None:
            self._dragging_from = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Select the sentence that is clicked twice, the turn that is clicked three times."""
        at = event.get_content_offset_capture(self)
        if event.chain < 2 or self.coding_at(at.x, at.y) is not None:
            return
        character = self.character_at(at.x, at.y)
        if event.chain == 2:
            self._cursor.select_sentence(character)
        else:
            self._cursor.select_turn(character)
        self._follow(scroll=False)

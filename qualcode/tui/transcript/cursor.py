"""Where a reader stands in a transcript and what is selected: state without a screen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from qualcode.core.spans import Span
from qualcode.tui.transcript.layout import TranscriptLayout
from qualcode.tui.transcript.moves import Course, Unit


class Cursor:
    """A word or sentence to stand on, a selection, and at most one focused coding.

    A plain move drops the selection; while selecting (`v`, or shift with a move) the selection
    runs from where it was begun to where the cursor stands.
    """

    def __init__(self, layout: TranscriptLayout) -> None:
        self.layout = layout
        """Only the order of its codings matters here."""
        self.course = Course(layout.transcript)
        self.span = self.course.sentence_at(0)
        """The word or sentence under the cursor; None where there are none."""
        self.selection: Span | None = None
        self.focused: str | None = None
        """GUID of the focused coding."""
        self.hits: list[Span] = []
        """Passages found by a search, in order."""
        self.is_selecting = False
        """Whether plain moves extend the selection."""
        self._anchor: Span | None = None
        self._before_growth: list[tuple[Span, Span | None]] = []

    @property
    def passage(self) -> Span | None:
        """What is highlighted: the selection, else the word or sentence under the cursor."""
        return self.selection or self.span

    @property
    def selected(self) -> Span | None:
        """What a code goes to: the selection, else the sentence at the cursor."""
        if self.selection is not None or self.span is None:
            return self.selection
        sentence = self.course.sentence_at(self.span.start)
        return self.span.hull(sentence) if sentence and self.span.overlaps(sentence) else self.span

    def move(self, unit: Unit, direction: int) -> None:
        """Go to the next (1) or previous (-1) thing; stay at either end."""
        if unit is Unit.CODING:
            self._move_to_coding(direction)
        elif unit is Unit.HIT:
            self._go(self._next_hit(direction))
        elif self.span is not None:
            inside = not self.is_selecting
            self._go(self.course.step(unit, self.span, direction, inside=inside))

    def extend(self, unit: Unit, direction: int) -> None:
        """Move and take what is passed over into the selection."""
        if self.span is None:
            return
        if self._anchor is None:
            self._anchor = self.span
        target = self.course.step(unit, self.span, direction, inside=False)
        if target is not None:
            self._before_growth.clear()
            self.span = target
            self.selection = self._anchor.hull(target)

    def toggle_selecting(self) -> None:
        """Begin a selection here, or keep what is selected and let moves be moves again."""
        self.is_selecting = not self.is_selecting
        if self.is_selecting and self.span is not None:
            self._anchor = self.span
            self.selection = self.span

    def grow(self) -> None:
        """Select the next larger passage: words, sentence, turn."""
        passage = self.passage
        larger = self.course.grown(passage) if passage else None
        if larger is not None and larger != passage:
            self._before_growth.append((larger, self.selection))
            self.selection = larger

    def shrink(self) -> None:
        """Take back the last growing, or select the next smaller passage at the cursor."""
        if self._before_growth and self._before_growth[-1][0] == self.selection:
            self.selection = self._before_growth.pop()[1]
            return
        passage = self.passage
        if passage is not None and self.span is not None:
            at = min(max(self.span.start, passage.start), passage.end - 1)
            smaller = self.course.shrunk(passage, at)
            self.selection = smaller if smaller != passage else self.selection

    @property
    def can_drop(self) -> bool:
        """Whether `drop` would change anything."""
        return bool(self.selection or self.is_selecting or self.focused) or (
            self.span is not None and self.span != self.course.sentence_at(self.span.start)
        )

    def drop(self) -> None:
        """Select nothing, focus no coding, stand on the sentence here."""
        if self.span is not None:
            self.stand_at(self.span.start)

    def stand_at(self, offset: int) -> None:
        """Stand on the sentence at `offset`, nothing selected."""
        self._clear()
        self.span = self.course.sentence_at(offset)

    def stand_on(self, coding_guid: str) -> None:
        """Stand on a coding's passage and focus it."""
        placed = self.layout.placed(coding_guid)
        if placed is not None:
            self._clear()
            self.span = placed.coding.span
            self.focused = coding_guid

    def select(self, span: Span | None) -> None:
        """Select exactly `span`, or nothing; the cursor stands on the sentence where it begins."""
        if span is None:
            self.selection = None
            self.is_selecting = False
            self._anchor = None
        else:
            self.stand_at(span.start)
            self.selection = span
            self._anchor = span

    def select_words(self, one: int, other: int) -> None:
        """Select the whole words from one character to another, either first."""
        self.focused = None
        self.selection = self.course.snapped(min(one, other), max(one, other) + 1)
        self.span = self.course.sentence_at(other)
        self._anchor = self.selection

    def select_turn(self, offset: int) -> None:
        """Select everything that is said in the turn at `offset`."""
        self.stand_at(offset)
        self.selection = self.course.turn_at(self.span.start if self.span else offset)

    def select_sentence(self, offset: int) -> None:
        """Select the sentence at `offset`."""
        self.stand_at(offset)
        self.selection = self.span

    def forget(self, guid: str) -> None:
        """Focus a coding no longer, because it is gone."""
        if self.focused == guid:
            self.focused = None

    def show_hits(self, hits: Iterable[Span]) -> None:
        """Passages to step through by `Unit.HIT`."""
        self.hits = sorted(hits)

    def _go(self, target: Span | None) -> None:
        if target is None:
            return
        self.focused = None
        self._before_growth.clear()
        self.span = target
        if self.is_selecting and self._anchor is not None:
            self.selection = self._anchor.hull(target)
        else:
            self.selection = self._anchor = None

    def _clear(self) -> None:
        self.selection = self._anchor = self.focused = None
        self.is_selecting = False
        self._before_growth.clear()

    def _move_to_coding(self, direction: int) -> None:
        if self.span is None:
            return
        coding = self.layout.next_coding(self.span.start, direction, self.focused)
        if coding is not None:
            self._go(coding.span)
            self.focused = coding.guid

    def _next_hit(self, direction: int) -> Span | None:
        if self.span is None:
            return None
        starts = [hit.start for hit in self.hits]
        if self.span in self.hits:
            index = self.hits.index(self.span) + direction
        elif direction > 0:
            index = bisect_left(starts, self.span.start)
        else:
            index = bisect_right(starts, self.span.start - 1) - 1
        return self.hits[index] if 0 <= index < len(self.hits) else None

"""The bar of boundary mode: says which end is held, and turns keys into moves of it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from qualcode.core.boundary import Boundary, End
from qualcode.core.spans import Span
from qualcode.i18n import _
from qualcode.tui.keys import bindings, translated


class BoundaryBar(Static, can_focus=True):
    """Comes up with a passage, moves one of its ends, and gives the passage back."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("boundary")

    class Moved(Message):
        """An end moved, or the other end is held."""

        def __init__(self, bar: BoundaryBar, boundary: Boundary) -> None:
            super().__init__()
            self.bar = bar
            """The bar that sent the message."""
            self.boundary = boundary
            """The passage with the end that is held."""

        @property
        def control(self) -> BoundaryBar:
            """The bar that sent the message."""
            return self.bar

    class Done(Message):
        """The mode is over."""

        def __init__(self, bar: BoundaryBar, span: Span | None) -> None:
            super().__init__()
            self.bar = bar
            """The bar that sent the message."""
            self.span = span
            """The passage to keep, or None to leave it as it was."""

        @property
        def control(self) -> BoundaryBar:
            """The bar that sent the message."""
            return self.bar

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="ask", markup=False)
        self._bindings = translated(self._bindings)
        self._boundary: Boundary | None = None
        self.display = False

    def begin(self, boundary: Boundary) -> None:
        """Take the end of a passage into the hand."""
        self.display = True
        self.focus()
        self._move_to(boundary)

    def _move_to(self, boundary: Boundary) -> None:
        self._boundary = boundary
        held = _("end") if boundary.held is End.END else _("beginning")
        words = boundary.span.of(boundary.text).replace("\n", " ")
        shown = f"…{words[-60:]}" if boundary.held is End.END else f"{words[:60]}…"
        self.update(Content.assemble((held, "bold"), "  ", shown))
        self.post_message(self.Moved(self, boundary))

    def action_by_character(self, step: int) -> None:
        """Move the held end by characters."""
        if self._boundary is not None:
            self._move_to(self._boundary.by_character(step))

    def action_by_word(self, direction: int) -> None:
        """Move the held end to the next or previous edge of a word."""
        if self._boundary is not None:
            self._move_to(self._boundary.by_word(direction))

    def action_other(self) -> None:
        """Take the other end."""
        if self._boundary is not None:
            self._move_to(self._boundary.other)

    def action_keep(self) -> None:
        """Keep the passage as it is now."""
        self._finish(self._boundary.span if self._boundary else None)

    def action_drop(self) -> None:
        """Leave the passage as it was."""
        self._finish(None)

    def _finish(self, span: Span | None) -> None:
        self._boundary = None
        self.display = False
        self.post_message(self.Done(self, span))

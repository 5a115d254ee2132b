"""A key that waits for a second one, with a line that says what the second may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from qualcode.i18n import N_
from qualcode.tui.keys import translated


class Chord(Static, can_focus=True):
    """Takes exactly one key press, then gives the focus back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("Cancel"), id="chord.cancel"),
    ]

    def __init__(self, hint: str, then: Callable[[str], None]) -> None:
        super().__init__(hint, markup=False, classes="ask")
        self._bindings = translated(self._bindings)
        self._then = then
        self._back_to: Widget | None = None

    def on_mount(self) -> None:
        """Take the focus, and remember who had it."""
        self._back_to = self.screen.focused
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Give the character that was typed; other keys change nothing."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        self._leave()
        if event.character is not None and event.is_printable:
            self._then(event.character)

    def on_blur(self) -> None:
        """Whoever clicks elsewhere wants no second key."""
        if self.is_mounted:
            self.remove()

    def action_cancel(self) -> None:
        """Go without a second key."""
        self._leave()

    def _leave(self) -> None:
        if self._back_to is not None:
            self._back_to.focus()
        self.remove()


def chord(screen: Screen[None], hint: str, then: Callable[[str], None]) -> None:
    """Wait for one more key at the foot of a screen."""
    screen.query(Chord).remove()
    screen.mount(Chord(hint, then))

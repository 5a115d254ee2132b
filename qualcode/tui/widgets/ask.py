"""A question with one line of answer, asked under the screen without hiding it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from qualcode.i18n import N_
from qualcode.tui.keys import translated


class Ask(Vertical):
    """The question, an input, and what to do with the answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("Cancel"), id="ask.cancel"),
    ]

    def __init__(self, question: str, answer: str, then: Callable[[str], None]) -> None:
        super().__init__(classes="ask")
        self._question = question
        self._answer = answer
        self._bindings = translated(self._bindings)
        self._then = then
        self._back_to: Widget | None = None

    def compose(self) -> ComposeResult:
        """Question over input."""
        yield Static(self._question, markup=False)
        yield Input(self._answer)

    def on_mount(self) -> None:
        """Take the focus, and remember who had it."""
        self._back_to = self.screen.focused
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def answered(self, event: Input.Submitted) -> None:
        """Give the answer and go."""
        event.stop()
        self._leave()
        self._then(event.value)

    def action_cancel(self) -> None:
        """Go without an answer."""
        self._leave()

    def _leave(self) -> None:
        if self._back_to is not None:
            self._back_to.focus()
        self.remove()


def ask(screen: Screen[None], question: str, answer: str, then: Callable[[str], None]) -> None:
    """Ask one question at the foot of a screen; a second one takes the place of the first."""
    screen.query(Ask).remove()
    screen.mount(Ask(question, answer, then))

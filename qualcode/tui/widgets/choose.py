"""Choosing one thing of a list by typing, at the foot of a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.core.text import fold
from qualcode.tui.keys import bindings, translated

OFFERED = 60
"""Longest list: who does not find a thing among so many types one letter more."""


class Choose(Vertical):
    """A line to type in over what can be chosen; Enter gives the highlighted one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("choose")

    def __init__(
        self, title: str, options: Sequence[tuple[str, str]], then: Callable[[str], None]
    ) -> None:
        super().__init__(classes="ask")
        self._bindings = translated(self._bindings)
        self._title = title
        self._options = options
        self._then = then
        self._back_to: Widget | None = None

    def compose(self) -> ComposeResult:
        """What is asked, what was typed, what there is."""
        yield Static(self._title, markup=False)
        yield Input(compact=True)
        yield OptionList(compact=True, markup=False)

    def on_mount(self) -> None:
        """Take the keys."""
        self._back_to = self.screen.focused
        self._list_those_like("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list_those_like(event.value)

    def _list_those_like(self, words: str) -> None:
        wanted = fold(words.strip())
        found = [one for one in self._options if wanted in fold(one[1])][:OFFERED]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(words), id=value) for value, words in found])
        options.highlighted = 0 if found else None

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        highlighted = self.query_one(OptionList).highlighted_option
        if highlighted is not None:
            self._leave()
            self._then(highlighted.id or "")

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._leave()
        self._then(event.option.id or "")

    def action_step(self, way: int) -> None:
        """Highlight the next one, or the one before."""
        options = self.query_one(OptionList)
        if way > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_cancel(self) -> None:
        """Go without a choice."""
        self._leave()

    def _leave(self) -> None:
        if self._back_to is not None:
            self._back_to.focus()
        self.remove()


def choose(
    screen: Screen[None],
    title: str,
    options: Sequence[tuple[str, str]],
    then: Callable[[str], None],
) -> None:
    """Let a person choose one thing.

    Args:
        screen: where.
        title: what it is asked of.
        options: each value with its words.
        then: takes the value that was chosen.
    """
    screen.query(Choose).remove()
    screen.mount(Choose(title, options, then))

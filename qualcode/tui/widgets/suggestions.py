"""The panel of suggested codes, each with the passage that speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.app.coding.suggesting import Suggestion
from qualcode.i18n import N_, plural, translate
from qualcode.i18n.numbers import quoted
from qualcode.tui.keys import translated

NUMBERS = {**{str(n): n for n in range(1, 10)}, "&": 1, "é": 2, '"': 3, "'": 4, "(": 5}
"""What each number key types, also on AZERTY without shift."""


class SuggestionPanel(Vertical):
    """Up to five codes; a number or Enter takes one, Escape none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("Close"), id="suggestions.close"),
    ]
    DEFAULT_CSS = """
    SuggestionPanel {
        dock: bottom;
        height: auto;
        max-height: 55%;
        background: $surface;
        border-top: solid $accent;
        & Static { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & OptionList {
            height: auto; max-height: 12; background: $surface; scrollbar-size-vertical: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & OptionList > .option-list--option-highlighted {
            background: $option-background; color: $option-text; text-style: $option-style;
        }
    }
    """

    def __init__(
        self, title: str, suggested: Sequence[Suggestion], then: Callable[[Suggestion], None]
    ) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        self._title = title
        self._suggested = suggested
        self._then = then
        self._back_to: Widget | None = None

    def compose(self) -> ComposeResult:
        """A line, and the codes."""
        yield Static(self._title, markup=False)
        yield OptionList(
            *(Option(_lines(number, one)) for number, one in enumerate(self._suggested, 1)),
            compact=True,
            markup=False,
        )

    def on_mount(self) -> None:
        """Take the keys."""
        self._back_to = self.screen.focused
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def on_key(self, event: events.Key) -> None:
        """A number takes the code that bears it."""
        number = NUMBERS.get(event.character or "")
        if number is not None:
            event.stop()
            event.prevent_default()
            self._take(number - 1)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def _take(self, index: int) -> None:
        if index < len(self._suggested):
            self._leave()
            self._then(self._suggested[index])

    def action_cancel(self) -> None:
        """Go without a code."""
        self._leave()

    def _leave(self) -> None:
        if self._back_to is not None:
            self._back_to.focus()
        self.remove()


def _lines(number: int, one: Suggestion) -> Content:
    """The code over its evidence: address, likeness, words."""
    evidence = one.evidence
    many = plural("{n} passage like it", "{n} passages like it", one.passages)
    words = " ".join(evidence.quotation.split())
    return Content.assemble(
        (f"{number} ", "bold"),
        (one.label, "bold"),
        f"  {many}\n",
        (f"  {evidence.address} · {translate(evidence.alike.label)} · ", "italic"),
        quoted(words),
    )


def show_suggestions(
    screen: Screen[None],
    title: str,
    suggested: Sequence[Suggestion],
    then: Callable[[Suggestion], None],
) -> None:
    """Show suggested codes at the foot of a screen.

    Args:
        screen: where.
        title: what they are suggested for.
        suggested: the codes.
        then: takes the one that is accepted.
    """
    screen.query(SuggestionPanel).remove()
    screen.mount(SuggestionPanel(title, suggested, then))

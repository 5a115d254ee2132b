"""Choosing which question of the guide an interviewer's turn asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.core.guide import GuideQuestion
from qualcode.i18n import N_
from qualcode.tui.keys import translated


class QuestionPicker(Vertical):
    """The questions of a guide; Enter gives the highlighted one, Escape none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", N_("Close"), id="questions.close"),
    ]
    DEFAULT_CSS = """
    QuestionPicker {
        dock: bottom;
        height: auto;
        max-height: 45%;
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
        self,
        title: str,
        questions: Sequence[GuideQuestion],
        standing: Collection[str],
        likely: str,
        then: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        self._title = title
        self._questions = questions
        self._standing = standing
        self._likely = likely
        self._then = then
        self._back_to: Widget | None = None

    def compose(self) -> ComposeResult:
        """A line, and the questions."""
        yield Static(self._title, markup=False)
        yield OptionList(
            *(
                Option(
                    Content.assemble(
                        "✓ " if one.ref in self._standing else "  ",
                        (one.key, "bold"),
                        f"  {one.name}",
                    ),
                    id=one.ref,
                )
                for one in self._questions
            ),
            compact=True,
            markup=False,
        )

    def on_mount(self) -> None:
        """Take the keys; the question that the turn sounds like is highlighted."""
        self._back_to = self.screen.focused
        options = self.query_one(OptionList)
        refs = [one.ref for one in self._questions]
        options.highlighted = refs.index(self._likely) if self._likely in refs else 0
        options.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._leave()
        self._then(event.option.id or "")

    def action_cancel(self) -> None:
        """Go without a question."""
        self._leave()

    def _leave(self) -> None:
        if self._back_to is not None:
            self._back_to.focus()
        self.remove()


def ask_which(
    screen: Screen[None],
    title: str,
    questions: Sequence[GuideQuestion],
    then: Callable[[str], None],
    *,
    standing: Collection[str] = (),
    likely: str = "",
) -> None:
    """Let a person choose a question at the foot of a screen.

    Args:
        screen: where.
        title: what it is asked of.
        questions: what is offered.
        then: takes the `guide:key` that was chosen.
        standing: those that are attached already: choosing one takes it away.
        likely: the one to highlight.
    """
    screen.query(QuestionPicker).remove()
    screen.mount(QuestionPicker(title, questions, standing, likely, then))

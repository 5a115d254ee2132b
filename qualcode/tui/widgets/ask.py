"""A question with a line of answer, or several, asked under the screen without hiding it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from qualcode.i18n import N_
from qualcode.tui.keys import translated
from qualcode.tui.widgets.long_text import LongText


class Ask(Vertical):
    """The question, an input, and what to do with the answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", N_("Confirm"), id="ask.answer"),
        Binding("escape", "cancel", N_("Cancel"), id="ask.cancel"),
    ]

    def __init__(
        self,
        question: str,
        answer: str,
        then: Callable[[str], None],
        back_to: Widget | None,
        *,
        hidden: bool = False,
    ) -> None:
        super().__init__(classes="ask")
        self.can_focus = True
        self._question = question
        self._line: Input | LongText = self._made(answer, hidden=hidden)
        self._early = ""
        """What was typed before the line could take it."""
        self._bindings = translated(self._bindings)
        self._then = then
        self.back_to = back_to
        """Who had the focus, and gets it again."""

    def _made(self, answer: str, *, hidden: bool) -> Input | LongText:
        return Input(answer, password=hidden)

    def _insert(self, words: str) -> None:
        if isinstance(self._line, Input):
            self._line.insert_text_at_cursor(words)
        else:
            self._line.insert(words)

    def compose(self) -> ComposeResult:
        """Question over input."""
        yield Static(self._question, markup=False)
        yield self._line

    def on_mount(self) -> None:
        """Hand the focus to the line."""
        if self._line.is_attached:
            self._insert(self._early)
            self.screen.set_focus(self._line)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whatever can be typed belongs to the answer."""
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before the line is there; the line takes its own keys itself."""
        if event.character is not None and event.is_printable:
            event.stop()
            if self._line.is_mounted:
                self._insert(event.character)
            else:
                self._early += event.character

    @on(Input.Submitted)
    def answered(self, event: Input.Submitted) -> None:
        """Give the answer and go."""
        event.stop()
        self._leave()
        self._then(event.value)

    async def action_answer(self) -> None:
        """Give the answer as it stands."""
        if isinstance(self._line, Input):
            await self._line.action_submit()

    def action_cancel(self) -> None:
        """Go without an answer."""
        self._leave()

    def _leave(self) -> None:
        if self.back_to is not None:
            self.screen.set_focus(self.back_to)
        self.remove()


class AskLong(Ask):
    """The same with an answer of several lines; going away keeps it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f5,ctrl+s", "keep", N_("Keep and go back"), id="ask.keep", priority=True),
    ]

    def __init__(
        self, question: str, answer: str, then: Callable[[str], None], back_to: Widget | None
    ) -> None:
        super().__init__(question, answer, then, back_to)
        self._before = answer

    def _made(self, answer: str, *, hidden: bool) -> LongText:
        area = LongText(answer, soft_wrap=True, compact=True)
        area.move_cursor(area.document.end)
        return area

    def action_keep(self) -> None:
        """Give the answer where it is another one, and go."""
        words = self._line.text if isinstance(self._line, LongText) else ""
        self._leave()
        if words.strip() != self._before.strip():
            self._then(words.strip())


def ask(
    screen: Screen[Any],
    question: str,
    answer: str,
    then: Callable[[str], None],
    *,
    hidden: bool = False,
) -> None:
    """Ask one question at the foot of a screen; a second one takes the place of the first.

    The question has the focus at once: keys typed while it comes up belong to the answer. What is
    `hidden` is shown as dots.
    """
    _come_up(screen, Ask(question, answer, then, screen.focused, hidden=hidden))


def ask_long(screen: Screen[Any], question: str, answer: str, then: Callable[[str], None]) -> None:
    """Ask for some lines at the foot of a screen; `then` hears only of another answer."""
    _come_up(screen, AskLong(question, answer, then, screen.focused))


def _come_up(screen: Screen[Any], new: Ask) -> None:
    for other in screen.query(Ask):
        new.back_to = other.back_to
        other.remove()
    screen.mount(new)
    screen.set_focus(new)

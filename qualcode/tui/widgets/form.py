"""A few questions asked at once: a name beside each line, F5 gives the answers, Escape none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Select, Static

from qualcode.tui.keys import bindings, translated
from qualcode.tui.screens.base import Heading
from qualcode.tui.widgets.key_line import KeyLine

Answers = Mapping[str, str]
Check = Callable[[Answers], str]
"""Says what is wrong with the answers, nothing where they will do."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    label: str
    answer: str = ""
    """What stands there at first."""
    hint: str = ""
    """What is shown where nothing stands."""
    secret: bool = False
    """Whether what is typed stays unseen."""
    options: tuple[tuple[str, str], ...] = ()
    """Values with their words, where one of them is to be chosen."""


class Form(ModalScreen[Answers | None]):
    """Lines to fill in; gives the answers by name, or None."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("form")

    def __init__(
        self, title: str, fields: Sequence[Field], *, hint: str = "", check: Check | None = None
    ) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        self._title = title
        self._fields = fields
        self._hint = hint
        self._check = check

    def compose(self) -> ComposeResult:
        """Heading, a line a question, what is to be minded, keys."""
        yield Heading(id="heading")
        with VerticalScroll(id="fields", can_focus=False):
            for field in self._fields:
                with Horizontal(classes="field"):
                    yield Static(field.label, markup=False)
                    yield line_of(field)
        yield Static(self._hint, id="notes", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the first line."""
        self.query_one(Heading).tell(self._title)
        self.query_one(f"#{self._fields[0].name}").focus()

    @property
    def answers(self) -> Answers:
        """What stands in the lines now."""
        found = {}
        for field in self._fields:
            line = self.query_one(f"#{field.name}")
            value = line.value if isinstance(line, (Input, Select)) else ""
            found[field.name] = str(value) if field.secret else str(value).strip()
        return found

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        """Enter goes from line to line, and gives the answers on the last one."""
        event.stop()
        if event.input.id == self._fields[-1].name:
            self.action_keep()
        else:
            self.focus_next()

    def action_keep(self) -> None:
        """Give the answers, where they will do."""
        answers = self.answers
        wrong = self._check(answers) if self._check else ""
        if wrong:
            self.query_one("#notes", Static).update(Content.styled(wrong, "bold"))
        else:
            self.dismiss(answers)

    def action_cancel(self) -> None:
        """Go without answers."""
        self.dismiss(None)


def line_of(field: Field) -> Input | Select[str]:
    """What a question is answered with: a line to type in, or something to choose."""
    if field.options:
        options = [(Content(words), value) for value, words in field.options]
        first = field.answer or field.options[0][0]
        return Select(options, value=first, allow_blank=False, compact=True, id=field.name)
    return Input(
        field.answer, placeholder=field.hint, password=field.secret, compact=True, id=field.name
    )

"""A new project, asked for page by page; Enter takes what is proposed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Select, Static, TextArea
from textual.widgets.option_list import Option

from qualcode.app.projects.founding import found_project
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _
from qualcode.tui.keys import bindings, translated
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.wizard_pages import Asked, Page
from qualcode.tui.widgets.form import line_of
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.long_text import LongText

_MOVES = frozenset(
    key
    for binding in TextArea.BINDINGS
    if isinstance(binding, Binding) and binding.action.startswith("cursor_")
    for key in binding.key.split(",")
)
"""Keys that move the cursor, though it may stand at the end already."""


class Lines(LongText):
    """A thing a line: Enter goes on where nothing was touched, and on an empty line at the end."""

    class Done(Message):
        """Nothing more is to be written."""

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, compact=True, id="lines")
        self.before = text
        self.pointed = False
        """Whether somebody has chosen where the cursor stands."""

    def on_mouse_down(self) -> None:
        """A click chooses a place as the arrows do."""
        self.pointed = True

    def _ended(self) -> bool:
        if self.text == self.before and not self.pointed:
            return True
        row, _column = self.cursor_location
        return not any(line.strip() for line in self.document.lines[row:])

    async def _on_key(self, event: events.Key) -> None:
        self.pointed = self.pointed or event.key in _MOVES
        if event.key == "enter" and self._ended():
            event.prevent_default()
            event.stop()
            self.post_message(self.Done())
            return
        await super()._on_key(event)


@dataclass(frozen=True, slots=True)
class Begun:
    """Questions that are answered in part."""

    asked: Asked
    at: str
    """The page in sight."""


class WizardScreen(Screen[None]):
    """Makes a project; before its last page nothing is written."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("wizard")

    def __init__(self, begun: Begun | None = None) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        begun = begun or Begun(Asked(Path.cwd()), "study")
        self.asked = begun.asked
        """The answers."""
        self._at = begun.at
        self._page: Page | None = None

    def compose(self) -> ComposeResult:
        """Where one is, the question, what to answer with, what is wrong, keys."""
        yield Heading(id="heading")
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="question", markup=False)
            yield Static(id="why", markup=False)
            yield Vertical(id="answer")
        yield Static(id="notes", markup=False)
        yield KeyLine()

    async def on_mount(self) -> None:
        """Ask the first question."""
        await self._show()

    async def _show(self) -> None:
        names = self.asked.names()
        page = self._page = self.asked.page(self._at)
        self.query_one(Heading).tell(
            _("New project"),
            _("{n} of {all}", n=names.index(self._at) + 1, all=len(names)),
        )
        self.query_one("#question", Static).update(Content.styled(page.title, "bold"))
        self.query_one("#why", Static).update(_told(page))
        self._complain("")
        answer = self.query_one("#answer", Vertical)
        await answer.remove_children()
        widgets = list(_answer(page))
        await answer.mount_all(widgets)
        first = next((one for widget in widgets for one in _focusable(widget)), None)
        self.set_focus(first)

    def _complain(self, words: str) -> None:
        self.query_one("#notes", Static).update(Content.styled(words, "bold"))

    def _answered(self) -> Any:
        page = self._page
        if page is None:
            return ""
        if page.options:
            at = self.query_one("#options", OptionList).highlighted
            return page.options[at or 0][0]
        if page.lines is not None:
            return tuple(self.query_one(Lines).text.strip().splitlines())
        return {one.name: self._value(one.name) for one in page.fields}

    def _value(self, name: str) -> str:
        line = self.query_one(f"#{name}")
        return str(line.value).strip() if isinstance(line, (Input, Select)) else ""

    @on(OptionList.OptionSelected, "#options")
    @on(Lines.Done)
    def _chosen(self, event: Message) -> None:
        event.stop()
        self.action_next()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        page = self._page
        if page is None or event.input.id not in {one.name for one in page.fields}:
            return
        last = [one.name for one in page.fields if not one.options][-1]
        if event.input.id == last:
            self.action_next()
        else:
            self.focus_next()

    def action_next(self) -> None:
        """Take the answer and go on; on the last page, make the project."""
        self.call_next(self._go_on)

    def action_back(self) -> None:
        """Keep the answer where it will do, and go back; from the first page, leave."""
        self.call_next(self._go_back)

    async def _go_on(self) -> None:
        try:
            self.asked.take(self._at, self._answered())
        except QualcodeError as error:
            self._complain(str(error))
            return
        names = self.asked.names()
        if self._at == names[-1]:
            self._make()
            return
        self._at = names[names.index(self._at) + 1]
        await self._show()

    async def _go_back(self) -> None:
        names = self.asked.names()
        at = names.index(self._at)
        if at == 0:
            self.dismiss()
            return
        try:
            self.asked.take(self._at, self._answered())
        except QualcodeError as error:
            self.notify(str(error), severity="warning", markup=False, timeout=6)
        self._at = names[at - 1]
        await self._show()

    def begun(self) -> Begun:
        """The answers so far, those in sight among them, to go on with on another screen."""
        with suppress(QualcodeError):
            self.asked.take(self._at, self._answered())
        self.asked.forget_proposals()
        return Begun(self.asked, self._at)

    def _make(self) -> None:
        from qualcode.tui.app import QualcodeApp

        try:
            made = found_project(self.asked.path, self.asked.raw())
        except QualcodeError as error:
            self._complain(str(error))
            return
        assert isinstance(self.app, QualcodeApp)  # noqa: S101
        self.app.open_new(made)


def _told(page: Page) -> str:
    """What a page is for; of lines, also how one is added and how they are left."""
    if page.lines is None:
        return page.words
    keys = _("Enter on an empty line goes on.")
    if page.lines:
        keys = _(
            "Enter takes these lines; End, then Enter, adds one. Enter on an empty line goes on."
        )
    return f"{page.words}\n{keys}"


def _answer(page: Page) -> list[Widget]:
    """What a page is answered with."""
    if page.options:
        shown = [Option(_option(name, means)) for _value, name, means in page.options]
        options = OptionList(*shown, id="options", markup=False)
        options.highlighted = [value for value, *_told in page.options].index(page.chosen)
        return [options]
    if page.lines is not None:
        lines = Lines("\n".join(page.lines))
        lines.move_cursor(lines.document.end)
        return [lines]
    return [
        Horizontal(Static(one.label, markup=False), line_of(one), classes="field")
        for one in page.fields
    ]


def _option(name: str, means: str) -> Content:
    return Content.assemble((name, "bold"), f"  {means}" if means else "")


def _focusable(widget: Widget) -> list[Widget]:
    found = [widget] if widget.can_focus else []
    return [*found, *(child for child in widget.query("*") if child.can_focus)]

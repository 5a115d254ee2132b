"""A longer text written in one go: a synthesis sheet (fiche de synthèse), a memo."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from qualcode.app.coding.memos import sheet_form
from qualcode.i18n import N_, _
from qualcode.tui.keys import translated
from qualcode.tui.screens.base import Heading
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.long_text import LongText


class SheetScreen(ModalScreen[str | None]):
    """A text to write; gives it back, or None where nothing was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "keep", N_("Keep and go back"), id="sheet.keep"),
    ]

    def __init__(self, source: str, body: str | None, *, title: str = "") -> None:
        super().__init__()
        self._title = title or _("Synthesis sheet")
        self._bindings = translated(self._bindings)
        self._source = source
        self._before = sheet_form() if body is None else body

    def compose(self) -> ComposeResult:
        """Heading, the text, keys."""
        yield Heading(id="heading")
        yield LongText(self._before, id="sheet", soft_wrap=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin to write."""
        self.query_one(Heading).tell(self._title, self._source)
        sheet = self.query_one(LongText)
        sheet.move_cursor((0, len(sheet.document.get_line(0))))
        sheet.focus()

    def action_keep(self) -> None:
        """Give the text back if it was changed."""
        body = self.query_one(LongText).text
        self.dismiss(body if body.strip() and body != self._before else None)

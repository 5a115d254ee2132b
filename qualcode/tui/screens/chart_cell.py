"""One cell of a chart: its summary, written beside what people said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.app.coding.quotations import Quoted
from qualcode.i18n import _, plural
from qualcode.tui.keys import bindings, translated
from qualcode.tui.screens.base import Heading
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.long_text import LongText


class ChartCellScreen(ModalScreen[str | None]):
    """Words beside words; gives the summary, empty where it was deleted, None if unchanged."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("summary")

    def __init__(self, title: str, summary: str, behind: Sequence[Quoted]) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        self._title = title
        self._summary = summary
        self._behind = behind

    def compose(self) -> ComposeResult:
        """Heading, summary and quotations side by side, keys."""
        yield Heading(id="heading")
        with Horizontal(id="beside"):
            yield LongText(self._summary, id="summary", soft_wrap=True, compact=True)
            with VerticalScroll(id="behind", can_focus=True):
                yield Static(self._quotations(), markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin to write."""
        n = len(self._behind)
        told = plural("{n} quotation", "{n} quotations", n)
        self.query_one(Heading).tell(self._title, told)
        self.query_one(LongText).focus()

    def _quotations(self) -> Content:
        if not self._behind:
            return Content(_("Nothing is coded here."))
        return Content("\n\n").join(
            Content.assemble(
                ("  ".join(_head(one)), "bold"),
                f"\n{' '.join(one.coding.quotation.split())}",
            )
            for one in self._behind
        )

    def action_keep(self) -> None:
        """Give the summary back if it was changed."""
        words = self.query_one(LongText).text.strip()
        self.dismiss(words if words != self._summary.strip() else None)


def _head(one: Quoted) -> list[str]:
    """Where it was said, by whom, and on which side it stands."""
    parts = (one.address, one.case.name if one.case else one.speaker, one.coding.valence.sign)
    return [part for part in parts if part.strip()]

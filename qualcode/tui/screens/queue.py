"""What waits after work on the codebook: split codings to decide, codings to read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from qualcode.app.codebook.merging import decide_split, open_decisions
from qualcode.app.codebook.versions import reread, rereading
from qualcode.core.coding import Coding
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, plural
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill


@dataclass(frozen=True, slots=True)
class Waiting:
    """A coding with the question that it waits for."""

    coding: Coding
    question: str
    split: bool
    """A split to decide; else it is to be read again."""


class QueueScreen(ProjectScreen):
    """One line a coding; one key decides it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("queue")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._waiting: list[Waiting] = []

    def compose(self) -> ComposeResult:
        """Heading, table, the whole quotation, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="waiting", cursor_type="row")
        yield Static(id="context", markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Ask again what waits."""
        project = self.session.project
        self._waiting = [
            Waiting(one.coding, f"A {self._label(one.first)}  ·  B {self._label(one.second)}", True)
            for one in open_decisions(project)
        ]
        if project.acting is not None:
            self._waiting += [
                Waiting(one.coding, _("the code means something else now"), False)
                for one in rereading(project)
            ]
        self.query_one(Heading).tell(
            _("What waits"),
            plural("{n} coding", "{n} codings", len(self._waiting)),
            project.acting or "",
        )
        table = self.query_one("#waiting", DataTable)
        fill(
            table,
            [
                Column(_("Source")),
                Column(_("Coder")),
                Column(_("Code")),
                Column(_("Question")),
                Column(_("Quotation"), wide=True, least=20),
            ],
            [
                (
                    one.coding.source,
                    one.coding.coder,
                    self._label(f"{one.coding.codebook}:{one.coding.code}"),
                    one.question,
                    " ".join(one.coding.quotation.split()),
                )
                for one in self._waiting
            ],
            width=self.app.size.width,
        )
        self._show()
        table.focus()

    def _label(self, ref: str) -> str:
        return self.session.codes[ref][1].label if ref in self.session.codes else ref

    @property
    def _here(self) -> Waiting | None:
        row = self.query_one("#waiting", DataTable).cursor_row
        return self._waiting[row] if 0 <= row < len(self._waiting) else None

    @on(DataTable.RowHighlighted)
    def _show(self) -> None:
        here = self._here
        words = here.coding.quotation if here else _("Nothing waits.")
        self.query_one("#context", Static).update(words)

    @on(DataTable.RowSelected)
    def _open(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Show the coding in its transcript."""
        if self._here is not None:
            coding = self._here.coding
            self.session.source, self.session.place = coding.source, coding.span
            self.app.switch_mode("code")

    def action_decide(self, choice: str) -> None:
        """Give a split coding to the first code, the second, both or neither."""
        here = self._here
        if here is None or not here.split:
            return
        try:
            decide_split(self.session.project, here.coding.guid, choice)
        except QualcodeError as error:
            self.complain(error)
        self.refresh_content()

    def action_reread(self) -> None:
        """Say that a coding was read again under what its code means now."""
        here = self._here
        if here is None or here.split:
            return
        try:
            reread(self.session.project, [here.coding.guid])
        except QualcodeError as error:
            self.complain(error)
        self.refresh_content()

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """Back to the codebook."""
        self.app.switch_mode("codebook")

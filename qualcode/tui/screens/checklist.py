"""Reporting checklists: what the project says to each item, and what only the team can say."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.publishing.reporting import CHECKLISTS, answer, fill_checklist
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.checklist import Filled, Status
from qualcode.core.codebook import said
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, current_language, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.matrix import after
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask_long
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

SIGNS = {Status.FILLED: "✓", Status.ANSWERED: "✓", Status.DRAFTED: "~", Status.OPEN: "·"}
"""Where an item stands, in one character."""


class ChecklistScreen(Writing):
    """A line an item; below, the one at the cursor in full."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("checklist")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.name_of_list = CHECKLISTS[0]
        self.only_open = False
        self._items: list[Filled] = []
        self._shown: list[Filled] = []

    def compose(self) -> ComposeResult:
        """Heading, table, the item, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="items", cursor_type="row")
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#items", DataTable)

    @property
    def here(self) -> Filled | None:
        """The item at the cursor."""
        row = self._table.cursor_row
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def refresh_content(self) -> None:
        """Fill the list again."""
        self._table.focus()
        self._read(self.name_of_list)

    @work(thread=True, exclusive=True, group="checklist")
    def _read(self, name: str) -> None:
        try:
            items = fill_checklist(self.session.project, name)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._take, items)

    def _take(self, items: list[Filled]) -> None:
        self._items = items
        self._show()

    def _show(self) -> None:
        waiting = {Status.OPEN, Status.DRAFTED}
        self._shown = [one for one in self._items if not self.only_open or one.status in waiting]
        done = sum(one.status not in waiting for one in self._items)
        self.query_one(Heading).tell(
            self.name_of_list.upper(),
            _("{n}/{all} items", n=done, all=len(self._items)),
            _("only what is open") if self.only_open else "",
        )
        fill(
            self._table,
            [
                Column(_("No."), number=True),
                Column(""),
                Column(_("Item"), wide=True, least=20),
                Column(_("What is reported"), wide=True, least=20),
            ],
            [
                (
                    one.item.number,
                    SIGNS[one.status],
                    said(one.item.label),
                    " ".join(one.words.split()),
                )
                for one in self._shown
            ],
            width=self.app.size.width,
        )
        self._explain()

    @on(DataTable.RowHighlighted)
    def _explain(self) -> None:
        one = self.here
        text = Content(_("Nothing is open here."))
        if one is not None:
            head = f"{one.item.number}  {said(one.item.label)}"
            status = translate(one.status.label)
            shown = f"{status}  ·  {one.evidence}" if one.evidence else status
            text = Content.assemble((head, "bold"), (f"\n{shown}\n", "italic"), one.words)
        self.query_one("#context Static", Static).update(text)

    @on(DataTable.RowSelected, "#items")
    def _chosen(self) -> None:
        self.action_answer()

    def action_answer(self) -> None:
        """Answer the item at the cursor; a draft can be edited, an empty answer takes it back."""
        one = self.here
        if one is None:
            return
        project, key = self.session.project, f"{self.name_of_list}:{one.item.number}"

        def keep(words: str) -> None:
            self.do(lambda: answer(project, key, words))

        ask_long(self, f"{one.item.number}  {said(one.item.label)}", answered(one), keep)

    def action_other(self) -> None:
        """The other checklist."""
        self.name_of_list = after(CHECKLISTS, self.name_of_list)
        self.refresh_content()

    def action_open_only(self) -> None:
        """Show only what is open, or all."""
        self.only_open = not self.only_open
        self._show()

    def action_write(self) -> None:
        """Write the checklist to a file."""
        self.ask_where(self.name_of_list, Wish(current_language()))

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")


def answered(one: Filled) -> str:
    """What a person starts from: an answer or draft, without what the project says itself."""
    if one.status is Status.FILLED:
        return one.words.partition("\n")[2].strip()
    return one.words.strip()

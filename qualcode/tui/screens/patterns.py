"""Codes that go together, who speaks in a group, first appearances, bars: beside the matrix."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from qualcode.app.coding.reading import list_coders
from qualcode.app.projects.layers import ANALYSIS, layer_in_words
from qualcode.app.publishing.wishes import Wish
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, current_language
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.matrix import after
from qualcode.tui.screens.pattern_views import VIEWS, View
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import CellBehind, Session
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import row_height

_NAME = 40


class PatternsScreen(Writing):
    """One table or plot at a time; Enter reads what stands behind a cell."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("patterns")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.views: list[View] = [view() for view in VIEWS]
        self.wanted = ANALYSIS
        self._place = 0

    def compose(self) -> ComposeResult:
        """Heading, table, plot and notes, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="table", cursor_type="cell", zebra_stripes=True, fixed_columns=1)
        yield Static(id="notes", markup=False)
        yield KeyLine()

    @property
    def view(self) -> View:
        """What is shown."""
        return self.views[self._place]

    def refresh_content(self) -> None:
        """Count again."""
        self.query_one(DataTable).focus()
        self._count(self.view, self.wanted)

    @work(thread=True, exclusive=True, group="patterns")
    def _count(self, view: View, layer: str) -> None:
        try:
            view.read(self.session.project, layer)
        except QualcodeError as error:
            self.app.call_from_thread(self._cannot, view, error)
            return
        self.app.call_from_thread(self._show, view)

    def _cannot(self, view: View, error: QualcodeError) -> None:
        self._tell(view)
        self.query_one("#notes", Static).update(str(error))
        self.query_one(DataTable).clear(columns=True)

    def _show(self, view: View) -> None:
        if view is not self.view:
            return
        widget = self.query_one("#table", DataTable)
        row, column = widget.cursor_coordinate
        widget.clear(columns=True)
        heads, rows = view.grid(self.session)
        for head in heads:
            widget.add_column(head if isinstance(head, Text) else Text(head))
        for first, *cells in rows:
            name = str(first)
            short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
            shown = [cell if isinstance(cell, Text) else Text(cell) for cell in cells]
            widget.add_row(Text(short), *shown, height=row_height(self.app))
        widget.move_cursor(
            row=min(row, max(len(rows) - 1, 0)), column=min(max(column, 1), len(heads) - 1)
        )
        self._tell(view)
        self.query_one("#notes", Static).update(view.notes())

    def _tell(self, view: View) -> None:
        name = layer_in_words(self.wanted)
        self.query_one(Heading).tell(*view.title(), _("layer: {name}", name=name))

    def action_view(self) -> None:
        """The next table or plot."""
        self._place = (self._place + 1) % len(self.views)
        self.query_one(DataTable).clear(columns=True)
        self.refresh_content()

    def action_other(self) -> None:
        """The next group, or another nearness."""
        if self.view.other():
            self.refresh_content()

    def action_layer(self) -> None:
        """Another layer: the analysis layer, then each coder's."""
        layers = [ANALYSIS, *(coder.name for coder in list_coders(self.session.project))]
        self.wanted = after(layers, self.wanted)
        self.refresh_content()

    @on(DataTable.CellSelected)
    def _open(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Read the quotations behind the cell."""
        widget = self.query_one("#table", DataTable)
        row, column = widget.cursor_coordinate
        if not 0 <= row < widget.row_count:
            return
        try:
            behind = self.view.behind(self.session.project, self.wanted, row, column)
        except QualcodeError as error:
            self.complain(error)
            return
        if behind is None or not behind[1]:
            self.tell(_("Nothing stands behind this cell."))
            return
        self.session.behind = CellBehind(behind[0], tuple(behind[1]), back="patterns")
        self.app.switch_mode("cell")

    def action_write(self) -> None:
        """Write what is shown to a file."""
        wish = Wish(
            current_language(),
            self.wanted,
            mode="publication" if self.session.publication else "working",
            publication=self.session.publication,
            asked=self.view.asked(),
        )
        self.ask_where(self.view.kind, wish)

    def action_leave(self) -> None:
        """Back to the matrix."""
        self.app.switch_mode("matrix")

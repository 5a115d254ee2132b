"""Everything that can be written from the project, by name, and what was written already."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.gate.ledgering import list_exports
from qualcode.app.publishing.outgoing import OF_ONE_CODEBOOK, TITLES, kinds, proposed_file
from qualcode.app.publishing.wishes import Wish
from qualcode.core.codebook import said
from qualcode.core.errors import QualcodeError
from qualcode.core.tables.crosstab import Mode
from qualcode.i18n import LANGUAGES, _, current_language, plural, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.matrix import after
from qualcode.tui.screens.writing import Writing
from qualcode.tui.screens.written import LANGUAGE_NAMES, WrittenScreen, held_in_words
from qualcode.tui.session import Session
from qualcode.tui.widgets.choose import choose
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill


class ExportsScreen(Writing):
    """A line a kind of file, with when it was written last and whether that still holds."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("exports")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.language = current_language()
        self._kinds = kinds()
        self._newest: dict[str, dict[str, Any]] = {}

    def compose(self) -> ComposeResult:
        """Heading, table, where it would go, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="kinds", cursor_type="row")
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#kinds", DataTable)

    @property
    def here(self) -> str | None:
        """The kind at the cursor."""
        row = self._table.cursor_row
        return self._kinds[row] if 0 <= row < len(self._kinds) else None

    def refresh_content(self) -> None:
        """Read the ledger again."""
        self._table.focus()
        self._show()
        self._read()

    @work(thread=True, exclusive=True, group="ledger")
    def _read(self) -> None:
        try:
            rows = list_exports(self.session.project)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._take, rows)

    def _take(self, rows: list[dict[str, Any]]) -> None:
        self._newest = {str(row["kind"]): row for row in rows}
        self._show()

    def _show(self) -> None:
        self.query_one(Heading).tell(
            _("Write files"),
            translate(LANGUAGE_NAMES[self.language]),
            _("for publication: {name}", name=self.session.publication)
            if self.session.publication
            else "",
            plural("{n} kind", "{n} kinds", len(self._kinds)),
        )
        fill(
            self._table,
            [
                Column(_("What"), wide=True, least=24),
                Column(_("Last written")),
                Column(_("Still holds")),
            ],
            [(self._title(kind), *self._last(kind)) for kind in self._kinds],
            width=self.app.size.width,
        )
        self._explain()

    def _title(self, kind: str) -> str:
        return translate(TITLES[kind]) if kind in TITLES else kind

    def _last(self, kind: str) -> tuple[str, str]:
        row = self._newest.get(kind)
        if row is None:
            return "—", ""
        return str(row["created"])[:10], held_in_words(row["stale"])

    @on(DataTable.RowHighlighted)
    def _explain(self) -> None:
        kind = self.here
        if kind is None:
            return
        proposed = proposed_file(self.session.project, kind, self.language)
        parts = [
            Content.styled(self._title(kind), "bold"),
            Content(_("Proposed: {file}", file=str(proposed))),
        ]
        row = self._newest.get(kind)
        if row is not None:
            parts.append(Content(_("Last: {file}", file=str(row["file"]))))
        self.query_one("#context Static", Static).update(Content("\n").join(parts))

    @on(DataTable.RowSelected, "#kinds")
    def _chosen(self) -> None:
        self.action_write()

    def action_write(self) -> None:
        """Write the kind at the cursor."""
        kind, name = self.here, self.session.publication
        if kind is None:
            return
        mode = Mode.PUBLICATION if name else Mode.WORKING
        wish = Wish(self.language, mode=mode.value, publication=name)
        books = [(book.id, said(book.title) or book.id) for book in self.session.codebooks]
        if kind in OF_ONE_CODEBOOK and len(books) > 1:
            choose(
                self,
                _("Which codebook?"),
                books,
                lambda book: self.ask_where(kind, replace(wish, codebook=book)),
            )
        else:
            self.ask_where(kind, wish)

    def written(self, out: Any) -> None:
        """Say that a file stands, and show it in the list."""
        super().written(out)
        self._read()

    def action_language(self) -> None:
        """The other language of the files."""
        self.language = after(LANGUAGES, self.language)
        self._show()

    def action_list(self) -> None:
        """Every file that was written."""
        self.app.push_screen(WrittenScreen(self.session))

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")

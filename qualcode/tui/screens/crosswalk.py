"""Codings read through a crosswalk and counted: derived, not coded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from qualcode.app.codebook.crosswalks import ReadOut, read_out, readable_onto
from qualcode.app.coding.reading import list_coders
from qualcode.core.codebook import said
from qualcode.core.coding import Valence
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, plural
from qualcode.i18n.numbers import integer
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill


class CrosswalkScreen(ProjectScreen):
    """One codebook's words for what was coded with others."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("crosswalk")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._onto = 0
        self._coder: str | None = session.project.acting

    def compose(self) -> ComposeResult:
        """Heading, table, what the reader must know, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="table", cursor_type="row", zebra_stripes=True)
        yield Static(id="notes", markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Read and count again."""
        table, notes = self.query_one("#table", DataTable), self.query_one("#notes", Static)
        table.focus()
        books = readable_onto(self.session.project)
        title = _("Read through a crosswalk")
        if not books:
            self.query_one(Heading).tell(title)
            notes.update(_("No codebook here maps to another one that may be read so."))
            table.clear(columns=True)
            return
        onto = books[self._onto % len(books)]
        try:
            found = read_out(self.session.project, onto.id, coder=self._coder)
        except QualcodeError as error:
            self.complain(error)
            return
        self.query_one(Heading).tell(
            title,
            _("derived, not coded"),
            said(onto.title),
            _("coder {name}", name=self._coder) if self._coder else _("all coders"),
        )
        self._fill(table, found)
        notes.update("\n".join(_notes(found)))

    def _fill(self, table: DataTable[Any], found: ReadOut) -> None:
        signs = [valence.sign.strip() or _("Not set") for valence in Valence]
        fill(
            table,
            [
                Column(_("Read as (derived)"), wide=True),
                Column(_("Passages"), number=True),
                *(Column(sign, number=True) for sign in signs),
                Column(_("Sources"), number=True),
                Column(_("Coded as"), wide=True),
            ],
            [
                (
                    row.code.label,
                    integer(row.passages),
                    *(integer(row.valences.get(v, 0)) for v in Valence),
                    integer(row.sources),
                    ", ".join(f"{self._label(ref)} {n}" for ref, n in row.follows_from),
                )
                for row in found.rows
            ],
            width=self.app.size.width,
        )

    def _label(self, ref: str) -> str:
        return self.session.codes[ref][1].label if ref in self.session.codes else ref

    def action_onto(self) -> None:
        """Read onto the next codebook that something maps to."""
        self._onto += 1
        self.refresh_content()

    def action_coder(self) -> None:
        """Count everybody's codings, then each coder's."""
        names = [None, *(coder.name for coder in list_coders(self.session.project))]
        at = names.index(self._coder) if self._coder in names else 0
        self._coder = names[(at + 1) % len(names)]
        self.refresh_content()

    def action_leave(self) -> None:
        """Back to the codebook."""
        self.app.switch_mode("codebook")


def _notes(found: ReadOut) -> Iterator[str]:
    yield _(
        "Derived, not coded: each passage is read as the codes that its own code maps to. It "
        "enters no count of codings and no agreement."
    )
    if found.unmapped:
        yield plural(
            "{n} coding has no counterpart.", "{n} codings have no counterpart.", found.unmapped
        )
    for book, why in found.refused:
        yield _("Left out: {book}. {why}", book=said(book.title), why=said(why))
    if found.unknown:
        named = ", ".join(f"{ref} → {key}" for ref, key in found.unknown[:3])
        yield _("Counterparts that are not there: {names}", names=named)

"""Reading by code: one code's quotations over all sources, corrected where they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.analysis.selecting import choose_quotation
from qualcode.app.analysis.theming import list_themes
from qualcode.app.coding import coding as use
from qualcode.app.coding.quotations import Filters, Quoted, mark_negative, quotations_of
from qualcode.app.coding.reading import list_coders
from qualcode.core.coding import Valence
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, plural, translate
from qualcode.i18n.numbers import quoted
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.choose import choose
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.picker import CodePicker, choices_of
from qualcode.tui.widgets.table import Column, fill


class QuotationsScreen(ProjectScreen):
    """A table of quotations, and the one at the cursor in its context."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("quotations")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._filters = Filters()
        self._found: list[Quoted] = []

    def compose(self) -> ComposeResult:
        """Heading, table, context, picker, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="quotations", cursor_type="row")
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield CodePicker(id="picker")
        yield KeyLine()

    def refresh_content(self) -> None:
        """Read the quotations again, the cursor where it was."""
        if not self._read():
            return
        table = self.query_one("#quotations", DataTable)
        fill(
            table,
            [
                Column(_("Address")),
                Column("±"),
                Column(_("Coder")),
                Column(_("Quotation"), wide=True, least=26),
                Column(_("Memo")),
            ],
            [
                (
                    one.address,
                    one.coding.valence.sign,
                    one.coding.coder,
                    f"{'✗ ' if one.negative else ''}{' '.join(one.coding.quotation.split())}",
                    _short(one.coding.memo),
                )
                for one in self._found
            ],
            width=self.app.size.width,
        )
        self._show_context()
        table.focus()

    def _read(self) -> bool:
        """Find the quotations and say which they are; whether there is anything to show."""
        ref = self.session.code or next(iter(self.session.codes), None)
        if ref is None:
            self.app.switch_mode("codebook")
            return False
        try:
            self._found = quotations_of(self.session.project, ref, self._filters)
        except QualcodeError as error:
            self.complain(error)
            self._filters = Filters()
            self._found = quotations_of(self.session.project, ref)
        self._tell(ref)
        return True

    def _tell(self, ref: str) -> None:
        book, code = self.session.codes[ref]
        filters = self._filters
        persons = {one.case.name for one in self._found if one.case}
        self.query_one(Heading).tell(
            " › ".join(step.label for step in book.path(code.key)),
            plural("{n} quotation", "{n} quotations", len(self._found)),
            plural("{n} case", "{n} cases", len(persons)),
            _("coder {name}", name=filters.coder) if filters.coder else "",
            translate(filters.valence.label) if filters.valence else "",
            filters.attribute,
        )

    @property
    def _here(self) -> Quoted | None:
        row = self.query_one("#quotations", DataTable).cursor_row
        return self._found[row] if 0 <= row < len(self._found) else None

    @on(DataTable.RowHighlighted)
    def _show_context(self) -> None:
        one = self._here
        text = Content(_("No quotation under this code."))
        if one is not None:
            ref = f"{one.coding.codebook}:{one.coding.code}"
            marks = [translate(mark.label) for mark in sorted(one.coding.marks)]
            head = [one.address, one.speaker, self.session.codes[ref][1].label, *marks]
            text = Content.assemble(
                ("  ·  ".join(head), "bold"),
                "\n",
                (f"{_from_a_word(one.before)}\n", "dim"),
                (one.coding.quotation, "bold"),
                (f"\n{one.after}", "dim"),
            )
        self.query_one("#context Static", Static).update(text)

    @on(DataTable.RowSelected)
    def _open(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Show the quotation in its transcript."""
        one = self._here
        if one is not None:
            self.session.source, self.session.place = one.coding.source, one.coding.span
            self.app.switch_mode("code")

    def _with_here(self, then: Callable[[Quoted], object]) -> None:
        one = self._here
        if one is None:
            return
        try:
            then(one)
        except QualcodeError as error:
            self.complain(error)
        self.refresh_content()

    def action_valence(self, valence: str) -> None:
        """Give the coding here another valence."""
        project = self.session.project
        self._with_here(
            lambda one: use.change_coding(project, one.coding.guid, valence=Valence(valence))
        )

    def action_remove(self) -> None:
        """Take the coding here away."""
        self._with_here(lambda one: use.uncode(self.session.project, [one.coding.guid]))

    def action_recode(self) -> None:
        """Choose another code for the coding here."""
        one = self._here
        if one is None:
            return
        picker = self.query_one(CodePicker)
        letters = self.session.letters
        books = self.session.codebooks_for(one.coding.source)
        picker.show_codes([c for book in books for c in choices_of(book, letters)])
        picker.open(self.session.recent[:8], one.coding.quotation)

    @on(CodePicker.Chosen)
    def _chosen(self, event: CodePicker.Chosen) -> None:
        event.picker.close()
        project = self.session.project
        self._with_here(lambda one: use.change_coding(project, one.coding.guid, code=event.refs[0]))

    @on(CodePicker.Closed)
    def _picker_closed(self) -> None:
        self.query_one("#quotations", DataTable).focus()

    def action_memo(self) -> None:
        """Write a memo on the coding here."""
        one = self._here
        if one is not None:
            ask(
                self,
                _("Memo on {code}", code=one.address),
                one.coding.memo,
                lambda memo: self._with_here(
                    lambda one: use.note_on_coding(self.session.project, one.coding.guid, memo)
                ),
            )

    def action_negative(self) -> None:
        """Mark the coding here as a negative case."""
        if self._here is not None:
            ask(
                self,
                _("Why does it speak against the others?"),
                "",
                lambda why: self._with_here(
                    lambda one: mark_negative(self.session.project, one.coding.guid, why)
                ),
            )

    def action_choose(self) -> None:
        """Choose the quotation here for print, for its code."""
        self._choose(None)

    def action_for_theme(self) -> None:
        """Choose the quotation here for print, for a theme."""
        themes = [(one.guid, one.statement) for one in list_themes(self.session.project)]
        if not themes:
            self.notify(_("No theme yet: H writes the first statement."), markup=False)
        elif len(themes) == 1:
            self._choose(themes[0][0])
        elif self._here is not None:
            choose(self, _("For which theme?"), themes, self._choose)

    def _choose(self, theme: str | None) -> None:
        project = self.session.project

        def put(one: Quoted) -> None:
            choose_quotation(project, one.coding.guid, theme=theme)
            self.tell(_("Chosen for print: {address}. B shows the choice.", address=one.address))

        self._with_here(put)

    def action_copy(self) -> None:
        """Put the quotation here on the clipboard, with its address."""
        one = self._here
        if one is not None:
            self.app.copy_to_clipboard(f"{quoted(one.coding.quotation)} ({one.address})")
            self.copied(one.address, [one.case.name] if one.case else [])

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_coder(self) -> None:
        """Show everybody's codings, then each coder's."""
        names = [None, *(coder.name for coder in list_coders(self.session.project))]
        place = names.index(self._filters.coder) if self._filters.coder in names else 0
        self._filter(coder=names[(place + 1) % len(names)])

    def action_side(self) -> None:
        """Show every valence, then each."""
        sides = [None, *Valence]
        place = sides.index(self._filters.valence)
        self._filter(valence=sides[(place + 1) % len(sides)])

    def action_filter(self) -> None:
        """Keep the quotations of cases with an attribute."""
        ask(
            self,
            _("Attribute and value, as group=implanted; empty for all"),
            self._filters.attribute,
            lambda attribute: self._filter(attribute=attribute.strip()),
        )

    def _filter(self, **changed: Any) -> None:
        self._filters = replace(self._filters, **changed)
        self.refresh_content()

    def action_leave(self) -> None:
        """Back to the codebook."""
        self.app.switch_mode("codebook")


def _short(memo: str) -> str:
    line = " ".join(memo.split())
    return line if len(line) <= 14 else f"{line[:13]}…"


def _from_a_word(before: str) -> str:
    """What stands before a quotation, without half a word at its beginning."""
    first, blank, others = before.partition(" ")
    return f"… {others.lstrip()}" if blank and first[:1].islower() else before

"""What corrections left in doubt: each passage as it stood, and the text where it may stand now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.coding.reading import load_transcript
from qualcode.app.texts.correcting import Doubtful, doubtful, settle_anchor
from qualcode.core.errors import QualcodeError
from qualcode.core.spans import Span
from qualcode.i18n import _, plural, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill


class CorrectionsScreen(ProjectScreen):
    """One line a passage; one key settles it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("corrections")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._waiting: list[Doubtful] = []

    def compose(self) -> ComposeResult:
        """Heading, table, the old words, the text of now, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="waiting", cursor_type="row")
        with VerticalScroll(id="before", can_focus=False):
            yield Static(markup=False)
        yield TranscriptView(id="now")
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#waiting", DataTable)

    @property
    def _view(self) -> TranscriptView:
        return self.query_one(TranscriptView)

    def refresh_content(self) -> None:
        """Ask again what waits."""
        self._waiting = doubtful(self.session.project)
        self.query_one(Heading).tell(
            _("Corrected texts"),
            plural("{n} passage waits", "{n} passages wait", len(self._waiting)),
            self.session.project.acting or "",
        )
        fill(
            self._table,
            [
                Column(_("Source")),
                Column(_("Coder")),
                Column(_("What")),
                Column(_("Words before"), wide=True),
                Column(_("Words now"), wide=True),
            ],
            [
                (
                    one.source,
                    one.coder or "—",
                    self._named(one),
                    " ".join(one.quotation.split()),
                    " ".join(one.words.split()) or "—",
                )
                for one in self._waiting
            ],
            width=self.app.size.width,
        )
        self._view.display = bool(self._waiting)
        self._show()
        self._table.focus()

    def _named(self, one: Doubtful) -> str:
        if one.code in self.session.codes:
            label = self.session.codes[one.code][1].label
            return label if len(label) <= 24 else f"{label[:23]}…"
        return translate(one.kind)

    @property
    def _here(self) -> Doubtful | None:
        row = self._table.cursor_row
        return self._waiting[row] if 0 <= row < len(self._waiting) else None

    @on(DataTable.RowHighlighted)
    def _show(self) -> None:
        one = self._here
        text = Content(_("Nothing waits: every passage stands in the text as it is now."))
        if one is not None:
            why = translate(one.why) if one.why else _("the same words stand there")
            text = Content.assemble(
                (_("Before the correction"), "bold underline"),
                (f"  {why}\n", "italic"),
                ("…" + " ".join(one.before.split()) + " ", "dim"),
                (" ".join(one.quotation.split()), "bold"),
                (" " + " ".join(one.after.split()) + "…", "dim"),
            )
            transcript = load_transcript(self.session.project, one.source)
            self._view.show(transcript)
            self._view.set_selection(one.proposal)
            if one.proposal is None:
                self._view.go_to(Span(one.span.start, one.span.start + 1))
        self.query_one("#before Static", Static).update(text)

    # Settling

    def action_accept(self) -> None:
        """Say that the passage stands where it is proposed."""
        one = self._here
        if one is None:
            return
        if one.proposal is None:
            self.notify(
                _("There is no proposal: mark its place (Enter), or give it up (x)."), markup=False
            )
            return
        self._settle(lambda: settle_anchor(self.session.project, one.guid, one.proposal))

    @on(DataTable.RowSelected, "#waiting")
    def _chosen(self) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        """Go into the text to mark the place; there, say that it is marked."""
        one, place = self._here, self._view.selected
        if one is None:
            return
        if self._view.has_focus and place is not None:
            self._settle(lambda: settle_anchor(self.session.project, one.guid, place))
        else:
            self._view.focus()
            self.tell(_("Select the words where it stands now, then Enter."))

    def action_let_go(self) -> None:
        """Ask why the passage has no place any more, and give it up."""
        one = self._here
        if one is not None:
            ask(
                self,
                _("Why has “{words}” no place any more?", words=_short(one.quotation)),
                "",
                lambda why: self._give_up(one, why.strip()),
            )

    def _give_up(self, one: Doubtful, why: str) -> None:
        if why:
            self._settle(lambda: settle_anchor(self.session.project, one.guid, None, why))

    def _settle(self, step: Callable[[], object]) -> None:
        try:
            step()
        except QualcodeError as error:
            self.complain(error)
            return
        self.refresh_content()

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """From the text to the list, from there to the library."""
        if self._view.has_focus:
            self._table.focus()
        else:
            self.app.switch_mode("library")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 40 else f"{line[:39]}…"

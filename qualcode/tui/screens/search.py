"""Finding words in all sources: each place in its context, to be opened or coded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Input
from textual.worker import get_current_worker

from qualcode.app.coding.searching import CodedHits, Hit, code_hits, filters_written, search_words
from qualcode.core.asking.text_query import Filters
from qualcode.core.coding import Valence
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, plural
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.picker import CodePicker, choices_of

SHOWN = 1000
"""How many places are shown, and coded, at most."""

MARK = "●"


class SearchScreen(ProjectScreen):
    """A line to type words in, and the places where they stand."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("search")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._hits: list[Hit] = []
        self._marked: set[int] = set()
        self._exactly = False
        self._query = ""
        self._narrowed = ""
        """The filters as they were typed."""

    def compose(self) -> ComposeResult:
        """Heading, line, table, picker, keys."""
        yield Heading(id="heading")
        yield Input(
            placeholder=_("Words,  a | b,  infirm*,  lemma:porter,  or /expression/"), id="asked"
        )
        yield DataTable[str | Text](id="hits", cursor_type="row")
        yield CodePicker(id="picker")
        yield KeyLine()

    def on_mount(self) -> None:
        """Wait for words."""
        self.query_one("#asked", Input).focus()

    def refresh_content(self) -> None:
        """Tell how many places there are, and what coding them means."""
        marked = len(self._marked)
        found = len(self._hits)
        self.query_one(Heading).tell(
            _("Find in all sources"),
            _("{n} places", n=f"{found}+" if found == SHOWN else found),
            _("only {filters}", filters=self._narrowed) if self._narrowed else "",
            _("{n} marked", n=marked) if marked else "",
            _("coding the words alone") if self._exactly else _("coding whole sentences"),
        )

    # Finding

    @on(Input.Submitted, "#asked")
    def _asked(self, event: Input.Submitted) -> None:
        self._query = event.value.strip()
        self._begin()

    def _begin(self) -> None:
        if not self._query:
            return
        try:
            filters = filters_written(self._narrowed)
        except QualcodeError as error:
            self.complain(error)
            return
        self.query_one(Heading).tell(_("Find in all sources"), _("searching…"))
        self._find(self._query, filters)

    def action_filter(self) -> None:
        """Narrow the search to some persons, sources, or answers to a question of the guide."""

        def narrow(typed: str) -> None:
            self._narrowed = typed.strip()
            self.refresh_content()
            self._begin()

        hint = _("Only: group=implanted, source=P03, speaker=P04, question=decision, coded")
        ask(self, hint, self._narrowed, narrow)

    @work(thread=True, exclusive=True, group="search")
    def _find(self, query: str, filters: Filters) -> None:
        worker = get_current_worker()
        try:
            hits = search_words(
                self.session.project,
                query,
                filters=filters,
                limit=SHOWN,
                stopped=lambda: worker.is_cancelled,
            )
        except QualcodeError as error:
            self.app.call_from_thread(self._cannot, error)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, hits)

    def _cannot(self, error: QualcodeError) -> None:
        self.complain(error)
        self.refresh_content()

    def _show(self, hits: list[Hit]) -> None:
        self._hits, self._marked = hits, set()
        table = self.query_one("#hits", DataTable)
        table.clear(columns=True)
        for title in (" ", _("Source"), _("Speaker"), _("Before"), _("Words"), _("After")):
            table.add_column(title)
        room = max(12, (self.size.width - 48) // 2)
        for hit in hits:
            table.add_row(
                " ",
                Text(hit.source),
                Text(hit.speaker),
                Text(_on_one_line(hit.before)[-room:].rjust(room)),
                Text(_on_one_line(hit.words), style="bold"),
                Text(_on_one_line(hit.after)[:room]),
            )
        self.refresh_content()
        if hits:
            table.focus()

    def action_words(self) -> None:
        """Go back to the line."""
        self.query_one("#asked", Input).focus()

    # Going there

    @on(DataTable.RowSelected, "#hits")
    def _open(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Show the place at the cursor in its transcript."""
        row = self.query_one("#hits", DataTable).cursor_row
        if row < len(self._hits):
            hit = self._hits[row]
            self.session.source, self.session.place = hit.source, hit.span
            self.app.switch_mode("code")

    # Coding

    def action_mark(self) -> None:
        """Mark the place at the cursor, or take the mark away, and go on to the next."""
        table = self.query_one("#hits", DataTable)
        row = table.cursor_row
        if row < len(self._hits):
            self._marked ^= {row}
            self._show_marks([row])
            table.move_cursor(row=min(row + 1, len(self._hits) - 1))

    def action_mark_all(self) -> None:
        """Mark all places; none where all are marked."""
        every = set(range(len(self._hits)))
        self._marked = set() if self._marked == every else every
        self._show_marks(every)

    def _show_marks(self, rows: Sequence[int] | set[int]) -> None:
        table = self.query_one("#hits", DataTable)
        for row in rows:
            table.update_cell_at(Coordinate(row, 0), MARK if row in self._marked else " ")
        self.refresh_content()

    def action_whole(self) -> None:
        """Code the words alone, or the sentences that they stand in."""
        self._exactly = not self._exactly
        self.refresh_content()

    def action_code(self) -> None:
        """Choose a code for the marked places, or for all where none is marked."""
        if not self._hits:
            return
        if self.session.project.acting is None:
            ask(self, _("Who is coding? Your codings go into a layer of that name."), "", self._be)
            return
        chosen = self._chosen_hits()
        letters = self.session.letters
        sources = dict.fromkeys(hit.source for hit in chosen)
        books = dict.fromkeys(
            book.id for source in sources for book in self.session.codebooks_for(source)
        )
        picker = self.query_one(CodePicker)
        picker.show_codes(
            [
                choice
                for book in self.session.codebooks
                if book.id in books
                for choice in choices_of(book, letters)
            ]
        )
        said = plural("{n} place", "{n} places", len(chosen))
        picker.open(self.session.recent[:8], f"{said} · {chosen[0].words}")

    def _be(self, name: str) -> None:
        self.session.project.acting = name.strip() or None
        if self.session.project.acting is not None:
            self.action_code()

    def _chosen_hits(self) -> list[Hit]:
        return [self._hits[row] for row in sorted(self._marked)] or self._hits

    @on(CodePicker.Chosen)
    def _code_chosen(self, event: CodePicker.Chosen) -> None:
        event.picker.close()
        for ref in reversed(event.refs):
            self.session.used(ref)
        self._code(self._chosen_hits(), event.refs, event.valence, event.memo)

    @on(CodePicker.Closed)
    def _picker_closed(self) -> None:
        self.query_one("#hits", DataTable).focus()

    @work(thread=True, exclusive=True, group="code hits")
    def _code(self, hits: list[Hit], refs: Sequence[str], valence: Valence, memo: str) -> None:
        project = self.session.project
        try:
            done = code_hits(project, hits, refs, valence=valence, memo=memo, exactly=self._exactly)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._coded, done)

    def _coded(self, done: CodedHits) -> None:
        said = [plural("{n} passage coded.", "{n} passages coded.", len(done.codings))]
        if done.left_out:
            said.append(
                plural(
                    "{n} place left out: its words may not be coded.",
                    "{n} places left out: their words may not be coded.",
                    done.left_out,
                )
            )
        self.tell(" ".join(said))
        marked, self._marked = self._marked, set()
        self._show_marks(marked)

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """From the line to the places, from there back to the library."""
        if self.query_one("#asked", Input).has_focus and self._hits:
            self.query_one("#hits", DataTable).focus()
        else:
            self.app.switch_mode("library")


def _on_one_line(words: str) -> str:
    return words.replace("\n", " ")

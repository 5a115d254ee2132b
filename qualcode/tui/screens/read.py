"""The reading screen: no coding keys; notes in the margin and a synthesis sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from qualcode.app.coding import mark_source
from qualcode.app.memos import (
    change_memo,
    list_memos,
    note_passage,
    synthesis_sheet,
    write_memo,
)
from qualcode.core.address import address_of
from qualcode.core.errors import QualcodeError
from qualcode.core.memo import About, Memo, MemoKind
from qualcode.core.people import Progress
from qualcode.i18n import _
from qualcode.tui.keys import bindings
from qualcode.tui.screens.sheet import SheetScreen
from qualcode.tui.screens.transcript import TranscriptScreen
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.meaning import Meaning


class ReadScreen(TranscriptScreen):
    """Reading one source: nothing pressed here gives a code."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("reading")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._notes: list[Memo] = []

    def on_source(self, name: str) -> None:
        """Read the notes, and remember that reading has begun."""
        project = self.session.project
        self._notes = [
            memo
            for memo in list_memos(project, source=name)
            if memo.span is not None and memo.coder == project.acting
        ]
        self.query_one(Meaning).add_class("asked")

    def show_codings(self) -> None:
        """Show the text alone, and where notes stand."""
        super().show_codings()
        self.codings = {}
        if self.transcript is not None:
            self.view.show(self.transcript, [])
            self.view.set_hits(note.span for note in self._notes if note.span is not None)
        if self.progress is Progress.TO_DO and self.session.project.acting is not None:
            self._mark(Progress.READING)

    def explain(self) -> None:
        """Show the notes on this turn, else all of them in order."""
        transcript, span = self.transcript, self.view.selected
        if transcript is None or span is None:
            return
        turn = transcript.turn_at(span.start)
        speech = turn.speech if turn else None
        here = [n for n in self._notes if speech and n.span and n.span.overlaps(speech)]
        shown = here or self._notes
        heading = _("Notes here") if here else _("Notes on this source")
        parts = [Content.styled(heading, "bold")]
        for note in sorted(shown, key=lambda memo: memo.span or span):
            if note.span is not None:
                address = address_of(transcript, note.span, with_source=False)
                parts.append(Content.assemble((f"{address}  ", "bold"), note.body))
        if not shown:
            parts.append(Content(_("m writes a note on the passage; S opens the synthesis sheet.")))
        self.query_one(Meaning).show(Content("\n\n").join(parts))

    def action_memo(self) -> None:
        """Write a note in the margin of the passage."""
        span = self.view.selected
        if span is None or self.transcript is None:
            return
        source = self.transcript.source

        def keep(body: str) -> None:
            if body.strip():
                self._do(lambda: note_passage(self.session.project, source, span, body))

        ask(self, _("Note in the margin"), "", keep)

    def _do(self, step: Callable[[], object]) -> None:
        try:
            step()
        except QualcodeError as error:
            self.complain(error)
            return
        if self.transcript is not None:
            self.on_source(self.transcript.source)
            self.view.set_hits(note.span for note in self._notes if note.span is not None)
        self.explain()

    def _mark(self, progress: Progress) -> None:
        if self.transcript is None:
            return
        try:
            mark_source(self.session.project, self.transcript.source, progress)
        except QualcodeError as error:
            self.complain(error)
            return
        self.progress = progress
        self.tell_heading()

    def action_done(self) -> None:
        """Say that the source has been read to the end."""
        self._mark(Progress.READ)

    def action_code(self) -> None:
        """Code this source, from here."""
        self.session.place = self.view.selected
        self.app.switch_mode("code")

    def action_sheet(self) -> None:
        """Write the synthesis sheet of this source."""
        if self.transcript is None:
            return
        source, project = self.transcript.source, self.session.project
        parts = synthesis_sheet(project, source)

        def keep(body: str | None) -> None:
            if body is None:
                return
            if parts:
                self._do(lambda: change_memo(project, parts[0].guid, body=body))
            else:
                self._do(
                    lambda: write_memo(
                        project, body, about=About.SOURCE, name=source, kind=MemoKind.SYNTHESIS
                    )
                )

        self.app.push_screen(SheetScreen(source, parts[0].body if parts else None), keep)

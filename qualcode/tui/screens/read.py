"""The reading screen: no coding keys; notes in the margin and a synthesis sheet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from qualcode.app.coding.guide import asked_by_source
from qualcode.app.coding.memos import (
    change_memo,
    list_memos,
    note_passage,
    synthesis_sheet,
    write_memo,
)
from qualcode.app.coding.reading import read_up_to, turns_read
from qualcode.core.address import address_of
from qualcode.core.errors import QualcodeError
from qualcode.core.memo import About, Memo, MemoKind
from qualcode.core.people import Progress
from qualcode.core.transcript import Turn
from qualcode.i18n import _
from qualcode.tui.keys import bindings
from qualcode.tui.screens.sheet import SheetScreen
from qualcode.tui.screens.text_edit import TextEditing
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask_long
from qualcode.tui.widgets.meaning import Meaning

KEPT_EVERY = 10
"""Turns after which the place is kept, should the program end without warning."""


class ReadScreen(TextEditing):
    """Reading one source: nothing pressed here gives a code."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("reading")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._notes: list[Memo] = []
        self._furthest = 0
        """Number of the furthest turn reached."""
        self._kept = 0
        """The one that the project knows of."""

    def on_source(self, name: str) -> None:
        """Read the notes, and remember that reading has begun."""
        project = self.session.project
        self._notes = [
            memo
            for memo in list_memos(project, source=name)
            if memo.span is not None and memo.coder == project.acting
        ]
        self._furthest = self._kept = turns_read(project).get(name, {}).get(project.acting or "", 0)
        self._go_on(name)
        self.query_one(Meaning).set_class(bool(self._notes), "asked")

    def _go_on(self, name: str) -> None:
        """Begin where reading was left, where no other place was asked for."""
        transcript = self.transcript
        if self.session.place is None and transcript is not None and self._kept > 1:
            left = [t.speech for t in transcript.turns if t.index == self._kept and t.speech]
            self.session.place = left[0] if left and name == transcript.source else None

    def show_codings(self) -> None:
        """Show the text alone, and where notes stand."""
        self.view.has_margin = False
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
        self._reached(turn)
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

    def _reached(self, turn: Turn | None) -> None:
        if turn is not None and turn.index > self._furthest:
            self._furthest = turn.index
            if self._furthest >= self._kept + KEPT_EVERY:
                self._keep_place()
            self.tell_heading()

    def _keep_place(self) -> None:
        project, transcript = self.session.project, self.transcript
        if transcript is None or project.acting is None or self._furthest <= self._kept:
            return
        with suppress(QualcodeError):
            read_up_to(project, transcript.source, self._furthest)
            self._kept = self._furthest

    def on_screen_suspend(self) -> None:
        """Keep the place where reading was left."""
        self._keep_place()

    def how_far(self) -> str:
        """Progress, and how many turns were read."""
        if self.transcript is None or self.progress is not Progress.READING:
            return super().how_far()
        return _("read to turn {n} of {of}", n=self._furthest, of=len(self.transcript.turns))

    def action_memo(self) -> None:
        """Write a note in the margin of the passage."""
        span = self.view.selected
        if span is None or self.transcript is None:
            return
        source = self.transcript.source

        def keep(body: str) -> None:
            if body.strip():
                self._do(lambda: note_passage(self.session.project, source, span, body))

        ask_long(self, _("Note in the margin"), "", keep)

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
            self.mark(self.transcript.source, progress)
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

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

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

        n, of = asked_by_source(project).get(source, (0, 0))
        title = _("{source}, asked {n}/{of}", source=source, n=n, of=of) if of else source
        self.app.push_screen(SheetScreen(title, parts[0].body if parts else None), keep)

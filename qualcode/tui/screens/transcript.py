"""What reading and coding a source have in common: text, status, search, what stands beside."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Footer

from qualcode.app.reading import list_codings, list_sources, load_transcript
from qualcode.app.searching import search_in
from qualcode.core.address import address_of
from qualcode.core.coding import Coding
from qualcode.core.errors import QualcodeError
from qualcode.core.people import Progress
from qualcode.core.transcript import Transcript, Turn
from qualcode.i18n import _, translate
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.meaning import Meaning
from qualcode.tui.widgets.status import Status


class TranscriptScreen(ProjectScreen):
    """One source, shown with what the acting coder has put on it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.transcript: Transcript | None = None
        """The source that is shown; None before there is one."""
        self.codings: dict[str, Coding] = {}
        """The acting coder's codings on it, by GUID."""
        self.progress = Progress.TO_DO

    def compose(self) -> ComposeResult:
        """Heading, transcript beside what explains it, status, what comes up, keys."""
        yield Heading(id="heading")
        with Horizontal(id="reading"):
            yield TranscriptView(id="transcript")
            yield Meaning(id="side")
        yield Status(id="status")
        yield from self.compose_below()
        yield Footer(show_command_palette=False)

    def compose_below(self) -> ComposeResult:
        """What a screen needs under the text."""
        yield from ()

    @property
    def view(self) -> TranscriptView:
        """The transcript."""
        return self.query_one(TranscriptView)

    def refresh_content(self) -> None:
        """Show the session's source; the first one where none was chosen."""
        name = self.session.source
        if name is None:
            sources = list_sources(self.session.project)
            if not sources:
                self.app.switch_mode("library")
                return
            name = self.session.source = sources[0].name
        try:
            self.transcript = load_transcript(self.session.project, name)
        except QualcodeError as error:
            self.complain(error)
            self.session.source = None
            self.app.switch_mode("library")
            return
        self.on_source(name)
        self.show_codings()
        self.view.focus()
        if self.session.place is not None:
            self.view.go_to(self.session.place)
            self.session.place = None

    def on_source(self, name: str) -> None:
        """Called with each source before it is shown."""

    def show_codings(self) -> None:
        """Show what the project holds of this coder's layer on this source."""
        if self.transcript is None:
            return
        project = self.session.project
        found: list[Coding] = []
        if project.acting is not None:
            layer = list_codings(project, source=self.transcript.source)
            found = [coding for coding in layer if coding.coder == project.acting]
        self.codings = {coding.guid: coding for coding in found}
        self.view.show(self.transcript, self.session.shown(found))
        for source in list_sources(project):
            if source.name == self.transcript.source:
                self.progress = source.progress.get(project.acting or "", Progress.TO_DO)
        self.tell_heading()

    def tell_heading(self) -> None:
        """Tell where one is, as whom, and how far."""
        if self.transcript is None:
            return
        project = self.session.project
        self.query_one(Heading).tell(
            self.transcript.source,
            _("coder {name}", name=project.acting) if project.acting else _("nobody is coding (w)"),
            _("{n} codings", n=len(self.codings)),
            translate(self.progress.label),
            _("read only") if project.refusal else "",
        )

    @on(TranscriptView.CursorMoved)
    @on(TranscriptView.SelectionChanged)
    def stands(self) -> None:
        """Tell the address, the speaker, and what the passage is coded with."""
        view, transcript = self.view, self.transcript
        span = view.selected
        if transcript is None or span is None:
            return
        turn = transcript.turn_at(span.start)
        here = [self.codings[c.guid] for c in view.codings_here() if c.guid in self.codings]
        problem = view.problem
        self.query_one(Status).tell(
            address_of(transcript, span),
            f"{turn.speaker}{_clock(turn)}" if turn else "",
            translate(problem) if problem else "",
            [self.in_words(coding) for coding in here],
        )
        self.explain()

    def explain(self) -> None:
        """Show beside the text what belongs to this place; screens say what."""

    def in_words(self, coding: Coding) -> str:
        """A coding in a few words: its sign and its code."""
        ref = f"{coding.codebook}:{coding.code}"
        label = self.session.codes[ref][1].label if ref in self.session.codes else coding.code
        return f"{coding.valence.sign.strip()} {label}".strip()

    def action_search(self) -> None:
        """Find words in this transcript; N and P step through the places."""
        ask(self, _("Find words in this transcript"), "", self._find)

    def _find(self, phrase: str) -> None:
        if self.transcript is None:
            return
        try:
            hits = search_in(self.session.project, self.transcript, phrase)
        except QualcodeError as error:
            self.complain(error)
            return
        self.view.set_hits(hits)
        if hits:
            self.view.go_to(hits[0])
        self.tell(_("{n} places", n=len(hits)))

    def action_side(self) -> None:
        """Show or hide what stands beside the text."""
        side = self.query_one(Meaning)
        if self.app.size.width < 110:
            side.toggle_class("asked")
        else:
            side.toggle_class("hidden")

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")


def _clock(turn: Turn) -> str:
    if turn.start_ms is None:
        return ""
    seconds = turn.start_ms // 1000
    return f" {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"

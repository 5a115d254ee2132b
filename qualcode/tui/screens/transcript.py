"""What reading and coding a source have in common: text, status, search, what stands beside."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from qualcode.app.coding.coding import mark_source
from qualcode.app.coding.guide import (
    attach_question,
    detach_question,
    list_guide,
    proposed_turns,
    questions_by_turn,
)
from qualcode.app.coding.reading import list_codings, list_sources, load_transcript
from qualcode.app.coding.searching import search_in
from qualcode.core.address import address_of
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Coding, Valence
from qualcode.core.errors import QualcodeError
from qualcode.core.guide import key_of
from qualcode.core.people import Progress
from qualcode.core.transcript import Transcript, Turn
from qualcode.i18n import _, plural, translate
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.meaning import Meaning
from qualcode.tui.widgets.questions import ask_which
from qualcode.tui.widgets.status import Status


class TranscriptScreen(ProjectScreen):
    """One source, shown with what the acting coder has put on it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.transcript: Transcript | None = None
        """The source that is shown; None before there is one."""
        self.codings: dict[str, Coding] = {}
        """The acting coder's codings on it, by GUID."""
        self.asked: dict[int, list[str]] = {}
        """`guide:key` of the questions that a turn asks, by its number."""
        self.progress = Progress.TO_DO

    def compose(self) -> ComposeResult:
        """Heading, transcript beside what explains it, status, what comes up, keys."""
        yield Heading(id="heading")
        with Horizontal(id="reading"):
            yield TranscriptView(id="transcript")
            yield Meaning(id="side")
        yield Status(id="status")
        yield from self.compose_below()
        yield KeyLine()

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
            layer = list_codings(project, source=self.transcript.source, objected=True)
            found = [coding for coding in layer if coding.coder == project.acting]
        self.codings = {coding.guid: coding for coding in found}
        self.view.show(self.transcript, self.session.shown(found))
        self.show_questions()
        for source in list_sources(project):
            if source.name == self.transcript.source:
                self.progress = source.progress.get(project.acting or "", Progress.TO_DO)
        self.tell_heading()

    def show_questions(self) -> None:
        """Show which turns ask questions of the guide."""
        if self.transcript is not None:
            self.asked = questions_by_turn(self.session.project, self.transcript)
            tags = {
                turn: f"? {', '.join(key_of(ref) for ref in refs)}"
                for turn, refs in self.asked.items()
            }
            self.view.tag_turns(tags)

    def tell_heading(self) -> None:
        """Tell where one is, as whom, and how far."""
        if self.transcript is None:
            return
        project = self.session.project
        self.query_one(Heading).tell(
            self.transcript.source,
            _("coder {name}", name=project.acting) if project.acting else _("nobody is coding"),
            plural("{n} coding", "{n} codings", len(self.codings)),
            self.how_far(),
            _("read only") if project.refusal else "",
        )

    def how_far(self) -> str:
        """How far one is with this source."""
        return translate(self.progress.label)

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
            f"{turn.speaker}{_clock(turn)}{self._question_of(turn)}" if turn else "",
            translate(problem) if problem else "",
            [self._all_in_words(coding) for coding in here],
        )
        self.explain()

    def _question_of(self, turn: Turn) -> str:
        keys = [key_of(ref) for ref in self.asked.get(turn.index, ())]
        return f"  ? {', '.join(keys)}" if keys else ""

    @on(TranscriptView.Copied)
    def _copied(self, event: TranscriptView.Copied) -> None:
        transcript = self.transcript
        if transcript is not None:
            labels = transcript.coded_speakers_in(event.span)
            cases = {transcript.speakers[label].case or label for label in labels}
            if labels:
                self.copied(address_of(transcript, event.span), sorted(cases))

    def explain(self) -> None:
        """Show beside the text what belongs to this place; screens say what."""

    def in_words(self, coding: Coding) -> str:
        """A coding in a few words: its sign and its code."""
        ref = f"{coding.codebook}:{coding.code}"
        label = self.session.codes[ref][1].label if ref in self.session.codes else coding.code
        return f"{coding.valence.sign.strip()} {label}".strip()

    def _all_in_words(self, coding: Coding) -> str:
        """A coding with its marks, whether it has a memo, and whether it lacks its valence."""
        ref = f"{coding.codebook}:{coding.code}"
        said = [translate(mark.label) for mark in sorted(coding.marks)]
        if coding.memo:
            said.append(_("memo"))
        policy = self.session.codes[ref][1].policy if ref in self.session.codes else None
        if policy is ValencePolicy.REQUIRED and coding.valence is Valence.UNSET:
            said.append(_("barrier or lever? f, l, a, ="))
        return f"{self.in_words(coding)} ({', '.join(said)})" if said else self.in_words(coding)

    def action_question(self) -> None:
        """Say which question of the guide the turn here asks, or that it does not ask it."""
        transcript, span = self.transcript, self.view.selected
        turn = transcript.turn_at(span.start) if transcript and span else None
        if transcript is None or turn is None:
            return
        project, source, number = self.session.project, transcript.source, turn.index
        questions = list_guide(project, source)
        if not questions:
            self.notify(
                _("No guide leads this interview: qualcode guide PROJECT import FILE"),
                markup=False,
            )
            return
        if transcript.speakers[turn.speaker].coded:
            self.notify(_("Only an interviewer's turn asks a question."), markup=False)
            return
        standing = self.asked.get(number, [])

        def choose(ref: str) -> None:
            step = detach_question if ref in standing else attach_question
            try:
                step(project, source, number, ref)
            except QualcodeError as error:
                self.complain(error)
                return
            self.show_questions()
            self.stands()

        proposed = (one.ref for one in proposed_turns(project, source) if one.turn == number)
        likely = next(iter([*standing, *proposed]), "")
        title = _("Which question does turn {turn} ask?", turn=number)
        ask_which(self, title, questions, choose, standing=standing, likely=likely)

    def mark(self, source: str, progress: Progress) -> None:
        """Say how far one is with a source; say so where that was known.

        Raises:
            QualcodeError: nobody is acting, or may not code.
        """
        if not mark_source(self.session.project, source, progress):
            state = translate(progress.label)
            self.tell(
                _("{source} was already “{progress}”: nothing was done.", source=source,
                  progress=state)
            )  # fmt: skip

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

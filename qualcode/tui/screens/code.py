"""The coding screen: the transcript, the margin, the picker, the definition beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Footer

from qualcode.app import coding as use
from qualcode.app.reading import list_codings, list_sources, load_transcript, search_in
from qualcode.app.undoing import in_words, redo, undo
from qualcode.core.address import address_of
from qualcode.core.coding import Coding, NewCoding, Valence
from qualcode.core.errors import QualcodeError
from qualcode.core.people import Progress
from qualcode.core.transcript import Transcript
from qualcode.i18n import _, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.meaning import Meaning
from qualcode.tui.widgets.picker import CodePicker, choices_of
from qualcode.tui.widgets.status import Status


class CodeScreen(ProjectScreen):
    """Reading one source and coding it in the acting coder's layer."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("coding")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._transcript: Transcript | None = None
        self._codings: dict[str, Coding] = {}
        self._current: str | None = None
        """GUID of the coding that valence and memo keys go to."""
        self._progress = ""

    def compose(self) -> ComposeResult:
        """Heading, transcript beside meaning, status, picker, keys."""
        yield Heading(id="heading")
        with Horizontal(id="reading"):
            yield TranscriptView(id="transcript")
            yield Meaning(id="side")
        yield Status(id="status")
        yield CodePicker(id="picker")
        yield Footer(show_command_palette=False)

    @property
    def view(self) -> TranscriptView:
        """The transcript."""
        return self.query_one(TranscriptView)

    def refresh_content(self) -> None:
        """Show the session's source, or the library where none was chosen."""
        name = self.session.source
        if name is None:
            sources = list_sources(self.session.project)
            if not sources:
                self.app.switch_mode("library")
                return
            name = self.session.source = sources[0].name
        if self._transcript is None or self._transcript.source != name:
            self._load(name)
        self._show_codings()
        self.view.focus()

    def _load(self, name: str) -> None:
        try:
            self._transcript = load_transcript(self.session.project, name)
        except QualcodeError as error:
            self.complain(error)
            return
        letters = self.session.letters
        books = self.session.codebooks_for(name)
        self.query_one(CodePicker).show_codes(
            [choice for book in books for choice in choices_of(book, letters)]
        )
        self._current = None

    def _show_codings(self) -> None:
        """Show what the project holds of this coder's layer on this source."""
        if self._transcript is None:
            return
        project = self.session.project
        found: list[Coding] = []
        if project.acting is not None:
            layer = list_codings(project, source=self._transcript.source)
            found = [coding for coding in layer if coding.coder == project.acting]
        self._codings = {coding.guid: coding for coding in found}
        self.view.show(self._transcript, self.session.shown(found))
        source = next(s for s in list_sources(project) if s.name == self._transcript.source)
        state = source.progress.get(project.acting or "", Progress.TO_DO)
        self._progress = {
            Progress.TO_DO: _("not begun"),
            Progress.READING: _("being read"),
            Progress.READ: _("read to the end"),
            Progress.LOCKED: _("locked"),
        }[state]
        self._tell_heading()

    def _tell_heading(self) -> None:
        if self._transcript is None:
            return
        project = self.session.project
        self.query_one(Heading).tell(
            self._transcript.source,
            _("coder {name}", name=project.acting) if project.acting else _("nobody is coding (w)"),
            _("{n} codings", n=len(self._codings)),
            self._progress,
            _("read only") if project.refusal else "",
        )

    # Where the reader stands

    @on(TranscriptView.CursorMoved)
    @on(TranscriptView.SelectionChanged)
    def _stands(self) -> None:
        """Tell the address, the speaker, and what the passage is coded with."""
        view, transcript = self.view, self._transcript
        span = view.selected
        if transcript is None or span is None:
            return
        turn = transcript.turn_at(span.start)
        here = [self._codings[c.guid] for c in view.codings_here() if c.guid in self._codings]
        problem = view.problem
        self.query_one(Status).tell(
            address_of(transcript, span),
            turn.speaker if turn else "",
            translate(problem) if problem else "",
            [self._in_words(coding) for coding in here],
        )
        self._explain()

    @on(TranscriptView.CodingFocused)
    def _walked_to(self, event: TranscriptView.CodingFocused) -> None:
        if event.guid is not None:
            self._current = event.guid
        self._explain()

    def _in_words(self, coding: Coding) -> str:
        ref = f"{coding.codebook}:{coding.code}"
        label = self.session.codes[ref][1].label if ref in self.session.codes else coding.code
        sign = coding.valence.sign.strip()
        return f"{sign} {label}".strip()

    def _explain(self) -> None:
        """Show the meaning of the code that is focused, or stands here."""
        coding = self._target()
        side = self.query_one(Meaning)
        if coding is None:
            side.tell_nothing()
            return
        book, code = self.session.codes[f"{coding.codebook}:{coding.code}"]
        side.tell(book, code, coding)

    def _target(self) -> Coding | None:
        """The coding that valence, memo and removal go to: focused, last given, or here."""
        focused = self.view.focused_coding
        if focused in self._codings:
            return self._codings[focused]
        here = [c.guid for c in self.view.codings_here()]
        if self._current in here and self._current in self._codings:
            return self._codings[self._current]
        return next((self._codings[guid] for guid in here if guid in self._codings), None)

    # Coding

    def action_pick(self) -> None:
        """Open the picker on the selected passage.

        It opens on words that may not be coded too, and says why not: what is typed next must
        never be taken for other keys.
        """
        if self.session.project.acting is None:
            self._ask_who()
            return
        span, problem = self.view.selected, self.view.problem
        words = span.of(self._transcript.text) if span and self._transcript else ""
        self.query_one(CodePicker).open(
            self.session.recent[:8], translate(problem) if problem else words
        )

    @on(CodePicker.Chosen)
    def _chosen(self, event: CodePicker.Chosen) -> None:
        event.picker.close()
        if self._may_code():
            self._give(event.ref)

    @on(CodePicker.Closed)
    def _picker_closed(self) -> None:
        self.view.focus()

    def action_repeat(self) -> None:
        """Give the code that was given last."""
        if self.session.recent and self._may_code():
            self._give(self.session.recent[0])

    def _may_code(self) -> bool:
        if self.session.project.acting is None:
            self._ask_who()
            return False
        problem = self.view.problem
        if problem is not None:
            self.notify(translate(problem), severity="warning", markup=False, timeout=5)
        return problem is None

    def _ask_who(self) -> None:
        def become(name: str) -> None:
            self.session.project.acting = name.strip() or None
            self._show_codings()

        ask(self, _("Who is coding? Your codings go into a layer of that name."), "", become)

    def _give(self, ref: str) -> None:
        span = self.view.selected
        if span is None or self._transcript is None:
            return
        try:
            guid = use.code_passage(
                self.session.project, NewCoding(self._transcript.source, span, ref)
            )
        except QualcodeError as error:
            self.complain(error)
            return
        self.session.used(ref)
        self._current = guid
        self._read_back()
        self.view.set_selection(None)
        self.view.go_to(span)
        self._explain()

    def action_valence(self, valence: str) -> None:
        """Say barrier, lever, ambivalent or neutral of the coding here."""
        coding = self._target()
        if coding is None:
            self.notify(_("There is no coding here to say this of."), markup=False)
            return
        self._do(lambda: use.change_coding(
            self.session.project, coding.guid, valence=Valence(valence)
        ))  # fmt: skip

    def action_remove(self) -> None:
        """Take the coding here away."""
        coding = self._target()
        if coding is not None:
            self._do(lambda: use.uncode(self.session.project, [coding.guid]))

    def action_memo(self) -> None:
        """Write a memo on the coding here."""
        coding = self._target()
        if coding is None:
            self.notify(_("There is no coding here to write on."), markup=False)
            return

        def keep(memo: str) -> None:
            self._do(lambda: use.note_on_coding(self.session.project, coding.guid, memo))

        ask(self, _("Memo on {code}", code=self._in_words(coding)), coding.memo, keep)

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self._do(lambda: self.tell(
            _("Undone: {what}", what=in_words(undo(self.session.project)))
        ))  # fmt: skip

    def action_redo(self) -> None:
        """Do again what was undone."""
        self._do(lambda: self.tell(
            _("Done again: {what}", what=in_words(redo(self.session.project)))
        ))  # fmt: skip

    def action_done(self) -> None:
        """Say that the source has been read to the end."""
        if self._transcript is not None:
            source = self._transcript.source
            self._do(lambda: use.mark_source(self.session.project, source))
            self._show_codings()

    def _do(self, step: Callable[[], object]) -> None:
        """Run one step of coding and show what came of it, or why it was refused."""
        try:
            step()
        except QualcodeError as error:
            self.complain(error)
            return
        self._read_back()
        self._stands()

    def _read_back(self) -> None:
        """Take over what changed in the layer, coding by coding."""
        if self._transcript is None:
            return
        project = self.session.project
        layer = list_codings(project, source=self._transcript.source, coder=project.acting)
        now = {coding.guid: coding for coding in layer}
        for guid in self._codings.keys() - now.keys():
            self.view.remove_coding(guid)
        for guid, coding in now.items():
            shown = self.session.shown_coding(coding)
            before = self._codings.get(guid)
            if before is None or self.session.shown_coding(before) != shown:
                self.view.add_coding(shown)
        self._codings = now
        self._tell_heading()

    # Around

    def action_search(self) -> None:
        """Find words in this transcript; N and P step through the places."""
        ask(self, _("Find words in this transcript"), "", self._find)

    def _find(self, phrase: str) -> None:
        if self._transcript is None:
            return
        hits = search_in(self._transcript, phrase)
        self.view.set_hits(hits)
        if hits:
            self.view.go_to(hits[0])
        self.tell(_("{n} places", n=len(hits)))

    def action_side(self) -> None:
        """Show or hide the meaning of codes beside the text."""
        side = self.query_one(Meaning)
        side.set_class(not side.has_class("hidden"), "hidden")

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")

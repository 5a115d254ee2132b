"""The coding screen: a passage, a code, a valence, in as few keys as can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from qualcode.app.codebook.work import create_code
from qualcode.app.coding import coding as use
from qualcode.app.coding.quick_codes import assign_quick_code, quick_codes
from qualcode.app.coding.reading import list_coders, list_codings
from qualcode.app.coding.suggesting import Suggestion, accept_suggestion
from qualcode.app.projects.undoing import in_words, redo, undo
from qualcode.core.boundary import Boundary
from qualcode.core.coding import Coding, Mark, NewCoding, Valence
from qualcode.core.errors import QualcodeError
from qualcode.core.people import Progress
from qualcode.core.spans import Span
from qualcode.i18n import _, current_language, translate
from qualcode.i18n.numbers import quoted
from qualcode.tui.keys import bindings
from qualcode.tui.screens.suggesting import Suggesting
from qualcode.tui.session import Session
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.boundary import BoundaryBar
from qualcode.tui.widgets.chord import chord
from qualcode.tui.widgets.meaning import Meaning
from qualcode.tui.widgets.picker import CodePicker, choices_of

MARK_LETTERS = {"p": Mark.POTENTIAL, "i": Mark.INFERRED, "r": Mark.REPORTED, "t": Mark.PROMPTED}
"""Second keys of `s`; t as in the French « induit », which ends where `i` begins."""


IN_VIVO = 50
"""Longest name that is taken from a person's words."""


class CodeScreen(Suggesting):
    """Coding one source in the acting coder's layer."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("coding")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._current: str | None = None
        """GUID of the coding that valence, memo and mark keys go to."""
        self._recoding: str | None = None
        """GUID of the coding that the picker chooses another code for."""

    def compose_below(self) -> ComposeResult:
        """The picker and the bar of boundary mode."""
        yield CodePicker(id="picker")
        yield BoundaryBar(id="boundary")

    def on_source(self, name: str) -> None:
        """Offer the codes of the codebooks that apply to the source."""
        letters = self.session.letters
        books = self.session.codebooks_for(name)
        self.query_one(CodePicker).show_codes(
            [choice for book in books for choice in choices_of(book, letters)]
        )
        self._current = None
        if self.session.project.acting is not None:
            self.get_ready_for(name)

    @on(TranscriptView.CodingFocused)
    def _walked_to(self, event: TranscriptView.CodingFocused) -> None:
        if event.guid is not None:
            self._current = event.guid
        self.explain()

    def explain(self) -> None:
        """Show the meaning of the code that is focused, or stands here."""
        coding = self._target()
        side = self.query_one(Meaning)
        if coding is None:
            side.tell_nothing()
            return
        book, code = self.session.codes[f"{coding.codebook}:{coding.code}"]
        side.tell(book, code, coding)

    def _target(self) -> Coding | None:
        """The coding that keys go to: focused, given last, or the shortest one here."""
        focused = self.view.focused_coding
        if focused in self.codings:
            return self.codings[focused]
        here = [c.guid for c in self.view.codings_here()]
        if self._current in here and self._current in self.codings:
            return self.codings[self._current]
        return next((self.codings[guid] for guid in here if guid in self.codings), None)

    def _with_target(self, then: Callable[[Coding], None]) -> None:
        coding = self._target()
        if coding is None:
            self.notify(_("There is no coding here."), markup=False, timeout=3)
        else:
            then(coding)

    # Giving codes

    def action_pick(self) -> None:
        """Open the picker on the selected passage.

        It opens on words that may not be coded too, and says why not: what is typed next must
        never be taken for other keys.
        """
        if self.session.project.acting is None:
            self._ask_who(self.action_pick)
            return
        span, problem = self.view.selected, self.view.problem
        words = span.of(self.transcript.text) if span and self.transcript else ""
        self.query_one(CodePicker).open(
            self.session.recent[:8],
            translate(problem) if problem else words,
            offers_new=problem is None,
        )

    def action_recode(self) -> None:
        """Open the picker to put another code in the place of the one here."""

        def choose(coding: Coding) -> None:
            self._recoding = coding.guid
            self.query_one(CodePicker).open(self.session.recent[:8], self.in_words(coding))

        self._with_target(choose)

    @on(CodePicker.Chosen)
    def _chosen(self, event: CodePicker.Chosen) -> None:
        recoding, self._recoding = self._recoding, None
        event.picker.close()
        if recoding is not None:
            self._do(lambda: use.change_coding(self.session.project, recoding, code=event.refs[0]))
        elif self._may_code():
            refs = event.refs or self._new_code(event.new)
            self._give(refs, event.valence, event.memo)

    @on(CodePicker.Closed)
    def _picker_closed(self) -> None:
        self.view.focus()

    def action_repeat(self) -> None:
        """Give the code that was given last."""
        if self.session.recent and self._may_code(self.action_repeat):
            self._give([self.session.recent[0]])

    def action_quick(self) -> None:
        """Wait for the letter of a quick code."""
        assigned = quick_codes(self.session.project)
        names = [
            f"{letter} {self.session.codes[ref][1].label}"
            for letter, ref in sorted(assigned.items())
            if ref in self.session.codes
        ]
        hint = "  ·  ".join(names) or _("No quick code yet: G and a letter give one.")

        def give(letter: str) -> None:
            ref = assigned.get(letter)
            if ref is None or ref not in self.session.codes:
                self.notify(_("No code has the letter {letter}.", letter=letter), markup=False)
            elif self._may_code(lambda: give(letter)):
                self._give([ref])

        chord(self, hint, give)

    def action_assign(self) -> None:
        """Give a letter to the code here, or to the one given last."""
        coding = self._target()
        ref = f"{coding.codebook}:{coding.code}" if coding else next(iter(self.session.recent), "")
        if ref not in self.session.codes:
            self.notify(_("Give a code first: then it can have a letter."), markup=False)
            return
        label = self.session.codes[ref][1].label

        def assign(letter: str) -> None:
            assign_quick_code(self.session.project, letter, ref)
            self.tell(_("g {letter} gives “{code}”.", letter=letter, code=label))

        chord(self, _("Which letter for “{code}”?", code=label), assign)

    def _may_code(self, again: Callable[[], None] = lambda: None) -> bool:
        """Whether the passage may be coded; where nobody codes yet, asks who and begins again."""
        if self.session.project.acting is None:
            self._ask_who(again)
            return False
        problem = self.view.problem
        if problem is not None:
            self.notify(translate(problem), severity="warning", markup=False, timeout=5)
        return problem is None

    def _ask_who(self, then: Callable[[], None]) -> None:
        def become(name: str) -> None:
            self.session.project.acting = name.strip() or None
            selection = self.view.selection
            self.show_codings()
            self.view.set_selection(selection)
            if self.session.project.acting is not None:
                then()

        known = [coder.name for coder in list_coders(self.session.project)]
        only = known[0] if len(known) == 1 else ""
        ask(self, _("Who is coding? Your codings go into a layer of that name."), only, become)

    def action_in_vivo(self) -> None:
        """Make a provisional code of the selected words, and give it to them."""
        span = self.view.selected
        if span is not None and self.transcript is not None and self._may_code(self.action_in_vivo):
            words = " ".join(span.of(self.transcript.text).split())
            short = words[: IN_VIVO + 1].rpartition(" ")[0] or words[:IN_VIVO]
            name = words if len(words) <= IN_VIVO else f"{short.rstrip(' ,;:')}…"
            ask(self, _("Name of the new code"), quoted(name), self._give_new)

    def _give_new(self, name: str) -> None:
        if name.strip() and self._may_code():
            self._give(self._new_code(name.strip()))

    def _new_code(self, name: str) -> list[str]:
        """Make a provisional code in the codebook of this source; gives its reference."""
        if self.transcript is None:
            return []
        books = self.session.codebooks_for(self.transcript.source)
        if not books:
            self.notify(_("This project has no codebook yet."), markup=False)
            return []
        book = books[0].id
        try:
            ref = create_code(
                self.session.project, book, {current_language(): name}, provisional=True
            )
        except QualcodeError as error:
            self.complain(error)
            return []
        self.session.forget_codebooks()
        self.on_source(self.transcript.source)
        return [ref]

    def _give(self, refs: Sequence[str], valence: Valence = Valence.UNSET, memo: str = "") -> None:
        span = self.view.selected
        if span is None or self.transcript is None or not refs:
            return
        requests = [
            NewCoding(self.transcript.source, span, ref, valence, memo=memo) for ref in refs
        ]
        project = self.session.project
        self._given(span, refs, lambda: use.code_passages(project, requests))

    def accept(self, span: Span, suggestion: Suggestion) -> None:
        """Give a code that was suggested; the journal says that it was."""
        project, here = self.session.project, self.transcript
        if here is not None:
            ref = suggestion.code
            self._given(span, [ref], lambda: [accept_suggestion(project, here.source, span, ref)])

    def _given(self, span: Span, refs: Sequence[str], give: Callable[[], list[str]]) -> None:
        """Give codes to a passage and show what came of it, or why it was refused."""
        before = dict(self.codings)
        try:
            guids = give()
        except QualcodeError as error:
            self.complain(error)
            return
        for ref in refs:
            self.session.used(ref)
        self._current = guids[-1]
        self._read_back()
        if self.codings == before:
            names = ", ".join(self.session.codes[ref][1].label for ref in refs)
            self.tell(_("“{code}” is here already: nothing was done.", code=names))
        self.view.set_selection(None)
        self.view.go_to(span)
        self.stands()

    # Saying more of a coding

    def action_valence(self, valence: str) -> None:
        """Say barrier, lever, ambivalent or neutral of the coding here."""
        project = self.session.project
        self._with_target(
            lambda coding: self._do(
                lambda: use.change_coding(project, coding.guid, valence=Valence(valence))
            )
        )

    def action_mark(self) -> None:
        """Wait for the letter of a mark, and set it or take it away."""
        self._with_target(self._ask_mark)

    def _ask_mark(self, coding: Coding) -> None:
        def toggle(letter: str) -> None:
            mark = MARK_LETTERS.get(letter)
            if mark is not None:
                marks = coding.marks ^ {mark}
                self._do(lambda: use.change_coding(self.session.project, coding.guid, marks=marks))

        names = [
            f"{letter} {translate(mark.label)}{' ✓' if mark in coding.marks else ''}"
            for letter, mark in MARK_LETTERS.items()
        ]
        chord(self, "  ·  ".join(names), toggle)

    def action_context(self) -> None:
        """Carry the question before the coding along as context, or leave it again."""

        def toggle(coding: Coding) -> None:
            if self.transcript is not None:
                question = None if coding.context else use.question_before(
                    self.transcript, coding.span
                )  # fmt: skip
                self._do(lambda: use.set_context(self.session.project, coding.guid, question))

        self._with_target(toggle)

    def action_memo(self) -> None:
        """Write a memo on the coding here."""

        def write(coding: Coding) -> None:
            ask(
                self,
                _("Memo on {code}", code=self.in_words(coding)),
                coding.memo,
                lambda memo: self._do(
                    lambda: use.note_on_coding(self.session.project, coding.guid, memo)
                ),
            )

        self._with_target(write)

    def action_remove(self) -> None:
        """Take the coding here away."""
        project = self.session.project
        self._with_target(lambda coding: self._do(lambda: use.uncode(project, [coding.guid])))

    # Moving the ends

    def action_boundary(self) -> None:
        """Take one end of the coding here (or of the selection) into the hand."""
        coding = None if self.view.selection else self._target()
        span = coding.span if coding else self.view.selected
        if self.transcript is None or span is None:
            return
        self._current = coding.guid if coding else None
        self.query_one(BoundaryBar).begin(Boundary(self.transcript.text, span))

    @on(BoundaryBar.Moved)
    def _end_moved(self, event: BoundaryBar.Moved) -> None:
        self.view.set_selection(event.boundary.span)

    @on(BoundaryBar.Done)
    def _ends_kept(self, event: BoundaryBar.Done) -> None:
        span: Span | None = event.span
        self.view.focus()
        if span is None:
            self.view.set_selection(None)
        elif self._current in self.codings:
            guid = self._current
            self.view.set_selection(None)
            self._do(lambda: use.change_coding(self.session.project, guid, span=span))
        else:
            self.view.set_selection(span)

    # Undoing, finishing

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        project = self.session.project
        self._do(lambda: self.tell(_("Undone: {what}", what=in_words(undo(project)))))

    def action_redo(self) -> None:
        """Do again what was undone."""
        project = self.session.project
        self._do(lambda: self.tell(_("Done again: {what}", what=in_words(redo(project)))))

    def action_done(self) -> None:
        """Say that the source has been read to the end."""
        if self.transcript is not None:
            source = self.transcript.source
            self._do(lambda: self.mark(source, Progress.READ))
            self.show_codings()

    def _do(self, step: Callable[[], object]) -> None:
        """Run one step of coding and show what came of it, or why it was refused."""
        try:
            step()
        except QualcodeError as error:
            self.complain(error)
            return
        self._read_back()
        self.stands()

    def _read_back(self) -> None:
        """Take over what changed in the layer, coding by coding."""
        if self.transcript is None:
            return
        project = self.session.project
        layer = list_codings(project, source=self.transcript.source, objected=True)
        now = {coding.guid: coding for coding in layer if coding.coder == project.acting}
        for guid in self.codings.keys() - now.keys():
            self.view.remove_coding(guid)
        for guid, coding in now.items():
            shown = self.session.shown_coding(coding)
            before = self.codings.get(guid)
            if before is None or self.session.shown_coding(before) != shown:
                self.view.add_coding(shown)
        self.codings = now
        self.tell_heading()

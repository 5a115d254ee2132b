"""Other words for one turn: written, looked at, and only then kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.app.pseudonyms.corrected_review import correct_reviewed, review_correction
from qualcode.app.pseudonyms.reviewing import Review
from qualcode.app.texts.correcting import (
    CorrectionPreview,
    correct_source,
    preview_correction,
    rewritten_turn,
)
from qualcode.core.errors import PrivacyRefusal, QualcodeError
from qualcode.core.transcript import Transcript, Turn
from qualcode.i18n import _, plural, translate
from qualcode.tui.keys import bindings, translated
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.reviewing_first import review_first
from qualcode.tui.session import Session
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.long_text import LongText


class RewriteScreen(ModalScreen[None]):
    """A turn to write otherwise; nothing is written before it has been looked at."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("rewrite")

    def __init__(self, session: Session, transcript: Transcript, turn: Turn) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        self._session = session
        self._transcript = transcript
        self._turn = turn
        self._looked_at = ""

    def compose(self) -> ComposeResult:
        """Heading, the words, what would become of what is coded, keys."""
        yield Heading(id="heading")
        said = self._turn.speech.of(self._transcript.text) if self._turn.speech else ""
        yield LongText(said, id="rewritten", soft_wrap=True)
        with VerticalScroll(id="context", can_focus=False):
            yield Static(
                _("F5 shows what becomes of the codings; F5 once more keeps the correction."),
                markup=False,
            )
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin to write."""
        self.query_one(Heading).tell(
            _("Correct the words of this turn"),
            f"{self._transcript.source} · {self._turn.index}",
            self._turn.speaker,
        )
        self.query_one(LongText).focus()

    def action_check(self) -> None:
        """Show what the correction would do; the second time, with the same words, do it."""
        words = self.query_one(LongText).text
        if words == self._looked_at:
            self._keep()
            return
        try:
            document = rewritten_turn(self._transcript, self._turn.index, words)
            preview = preview_correction(self._session.project, self._transcript.source, document)
        except QualcodeError as error:
            self._tell(Content(str(error)))
            return
        self._looked_at = words
        self._tell(in_words(preview))

    def _tell(self, content: Content) -> None:
        self.query_one("#context Static", Static).update(content)

    def _keep(self) -> None:
        project, source = self._session.project, self._transcript.source
        document = rewritten_turn(self._transcript, self._turn.index, self._looked_at)
        try:
            preview = correct_source(project, source, document)
        except PrivacyRefusal:
            review = review_correction(project, source, document)
            review_first(self, review, lambda reason: self._keep_reviewed(review, reason))
            return
        except QualcodeError as error:
            self._tell(Content(str(error)))
            return
        self._kept(preview)

    def _keep_reviewed(self, review: Review, reason: str) -> None:
        source = self._transcript.source
        try:
            preview = correct_reviewed(self._session.project, source, review, accept_reason=reason)
        except QualcodeError as error:
            self._tell(Content(str(error)))
            return
        self._kept(preview)

    def _kept(self, preview: CorrectionPreview) -> None:
        self._session.place = self._turn.speech
        waiting = len(preview.doubtful) + len(preview.lost)
        said = [_("Corrected {source}; its old text is kept.", source=self._transcript.source)]
        if waiting:
            said.append(
                plural("{n} passage waits for you: D.", "{n} passages wait for you: D.", waiting)
            )
        self.notify(" ".join(said), markup=False, timeout=8)
        self.dismiss()

    def action_back(self) -> None:
        """Leave the turn as it was."""
        self.dismiss()


def in_words(preview: CorrectionPreview) -> Content:
    """What a correction would do."""
    n = preview.carried
    parts = [Content(plural("{n} passage keeps its words.", "{n} passages keep their words.", n))]
    waiting = (*preview.doubtful, *preview.lost)
    if waiting:
        said = plural("{n} passage is doubtful:", "{n} passages are doubtful:", len(waiting))
        parts.append(Content.styled(said, "bold"))
    for one in waiting:
        now = " ".join(one.words.split()) or "—"
        parts.append(
            Content.assemble(
                f"{' '.join(one.quotation.split())} → {now}", (f"  {translate(one.why)}", "italic")
            )
        )
    parts.append(Content.styled(_("Nothing is written yet. F5 keeps it, Esc does not."), "bold"))
    return Content("\n").join(parts)

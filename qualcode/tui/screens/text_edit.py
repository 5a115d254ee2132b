"""Correcting and redacting a text where it is read."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.app.texts.redacting import RedactionReport, redact_source
from qualcode.core.errors import QualcodeError
from qualcode.core.revisions.carry_over import Edit
from qualcode.core.spans import Span
from qualcode.core.text import fold
from qualcode.i18n import _, plural
from qualcode.tui.screens.rewrite import RewriteScreen
from qualcode.tui.screens.transcript import TranscriptScreen
from qualcode.tui.widgets.ask import ask


class TextEditing(TranscriptScreen):
    """A transcript whose words can be corrected, and taken out for ever."""

    def action_correct(self) -> None:
        """Write the turn at the cursor otherwise."""
        transcript, span = self.transcript, self.view.selected
        turn = transcript.turn_at(span.start) if transcript and span else None
        if transcript is None or turn is None or turn.speech is None:
            self.notify(_("No turn stands here."), markup=False)
            return
        self.app.push_screen(RewriteScreen(self.session, transcript, turn))

    def action_redact(self) -> None:
        """Ask for what takes the place of the selected words, why, and whether it is meant."""
        span, transcript = self.view.selection, self.transcript
        if span is None or transcript is None:
            self.notify(_("Select the words to take out first (v)."), markup=False)
            return
        words = " ".join(span.of(transcript.text).split())
        shown = words if len(words) <= 60 else f"{words[:59]}…"

        def instead(replacement: str) -> None:
            if replacement.strip():
                ask(
                    self,
                    _("Why? The reason is kept, so it must not repeat the words."),
                    "",
                    lambda reason: sure(replacement.strip(), reason.strip()),
                )

        def sure(replacement: str, reason: str) -> None:
            if not reason:
                return
            ask(
                self,
                _(
                    "“{old}” becomes “{new}” for ever: no undo brings it back. Type yes to do it.",
                    old=shown,
                    new=replacement,
                ),
                "",
                lambda answer: self._redact(span, replacement, reason, answer),
            )

        ask(
            self,
            _("What stands instead of “{words}”, such as [hospital]?", words=shown),
            "",
            instead,
        )

    def _redact(self, span: Span, replacement: str, reason: str, answer: str) -> None:
        if fold(answer.strip()) not in {fold(_("yes")), "yes"} or self.transcript is None:
            self.tell(_("Nothing was changed."))
            return
        try:
            report = redact_source(
                self.session.project,
                self.transcript.source,
                [Edit(span.start, span.end, replacement)],
                reason,
            )
        except QualcodeError as error:
            self.complain(error)
            return
        self.session.place = Span(span.start, span.start + 1)
        self.refresh_content()
        said = "\n".join(report_in_words(report))
        self.notify(said, markup=False, timeout=30, severity="warning")


def report_in_words(report: RedactionReport) -> Iterator[str]:
    """What a redaction did, and where the words may still be read."""
    yield plural(
        "{source}: {n} passage replaced for ever.",
        "{source}: {n} passages replaced for ever.",
        report.places,
        source=report.source,
    )
    if report.still_open:
        yield plural(
            "The screen still finds {n} direct identifier in the text.",
            "The screen still finds {n} direct identifiers in the text.",
            report.still_open,
        )
    for source, n in report.said_elsewhere.items():
        yield plural(
            "The same words are still said once in {source}.",
            "The same words are still said {n} times in {source}.",
            n,
            source=source,
        )
    if report.written_elsewhere:
        yield plural(
            "{n} memo or name still holds the words.",
            "{n} memos or names still hold the words.",
            report.written_elsewhere,
        )
    for backup in report.backups:
        yield _("This backup holds the words: {file}", file=str(backup))
    for file in report.exports:
        yield _("This export may hold the words: {file}", file=file)
    if not report.written_anew:
        yield _(
            "Somebody else has the project open: the words may be left in the files beside it "
            "until everybody has closed it."
        )

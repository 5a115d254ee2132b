"""Asking for codes from passages that sound like the one at hand, where a source is coded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work

from qualcode.core.errors import QualcodeError
from qualcode.core.spans import Span
from qualcode.i18n import _
from qualcode.tui.screens.text_edit import TextEditing

if TYPE_CHECKING:
    from qualcode.app.coding.suggesting import Suggestion


class Suggesting(TextEditing):
    """A transcript for whose passages codes can be suggested; all is read beside the screen."""

    def action_suggest(self) -> None:
        """Look for codes for the passage here, and show them with their evidence."""
        span, transcript = self.view.selected, self.transcript
        if span is not None and transcript is not None:
            self._look_for(transcript.source, span)

    @work(thread=True, exclusive=True, group="suggest")
    def _look_for(self, source: str, span: Span) -> None:
        from qualcode.app.coding.suggesting import suggest_codes

        try:
            found = suggest_codes(self.session.project, source, span)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._offer, source, span, found)

    @work(thread=True, exclusive=True, group="suggest")
    def get_ready_for(self, source: str) -> None:
        """Read what suggestions are made from, where they are on, before anybody asks."""
        from qualcode.app.coding.suggesting import get_ready, suggestions_on

        try:
            if suggestions_on(self.session.project):
                get_ready(self.session.project, source)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)

    def _offer(self, source: str, span: Span, found: list[Suggestion]) -> None:
        from qualcode.tui.widgets.suggestions import show_suggestions

        here = self.transcript
        if here is None or here.source != source or self.view.selected != span:
            return
        if not found:
            self.tell(_("No passage that was coded sounds like this one."))
            return
        # The thread that looked for them does not know in which language the screens are.
        codes = self.session.codes
        named = [replace(one, label=codes[one.code][1].label) for one in found if one.code in codes]
        show_suggestions(
            self,
            _("Codes of passages like this one: a number takes one, Esc none"),
            named,
            lambda one: self.accept(span, one),
        )

    def accept(self, span: Span, suggestion: Suggestion) -> None:
        """Give a code that was suggested; screens that code say how."""

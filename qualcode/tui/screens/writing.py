"""Writing files from a screen: where to, who has to be confirmed, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from textual import work

from qualcode.app.publishing.wishes import Wish
from qualcode.core.errors import QualcodeError
from qualcode.core.text import fold
from qualcode.i18n import _
from qualcode.tui.screens.base import ProjectScreen
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.form import Answers, Form


def named_among(answer: str, cases: Sequence[str]) -> frozenset[str]:
    """Those of `cases` that an answer names, with commas, semicolons or spaces between.

    No part of a name with a blank in it names somebody else.
    """
    called = {fold(case) for case in cases}
    parts = [fold(part.strip()) for part in re.split("[,;]", answer)]
    named = {one for part in parts for one in ([part] if part in called else part.split())}
    return frozenset(case for case in cases if fold(case) in named)


class Writing(ProjectScreen):
    """A screen that writes files, and does its work where one may go on meanwhile."""

    def do(self, step: Callable[[], object], done: str = "") -> bool:
        """Take one step and show what stands now; whether it could be taken."""
        try:
            step()
        except QualcodeError as error:
            self.complain(error)
            return False
        if done:
            self.tell(done)
        self.refresh_content()
        return True

    def fill_in(self, form: Form, then: Callable[[Answers], object]) -> None:
        """Show a form and go on with its answers, if any.

        The line that led to it may be gone by then, so the screen itself waits for them.
        """

        def go(answers: Answers | None) -> None:
            if answers is not None:
                then(answers)

        self.call_next(self.app.push_screen, form, go)

    def ask_where(self, kind: str, wish: Wish) -> None:
        """Ask who may be quoted, where that is in doubt, then for the file, then write it."""
        from qualcode.app.publishing.outgoing import waiting_for_consent

        waiting = waiting_for_consent(self.session.project, kind)
        if not waiting:
            self._ask_file(kind, wish)
            return

        def confirmed(names: str) -> None:
            chosen = named_among(names, waiting)
            left = [case for case in waiting if case not in chosen]
            if not left:
                self._ask_file(kind, replace(wish, confirmed=chosen))
                return
            self.tell(
                _(
                    "Nothing was written: {cases} not confirmed. Name them too, or take their "
                    "quotations out of the choice.",
                    cases=", ".join(left),
                )
            )

        question = _(
            "Consent or age asks for a confirmation: {cases}. Type the names of those who may be "
            "quoted.",
            cases=", ".join(waiting),
        )
        ask(self, question, "", confirmed)

    def _ask_file(self, kind: str, wish: Wish) -> None:
        from qualcode.app.publishing.outgoing import ENDINGS, proposed_file

        proposed = proposed_file(self.session.project, kind, wish.language, codebook=wish.codebook)
        question = (
            _("To which file?")
            if kind in ENDINGS
            else _("To which file? Its name ends in .docx, .html, .xlsx, .csv or .json.")
        )

        def go(name: str) -> None:
            if name.strip():
                self.tell(_("Writing {file}…", file=Path(name.strip()).name))
                self._write_behind(kind, Path(name.strip()), wish)

        ask(self, question, str(proposed), go)

    @work(thread=True, exclusive=True, group="write")
    def _write_behind(self, kind: str, out: Path, wish: Wish) -> None:
        from qualcode.app.publishing.outgoing import write_out

        try:
            write_out(self.session.project, kind, out, wish)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self.written, out)

    def written(self, out: Path) -> None:
        """Say that a file stands."""
        self.tell(_("Wrote {file}.", file=str(out)))

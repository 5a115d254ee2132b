"""What every screen of a project has: the session, a heading, translated keys."""

from __future__ import annotations

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from qualcode.app.undoing import in_words, undo
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _
from qualcode.tui.keys import translated
from qualcode.tui.session import Session


class Heading(Static):
    """The line at the top: where one is, and as whom."""

    def tell(self, *parts: str) -> None:
        """Show the parts, the first in bold; no part is taken for markup."""
        first, *others = [part for part in parts if part]
        content = Content.styled(first, "bold")
        self.update(Content("  ·  ").join([content, *(Content(other) for other in others)]))


class ProjectScreen(Screen[None]):
    """A screen on the open project."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        self.session = session
        """The open project, shared by all screens."""

    def on_screen_resume(self) -> None:
        """Read again what other screens may have changed; the tour comes along."""
        self.refresh_content()
        show_tour = getattr(self.app, "show_tour", None)
        if show_tour is not None:
            show_tour()

    def refresh_content(self) -> None:
        """Bring what is shown up to date; screens say how."""

    def take_back(self) -> None:
        """Take back the newest thing the acting coder did, and show what stands now."""
        try:
            done = undo(self.session.project)
        except QualcodeError as error:
            self.complain(error)
            return
        self.tell(_("Undone: {what}", what=in_words(done)))
        self.refresh_content()

    def complain(self, error: QualcodeError) -> None:
        """Tell what went wrong without taking the focus."""
        self.notify(str(error), severity="error", markup=False, timeout=8)

    def tell(self, message: str) -> None:
        """Tell what was done."""
        self.notify(message, markup=False, timeout=4)

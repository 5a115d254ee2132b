"""What every screen of a project has: the session, a heading, translated keys."""

from __future__ import annotations

from collections.abc import Collection

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from qualcode.app.coding.reading import list_cases
from qualcode.app.projects.undoing import in_words, undo
from qualcode.core.errors import QualcodeError
from qualcode.core.tables.illustration import may_be_quoted
from qualcode.i18n import _
from qualcode.tui.keys import translated
from qualcode.tui.session import Session

BETWEEN = "  ·  "
LEAST = 16
"""Cells of a heading's first part that are shown in any case."""


class Heading(Static):
    """The line at the top: where one is, and as whom."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._parts: tuple[str, ...] = ()

    def tell(self, *parts: str) -> None:
        """Show the parts, the first in bold; no part is taken for markup.

        Where there is no room for all, the first one is cut, as far as `LEAST` cells.
        """
        self._parts = tuple(part for part in parts if part)
        self._fill()

    def on_resize(self) -> None:
        """Another width, another cut."""
        self._fill()

    def _fill(self) -> None:
        if not self._parts:
            return
        first, *others = self._parts
        rest = "".join(f"{BETWEEN}{other}" for other in others)
        room = (self.size.width or self.app.size.width - 2) - cell_len(rest)
        if cell_len(first) > max(room, LEAST):
            first = f"{set_cell_size(first, max(room, LEAST) - 1).rstrip()}…"
        self.update(Content.assemble((first, "bold"), rest))


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

    def copied(self, address: str, cases: Collection[str]) -> None:
        """Say what is on the clipboard, and whose words may not be printed as they are."""
        held = {case.name: case for case in list_cases(self.session.project)}
        doubtful = [name for name in cases if name not in held or not may_be_quoted(held[name])]
        if doubtful or not cases:
            self.notify(
                _(
                    "Copied: {address}. For your own use: consent or age of {names} asks for a "
                    "confirmation before these words are printed.",
                    address=address,
                    names=", ".join(doubtful) or "?",
                ),
                severity="warning",
                markup=False,
                timeout=8,
            )
        else:
            self.tell(_("Copied: {address}", address=address))

    def complain(self, error: QualcodeError) -> None:
        """Tell what went wrong without taking the focus."""
        self.notify(str(error), severity="error", markup=False, timeout=8)

    def tell(self, message: str) -> None:
        """Tell what was done."""
        self.notify(message, markup=False, timeout=4)

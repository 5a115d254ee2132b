"""The first screen: projects opened lately, and how to begin."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.core.version import __version__
from qualcode.i18n import _
from qualcode.tui.keys import bindings, translated
from qualcode.tui.widgets.key_line import KeyLine


class WelcomeScreen(Screen[None]):
    """What is shown before a project is open."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("welcome")

    def __init__(self, *, opening: bool) -> None:
        super().__init__()
        self._bindings = translated(self._bindings)
        self._opening = opening

    def compose(self) -> ComposeResult:
        """The name, then either a word of patience or the recent projects."""
        with Vertical(id="welcome"):
            yield Static(Content.styled(f"qualcode {__version__}", "bold"), id="name")
            if self._opening:
                yield Static(_("Opening the project…"), markup=False)
                return
            yield Static(_("Coding interviews and focus groups"), markup=False)
            yield OptionList(id="recent", markup=False)
            yield Static(
                _(
                    "n asks for a new project, page by page. In a shell, qualcode demo shows a "
                    "whole study, invented from end to end."
                ),
                markup=False,
                id="how",
            )
        yield KeyLine()

    def on_mount(self) -> None:
        """List the recent projects."""
        if self._opening:
            return
        from qualcode.app.projects.recent import is_there, recent_projects

        recent = self.query_one("#recent", OptionList)
        found = recent_projects()
        there = [is_there(path) for path in found]
        for path, stands in zip(found, there, strict=True):
            shown = f"{Path(path).stem}  —  {path}"
            gone = _("not there any more")
            told = shown if stands else f"{shown}  ({gone})"
            recent.add_option(Option(told, disabled=not stands))
        if not found:
            recent.add_option(
                Option(_("No project was opened on this machine yet."), disabled=True)
            )
        self._paths = found
        recent.highlighted = there.index(True) if any(there) else None
        recent.focus()

    @on(OptionList.OptionSelected)
    def open_recent(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen project."""
        from qualcode.tui.app import QualcodeApp

        assert isinstance(self.app, QualcodeApp)  # noqa: S101
        self.app.open(self._paths[event.option_index])

    def action_new(self) -> None:
        """Ask for a new project, page by page."""
        from qualcode.tui.app import QualcodeApp

        assert isinstance(self.app, QualcodeApp)  # noqa: S101
        self.app.new_project()

    def action_open(self) -> None:
        """Open the highlighted project."""
        self.query_one("#recent", OptionList).action_select()

"""Textual's command palette, speaking the language of the screens."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.widgets.option_list import Option

from qualcode.i18n import _


class Commands(CommandPalette):
    """A line to type in, and the commands that are like it."""

    def __init__(self) -> None:
        super().__init__(placeholder=_("A command, a screen, a language…"), id="--command-palette")

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Say in the language of the screens that there is nothing, after a moment."""
        self._stop_no_matches_countdown()

        def tell() -> None:
            self._list_visible = bool(search_value)
            if search_value:
                self.query_one(CommandList).add_option(
                    Option(Content(_("No command like this.")), disabled=True, id=self._NO_MATCHES)
                )

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, tell)

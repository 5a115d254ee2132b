"""The screens of an open project by mode."""

from __future__ import annotations

from qualcode.tui.screens.agreement import AgreementScreen
from qualcode.tui.screens.base import ProjectScreen
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.screens.codebook import CodebookScreen
from qualcode.tui.screens.library import LibraryScreen
from qualcode.tui.screens.queue import QueueScreen
from qualcode.tui.screens.quotations import QuotationsScreen
from qualcode.tui.screens.read import ReadScreen
from qualcode.tui.screens.search import SearchScreen
from qualcode.tui.screens.themes import ThemesScreen

MODE_SCREENS: dict[str, type[ProjectScreen]] = {
    "library": LibraryScreen,
    "code": CodeScreen,
    "read": ReadScreen,
    "codebook": CodebookScreen,
    "quotations": QuotationsScreen,
    "queue": QueueScreen,
    "agreement": AgreementScreen,
    "themes": ThemesScreen,
    "search": SearchScreen,
}
"""Name of each mode and its screen."""

"""The screens of an open project by mode; each is loaded when it is first shown."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from qualcode.tui.screens.base import ProjectScreen

MODES = {
    "library": "library.LibraryScreen",
    "code": "code.CodeScreen",
    "read": "read.ReadScreen",
    "codebook": "codebook.CodebookScreen",
    "quotations": "quotations.QuotationsScreen",
    "queue": "queue.QueueScreen",
    "agreement": "agreement.AgreementScreen",
    "settle": "settle.SettleScreen",
    "themes": "themes.ThemesScreen",
    "matrix": "matrix.MatrixScreen",
    "cell": "matrix.CellScreen",
    "patterns": "patterns.PatternsScreen",
    "search": "search.SearchScreen",
    "rounds": "rounds.RoundsScreen",
    "memos": "memos.MemosScreen",
    "corrections": "corrections.CorrectionsScreen",
    "versions": "versions.VersionsScreen",
    "crosswalk": "crosswalk.CrosswalkScreen",
    "chart": "chart.ChartScreen",
    "theme_tree": "theme_tree.ThemeTreeScreen",
    "basket": "basket.BasketScreen",
    "printed": "printed.PrintedScreen",
    "checklist": "checklist.ChecklistScreen",
    "displays": "displays.DisplaysScreen",
    "exchange": "exchange.ExchangeScreen",
    "exports": "exports.ExportsScreen",
    "preview": "preview.PreviewScreen",
}
"""Name of each mode, and the module and class of its screen."""


def screen_of(mode: str) -> type[ProjectScreen]:
    """The screen of a mode."""
    module, name = MODES[mode].split(".")
    found = getattr(import_module(f"qualcode.tui.screens.{module}"), name)
    return cast("type[ProjectScreen]", found)

"""The screens of an open project by mode."""

from __future__ import annotations

from qualcode.tui.screens.agreement import AgreementScreen
from qualcode.tui.screens.base import ProjectScreen
from qualcode.tui.screens.basket import BasketScreen
from qualcode.tui.screens.chart import ChartScreen
from qualcode.tui.screens.checklist import ChecklistScreen
from qualcode.tui.screens.code import CodeScreen
from qualcode.tui.screens.codebook import CodebookScreen
from qualcode.tui.screens.corrections import CorrectionsScreen
from qualcode.tui.screens.crosswalk import CrosswalkScreen
from qualcode.tui.screens.displays import DisplaysScreen
from qualcode.tui.screens.exchange import ExchangeScreen
from qualcode.tui.screens.exports import ExportsScreen
from qualcode.tui.screens.library import LibraryScreen
from qualcode.tui.screens.matrix import CellScreen, MatrixScreen
from qualcode.tui.screens.memos import MemosScreen
from qualcode.tui.screens.patterns import PatternsScreen
from qualcode.tui.screens.preview import PreviewScreen
from qualcode.tui.screens.printed import PrintedScreen
from qualcode.tui.screens.queue import QueueScreen
from qualcode.tui.screens.quotations import QuotationsScreen
from qualcode.tui.screens.read import ReadScreen
from qualcode.tui.screens.rounds import RoundsScreen
from qualcode.tui.screens.search import SearchScreen
from qualcode.tui.screens.settle import SettleScreen
from qualcode.tui.screens.theme_tree import ThemeTreeScreen
from qualcode.tui.screens.themes import ThemesScreen
from qualcode.tui.screens.versions import VersionsScreen

MODE_SCREENS: dict[str, type[ProjectScreen]] = {
    "library": LibraryScreen,
    "code": CodeScreen,
    "read": ReadScreen,
    "codebook": CodebookScreen,
    "quotations": QuotationsScreen,
    "queue": QueueScreen,
    "agreement": AgreementScreen,
    "settle": SettleScreen,
    "themes": ThemesScreen,
    "matrix": MatrixScreen,
    "cell": CellScreen,
    "patterns": PatternsScreen,
    "search": SearchScreen,
    "rounds": RoundsScreen,
    "memos": MemosScreen,
    "corrections": CorrectionsScreen,
    "versions": VersionsScreen,
    "crosswalk": CrosswalkScreen,
    "chart": ChartScreen,
    "theme_tree": ThemeTreeScreen,
    "basket": BasketScreen,
    "printed": PrintedScreen,
    "checklist": ChecklistScreen,
    "displays": DisplaysScreen,
    "exchange": ExchangeScreen,
    "exports": ExportsScreen,
    "preview": PreviewScreen,
}
"""Name of each mode and its screen."""

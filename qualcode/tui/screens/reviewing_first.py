"""A review above the screen that asked for it: words enter once a person has decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qualcode.i18n import _

if TYPE_CHECKING:
    from textual.screen import Screen

    from qualcode.app.pseudonyms.reviewing import Review


def review_first(screen: Screen[Any], review: Review, write: Callable[[str], None]) -> None:
    """Let a person decide of what keeps words out.

    Args:
        screen: what is shown again afterwards.
        review: what is decided.
        write: told why what is open may stay, "" where nothing is; not called where the person
            leaves.
    """
    from qualcode.tui.screens.review import ReviewScreen

    def finish(reason: str | None) -> None:
        screen.app.pop_screen()
        if reason is None:
            screen.notify(_("Nothing was imported."), markup=False, timeout=4)
        else:
            write(reason)

    screen.app.push_screen(ReviewScreen(review, finish))

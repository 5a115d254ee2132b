"""The review of files before an import, as an app of its own in the terminal."""

from __future__ import annotations

from textual import events

from qualcode.app.pseudonyms.reviewing import Review
from qualcode.tui.app import ANEW, QualcodeApp
from qualcode.tui.screens.review import ReviewScreen


class ReviewApp(QualcodeApp):
    """The queue of a review; what comes of it is in `reason`."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        self._review = review
        self.reason: str | None = None
        """Why what is open may stay, "" where nothing is; None where nothing is to be imported."""

    def on_mount(self, event: events.Mount) -> None:  # type: ignore[override]
        """Show the queue in the place of the welcome screen."""
        event.prevent_default()
        self._take_own_keys()
        self.push_screen(ReviewScreen(self._review, self._finish))

    def _finish(self, reason: str | None) -> None:
        self.reason = reason
        self.exit()


def review_on_screen(review: Review) -> str | None:
    """Let a person decide; gives why what is open may stay, None where they left."""
    while True:
        app = ReviewApp(review)
        app.run()
        if app.return_code != ANEW:
            return app.reason

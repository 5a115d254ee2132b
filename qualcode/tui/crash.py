"""What is told when the screens fail: where, never the values, which may be a patient's words."""

from __future__ import annotations

import traceback
from pathlib import Path

from rich.text import Text
from textual.app import App

from qualcode.i18n import _


class Discreet(App[None]):
    """An app whose crash tells the place and the kind of failure, and no text."""

    def _fatal_error(self) -> None:
        """Leave after a failure; Textual's own report prints the values of all variables."""
        self.bell()
        error = self._exception
        self._exit_renderables.append(Text(crash_line(error)))
        self._close_messages_no_wait()


def crash_line(error: BaseException | None) -> str:
    """Where the program failed, without what it was working on."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    own = [frame for frame in frames if "qualcode" in frame.filename] or list(frames)
    place = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "?"
    return _(
        "qualcode failed at {place} ({kind}). What was saved is safe. Please report this line; "
        "it holds nothing of your data.",
        place=place,
        kind=type(error).__name__,
    )

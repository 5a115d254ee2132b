"""How a command tells whoever waits for it how far it is."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from qualcode.i18n import translate

if TYPE_CHECKING:
    from qualcode.core.progress import Progress

_BAR, _SHORT_BAR = 20, 8
_NARROW, _WIDEST = 60, 76
"""Columns under which the bar is short, and that a line never goes beyond."""
_OFTEN = 0.05
"""Seconds between two looks at the same thing."""


@contextmanager
def waiting() -> Iterator[Progress]:
    """A bar on stderr where a person looks on; nothing in a file or a pipe."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _whole, _what: None
        return
    width = min(shutil.get_terminal_size().columns - 1, _WIDEST)
    shown, at = "", 0.0

    def progress(done: int, whole: int, what: str) -> None:
        nonlocal shown, at
        if what == shown and time.monotonic() - at < _OFTEN:
            return
        shown, at = what, time.monotonic()
        click.echo("\r" + _line(done, whole, translate(what), width), err=True, nl=False)

    try:
        yield progress
    finally:
        click.echo("\r" + " " * width + "\r", err=True, nl=False)


def _line(done: int, whole: int, what: str, width: int) -> str:
    """A bar, hundredths, and of what: as wide as the terminal, so that nothing older stays."""
    length = _SHORT_BAR if width < _NARROW else _BAR
    filled = length * done // max(whole, 1)
    bar = "█" * filled + "░" * (length - filled)
    return f"{bar} {100 * done // max(whole, 1):3} % {what}"[:width].ljust(width)

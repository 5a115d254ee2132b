"""How far long work has come: told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Told how many are done, how many there are, and what they are or which is next.

Whoever is told may raise to stop the work: nothing is left half done.
"""


def nobody_waits(_done: int, _whole: int, _what: str) -> None:
    """Tell nobody."""


class Pace:
    """Many small steps of one kind, told as hundredths of the whole.

    How many there are is not told: it may be what a blind round hides.
    """

    def __init__(self, progress: Progress, whole: int, what: str) -> None:
        self._progress = progress
        self._whole = max(whole, 1)
        self._what = what
        self._begun = 0
        self._told = -1

    def step(self) -> None:
        """Begin the next step."""
        hundredths = min(100 * self._begun // self._whole, 100)
        if hundredths > self._told:
            self._told = hundredths
            self._progress(hundredths, 100, self._what)
        self._begun += 1

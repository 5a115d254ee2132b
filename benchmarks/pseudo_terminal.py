"""From a key to the last byte on a real pseudo-terminal: our transcript view and a TextArea.

    python -m benchmarks.pseudo_terminal

Both programs run in a process of their own with the same text; the time is the wall's, from
writing the key to the last byte before 60 ms of silence. Both are asked in turn, key by key, so
that a busy machine does not favour one.
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict

from textual.app import App, ComposeResult
from textual.widgets import TextArea

from benchmarks.coding_screen import SIZES, TERMINAL, invented_codings, invented_talk
from benchmarks.terminal import Terminal
from qualcode.tui.theme import Themed
from qualcode.tui.transcript.view import TranscriptView

KEYS = {"move": ("j", "\x1b[B"), "page down": ("\x1b[6~", "\x1b[6~"), "page up": ("\x1b[5~",) * 2}
ROUNDS = 12


class Ours(Themed):
    """Our transcript view with codings."""

    def __init__(self, characters: int, count: int) -> None:
        super().__init__()
        self._talk = invented_talk(characters)
        self._codings = invented_codings(self._talk, count)

    def compose(self) -> ComposeResult:
        """The one widget."""
        yield TranscriptView()

    def on_mount(self) -> None:
        """Show the talk."""
        view = self.query_one(TranscriptView)
        view.show(self._talk, self._codings)
        view.focus()


class Theirs(App[None]):
    """A TextArea with the same text."""

    def __init__(self, characters: int) -> None:
        super().__init__()
        self._text = invented_talk(characters).text

    def compose(self) -> ComposeResult:
        """The one widget."""
        yield TextArea(self._text, read_only=True, show_cursor=True, soft_wrap=True)

    def on_mount(self) -> None:
        """Begin where both scroll."""
        self.query_one(TextArea).cursor_blink = False
        self.query_one(TextArea).focus()


def main() -> None:
    print(f"{TERMINAL[0]} × {TERMINAL[1]} cells; ms from key to last byte: median (worst)")
    for characters, count in SIZES:
        times = compare(characters, count)
        print(f"\n{characters:,} characters, {count:,} codings")
        for what in KEYS:
            ours, theirs = times[what, 0], times[what, 1]
            print(f"{what:12}{_told(ours)}   TextArea {_told(theirs)}")


def compare(characters: int, count: int) -> dict[tuple[str, int], list[float]]:
    """Ask both programs in turn; gives the times by key and program."""
    base = [sys.executable, "-m", "benchmarks.pseudo_terminal"]
    programs = [
        Terminal([*base, kind, str(characters), str(count)], TERMINAL) for kind in ("ours", "text")
    ]
    times: dict[tuple[str, int], list[float]] = defaultdict(list)
    try:
        for program in programs:
            program.wait_for("\x1b[38;2")
            program.press("\x1b[6~")
        for _ in range(ROUNDS):
            for what, keys in KEYS.items():
                for which, program in enumerate(programs):
                    times[what, which].append(program.press(keys[which], patience=2))
    finally:
        for program in programs:
            program.close()
    return times


def _told(times: list[float]) -> str:
    return f"{statistics.median(times):6.1f} ({max(times):.0f})"


if __name__ == "__main__":
    if len(sys.argv) == 4:
        kind, characters, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        (Ours(characters, count) if kind == "ours" else Theirs(characters)).run()
    else:
        main()

"""A program in a pseudo-terminal: send it keys, and time until its last byte has come."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence

QUIET = 0.06
"""Seconds without a byte after which the program is taken to have finished drawing."""


class Terminal:
    """A program that believes that somebody sits before it."""

    def __init__(self, argv: Sequence[str], size: tuple[int, int]) -> None:
        self._near, far = pty.openpty()
        columns, rows = size
        fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._child = subprocess.Popen(
            argv, stdin=far, stdout=far, stderr=far, start_new_session=True, env=environment
        )
        os.close(far)
        self.drawn = b""
        """What the program has sent since the last key."""

    def press(self, keys: str, patience: float = 5.0) -> float:
        """Send keys; gives the milliseconds from then to the last byte before it was quiet."""
        self.drawn = b""
        begun = last = time.perf_counter()
        os.write(self._near, keys.encode())
        while time.perf_counter() - begun < patience:
            wait = QUIET if self.drawn else patience
            ready, _, _ = select.select([self._near], [], [], wait)
            if not ready:
                break
            self.drawn += os.read(self._near, 65536)
            last = time.perf_counter()
        return (last - begun) * 1000

    def wait_for(self, words: str, patience: float = 30.0) -> None:
        """Wait until the program has drawn some words.

        Raises:
            TimeoutError: it never did.
        """
        drawn, end = b"", time.monotonic() + patience
        while words.encode() not in drawn:
            ready, _, _ = select.select([self._near], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError(f"“{words}” was never drawn")
            drawn += os.read(self._near, 65536)
        while select.select([self._near], [], [], 0.5)[0]:
            os.read(self._near, 65536)

    def rest(self, patience: float = 30.0) -> str:
        """All that the program still sends until it ends, or until patience does."""
        drawn, end = self.drawn, time.monotonic() + patience
        while select.select([self._near], [], [], max(0, end - time.monotonic()))[0]:
            try:
                drawn += os.read(self._near, 65536)
            except OSError:
                break
        return drawn.decode(errors="replace")

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, and tell the program."""
        fcntl.ioctl(self._near, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._child.send_signal(signal.SIGWINCH)

    def ended(self, patience: float = 10.0) -> int:
        """The code with which the program leaves, what it still draws being read away."""
        self.drawn = self.rest(patience).encode()
        return self._child.wait(patience)

    def close(self) -> None:
        """End the program."""
        if self._child.poll() is None:
            os.killpg(self._child.pid, signal.SIGTERM)
            self._child.wait(10)
        os.close(self._near)

"""Messages that come up at the side, in lines as French typography wants them."""

from __future__ import annotations

from itertools import pairwise

from qualcode.core.spans import Span
from qualcode.tui.transcript.wrap import row_starts

WIDEST = 56
"""Cells of the longest line."""

AROUND = 8
"""Cells that a message's frame and the margin beside it take."""


def lines_of(message: str, width: int) -> str:
    """A message in lines that fit a screen of so many cells; nothing breaks at `«` or ` :`."""
    if not message.strip():
        return message
    room = max(16, min(WIDEST, width * 4 // 5 - AROUND))
    lines: list[str] = []
    for line in filter(str.strip, message.split("\n")):
        starts = list(row_starts(line, line, Span(0, len(line)), room))
        lines += [line[a:b].rstrip() for a, b in pairwise([*starts, len(line)])]
    return "\n".join(lines)

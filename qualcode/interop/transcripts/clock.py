"""Time marks as transcribers and their programs write them."""

from __future__ import annotations

import re

_CLOCK = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3}|-\d{1,3}(?![\d:]))?"
_RANGE = rf"{_CLOCK}(?:\s*(?:-->|[-–—→>]|à|to)\s*{_CLOCK})?"

BRACKETED = rf"[\[(#<]\s*{_RANGE}\s*[\])#>]"
"""``[00:01:46]``, ``(0:01 - 0:11)``, ``#00:02:32-8#``."""

BARE = _RANGE
"""``0:03``, ``00:00:03``: only where nothing else can be meant."""

LONG = r"(?<![\d:])\d{1,2}:[0-5]\d:[0-5]\d(?:[.,]\d{1,3})?(?![\d:])"
"""``00:00:03``: hours, minutes and seconds, which nobody says in speech."""

_PARTS = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?:[.,-](\d{1,3})(?![\d:]))?")
CLOSING = frozenset("])#>")
"""Last characters of bracketed marks."""

_AT_END = re.compile(rf"{BRACKETED}\Z")
_LONGEST = 48
"""Characters in the longest mark."""


def milliseconds(mark: str) -> tuple[int | None, int | None]:
    """Start and end that a mark tells; no end where it tells one moment, no start where none."""
    told = _PARTS.findall(mark)
    return (_moment(*told[0]) if told else None, _moment(*told[1]) if len(told) > 1 else None)


def _moment(first: str, second: str, third: str, fraction: str) -> int:
    seconds = int(first) * 60 + int(second)
    if third:
        seconds = seconds * 60 + int(third)
    return seconds * 1000 + (int(fraction.ljust(3, "0")) if fraction else 0)


def closing_mark(text: str, start: int, end: int) -> int:
    """Where the words from `start` to `end` end before the bracketed time mark that closes them."""
    match = _AT_END.search(text, max(start, end - _LONGEST), end)
    return match.start() if match else end

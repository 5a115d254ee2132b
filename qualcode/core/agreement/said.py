"""A passage without the hesitations and the punctuation at its ends."""

from __future__ import annotations

import re

_HESITATIONS = "euh|heu|hum|hem|hmm?|mmh?|mhm|ben|bah|bon|ah|oh|er|erm|um|uh"
_MARK = r"[^\w\u0300-\u036f]|_"
"""What is no part of a word; an accent of its own is."""
_BEFORE = re.compile(rf"(?:{_MARK}|(?:{_HESITATIONS})(?={_MARK}|$))*", re.IGNORECASE)
_AFTER = re.compile(rf"(?:{_MARK}|\b(?:{_HESITATIONS})(?={_MARK}|$))+$", re.IGNORECASE)

_LOOKED_AT = 80
"""Characters at each end in which hesitations are looked for."""


def said_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words of a passage begin and end; the passage itself where it has no others."""
    head = text[start : min(end, start + _LOOKED_AT)]
    found = _BEFORE.match(head)
    begin = start + (found.end() if found else 0)
    tail_start = max(begin, end - _LOOKED_AT)
    trailing = _AFTER.search(text[tail_start:end])
    stop = tail_start + trailing.start() if trailing else end
    return (begin, stop) if begin < stop else (start, end)
